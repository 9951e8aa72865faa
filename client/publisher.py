"""Publishes submissions over NATS and waits for their receipts.

A message without an answer is sent again, whole and with the same ids, so nothing happens twice.
After a lost connection everything unanswered is sent again in order before anything new: an event
of a case never overtakes an earlier one.
"""

import asyncio
import contextlib
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from uuid import uuid4

import msgspec
import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg

from client.faults import Fault
from client.signing_in import APP, SEED_FILE, AsApp
from client.submissions import Receipt, Submission, batches
from client.unanswered import Message, OnReceipt, Unanswered
from contracts.messages import BATCH, MAX_BATCH, MAX_BYTES, RECEIPT_TO, STRUCTURED
from contracts.subjects import inbox
from services.runtime.access.nats import CannotSignIn, inbox_prefix
from services.runtime.connection import Connection
from services.runtime.problems import problem
from services.runtime.tasks import cancel_all
from services.runtime.wire import too_large

_LOOK_EVERY_S = 0.25
_CONNECT_WITHIN_S = 2
_AWAY = (nats.errors.Error, OSError, TimeoutError)


class NoAnswer(Exception):
    """No receipt came in time; says what the server answered, if it did. Sending again is safe."""


class Publisher:
    """Made by ``connected_publisher``. ``window``: submissions in flight at most."""

    def __init__(
        self,
        url: str,
        as_app: AsApp,
        *,
        window: int,
        answer_within_s: float,
        give_up_after_s: float,
    ) -> None:
        self.url, self.as_app, self.window = url, as_app, window
        self.answer_within_s, self.give_up_after_s = answer_within_s, give_up_after_s
        self._nc: Client | None = None
        self._lost = asyncio.Event()
        self._connected = asyncio.Event()
        self._room_given = asyncio.Event()
        self._unanswered = Unanswered()
        self._away = ""
        self._prefix = f"{inbox_prefix(as_app.name or 'gradetrail')}.{uuid4().hex}"

    async def publish(
        self,
        submissions: Iterable[Submission],
        *,
        batch: int = 1,
        on_receipt: OnReceipt | None = None,
    ) -> list[Receipt]:
        """Publish all, ``batch`` (1 to 1,000) in a message, and wait for every receipt.

        Receipts come back in the order of the submissions; ``on_receipt`` sees each as it comes.
        What no message can hold is refused here, as the service would, and not sent.

        Raises:
            NotRoutable: a submission is for no service of ours; nothing after it is sent.
            NoAnswer: a receipt did not come within ``give_up_after_s``.
        """
        if not 1 <= batch <= MAX_BATCH:
            raise ValueError(f"a batch holds 1 to {MAX_BATCH} submissions, not {batch}")
        places: defaultdict[int, deque[int]] = defaultdict(deque)
        submissions = list(submissions)
        for place, submission in enumerate(submissions):
            places[id(submission)].append(place)
        ordered: list[Receipt | None] = [None] * len(submissions)
        waiting: list[tuple[list[int], asyncio.Future[list[Receipt]]]] = []
        failed: list[BaseException] = []

        def note(done: asyncio.Future[list[Receipt]]) -> None:
            if not done.cancelled() and (error := done.exception()):
                failed.append(error)

        for service, event, together in batches(submissions, batch):
            message = self._message(service, event, together, on_receipt)
            indexes = [places[id(one)].popleft() for one in together]
            if len(message.body) > MAX_BYTES:
                _refuse(message, service)
                waiting.append((indexes, message.done))
                continue
            message.done.add_done_callback(note)
            await self._take_room(len(together))
            if failed:
                break  # what comes after it may build on it
            await self._send_first(message)
            waiting.append((indexes, message.done))
        for indexes, done in waiting:
            for index, receipt in zip(indexes, await done, strict=True):
                ordered[index] = receipt
        return [receipt for receipt in ordered if receipt is not None]

    async def publish_one(self, submission: Submission) -> Receipt:
        """Publish one and wait for its receipt."""
        (receipt,) = await self.publish([submission])
        return receipt

    def _message(
        self, service: str, event: str, together: list[Submission], on_receipt: OnReceipt | None
    ) -> Message:
        single = event != "batch"
        return Message(
            subject=inbox(service, event, self.as_app.name),
            mode=STRUCTURED if single else BATCH,
            body=msgspec.json.encode(together[0] if single else together),
            keys=[(one["source"], one["id"]) for one in together],
            done=asyncio.get_running_loop().create_future(),
            on_receipt=on_receipt,
        )

    async def _take_room(self, size: int) -> None:
        waits = self._unanswered
        while waits.size and waits.size + size > self.window:
            self._room_given.clear()
            await self._room_given.wait()

    async def _send_first(self, message: Message) -> None:
        try:
            await asyncio.wait_for(self._connected.wait(), self.give_up_after_s)
        except TimeoutError:
            if "Authorization" in self._away:
                said = f"does not let you in: {APP} and {SEED_FILE} say as which app to sign in"
            else:
                said = "does not answer" + (f": {self._away}" if self._away else "")
            raise NoAnswer(f"NATS at {self.url} {said}") from None
        number = self._unanswered.add(message)
        message.first_sent_at = time.monotonic()
        await self._send(number, message)

    async def _send(self, number: int, message: Message) -> None:
        nc = self._nc
        message.sent_at, message.fault = time.monotonic(), ""
        if nc is None or self._lost.is_set():
            return  # sent once connected again
        try:
            await nc.publish(
                message.subject,
                message.body,
                reply=f"{self._prefix}.ack.{number}",
                headers={"content-type": message.mode, RECEIPT_TO: f"{self._prefix}.receipts"},
            )
        except nats.errors.MaxPayloadError:
            self._fail(
                number,
                NoAnswer(
                    f"a message of {len(message.body):,} bytes is more than the server takes"
                    f" ({nc.max_payload:,})"
                ),
            )
        except _AWAY:
            self._lost.set()

    # Answers ---------------------------------------------------------------------------

    async def _answered(self, msg: Msg) -> None:
        answer = msgspec.json.decode(msg.data)
        for item in answer["receipts"]:
            self._unanswered.settle(Receipt(**item))
        self._room_given.set()

    async def _acknowledged(self, msg: Msg) -> None:
        """INBOX took a message, or says why not; one that was not taken is sent again soon."""
        message = self._unanswered.messages.get(int(msg.subject.rpartition(".")[2]))
        if message is None:
            return
        if msg.headers and msg.headers.get("Status") == "503":
            message.fault = "no stream takes submissions: has it been provisioned?"
        elif error := msgspec.json.decode(msg.data).get("error"):
            message.fault = str(error.get("description"))

    def _fail(self, number: int, error: Exception) -> None:
        self._unanswered.fail(number, error)
        self._room_given.set()

    def ended(self, running: "asyncio.Task[None]") -> None:
        """Let nobody wait any longer once ``run`` has ended."""
        error = None if running.cancelled() else running.exception()
        self._unanswered.fail_all(NoAnswer(f"the publisher has ended: {error or 'closed'}"))
        self._room_given.set()

    # Staying connected -------------------------------------------------------------------

    async def run(self) -> None:
        """Keep connected and send again what gets no answer, until cancelled."""
        while True:
            self._nc = await self._connect()
            self._lost.clear()
            await self._send_unanswered_again()
            while not self._lost.is_set():
                await self._look_after()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_EVERY_S):
                        await self._lost.wait()
            self._connected.clear()
            await self._nc.close()

    async def close(self) -> None:
        """Close the connection; what is unanswered stays so."""
        if self._nc and not self._nc.is_closed:
            await self._nc.close()

    async def _connect(self) -> Client:
        async def lost() -> None:
            self._lost.set()

        async def noted(error: Exception) -> None:
            self._away = str(error) or type(error).__name__  # nats-py raises less than it knows

        while True:
            try:
                return await self._listening(lost, noted)
            except _AWAY as error:
                if not isinstance(error, nats.errors.NoServersError):
                    self._away = str(error) or type(error).__name__
                self._give_up_on_overdue(f"NATS is away: {self._away}")
                await asyncio.sleep(_LOOK_EVERY_S)

    async def _listening(
        self, lost: Callable[[], Awaitable[None]], noted: Callable[[Exception], Awaitable[None]]
    ) -> Client:
        """A new connection, on which answers are heard."""
        nc = Connection(self.as_app.sign_in)
        # The client's own reconnect would send its buffer before what was lost.
        await nc.connect_as(
            self.as_app.name or "gradetrail", self.url,
            allow_reconnect=False, disconnected_cb=lost, error_cb=noted,
            max_reconnect_attempts=1, reconnect_time_wait=_LOOK_EVERY_S,
            ping_interval=5, max_outstanding_pings=2, connect_timeout=_CONNECT_WITHIN_S,
            pending_size=64 * 1024 * 1024,
        )  # fmt: skip
        try:
            await nc.subscribe(f"{self._prefix}.receipts", cb=self._answered)
            await nc.subscribe(f"{self._prefix}.ack.*", cb=self._acknowledged)
            await nc.flush(_CONNECT_WITHIN_S)
        except BaseException:
            await nc.abandon()
            raise
        return nc

    async def _look_after(self) -> None:
        now = time.monotonic()
        self._give_up_on_overdue("nobody answered")
        if any(self._is_due(message, now) for message in self._unanswered.messages.values()):
            await self._send_unanswered_again()

    def _is_due(self, message: Message, now: float) -> bool:
        wait_s = 1.0 if message.fault else self.answer_within_s
        return now > message.sent_at + wait_s

    def _give_up_on_overdue(self, why: str) -> None:
        now = time.monotonic()
        for number, message in list(self._unanswered.messages.items()):
            if now > message.first_sent_at + self.give_up_after_s:
                receipts = "receipt" if message.missing == 1 else "receipts"
                said = f"{message.missing:,} {receipts} did not come: {message.fault or why}"
                self._fail(number, NoAnswer(said))

    async def _send_unanswered_again(self) -> None:
        self._connected.clear()  # nothing new before
        for number, message in list(self._unanswered.messages.items()):
            await self._send(number, message)
        self._connected.set()


def _refuse(message: Message, service: str) -> None:
    """Answer for the service, which does not read what is too large, not even whose it is."""
    ((source, id),) = message.keys
    broken = too_large(len(message.body))
    message.receive(0, Receipt(id, source, "refused", service, problem=problem(broken)))


@contextlib.asynccontextmanager
async def connected_publisher(
    url: str,
    as_app: AsApp | None = None,
    *,
    window: int = 4_000,
    answer_within_s: float = 8.0,
    give_up_after_s: float = 120.0,
) -> AsyncIterator[Publisher]:
    """A publisher while the block runs; it waits for a server that is away.

    ``as_app``: as which app; None: as the environment says.

    Raises:
        Fault: a file to sign in with cannot be used.
    """
    as_app = as_app or AsApp.of_environment()
    try:
        as_app.sign_in.options("")
    except CannotSignIn as error:
        raise Fault(str(error)) from None
    publisher = Publisher(
        url,
        as_app,
        window=window,
        answer_within_s=answer_within_s,
        give_up_after_s=give_up_after_s,
    )
    running = asyncio.create_task(publisher.run())
    running.add_done_callback(publisher.ended)
    try:
        yield publisher
    finally:
        await cancel_all([running])
        await publisher.close()
