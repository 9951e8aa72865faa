"""Training sessions as they stand after all corrections: what both registers of training tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.training import (
    AttendanceCorrected,
    TraineeSelected,
    TrainingAbsenceRecorded,
    TrainingAttended,
    TrainingSessionCancelled,
    TrainingSessionHeld,
    TrainingSessionScheduled,
)
from services.projections.explanation.story import Story

READS: frozenset[type[Event]] = frozenset(
    {
        AttendanceCorrected, TraineeSelected, TrainingAbsenceRecorded, TrainingAttended,
        TrainingSessionCancelled, TrainingSessionHeld, TrainingSessionScheduled,
    }
)  # fmt: skip


@dataclass
class Presence:
    """A person in a session. ``first`` and ``last``: days; None: did not come."""

    person: str
    organisation: str | None = None
    role: str | None = None
    first: date | None = None
    last: date | None = None
    absent: str | None = None
    selected: bool = False
    corrected: str | None = None
    source: Recorded[Event] | None = None

    @property
    def days(self) -> int:
        """Calendar days that the person was there."""
        return (self.last - self.first).days + 1 if self.first and self.last else 0


@dataclass
class Session:
    """A session; ``held`` and the like: the event that says so."""

    id: str
    kind: str
    starts_on: date
    ends_on: date
    scheduled: Recorded[TrainingSessionScheduled] | None = None
    held: Recorded[TrainingSessionHeld] | None = None
    cancelled: Recorded[TrainingSessionCancelled] | None = None
    people: dict[str, Presence] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """Its calendar days."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def attended(self) -> list[Presence]:
        """Who was there."""
        return [one for one in self.people.values() if one.first]

    def of(self, person: str) -> Presence:
        """A person in it."""
        return self.people.setdefault(person, Presence(person))


def sessions(story: Story) -> Mapping[str, Session]:
    """The sessions of a case by id, in the order they became known."""
    found: dict[str, Session] = {}
    for recorded in story.told:
        match recorded.event:
            case TrainingSessionScheduled() as event:
                session = Session(event.session_id, event.kind, event.starts_on, event.ends_on)
                session.scheduled = Recorded(recorded.envelope, event, recorded.position)
                found[event.session_id] = session
            case TrainingSessionHeld() as event:
                session = found.setdefault(
                    event.session_id,
                    Session(event.session_id, event.kind, event.starts_on, event.ends_on),
                )
                session.starts_on, session.ends_on = event.starts_on, event.ends_on
                session.held = Recorded(recorded.envelope, event, recorded.position)
            case TrainingSessionCancelled() as event if event.session_id in found:
                found[event.session_id].cancelled = Recorded(
                    recorded.envelope, event, recorded.position
                )
            case (
                TraineeSelected() | TrainingAttended() | TrainingAbsenceRecorded()
                | AttendanceCorrected()
            ) as event if event.session_id in found:  # fmt: skip
                _person(found[event.session_id].of(event.person), recorded)
            case _:
                pass  # no session
    return found


def _person(one: Presence, recorded: Recorded[Event]) -> None:
    """What an event says of a person's presence."""
    one.source = recorded
    match recorded.event:
        case TraineeSelected():
            one.selected = True
        case TrainingAttended() as event:
            one.organisation, one.role = event.organisation, event.role
            one.first, one.last = event.attended_from, event.attended_to
        case TrainingAbsenceRecorded() as event:
            one.organisation, one.absent = event.organisation, event.reason
        case AttendanceCorrected() as event:
            one.corrected = event.reason
            there = event.change != "removed"
            one.first, one.last = (
                (event.attended_from or one.first, event.attended_to or one.last)
                if there
                else (None, None)
            )
        case _:
            pass  # of no person
