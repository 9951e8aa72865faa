"""What the projections count: how far each read model is, and what it takes."""

from services.runtime.metrics import EVENTS, SECONDS, ServiceMetrics
from services.runtime.projection import Runner
from services.runtime.reader import Progress


class ProjectionMetrics(ServiceMetrics):
    """Of what keeps read models. ``view``: the read model; ``service``: whose events."""

    def __init__(self) -> None:
        super().__init__()
        of = "view", "service"
        self._position = self.gauge(
            "projection_position", "events applied, by `view`, `service`", *of
        )
        self._lag = self.gauge("projection_lag_events", "events on the stream, not applied", *of)
        self._lag_s = self.gauge(
            "projection_lag_seconds", "age of the oldest of them, in seconds", *of
        )
        self._parked = self.gauge("projection_parked_cases", "cases parked, by `view`", "view")
        self._batch = self.histogram(
            "projection_batch_events",
            "events in one transaction, by `view`, `service`",
            EVENTS,
            *of,
        )
        self._batch_s = self.histogram(
            "projection_batch_seconds", "seconds to apply one transaction", SECONDS, *of
        )

    def applied(self, view: str, service: str, events: int, seconds: float) -> None:
        """Count one transaction of a read model."""
        self._batch.labels(view, service).observe(events)
        self._batch_s.labels(view, service).observe(seconds)

    def watch(self, runner: Runner) -> None:
        """Tell of a read model whenever Prometheus asks."""
        view = runner.projection.name
        self._parked.labels(view).set_function(lambda: len(runner.live.parked))
        for service, reader in runner.readers.items():
            self._watch_stream((view, service), reader.progress)

    def _watch_stream(self, of: tuple[str, str], at: Progress) -> None:
        self._position.labels(*of).set_function(lambda: at.position)
        self._lag.labels(*of).set_function(lambda: at.head - at.position)
        self._lag_s.labels(*of).set_function(lambda: at.oldest_unapplied_s() or 0.0)
