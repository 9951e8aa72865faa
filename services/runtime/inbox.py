"""INBOX to desk: submissions over JetStream, acked once all they hold is recorded or refused."""

import asyncio
import re
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress

import structlog

from contracts.messages import RECEIPT_TO
from contracts.subjects import INBOX
from services.runtime.connection import Connection, publish_all
from services.runtime.desk import Desk, Message
from services.runtime.pull import CONNECTION_FAULTS, Pull, Pulled
from services.runtime.receipts import Receipt, answers
from services.runtime.wire import read_message

log = structlog.get_logger()

_FOR_RECEIPTS = re.compile(r"(?!\$|gradetrail\.)(?=.{1,255}$)[^\s.*>]+(\.[^\s.*>]+)*").fullmatch
"""Any subject but those of the server and of the services: we may publish there, senders not."""

_IN_FLIGHT, _IN_FLIGHT_BYTES = 6_000, 64 * 1024 * 1024
"""What the desk may have of ours at once: no more, however long the database is away."""

_WORTH_MERGING = 500
"""Receipts in one answer: some 120 kB, far below what a NATS message may hold."""


class Inbox:
    """Reads one service's share of INBOX and answers each message where its sender asks.

    ``waiting``: messages that were left for it in INBOX when it last read; ``came_again`` is told
    how many messages of a batch had been delivered before.
    """

    def __init__(
        self,
        nc: Connection,
        service: str,
        desk: Desk,
        came_again: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.nc, self.service, self.desk, self.came_again = nc, service, desk, came_again
        self._answers: deque[tuple[Pulled, list[Receipt]]] = deque()
        self._answered = asyncio.Event()
        self._room = asyncio.Event()
        self._in_flight: set[int] = set()
        self._bytes = 0
        self._reader: asyncio.Task[None] | None = None
        self.reading = False
        self.waiting = 0

    @property
    def in_hand(self) -> int:
        """Messages that the desk has."""
        return len(self._in_flight)

    async def run(self) -> None:
        """Read and answer until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            self._reader = tasks.create_task(self._read())
            tasks.create_task(self._answer())

    async def finish(self, within_s: float) -> None:
        """Read no more, and wait until what the desk has is answered."""
        if self._reader:
            self._reader.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while self._in_flight:
                    self._room.clear()
                    await self._room.wait()

    async def _read(self) -> None:
        while True:
            pull = None
            try:
                pull = await Pull.from_durable(self.nc, INBOX, self.service)
                self.reading = True
                while True:
                    await self._hand_all(pull)
            except CONNECTION_FAULTS as error:
                self.reading = False
                log.warning("inbox_interrupted", error=str(error) or type(error).__name__)
                await asyncio.sleep(0.5)
            finally:
                if pull:
                    await pull.close()

    async def _hand_all(self, pull: Pull) -> None:
        batch = await pull.next_batch()
        if batch:
            self.waiting = batch[-1].pending
        if pull.redelivered:
            self.came_again(pull.redelivered)
            pull.redelivered = 0
        for pulled in batch:
            await self._hand(pulled)

    async def _hand(self, pulled: Pulled) -> None:
        if pulled.sequence in self._in_flight:
            return  # delivered again while the desk still has it
        while len(self._in_flight) >= _IN_FLIGHT or self._bytes > _IN_FLIGHT_BYTES:
            self._room.clear()
            await self._room.wait()
        self._in_flight.add(pulled.sequence)
        self._bytes += len(pulled.data)
        loop = asyncio.get_running_loop()

        def answer(receipts: list[Receipt]) -> None:
            self._answers.append((pulled, receipts))
            if not self._answered.is_set():  # waking the loop costs more than the answer
                loop.call_soon_threadsafe(self._answered.set)

        submissions, trace = (
            read_message(pulled.headers, pulled.data),
            pulled.headers.get("traceparent"),
        )
        self.desk.hand(Message(submissions, answer, traceparent=trace))

    async def _answer(self) -> None:
        while True:
            await self._answered.wait()
            self._answered.clear()
            done = [self._answers.popleft() for _ in range(len(self._answers))]
            # A lost answer or ack is mended by the sender, who asks again, or by redelivery.
            try:
                await self._send(done)
            except CONNECTION_FAULTS as error:
                log.warning("answer_lost", error=str(error) or type(error).__name__)
            self._in_flight.difference_update([pulled.sequence for pulled, _ in done])
            self._bytes -= sum([len(pulled.data) for pulled, _ in done])
            self._room.set()

    async def _send(self, done: Sequence[tuple[Pulled, list[Receipt]]]) -> None:
        by_subject: defaultdict[str, list[Receipt]] = defaultdict(list)
        for pulled, receipts in done:
            if to := pulled.headers.get(RECEIPT_TO):
                by_subject[to].extend(receipts)
        for subject, receipts in by_subject.items():
            if not _FOR_RECEIPTS(subject):
                log.warning("no_place_for_receipts", subject=subject[:100])
                continue
            for start in range(0, len(receipts), _WORTH_MERGING):
                for answer in answers(receipts[start : start + _WORTH_MERGING]):
                    await self.nc.publish(subject, answer)
        # Acked last: who is cut off in between is answered once more, as a duplicate.
        await publish_all(self.nc, [(pulled.reply, "", b"+ACK") for pulled, _ in done])
