"""What a process counts and measures, for Prometheus: once a batch, never once an event.

What it knows anyway (positions, what waits) is read when Prometheus asks, and costs nothing before.
"""

import importlib.metadata
import time
from collections.abc import Callable, Collection, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from prometheus_client.process_collector import ProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
EVENTS = (1, 3, 10, 30, 100, 300, 1000, 4000)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Metrics:
    """Of every process: which version runs, what it takes. ``registry``: what Prometheus reads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        Info("gradetrail_build", "`version` that runs", registry=self.registry).info(
            {"version": importlib.metadata.version("gradetrail")}
        )

    def gauge(self, name: str, what: str, *labels: str) -> Gauge:
        """One more that may fall."""
        return Gauge(f"gradetrail_{name}", what, labels, registry=self.registry)

    def counter(self, name: str, what: str, *labels: str) -> Counter:
        """One more that only rises; Prometheus sees it as ``<name>_total``."""
        return Counter(f"gradetrail_{name}", what, labels, registry=self.registry)

    def histogram(self, name: str, what: str, buckets: Sequence[float], *labels: str) -> Histogram:
        """One more of how often which size."""
        return Histogram(
            f"gradetrail_{name}", what, labels, buckets=buckets, registry=self.registry
        )


class ServiceMetrics(Metrics):
    """Of a service: whether it is ready, and what it answered over HTTP."""

    def __init__(self) -> None:
        super().__init__()
        self._ready = self.gauge(
            "ready", "1 while all is well with it, 0 while its `/status` has faults"
        )
        self._requests = self.counter(
            "http_requests", "requests answered, by `method`, `route`, `status`",
            "method", "route", "status",
        )  # fmt: skip
        self._request_s = self.histogram(
            "http_request_seconds", "seconds to the end of an answer, by `method`, `route`",
            SECONDS, "method", "route",
        )  # fmt: skip

    def ready_while(self, faults: Callable[[], Collection[str]]) -> None:
        """Tell readiness from the faults there are when Prometheus asks."""
        self._ready.set_function(lambda: not faults())

    def counting(self, app: ASGIApp) -> ASGIApp:
        """The application with its requests counted, by the template of their route."""

        async def counted(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                return await app(scope, receive, send)
            started, status = time.perf_counter(), 500

            async def noted(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            try:
                await app(scope, receive, noted)
            finally:
                # Names of ours only: who asks for what is not there makes no new series.
                method = scope["method"] if scope["method"] in _METHODS else "other"
                route = getattr(scope.get("route"), "path", "other")
                self._requests.labels(method, route, status).inc()
                self._request_s.labels(method, route).observe(time.perf_counter() - started)

        return counted
