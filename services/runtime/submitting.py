"""What HTTP and requests hand to the desk: bounded, and answered also if nothing is recorded."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from services.runtime.access.identity import ANYBODY, Identity
from services.runtime.desk import Desk
from services.runtime.problems import plain_problem
from services.runtime.rates import Rates
from services.runtime.receipts import Receipt
from services.runtime.recording import Message
from services.runtime.web import AGAIN_S, ProblemFound
from services.runtime.wire import Submission

_MEBIBYTE = 2**20


@dataclass(slots=True)
class Load:
    """Submissions at the desk that somebody waits for, and their bytes of data."""

    submissions: int = 0
    bytes: int = 0

    def fits(self, more: "Load", most: "Load") -> bool:
        """Whether with these there are no more than at ``most``; one message always fits."""
        return not self.submissions or (
            self.submissions + more.submissions <= most.submissions
            and self.bytes + more.bytes <= most.bytes
        )

    def add(self, more: "Load", times: int = 1) -> None:
        self.submissions += times * more.submissions
        self.bytes += times * more.bytes


OF_ALL = Load(20_000, 64 * _MEBIBYTE)
OF_ONE = Load(4_000, 16 * _MEBIBYTE)
"""What of these may be one sender's, so that there is room for another's."""


class Submitting:
    """The way to the desk for who waits for receipts. Of the loop's thread alone.

    ``within_s``: how long the desk may take, beyond its patience with other services.
    """

    def __init__(
        self,
        desk: Desk,
        rates: Rates | None = None,
        *,
        of_all: Load = OF_ALL,
        of_one: Load = OF_ONE,
        within_s: float = 10.0,
    ) -> None:
        self.desk, self.rates, self.of_all, self.of_one = desk, rates or Rates(), of_all, of_one
        self.within_s = within_s
        self._all, self._of = Load(), defaultdict[Identity, Load](Load)

    @contextmanager
    def reading(self, sender: Identity, size_bytes: int) -> Iterator[None]:
        """While the body of a request is read, which counts as if it were at the desk.

        Raises:
            ProblemFound: as ``submit``; it is not to be read.
        """
        load = Load(1, size_bytes)
        self._find_room(sender, load)
        self._count(sender, load)
        try:
            yield
        finally:
            self._count(sender, load, -1)

    async def submit(
        self,
        submissions: list[Submission],
        sender: Identity = ANYBODY,
        traceparent: str | None = None,
    ) -> list[Receipt]:
        """Hand in submissions and wait for their receipts. ``traceparent``: their trace.

        Raises:
            ProblemFound: 429, 503: come again. Only where the database is away, or has no room,
                may they have been handed in; sent again, they have one effect.
        """
        if wait_s := self.rates.wait_s(sender, len(submissions)):
            raise ProblemFound(self.rates.problem(wait_s), retry_after_s=wait_s)
        load = Load(len(submissions), sum([len(one.data) for one in submissions]))
        self._find_room(sender, load)
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[list[Receipt]] = loop.create_future()

        def settle(receipts: list[Receipt]) -> None:
            self._count(sender, load, -1)
            if not answered.done():  # who asked may have gone
                answered.set_result(receipts)

        def answer(receipts: list[Receipt]) -> None:
            loop.call_soon_threadsafe(settle, receipts)

        self._count(sender, load)
        self.desk.hand(Message(submissions, answer, sender, traceparent))
        try:
            async with asyncio.timeout(self.desk.patience_s + self.within_s):
                return await answered
        except TimeoutError:
            raise self._not_now("no receipt came in time") from None

    def _find_room(self, sender: Identity, load: Load) -> None:
        if not self._all.fits(load, self.of_all):
            raise self._not_now("more is being sent than can be decided")
        if sender is ANYBODY or self._of[sender].fits(load, self.of_one):
            return
        if self.desk.fault:
            raise self._not_now("nothing of this was handed in")
        detail = (
            f"{self._of[sender].submissions} submissions of this sender wait for their receipts;"
            " nothing of this was recorded or kept, send it again once these are answered"
        )
        problem = plain_problem("too-many-requests", "Too many requests", 429, detail)
        raise ProblemFound(problem, retry_after_s=AGAIN_S)

    def _count(self, sender: Identity, load: Load, times: int = 1) -> None:
        self._all.add(load, times)
        self._of[sender].add(load, times)
        if not self._of[sender].submissions:
            del self._of[sender]

    def _not_now(self, why: str) -> ProblemFound:
        detail = f"{self.desk.fault or why}: send the same again, it has one effect"
        problem = plain_problem("unavailable", "Not available now", 503, detail)
        return ProblemFound(problem, retry_after_s=AGAIN_S)
