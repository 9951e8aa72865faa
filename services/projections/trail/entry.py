"""An entry of the trail as the tables hold it."""

from datetime import datetime
from typing import NamedTuple

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
    def envelope(self) -> Envelope:
        """The envelope, as it was recorded."""
        return Envelope(
            id=self.event_id,
            source=self.source,
            type=self.type,
            subject=self.subject or self.case_id,
            time=self.time,
            actor=self.actor,
            recordedby=self.recordedby,
            correlationid=self.correlationid,
            causationid=self.causationid,
            recordedat=self.recordedat,
            version=self.version,
        )

    def event(self) -> Event:
        """What it says, lifted to its newest version."""
        return parse_event(self.type, self.data.encode())

    def recorded(self) -> Recorded[Event]:
        """The event with its envelope and position."""
        return Recorded(self.envelope, self.event(), self.position)
