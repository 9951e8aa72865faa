"""The desk: many submissions, one transaction.

HTTP, requests and the inbox hand their messages to the one desk of the process. Its thread takes
all that wait, loads the streams concerned, decides one after another in memory and saves everything
at once. Events of other services come the same way: no state changes between two decisions.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial

import structlog
from eventsourcing.persistence import (
    InterfaceError,
    InternalError,
    OperationalError,
)

from services.runtime.database import said_of
from services.runtime.domain import Domain
from services.runtime.recording import Heard, Message, Pending, Recording
from services.runtime.states import States
from services.runtime.store import Batch, Clash, Fresh, Store

log = structlog.get_logger()

TAKE = 1_000
"""Submissions in one transaction: more only adds to the latency of the first."""

_TRY_AGAIN_S = 0.25
_MANY, _LINGER_S = 200, 0.003
"""While messages stream in, a transaction waits this long to become one of many."""

_AWAY = (OperationalError, InterfaceError, InternalError)


_Arrived = tuple[Message, list[Pending] | None]
"""A message, and what it says if that was read already."""


class Desk:
    """Decides and records for one service. Safe to hand to from any thread.

    Of each transaction ``recorded`` is told the events, and ``decided`` how many submissions it
    answered, what it recorded, and how many seconds it took.
    """

    def __init__(
        self,
        domain: Domain,
        store: Store,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        patience_s: float = 5.0,
        recorded: Callable[[list[Fresh]], None] = lambda _: None,
        decided: Callable[[int, Batch, float], None] = lambda *_: None,
    ) -> None:
        self.recording = Recording(
            domain, store, now=now, patience_s=patience_s, recorded=recorded, decided=decided
        )
        self._messages: deque[_Arrived] = deque()
        self._heard: deque[Heard] = deque()
        self._wake = threading.Condition()
        self._stopping = False
        self.fault: str | None = None
        """Why nothing is recorded, while that is so."""
        self.ended: Future[None] = Future()
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)

    @property
    def states(self) -> States:
        """The states from which it decides."""
        return self.recording.states

    @property
    def patience_s(self) -> float:
        """How long a submission may wait for what another service is about to say."""
        return self.recording.patience_s

    @property
    def waiting(self) -> int:
        """Submissions that wait so."""
        return sum([len(queue) for queue in self.recording.held.values()])

    def start(self) -> None:
        """Begin to work; ``ended`` tells of the end, and holds the error if it was none of ours."""
        self._thread.start()

    def stop(self, timeout_s: float = 10) -> None:
        """Finish the transaction at hand and end; what waits is not answered and comes again."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self._thread.join(timeout_s)

    def hand(self, message: Message) -> None:
        """Hand in a message; it is answered from the desk's thread once all is recorded.

        Many submissions are read in the caller's thread, while the desk's waits for the database;
        for a single one, that the two threads meet costs more than it gains.
        """
        read = self.recording.read(message) if len(message.submissions) > 1 else None
        with self._wake:
            self._messages.append((message, read))
            self._wake.notify()

    def tell(self, heard: Heard) -> None:
        """Hand in what another service recorded."""
        with self._wake:
            self._heard.append(heard)
            self._wake.notify()

    def _work(self) -> None:
        self.ended.set_running_or_notify_cancel()
        try:
            self._run()
        except BaseException as error:
            self.ended.set_exception(error)
        else:
            self.ended.set_result(None)

    # The loop --------------------------------------------------------------------------

    def _run(self) -> None:
        recording, tried, busy = self.recording, 0.0, False
        while True:
            with self._wake:
                self._wake.wait_for(
                    lambda: self._messages or self._heard or self._stopping,
                    timeout=_TRY_AGAIN_S if recording.held else None,
                )
                if self._stopping:
                    return
                if busy and len(self._messages) < _MANY:
                    self._wake.wait_for(lambda: len(self._messages) >= _MANY, timeout=_LINGER_S)
                taken, heard = self._take(), list(self._heard)
                busy = len(taken) > 1
                self._heard.clear()
            for batch in heard:
                self._until_it_works(partial(recording.hear, batch))
            pending = [one for message, read in taken for one in read or recording.read(message)]
            if recording.held and (heard or time.monotonic() >= tried + _TRY_AGAIN_S):
                pending = recording.let_go() + pending
                tried = time.monotonic()
            if pending:
                self._until_it_works(partial(recording.record, pending))

    def _take(self) -> list[_Arrived]:
        taken, size = [], 0
        while self._messages and size < TAKE:
            taken.append(self._messages.popleft())
            size += len(taken[-1][0].submissions)
        return taken

    def _until_it_works(self, work: Callable[[], None]) -> None:
        """Do the work again, from the store's state, for as long as the database is away."""
        pause = 0.0
        while not self._stopping:
            try:
                work()
                self.fault = None
                return
            except Clash:
                log.info("another_replica_was_first")
            except _AWAY as error:
                self.fault = said_of(error)
                log.warning("database_away", error=str(error), again_in_s=pause)
                time.sleep(pause)
                pause = min(pause + 0.2, 2.0)
                self._start_again()

    def _start_again(self) -> None:
        while not self._stopping:
            try:
                return self.states.forget_all()
            except _AWAY as error:
                log.warning("database_away", error=str(error), again_in_s=0.5)
                time.sleep(0.5)
        return None
