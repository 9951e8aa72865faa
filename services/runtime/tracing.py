"""Traces by OpenTelemetry, from a submission through desk and relay to the read models.

Off unless the environment names an endpoint; then nothing of its SDK is loaded, and a batch costs a
look at a variable. The trace of a submission is kept in no event: it travels beside the events that
the relay has at hand, and ends with those that are read from the log again.
"""

import os
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_AT_MOST = 100
"""Traces of one batch that get a span: its cost is bounded, also where each event is traced."""

_FINISH_WITHIN_S = 3.0
_W3C = TraceContextTextMapPropagator()
_tracer: trace.Tracer | None = None
_provider: Any = None


def configure(service: str) -> None:
    """Send spans where the environment says, if it does; once, at the start of a process."""
    global _provider, _tracer
    if not any(os.environ.get(name) for name in ENDPOINTS):
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.name": f"gradetrail-{service}"})
    _provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    _provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(_provider)  # FastAPI's spans of requests go there by themselves
    _tracer = _provider.get_tracer("gradetrail")


def finish() -> None:
    """Send what is left; a collector that does not answer holds up the end for seconds only."""
    if _provider is not None:
        sending = threading.Thread(target=_provider.shutdown, daemon=True)
        sending.start()
        sending.join(_FINISH_WITHIN_S)


def current() -> str | None:
    """The ``traceparent`` of the request that is being answered."""
    return None if _tracer is None else _written(trace.get_current_span())


@contextmanager
def spans(name: str, parents: Iterable[object], **told: str) -> Iterator[Mapping[object, str]]:
    """A span for each distinct trace of a batch, for as long as the block takes.

    ``parents``: the ``traceparent`` of each event, whatever it is. Gives for each that is one the
    ``traceparent`` of its span, to be passed on.
    """
    if _tracer is None:
        yield {}
        return
    counted = Counter(parent for parent in parents if isinstance(parent, str))
    with ExitStack() as ends:
        made: dict[object, str] = {}
        for parent, events in counted.most_common(_AT_MOST):
            context = _W3C.extract({"traceparent": parent})
            if trace.get_current_span(context).get_span_context().is_valid:
                attributes: dict[str, Any] = {f"gradetrail.{key}": of for key, of in told.items()}
                span = ends.enter_context(
                    _tracer.start_as_current_span(
                        name, context, attributes=attributes | {"gradetrail.events": events}
                    )
                )
                made[parent] = _written(span)
        yield made


def _written(span: trace.Span) -> str:
    carrier: dict[str, str] = {}
    _W3C.inject(carrier, trace.set_span_in_context(span))
    return carrier.get("traceparent", "")
