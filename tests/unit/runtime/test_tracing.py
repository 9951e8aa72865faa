"""Spans for the traces of a batch: one each, bounded, and nothing at all without an endpoint."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from infra.child import PROJECT
from services.runtime import tracing


def parent(number: int, flags: str = "01") -> str:
    return f"00-{number:032x}-{number:016x}-{flags}"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_tracer", provider.get_tracer("tests"))
    yield exporter
    provider.shutdown()


def test_each_trace_of_a_batch_gets_one_span_and_passes_it_on(sent: InMemorySpanExporter) -> None:
    batch = [parent(1), None, parent(2), parent(1), 5, ["no trace"], "", "00-nonsense"]
    with tracing.spans("project", batch, view="trail") as traces:
        assert sent.get_finished_spans() == ()
    first, second = sorted(sent.get_finished_spans(), key=lambda span: span.context.trace_id)
    assert (first.context.trace_id, second.context.trace_id) == (1, 2)
    assert first.parent is not None
    assert first.parent.span_id == 1
    assert dict(first.attributes or {}) == {"gradetrail.view": "trail", "gradetrail.events": 2}
    assert traces[parent(1)] == f"00-{1:032x}-{first.context.span_id:016x}-01"
    assert traces.keys() == {parent(1), parent(2)}


def test_what_its_sender_does_not_sample_is_passed_on_and_not_sent(
    sent: InMemorySpanExporter,
) -> None:
    with tracing.spans("desk", [parent(1, flags="00")]) as traces:
        pass
    assert traces[parent(1, "00")].startswith(f"00-{1:032x}-")
    assert sent.get_finished_spans() == ()


def test_a_batch_with_a_trace_for_each_event_costs_no_more_than_a_hundred_spans(
    sent: InMemorySpanExporter,
) -> None:
    with tracing.spans("desk", [parent(number) for number in range(1, 1_001)]) as traces:
        pass
    assert len(traces) == len(sent.get_finished_spans()) == 100


def test_a_batch_that_failed_says_so(sent: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="no"), tracing.spans("relay", [parent(1)]):
        raise ValueError("no")
    (span,) = sent.get_finished_spans()
    assert not span.status.is_ok


def test_without_an_endpoint_nothing_is_traced_and_no_sdk_is_loaded() -> None:
    code = """
import sys
from services.grading import main
from services.projections import main
from services.runtime import tracing
tracing.configure("grading")
with tracing.spans("desk", iter(())) as traces:
    assert traces == {}
assert tracing.current() is None
parts = ("opentelemetry.sdk", "opentelemetry.exporter")
loaded = [name for name in sys.modules if name.startswith(parts)]
sys.exit(repr(loaded) if loaded else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env={"PATH": ""}, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
