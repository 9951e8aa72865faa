"""An entry of the trail as the tables hold it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from msgspec import MsgspecError

from contracts.envelope import Envelope, Recorded
from contracts.events import BY_TYPE, Event
from contracts.events.upcasting import parse_event


class Entry(NamedTuple):
    """One event in one case; ``subject`` only where the event is another case's."""

    case_id: str
    service: str
    position: int
    event_id: str
    source: str
    type: str
    time: datetime
    recordedat: datetime
    actor: str
    recordedby: str | None
    correlationid: str | None
    causationid: str | None
    version: int
    subject: str | None
    data: str

    @property
    def name(self) -> str:
        """The event's name, ``GradeRevised``."""
        known = BY_TYPE.get(self.type)
        return known.name if known else self.type.split(".")[-2]

    @property
    def own_case(self) -> str:
        """The case that the event is about, whichever case it is an entry of."""
        return self.subject or self.case_id

    @property
    def corrects(self) -> bool:
        """Whether it corrects another entry, as its type tells."""
        return "Corrected.v" in self.type

    @property
    def envelope(self) -> Envelope:
        """The envelope, as it was recorded."""
        return Envelope(
            id=self.event_id,
            source=self.source,
            type=self.type,
            subject=self.own_case,
            time=self.time,
            actor=self.actor,
            recordedby=self.recordedby,
            correlationid=self.correlationid,
            causationid=self.causationid,
            recordedat=self.recordedat,
            version=self.version,
        )

    def event(self) -> Event:
        """What it says, lifted to its newest version.

        Raises:
            Unreadable: this version of the code cannot read it.
        """
        try:
            return parse_event(self.type, self.data)
        except (KeyError, ValueError, MsgspecError) as error:
            why = f"{type(error).__name__}: {error}"
            raise Unreadable(self, why) from error

    def recorded(self) -> Recorded[Event]:
        """The event with its envelope and position.

        Raises:
            Unreadable: this version of the code cannot read it.
        """
        return Recorded(self.envelope, self.event(), self.position)


class Unreadable(Exception):
    """An entry is kept that this version of the code cannot read."""

    def __init__(self, entry: Entry, why: str) -> None:
        super().__init__(f"{entry.service}:{entry.position} {entry.type}: {why}")
        self.entry, self.why = entry, why


def read(entries: Iterable[Entry]) -> tuple[list[tuple[Entry, Recorded[Event]]], list[Unreadable]]:
    """The entries with what they say; apart, those that cannot be read."""
    found, unreadable = [], []
    for entry in entries:
        try:
            found.append((entry, entry.recorded()))
        except Unreadable as error:
            unreadable.append(error)
    return found, unreadable
