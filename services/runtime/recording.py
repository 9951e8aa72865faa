"""Submissions to events: the contract first, then one transaction for all that came together."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
import structlog

from contracts.attributes import MAX_LENGTH
from contracts.envelope import Envelope, Recorded, Said
from contracts.events import Event, events_of
from contracts.refusals import IdTaken, NotHeard, Refused
from services.runtime import tracing
from services.runtime.access.authority import authorise, owns, spoken
from services.runtime.access.identity import ANYBODY, Identity
from services.runtime.contract import digest, position_awaited, read_submission, written
from services.runtime.domain import Domain
from services.runtime.problems import defect, problem
from services.runtime.receipts import Receipt
from services.runtime.states import States
from services.runtime.store import Accepted, Batch, Clash, Fresh, Key, Refusal, Store
from services.runtime.wire import Carried, Submission

log = structlog.get_logger()


@dataclass(eq=False, slots=True)
class Message:
    """Submissions that came together and are answered together.

    ``sender``: who stands behind; ``traceparent``: the trace of those that bring none themselves.
    """

    submissions: list[Submission]
    answer: Callable[[list[Receipt]], None]
    sender: Identity = ANYBODY
    traceparent: str | None = None
    receipts: dict[int, Receipt] = field(default_factory=dict)

    def receive(self, index: int, receipt: Receipt) -> None:
        """Note one receipt; with the last of them the message is answered."""
        self.receipts[index] = receipt
        if len(self.receipts) == len(self.submissions):
            self.answer([self.receipts[i] for i in range(len(self.submissions))])


@dataclass(eq=False, slots=True)
class Pending:
    """One submission on its way through the desk.

    ``unread``: the problem, if it broke the contract and so said nothing. ``until``: how long it
    may wait for what another service is about to say, once it waits at all.
    """

    message: Message
    index: int
    submission: Submission
    until: float | None = None
    said: Said[Event] | None = None
    unread: dict[str, Any] = field(default_factory=dict)
    after: tuple[str, int] | None = None

    @property
    def traceparent(self) -> Any:
        """The trace that it belongs to, if any; unchecked, as it came."""
        return self.submission.attributes.get("traceparent") or self.message.traceparent


@dataclass(slots=True)
class Heard:
    """A batch of another service's stream. ``done``: called with whether it was kept."""

    service: str
    after: int
    upto: int
    kept: list[Carried]
    done: Callable[[bool], None]


class Recording:
    """Decides one submission after another in memory, and saves what came of all at once.

    Of each transaction ``recorded`` is told the events, and ``decided`` how many submissions it
    answered, what it recorded, and how many seconds it took. ``held``: those that wait for what
    another service is about to say, by subject.
    """

    def __init__(
        self,
        domain: Domain,
        store: Store,
        *,
        now: Callable[[], datetime],
        patience_s: float,
        recorded: Callable[[list[Fresh]], None],
        decided: Callable[[int, Batch, float], None],
    ) -> None:
        self.domain, self.store, self.now = domain, store, now
        self.patience_s, self.recorded, self.decided = patience_s, recorded, decided
        self.states = States(domain, store)
        self.heard = frozenset(event.service for event in domain.HEARS) - {domain.SERVICE}
        self.others = frozenset(
            event.name for event in domain.HEARS if event.service != domain.SERVICE
        ) - {event.name for event in events_of(domain.SERVICE)}
        self.held: dict[str, deque[Pending]] = {}
        self._traces: Mapping[object, str] = {}

    # Reading: the contract, outside of any transaction -----------------------------------

    def read(self, message: Message) -> list[Pending]:
        """What a message says, or what is wrong with it. Safe to call from any thread."""
        now, pending = self.now(), []
        for index, submission in enumerate(message.submissions):
            one = Pending(message, index, submission)
            try:
                said = read_submission(submission, self.domain.SERVICE, now)
                one.said = spoken(message.sender, said)
                one.after = position_awaited(submission, self.heard)
            except Refused as no:
                one.said, one.unread = None, problem(no)
            except Exception:  # a defect of ours: logged, and the sender's answer like any other
                one.said, one.unread = None, self._defect(submission)
            pending.append(one)
        return pending

    def let_go(self) -> list[Pending]:
        """Those that waited, to be decided anew."""
        held, self.held = self.held, {}
        return [one for queue in held.values() for one in queue]

    # Recording: one transaction ---------------------------------------------------------

    def record(self, pending: list[Pending]) -> None:
        """Decide and save; answer each message of which nothing waits any more.

        Raises:
            Clash: another replica recorded meanwhile; nothing was saved.
        """
        with tracing.spans("desk", (one.traceparent for one in pending)) as self._traces:
            self._record(pending)

    def _record(self, pending: list[Pending]) -> None:
        started = time.perf_counter()
        asked = [p.said.envelope for p in pending if p.said]
        head, accepted, refused = self.store.earlier([(e.source, e.id) for e in asked])
        if head != self.states.head:
            self.states.catch_up(head)
        self.states.at_hand({envelope.subject for envelope in asked})
        now, batch, answered = self.now(), Batch(), []
        # Whoever waits keeps its place: later submissions of the same subject queue behind it.
        held = {subject: deque(queue) for subject, queue in self.held.items()}
        for one in pending:
            said = one.said
            if said is None:
                answered.append((one, self._refuse(one, one.unread, batch, now)))
                continue
            if said.envelope.subject in held:
                self._waits(one)
                held[said.envelope.subject].append(one)
                continue
            try:
                receipt = self._decide(one, said, accepted, batch, now)
            except Refused as no:
                if self._may_follow(one, no):
                    held[said.envelope.subject] = deque([one])
                    continue
                receipt = self._refuse(one, problem(no), batch, now)
            except Exception:  # a defect of ours refuses one submission, not all that came with it
                receipt = self._refuse(one, self._defect(one.submission), batch, now)
            else:
                key = said.envelope.source, said.envelope.id
                batch.mended += [(number, receipt) for number in refused.pop(key, ())]
            answered.append((one, receipt))
        self._save(batch)
        self.held = held
        if answered:
            self.decided(len(answered), batch, time.perf_counter() - started)
        for one, receipt in answered:
            one.message.receive(one.index, receipt)

    def _save(self, batch: Batch) -> None:
        if not (batch.events or batch.refused):
            return
        try:
            self.store.recorder.save(batch, self.states.head)
        except Clash:
            self.states.forget_all()  # the register holds what has not been recorded
            raise
        self.states.head += len(batch.events)
        self.recorded(batch.events)

    def _decide(
        self,
        one: Pending,
        said: Said[Event],
        accepted: dict[Key, Accepted],
        batch: Batch,
        now: datetime,
    ) -> Receipt:
        asked = said.envelope
        earlier = accepted.get((asked.source, asked.id))
        if earlier:
            if earlier.digest != digest(asked, written(said.event)):
                raise IdTaken(
                    f"{asked.source} used the id {asked.id} at position {earlier.position}",
                    field="/id", rule="R-28", accepts="the same payload, or an id of its own",
                )  # fmt: skip
            return self._receipt(earlier.envelope, "duplicate", earlier.position)
        if one.after and self.states.heard.get(one.after[0], 0) < one.after[1]:
            raise NotHeard(
                f"{one.after[0]} has not been heard up to position {one.after[1]}",
                field="/after", rule="after", accepts="a position that the service has recorded",
            )  # fmt: skip
        authorise(one.message.sender, said, self.states.register)
        stream = self.states.streams[asked.subject]
        event = self.domain.decide(said, stream.state, self.states.register)
        envelope = msgspec.structs.replace(asked, recordedat=now, version=stream.version + 1)
        position = self.states.head + len(batch.events) + 1
        data = written(event)
        own = digest(asked, data if event is said.event else written(said.event))
        self.states.fold(Recorded(envelope, event, position), own=True)
        trace = self._traces.get(one.traceparent) if self._traces else None
        fresh = Fresh(own, position, envelope, data, trace)
        batch.events.append(fresh)
        accepted[asked.source, asked.id] = fresh
        return self._receipt(envelope, "accepted", position)

    def _may_follow(self, one: Pending, no: Refused) -> bool:
        """Whether what is missing is another service's to say, and may still be on its way."""
        awaits = isinstance(no, NotHeard) or not self.others.isdisjoint(no.awaits)
        return awaits and self._waits(one) > time.monotonic()

    def _waits(self, one: Pending) -> float:
        """Until when it may wait: what it waits behind others counts, or they would add up."""
        if one.until is None:
            one.until = time.monotonic() + self.patience_s
        return one.until

    def _defect(self, submission: Submission) -> dict[str, Any]:
        log.exception("defect", attributes=submission.attributes)
        return defect()

    def _refuse(self, one: Pending, why: dict[str, Any], batch: Batch, now: datetime) -> Receipt:
        attributes, data = one.submission.attributes, one.submission.data
        source, id_ = _text(attributes.get("source")), _text(attributes.get("id"))
        sender = one.message.sender
        if owns(sender, source):
            kept_as, digest = (source, id_), _raw_digest(one.submission)
        else:  # kept under no source: it is not to be found among those of another sender
            kept_as, digest = (None, None), _raw_digest(one.submission, sender.name)
        batch.refused.append(Refusal(digest, *kept_as, now, attributes, data, why))
        return Receipt(
            id=id_,
            source=source,
            subject=_text(attributes.get("subject")),
            status="refused",
            service=self.domain.SERVICE,
            problem=why,
        )

    def _receipt(self, envelope: Envelope, status: Any, position: int) -> Receipt:
        return Receipt(
            id=envelope.id,
            source=envelope.source,
            subject=envelope.subject,
            status=status,
            service=self.domain.SERVICE,
            position=position,
            recordedat=envelope.recordedat,
        )

    # Hearing ----------------------------------------------------------------------------

    def hear(self, heard: Heard) -> None:
        """Keep what another service recorded, if it follows what was heard before.

        Raises:
            Clash: another replica was first.
        """
        if self.states.heard.get(heard.service, 0) != heard.after:
            heard.done(False)
            return
        try:
            self.store.hear(heard.service, heard.after, heard.upto, heard.kept)
        except Clash:
            self.states.forget_all()
            raise
        self.states.heard[heard.service] = heard.upto
        for carried in heard.kept:
            try:
                self.states.fold(carried.recorded(), own=False)
            except Exception:  # it is kept by now: the state is read anew when it is asked for
                log.exception("heard_not_folded", of=heard.service, position=carried.position)
                self.states.forget([carried.subject])
        heard.done(True)


def _raw_digest(submission: Submission, sender: str = "") -> bytes:
    attributes = msgspec.json.encode(submission.attributes, order="sorted")
    return sha256(attributes + b"\n" + submission.data + sender.encode()).digest()


def _text(value: Any) -> str | None:
    """An attribute as it is told back: a text that could be one, else nothing."""
    fits = isinstance(value, str) and len(value) <= MAX_LENGTH and value.isprintable()
    return value if fits else None
