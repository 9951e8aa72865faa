"""One trace from a submission to the read models, as an OpenTelemetry collector gets to see it."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.request import Request, urlopen

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from contracts.messages import STRUCTURED
from tests.support.engines import wait_until
from tests.support.stack import Stack, stack

HTTP, NATS, PARENT = "a" * 32, "b" * 32, "c" * 16


class Collector:
    """Takes spans over OTLP/HTTP. ``spans``: (process, name, trace, span, parent)."""

    def __init__(self) -> None:
        self.spans: list[tuple[str, str, str, str, str]] = []
        taken = self.spans

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                for one in ExportTraceServiceRequest.FromString(body).resource_spans:
                    told = {a.key: a.value.string_value for a in one.resource.attributes}
                    for scope in one.scope_spans:
                        taken.extend(
                            (told["service.name"], span.name, span.trace_id.hex(),
                             span.span_id.hex(), span.parent_span_id.hex())
                            for span in scope.spans
                        )  # fmt: skip
                answer = ExportTraceServiceResponse().SerializeToString()
                self.send_response(200)
                self.send_header("content-type", "application/x-protobuf")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def of(self, trace: str) -> set[tuple[str, str]]:
        return {(process, name) for process, name, of, *_ in self.spans if of == trace}


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    serving = threading.Thread(target=made.server.serve_forever)
    serving.start()
    yield made
    made.server.shutdown()
    serving.join()
    made.server.server_close()


@pytest.fixture
def up(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
    with stack() as made:
        made.up()
        yield made


def organisation(id: str, **also: str) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": f"{id}-registered", "source": "/tests/traces",
        "type": "gradetrail.grading.OrganisationRegistered.v1", "subject": f"organisation:{id}",
        "time": "2011-01-01T08:00:00+08:00", "actor": "county",
        "data": {"kind": "county_committee", "name_zh": "示例县"}, **also,
    }  # fmt: skip


def test_a_submission_is_one_trace_from_its_sender_to_the_read_models(
    up: Stack, collector: Collector
) -> None:
    headers = {"content-type": STRUCTURED, "traceparent": f"00-{HTTP}-{PARENT}-01"}
    body = json.dumps(organisation("county")).encode()
    with urlopen(Request(f"{up.addresses.grading}/events", body, headers), timeout=20) as answer:
        assert answer.status == 200
    file = up.data / "events.ndjson"
    traced = organisation("town", traceparent=f"00-{NATS}-{PARENT}-01")
    file.write_text(json.dumps(traced), "utf-8")
    assert up.run("publish", str(file)).returncode == 0

    inside = {
        ("gradetrail-grading", "desk"),
        ("gradetrail-grading", "relay"),
        ("gradetrail-projections", "project"),
    }
    asked = {("gradetrail-grading", "POST /events")}
    wait_until(lambda: collector.of(HTTP) >= inside | asked, "the trace of the request")
    wait_until(lambda: collector.of(NATS) >= inside, "the trace of the message")

    spans = {
        span: (name, parent) for _, name, trace, span, parent in collector.spans if trace == HTTP
    }
    chain, at = [], next(span for span, (name, _) in spans.items() if name == "project")
    while at in spans:
        name, at = spans[at]
        chain.append(name)
    assert chain == ["project", "relay", "desk", "POST /events"]
    assert at == PARENT

    place = f"{up.addresses.projections}/api/events/grading/1"
    with urlopen(place, timeout=20) as answer:
        event = answer.read().decode()
    assert "county-registered" in event
    assert HTTP not in event  # a trace tells how it went, and is no part of what happened
