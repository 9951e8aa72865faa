"""The ticker as a process: ticks at once, then every minute, until SIGTERM or SIGINT."""

import asyncio
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Literal

import structlog
from prometheus_client import start_http_server
from pydantic import Field, SecretStr

from client import credentials
from client.faults import Fault
from client.publisher import NoAnswer
from client.signing_in import AsApp
from infra.addresses import Addresses
from services.runtime import logs
from services.runtime.settings import OnNats, read_settings
from ticker.metrics import TickerMetrics
from ticker.passed import Cycle, is_kept_as_it_happens, today
from ticker.tick import due, say

Clock = Callable[[], datetime]
log = structlog.get_logger()

NAME = "ticker"
"""Of the app, in the access file."""
GIVE_UP_AFTER_S = 30.0


class Settings(OnNats):
    """From variables such as TICKER_EVERY_S."""

    projections_url: str = Field(description="where the projections answer")
    api_key: SecretStr | None = Field(
        None, description="the API key that it shows to the projections, as an app that may read"
    )
    every_s: float = Field(
        60.0, description="seconds between two ticks: new days and new cycles are seen then"
    )
    again_s: float = Field(
        900.0,
        description="seconds after which an open cycle is looked at again on the same day, for what"
        " was entered late",
    )
    metrics_port: int | None = Field(
        None, description="the port of `/metrics`, for Prometheus; none: no metrics"
    )
    metrics_host: str = Field("127.0.0.1", description="the interface of `/metrics`")
    log_format: Literal["json", "console"] = Field("json", description="`json` or `console`")


class Looks:
    """Which cycles to look at: each on a new day of its own, an open one again every ``again_s``.

    A deadline passes at midnight. What is entered late may make another one missed meanwhile.
    """

    def __init__(self, again_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.again_s, self._clock = again_s, clock
        self._looked: dict[tuple[str, str], tuple[date, float]] = {}
        self._looking: dict[tuple[str, str], tuple[date, float]] = {}

    def worth(self, cycle: Cycle, day: date) -> bool:
        """Whether to look at a cycle, whose day it is; if so, that is noted by ``done``."""
        key, now = (cycle["scheme"], cycle["id"]), self._clock()
        on, at = self._looked.get(key, (None, 0.0))
        if on == day and (cycle["closed_on"] or now < at + self.again_s):
            return False
        self._looking[key] = day, now
        return True

    def done(self, *, well: bool) -> None:
        """The tick is over; after one that failed all is looked at again."""
        if well:
            self._looked |= self._looking
        self._looking = {}


class Ticker:
    """Says what passed on the clock ``now``, of the cycles that are kept as they happen.

    What a service refused is not said again on the same day: another has said it, or something was
    recorded in between, and the register will show that.
    """

    def __init__(
        self,
        addresses: Addresses,
        now: Clock = lambda: datetime.now(UTC),
        *,
        looks: Looks | None = None,
        metrics: TickerMetrics | None = None,
        as_app: AsApp | None = None,
    ) -> None:
        self.addresses, self.now, self.as_app = addresses, now, as_app or AsApp()
        self.looks, self.metrics = looks or Looks(again_s=0), metrics or TickerMetrics()
        self._refused_on, self._refused = now().date(), set[str]()

    def tick(self) -> None:
        """Say what there is to say; what does not answer is asked again at the next tick."""
        if self._refused_on != self.now().date():
            self._refused_on, self._refused = self.now().date(), set()
        try:
            submissions = [one for one in due(self.addresses, self._until) if self._is_new(one)]
            receipts = asyncio.run(
                say(self.addresses.nats, submissions, GIVE_UP_AFTER_S, self.as_app)
            )
        except (Fault, NoAnswer) as error:
            self.looks.done(well=False)
            self.metrics.failed.inc()
            log.warning("tick_failed", why=str(error))
            return
        self.looks.done(well=True)
        self.metrics.ticked.set_to_current_time()
        for receipt in receipts:
            self.metrics.said.labels(receipt.status).inc()
            if receipt.status == "refused" and receipt.id:
                self._refused.add(receipt.id)
            log.info("said", id=receipt.id, status=receipt.status, position=receipt.position)

    def _until(self, cycle: Cycle) -> date | None:
        day = today(cycle, self.now())
        worth = is_kept_as_it_happens(cycle) and self.looks.worth(cycle, day)
        return day if worth else None

    def _is_new(self, submission: dict[str, object]) -> bool:
        return submission["id"] not in self._refused


def run(settings: Settings) -> None:
    """Tick until stopped."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if settings.api_key:
        credentials.use(settings.api_key.get_secret_value())
    metrics = TickerMetrics()
    if settings.metrics_port is not None:
        start_http_server(settings.metrics_port, settings.metrics_host, metrics.registry)
    url = settings.projections_url
    ticker = Ticker(
        Addresses(f"{url}/", settings.nats_url, "", "", "", url),
        looks=Looks(settings.again_s),
        metrics=metrics,
        as_app=AsApp(NAME if settings.nats_seed_file else None, settings.sign_in),
    )
    while True:
        ticker.tick()
        if stopping.wait(settings.every_s):
            return


if __name__ == "__main__":
    configured = read_settings(Settings, NAME)
    logs.configure(NAME, configured.log_format)
    run(configured)
