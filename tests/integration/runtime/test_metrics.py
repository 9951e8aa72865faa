"""``/metrics`` of a running service and of the projections, as Prometheus reads them."""

import asyncio

import httpx2
from prometheus_client.parser import text_string_to_metric_families

from infra.ports import free_ports
from services.runtime.inbox import Inbox
from services.runtime.process import run
from services.runtime.pull import Pulled
from services.runtime.service import Service
from services.runtime.settings import Settings
from tests.integration.projections.running import answer, carry, running
from tests.support import toy
from tests.support.app import App, batch, serving, structured, talking, until
from tests.support.engines import HasUrl, PostgresEngine, fresh_database
from tests.support.toy import evidence
from tests.unit.projections.history import whole


async def scraped(port: int) -> dict[str, float]:
    """Samples by name and labels, such as ``gradetrail_submissions_total status=accepted``."""
    async with httpx2.AsyncClient(timeout=10) as http:
        text = (await http.get(f"http://127.0.0.1:{port}/metrics")).text
    return {
        " ".join(
            [sample.name, *(f"{key}={value}" for key, value in sorted(sample.labels.items()))]
        ): (sample.value)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_what_a_service_did_is_told_on_a_port_of_its_own(
    postgres: str, nats_server: HasUrl
) -> None:
    (port,) = free_ports(1)
    async with (
        serving(toy, postgres, nats_server.url, metrics_port=port) as service,
        talking(service) as app,
    ):
        await app.submit_all([evidence(n) for n in range(1, 4)])
        await app.publish(*batch([evidence(3), evidence(4)]))
        await app.submit({**evidence(5), "actor": 5})
        assert (await app.http.get("/metrics")).status_code == 404

        async def level() -> dict[str, float]:
            now = await scraped(port)
            left = now["gradetrail_relay_lag_events"] + now["gradetrail_inbox_in_hand"]
            return {} if left else now

        found = await until(level, "level")
    assert found["gradetrail_submissions_total status=accepted"] == 4
    assert found["gradetrail_submissions_total status=duplicate"] == 1
    assert found["gradetrail_submissions_total status=refused"] == 1
    assert found["gradetrail_refused_total problem=contract-broken"] == 1
    assert found["gradetrail_log_position"] == 4
    assert found["gradetrail_ready"] == 1
    assert found["gradetrail_inbox_waiting"] == 0
    posted = "gradetrail_http_requests_total method=POST route=/events status={}"
    assert (found[posted.format(200)], found[posted.format(422)]) == (1, 1)
    assert found["process_resident_memory_bytes"] > 10**6
    assert found["process_cpu_seconds_total"] > 0


async def test_a_message_that_comes_again_is_counted(postgres: str, nats_server: HasUrl) -> None:
    """A reader that takes a message and does not answer it: it comes again after ``ack_wait``."""
    (port,) = free_ports(1)
    async with (
        serving(toy, postgres, nats_server.url, metrics_port=port) as service,
        talking(service) as app,
    ):
        await _nak_the_next(service.inbox, app)

        async def again() -> bool:
            return (await scraped(port))["gradetrail_inbox_redelivered_total"] == 1

        await until(again, "redelivered")
        (receipt,) = await app.receipt_of("e1")
    assert receipt["status"] == "accepted"


async def _nak_the_next(inbox: Inbox, app: App) -> None:
    """Send a message and have it given back to the stream once."""
    hand, given_back = inbox._hand, asyncio.Event()

    async def give_back(_: object, pulled: Pulled) -> int:
        inbox._hand = hand  # type: ignore[method-assign]
        place = f"1.{pulled.sequence}.1.0.0"  # delivered once, as the consumer's first
        await app.nc.publish(f"$JS.ACK.INBOX.grading.{place}", b"-NAK")
        given_back.set()
        return 0

    inbox._hand = give_back  # type: ignore[method-assign]
    await app.send(*structured(evidence(1)))
    await asyncio.wait_for(given_back.wait(), 20)


ASKED = "gradetrail_http_requests_total method=GET route=/api/cases status=200"


async def test_the_projections_tell_how_far_they_are(
    nats_server: HasUrl, postgres_server: PostgresEngine
) -> None:
    await carry(nats_server.url, whole().carried)
    (port,) = free_ports(1)
    events = len(whole().log["grading"])
    with fresh_database(postgres_server.dsn(), "projections") as dsn:
        async with running(nats_server.url, dsn, metrics_port=port) as client:
            await answer(client, "/api/cases", "grading")

            async def counted() -> dict[str, float]:  # a request is, once its answer is sent
                found = await scraped(port)
                return found if ASKED in found else {}

            found = await until(counted, "the request is counted")
    of = "service=grading view=standings"
    assert found[f"gradetrail_projection_position {of}"] == events
    assert found[f"gradetrail_projection_lag_events {of}"] == 0
    assert found[f"gradetrail_projection_lag_seconds {of}"] == 0
    assert found[f"gradetrail_projection_batch_events_sum {of}"] == events
    assert found["gradetrail_projection_parked_cases view=trail"] == 0
    assert found[ASKED] == 1


async def test_a_replica_that_stands_by_is_well_and_says_that_it_is_not_at_work(
    postgres: str, nats_server: HasUrl
) -> None:
    ports = free_ports(2)
    settings = Settings(
        nats_url=nats_server.url, database_url=postgres, http_port=free_ports(1)[0],
        metrics_port=ports[1],
    )  # fmt: skip
    async with serving(toy, postgres, nats_server.url, metrics_port=ports[0]):
        second = Service(toy, settings)
        running = asyncio.create_task(run(second))

        async def well() -> dict[str, float]:
            try:
                found = await scraped(ports[1])
            except httpx2.ConnectError:
                return {}
            return found if found["gradetrail_ready"] else {}

        assert (await until(well, "it stands by"))["gradetrail_at_work"] == 0
        assert (await scraped(ports[0]))["gradetrail_at_work"] == 1
        second.stopping.set()
        await running
