"""INBOX to desk: submissions over JetStream, removed once all they hold is recorded or refused.

A message is removed with all before it, by one purge for whatever was answered meanwhile. Acks
would do the same one by one, and each costs the server a note that it writes to the disk.
"""

import asyncio
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import msgspec
import structlog
from nats.js.errors import NotFoundError

from contracts.messages import RECEIPT_TO
from contracts.subjects import inbox, inbox_stream
from services.runtime.access.directory import LOOK_EVERY_S, Directory
from services.runtime.access.nats import inbox_prefix
from services.runtime.access.sender import sender_on_nats
from services.runtime.connection import Connection
from services.runtime.desk import Desk
from services.runtime.pull import CONNECTION_FAULTS, Pull, Pulled
from services.runtime.rates import Rates
from services.runtime.receipts import Receipt, answers
from services.runtime.recording import Message
from services.runtime.tasks import cancel_all, together, uncut
from services.runtime.wire import read_message

log = structlog.get_logger()

_FOR_RECEIPTS = re.compile(r"(?!\$|gradetrail\.)(?=.{1,255}$)[^\s.*>]+(\.[^\s.*>]+)*").fullmatch
"""Any subject but those of the server and of the services: we may publish there, senders not."""

_UNDER_WAY, _UNDER_WAY_BYTES = 6_000, 64 * 1024 * 1024
"""Submissions that the desk may have of ours: no more, however long the database is away."""

_OF_AN_APP, _OF_AN_APP_BYTES = 2_000, 16 * 1024 * 1024
"""What of these may be one app's, so that nobody waits for all that another has sent."""

_WORTH_MERGING = 500
"""Receipts in one answer: some 120 kB, far below what a NATS message may hold."""


_Place = tuple[datetime | None, int]
"""A message's: when its stream was made, and its sequence there."""


@dataclass(eq=False)
class _Share:
    """One stream's submissions, and what the desk has of them: place → (submissions, bytes).

    ``made_at``: when the stream was made that is read now. ``last``: the last that was taken since
    it was opened; ``lost``: whose answer was lost.
    """

    app: str | None
    most: int
    most_bytes: int
    under_way: dict[_Place, tuple[int, int]] = field(default_factory=dict)
    made_at: datetime | None = None
    size: int = 0
    bytes: int = 0
    waiting: int = 0
    last: int = 0
    lost: set[int] = field(default_factory=set)
    fault: str | None = "not started"

    @property
    def stream(self) -> str:
        return inbox_stream(self.app)

    def is_full(self) -> bool:
        return self.size >= self.most or self.bytes > self.most_bytes

    def opened(self, made_at: datetime | None) -> None:
        """What is not removed is delivered anew, of a stream that may be another than before."""
        self.last, self.fault, self.made_at = 0, None, made_at
        self.lost.clear()

    def has(self, pulled: Pulled) -> bool:
        """Whether the desk still has a message, which was delivered again."""
        if (self.made_at, pulled.sequence) not in self.under_way:
            return False
        self.last = max(self.last, pulled.sequence)
        return True

    def take(self, pulled: Pulled, submissions: int) -> _Place:
        place = self.made_at, pulled.sequence
        self.under_way[place] = submissions, len(pulled.data)
        self.size += submissions
        self.bytes += len(pulled.data)
        self.last = max(self.last, pulled.sequence)
        self.lost.discard(pulled.sequence)
        return place

    def give_back(self, place: _Place) -> None:
        submissions, size_bytes = self.under_way.pop(place)
        self.size -= submissions
        self.bytes -= size_bytes

    def lose(self, place: _Place) -> None:
        """Its answer was lost: it is not to be removed, and so comes again."""
        if place[0] == self.made_at:
            self.lost.add(place[1])

    def first_open(self) -> int:
        """All messages before this one are answered; of a stream that is gone, none is left."""
        open_ = [sequence for made_at, sequence in self.under_way if made_at == self.made_at]
        return min((*open_, *self.lost), default=self.last + 1)


class _Answer(NamedTuple):
    """What came of a message. ``to``: where its sender wants to hear of it."""

    share: _Share
    place: _Place
    to: str | None
    receipts: list[Receipt]


class Inbox:
    """Reads one service's share of all inboxes, and answers each message where its sender asks.

    With a ``directory`` each app has a stream of its own: the stream names the sender, and nobody
    waits behind what another has sent. ``came_again`` is told how many messages of a batch had
    been delivered before.
    """

    def __init__(
        self,
        nc: Connection,
        service: str,
        desk: Desk,
        directory: Directory | None = None,
        came_again: Callable[[int], None] = lambda _: None,
        rates: Rates | None = None,
    ) -> None:
        self.nc, self.service, self.desk, self.directory = nc, service, desk, directory
        self.came_again, self.rates = came_again, rates or Rates()
        self._answers: deque[_Answer] = deque()
        self._answered = asyncio.Event()
        self._room = asyncio.Condition()
        self._turn = asyncio.Lock()
        self._shares: dict[str | None, _Share] = {}
        self._readers: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """Messages that were left for it in the inboxes when it last read."""
        return sum(share.waiting for share in self._shares.values())

    @property
    def in_hand(self) -> int:
        """Messages that the desk has."""
        return sum(len(share.under_way) for share in self._shares.values())

    async def run(self) -> None:
        """Read and answer until cancelled."""
        self._readers = asyncio.create_task(self._read_all())
        await together([self._readers, asyncio.create_task(self._answer())])

    async def finish(self, within_s: float) -> None:
        """Read no more, and wait until what the desk has is answered."""
        if self._readers:
            self._readers.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s), self._room:
                await self._room.wait_for(lambda: not self._under_way()[0])

    def faults(self) -> list[str]:
        """Why submissions are not read, by stream."""
        found = [share for share in self._shares.values() if share.fault]
        return [f"{share.stream} is not read: {share.fault}" for share in found]

    async def _read_all(self) -> None:
        """Read every inbox that there is to read; apps come and go with the access file."""
        readers: dict[str | None, asyncio.Task[None]] = {}
        try:
            while True:
                wanted = {None, *(self.directory.file.on_nats() if self.directory else ())}
                for app in wanted - readers.keys():
                    readers[app] = asyncio.create_task(self._read(self._share(app)))
                for app in readers.keys() - wanted:
                    await cancel_all([readers.pop(app)])
                    self._share(app).fault = None
                done, _ = await asyncio.wait(
                    readers.values(), timeout=LOOK_EVERY_S, return_when=asyncio.FIRST_COMPLETED
                )
                for reader in done:
                    reader.result()
        finally:
            await uncut(cancel_all(readers.values()))

    def _share(self, app: str | None) -> _Share:
        bounds = (_OF_AN_APP, _OF_AN_APP_BYTES) if app else (_UNDER_WAY, _UNDER_WAY_BYTES)
        return self._shares.setdefault(app, _Share(app, *bounds))

    async def _read(self, share: _Share) -> None:
        while True:
            pull = None
            try:
                pull = await Pull.from_durable(self.nc, share.stream, self.service)
                share.opened(pull.made_at)
                while True:
                    await self._hand_all(share, pull)
            except CONNECTION_FAULTS as error:
                await self._interrupted(share, error)
            finally:
                if pull:
                    await pull.close()

    async def _interrupted(self, share: _Share, error: Exception) -> None:
        why = str(error) or type(error).__name__
        log.warning("inbox_interrupted", stream=share.stream, error=why)
        if share.app and isinstance(error, NotFoundError):
            share.fault = None  # nobody has made it yet, so that nothing can be in it
            await asyncio.sleep(LOOK_EVERY_S)
        else:
            share.fault = why
            await asyncio.sleep(0.5)

    async def _hand_all(self, share: _Share, pull: Pull) -> None:
        batch = await pull.next_batch()
        if batch:
            share.waiting = batch[-1].pending
        if pull.redelivered:
            self.came_again(pull.redelivered)
            pull.redelivered = 0
        events = sum([await self._hand(share, pulled) for pulled in batch])
        if events:
            # What the app has sent meanwhile waits in its own stream.
            await self.rates.taken(sender_on_nats(self.directory, share.app), events)

    async def _hand(self, share: _Share, pulled: Pulled) -> int:
        if share.has(pulled):
            return 0
        if share.is_full():
            async with self._room:
                await self._room.wait_for(lambda: not share.is_full())
        async with self._turn:  # first come, first served
            if self._is_full():
                async with self._room:
                    await self._room.wait_for(lambda: not self._is_full())
            submissions = read_message(pulled.headers, pulled.data)
            place = share.take(pulled, len(submissions))
        loop, sender = asyncio.get_running_loop(), sender_on_nats(self.directory, share.app)

        def answer(receipts: list[Receipt]) -> None:
            self._answers.append(_Answer(share, place, pulled.headers.get(RECEIPT_TO), receipts))
            if not self._answered.is_set():  # waking the loop costs more than the answer
                loop.call_soon_threadsafe(self._answered.set)

        trace = pulled.headers.get("traceparent")
        self.desk.hand(Message(submissions, answer, sender, traceparent=trace))
        return len(submissions)

    def _is_full(self) -> bool:
        size, size_bytes = self._under_way()
        return size >= _UNDER_WAY or size_bytes > _UNDER_WAY_BYTES

    def _under_way(self) -> tuple[int, int]:
        """Submissions and bytes that the desk has of all inboxes."""
        shares = self._shares.values()
        return sum([share.size for share in shares]), sum([share.bytes for share in shares])

    async def _answer(self) -> None:
        while True:
            await self._answered.wait()
            self._answered.clear()
            done = [self._answers.popleft() for _ in range(len(self._answers))]
            for one in done:
                one.share.give_back(one.place)
            # A lost answer is mended by redelivery, as its message is then not removed.
            try:
                await self._send(done)
                await self._remove({one.share for one in done})
            except CONNECTION_FAULTS as error:
                log.warning("answer_lost", error=str(error) or type(error).__name__)
                for one in done:
                    one.share.lose(one.place)
            async with self._room:
                self._room.notify_all()

    async def _send(self, done: Iterable[_Answer]) -> None:
        by_subject: defaultdict[str, list[Receipt]] = defaultdict(list)
        for share, _, to, receipts in done:
            if to and _may_be_answered(share.app, to):
                by_subject[to].extend(receipts)
            elif to:
                log.warning("no_place_for_receipts", subject=to[:100], of=share.stream)
        for subject, receipts in by_subject.items():
            for start in range(0, len(receipts), _WORTH_MERGING):
                for answer in answers(receipts[start : start + _WORTH_MERGING]):
                    await self.nc.publish(subject, answer)

    async def _remove(self, shares: Iterable[_Share]) -> None:
        """Remove what is answered, in that order: who is cut off in between is answered again.

        Nobody waits for it: what is left is removed with what comes next, or delivered again.
        """
        for share in shares:
            upto = {"filter": inbox(self.service, "*", share.app), "seq": share.first_open()}
            await self.nc.publish(f"$JS.API.STREAM.PURGE.{share.stream}", msgspec.json.encode(upto))


def _may_be_answered(app: str | None, subject: str) -> bool:
    """An app is answered where it alone listens; elsewhere nobody wants what it asked for."""
    if app and not subject.startswith(f"{inbox_prefix(app)}."):
        return False
    return bool(_FOR_RECEIPTS(subject))
