"""How fast each may submit and ask, counted in this process by the library ``limits``."""

import asyncio
import math
import time
from collections.abc import Iterator
from typing import Any

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter, SlidingWindowCounterRateLimiter

from services.runtime.access.identity import ANYBODY, Identity
from services.runtime.problems import plain_problem

_AT_LEAST_S = 0.05
_PARTS = 20


class Rates:
    """``rate``: events in a time, as in ``2000/second``; None: as fast as they like."""

    def __init__(self, rate: str | None = None) -> None:
        self.rate = parse(rate) if rate else None
        self._strategy = SlidingWindowCounterRateLimiter(MemoryStorage())

    def wait_s(self, sender: Identity, events: int = 1) -> float:
        """Count events, or requests, of a sender; seconds to wait before they come again, or 0.

        Anybody on one's own machine is not counted. More events than the rate has count as many as
        it has, so that a batch is never too large.
        """
        if self.rate is None or sender is ANYBODY:
            return 0.0
        key = "person" if sender.is_person else "app"
        if self._strategy.hit(self.rate, key, sender.name, cost=min(events, self.rate.amount)):
            return 0.0
        stats = self._strategy.get_window_stats(self.rate, key, sender.name)
        return max(stats.reset_time - time.time(), _AT_LEAST_S)

    async def taken(self, sender: Identity, events: int) -> None:
        """Wait until a sender may have so many events taken from it.

        Counted by parts, as many at once would wait for room that they then leave half empty.
        """
        at_once = max(1, self.rate.amount // _PARTS) if self.rate else events
        for left in range(events, 0, -at_once):
            wait_s = self.wait_s(sender, min(left, at_once))
            while wait_s:
                await asyncio.sleep(wait_s)
                wait_s = self.wait_s(sender, min(left, at_once))

    def problem(self, wait_s: float) -> dict[str, Any]:
        """The answer to who has to wait."""
        detail = (
            f"{self.rate} are taken from one sender; nothing of this was recorded or kept,"
            f" send it again in {math.ceil(wait_s)} s"
        )
        return plain_problem("too-many-requests", "Too many requests", 429, detail)


class Attempts:
    """Wrong passwords of an account, and of a client: who has too many of late has to wait.

    Names that are no account's are counted as well, so that none is found out by it.
    """

    def __init__(self, of_account: str = "10/minute", of_client: str = "60/minute") -> None:
        self._rates = parse(of_account), parse(of_client)
        self._strategy = MovingWindowRateLimiter(MemoryStorage())

    def wait_s(self, account: str, client: str) -> float:
        """Seconds before a password is looked at, or 0."""
        resets = [
            self._strategy.get_window_stats(rate, key).reset_time
            for rate, key in self._counted(account, client)
            if not self._strategy.test(rate, key)
        ]
        return max(max(resets) - time.time(), _AT_LEAST_S) if resets else 0.0

    def failed(self, account: str, client: str) -> None:
        """Count one that was wrong."""
        for rate, key in self._counted(account, client):
            self._strategy.hit(rate, key)

    def _counted(self, account: str, client: str) -> Iterator[tuple[RateLimitItem, str]]:
        of_account, of_client = self._rates
        yield of_account, f"account {account[:200]}"
        yield of_client, f"client {client}"
