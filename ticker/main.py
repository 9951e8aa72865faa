"""The ticker as a process: ticks at once, then every minute, until SIGTERM or SIGINT."""

import asyncio
import signal
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Literal

import structlog
from pydantic import Field

from cli.faults import Fault
from cli.publisher import NoAnswer
from infra.addresses import Addresses
from services.runtime import logs
from services.runtime.settings import FromEnvironment, read_settings
from ticker.passed import Cycle, is_kept_as_it_happens, today
from ticker.tick import due, say

Clock = Callable[[], datetime]
log = structlog.get_logger()

GIVE_UP_AFTER_S = 30.0


class Settings(FromEnvironment):
    """From variables such as TICKER_EVERY_S."""

    nats_url: str = Field("nats://127.0.0.1:4222", description="the NATS server")
    projections_url: str = Field(description="where the projections answer")
    every_s: float = Field(60.0, description="seconds between two looks")
    log_format: Literal["json", "console"] = Field("json", description="`json` or `console`")


class Ticker:
    """Says what passed on the clock ``now``, of the cycles that are kept as they happen.

    What a service refused is not said again on the same day: another has said it, or something was
    recorded in between, and the register will show that.
    """

    def __init__(self, addresses: Addresses, now: Clock = lambda: datetime.now(UTC)) -> None:
        self.addresses, self.now = addresses, now
        self._refused: dict[str, date] = {}

    def tick(self) -> None:
        """Say what there is to say; what does not answer is asked again at the next tick."""
        try:
            submissions = [one for one in due(self.addresses, self._until) if self._is_new(one)]
            receipts = asyncio.run(say(self.addresses.nats, submissions, GIVE_UP_AFTER_S))
        except (Fault, NoAnswer) as error:
            log.warning("tick_failed", why=str(error))
            return
        for receipt in receipts:
            if receipt.status == "refused" and receipt.id:
                self._refused[receipt.id] = self.now().date()
            log.info("said", id=receipt.id, status=receipt.status, position=receipt.position)

    def _until(self, cycle: Cycle) -> date | None:
        return today(cycle, self.now()) if is_kept_as_it_happens(cycle) else None

    def _is_new(self, submission: dict[str, object]) -> bool:
        return self._refused.get(str(submission["id"])) != self.now().date()


def run(settings: Settings) -> None:
    """Tick until stopped."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    url = settings.projections_url
    ticker = Ticker(Addresses(f"{url}/", settings.nats_url, "", "", "", url))
    while True:
        ticker.tick()
        if stopping.wait(settings.every_s):
            return


if __name__ == "__main__":
    configured = read_settings(Settings, "ticker")
    logs.configure("ticker", configured.log_format)
    run(configured)
