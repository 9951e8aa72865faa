"""What is counted of batches and requests, as Prometheus gets to see it."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import httpx2
import pytest
from fastapi import FastAPI

from contracts.envelope import Envelope
from contracts.refusals import IdTaken, StepNotOpen
from services.projections.metrics import ProjectionMetrics
from services.runtime.desk_metrics import DeskMetrics
from services.runtime.metrics import Metrics, ServiceMetrics
from services.runtime.problems import problem
from services.runtime.reader import Progress
from services.runtime.store import Batch, Fresh, Refusal


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"gradetrail_{name}", labels)


def refusal(kind: type[StepNotOpen] | type[IdTaken]) -> Refusal:
    why = problem(kind("no", field="/id", rule="R-28", accepts="another"))
    return Refusal(b"", "/apps/x", "1", datetime.now(UTC), {}, b"", why)


def test_a_transaction_is_counted_by_what_became_of_its_submissions() -> None:
    metrics = DeskMetrics()
    now = datetime.now(UTC)
    said = Envelope(id="1", source="/apps/x", type="t", subject="case", time=now, actor="north")
    batch = Batch(
        events=[Fresh(b"", n, said, b"{}") for n in range(3)],
        refused=[refusal(StepNotOpen), refusal(IdTaken)],
    )
    metrics.decided(7, batch, 0.02)
    metrics.decided(1, Batch(refused=[refusal(IdTaken)]), 0.02)
    by_status = {
        status: value(metrics, "submissions_total", status=status)
        for status in ("accepted", "refused", "duplicate")
    }
    assert by_status == {"accepted": 3, "refused": 3, "duplicate": 2}
    assert value(metrics, "refused_total", problem="id-taken") == 2
    assert value(metrics, "refused_total", problem="step-not-open") == 1
    assert value(metrics, "refused_total", problem="not-authorised") == 0  # there from the start
    assert value(metrics, "desk_batch_submissions_sum") == 8
    assert value(metrics, "desk_batch_seconds_count") == 2


def test_the_relay_is_as_late_as_its_oldest_event_and_not_late_when_level() -> None:
    metrics = DeskMetrics()
    desk = SimpleNamespace(states=SimpleNamespace(head=10), waiting=2)
    relay, inbox = SimpleNamespace(position=10, level_at=0.0), SimpleNamespace(waiting=3, in_hand=1)
    metrics.watch(cast(Any, desk), cast(Any, relay), cast(Any, inbox))
    assert value(metrics, "relay_lag_events") == value(metrics, "relay_lag_seconds") == 0
    assert value(metrics, "desk_waiting") == 2
    relay.position = 4
    assert value(metrics, "relay_lag_events") == 6
    assert cast(float, value(metrics, "relay_lag_seconds")) > 0


def test_a_read_model_is_as_late_as_the_oldest_event_that_it_lacks() -> None:
    metrics, progress = ProjectionMetrics(), Progress(position=5, head=9)
    runner = SimpleNamespace(
        projection=SimpleNamespace(name="trail"),
        live=SimpleNamespace(parked={"a", "b"}),
        readers={"grading": SimpleNamespace(progress=progress)},
    )
    metrics.watch(cast(Any, runner))
    of = {"view": "trail", "service": "grading"}
    assert value(metrics, "projection_lag_events", **of) == 4
    assert value(metrics, "projection_lag_seconds", **of) == 0
    progress.oldest_at = datetime(2011, 11, 13, tzinfo=UTC)
    assert cast(float, value(metrics, "projection_lag_seconds", **of)) > 10**6
    assert value(metrics, "projection_parked_cases", view="trail") == 2


def test_readiness_is_that_of_the_moment() -> None:
    metrics, faults = ServiceMetrics(), ["NATS is away"]
    metrics.ready_while(lambda: faults)
    assert value(metrics, "ready") == 0
    faults.clear()
    assert value(metrics, "ready") == 1


@pytest.fixture
def metrics() -> ServiceMetrics:
    return ServiceMetrics()


@pytest.fixture
def client(metrics: ServiceMetrics) -> httpx2.AsyncClient:
    app = FastAPI()

    @app.get("/cases/{case}")
    async def case(case: str) -> dict[str, str]:
        if case == "poison":
            raise ValueError(case)
        return {"case": case}

    transport = httpx2.ASGITransport(app=metrics.counting(app), raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://it")


async def test_requests_are_counted_by_the_template_of_their_route(
    metrics: Metrics, client: httpx2.AsyncClient
) -> None:
    for path in ("/cases/1", "/cases/2", "/cases/poison", "/wp-login.php", "/.env"):
        await client.get(path)
    await client.request("BREW", "/cases/3")
    total = "http_requests_total"
    case = "/cases/{case}"
    assert value(metrics, total, method="GET", route=case, status="200") == 2
    assert value(metrics, total, method="GET", route=case, status="500") == 1
    assert value(metrics, total, method="GET", route="other", status="404") == 2
    assert value(metrics, total, method="other", route=case, status="405") == 1
    assert value(metrics, "http_request_seconds_count", method="GET", route=case) == 3
