"""What the ticker counts, for Prometheus."""

from services.runtime.metrics import Metrics


class TickerMetrics(Metrics):
    """When it last looked around, and what came of it."""

    def __init__(self) -> None:
        super().__init__()
        self.ticked = self.gauge(
            "ticker_last_tick_timestamp_seconds", "when the last tick went well, in Unix time"
        )
        self.failed = self.counter("ticker_failed_ticks", "ticks that found nobody to ask or tell")
        self.said = self.counter(
            "ticker_said",
            "deadlines that it said had passed, by the `status` of the receipt",
            "status",
        )
