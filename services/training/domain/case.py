"""What the training service remembers of an organiser's case, and how an event changes it.

Maps and sets that grow with the people trained are persistent ones (``rpds``): adding an
attendance shares all the others with the state before it, so that 2,400 attendances do not cost
2,400 copies, and an earlier state stays as it was.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from rpds import HashTrieMap, HashTrieSet  # generic for type checkers only: hence the quotes

from contracts.acts import variant_of
from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import RecordFiled
from contracts.events.training import (
    AttendanceCorrected,
    TraineeSelected,
    TrainingAbsenceRecorded,
    TrainingAttended,
    TrainingObligationMissed,
    TrainingPlanAdopted,
    TrainingSessionCancelled,
    TrainingSessionHeld,
    TrainingSessionScheduled,
)
from contracts.scheme.progress import noted


class Session(Struct, frozen=True):
    """A session, announced or held.

    ``audience``: roles. ``held_by``: the body that recorded it as held. ``attended``: by person,
    the first and the last day.
    """

    kind: str
    starts_on: date
    ends_on: date
    audience: tuple[str, ...]
    by_selection: bool = False
    held_by: str | None = None
    status: Literal["scheduled", "held", "cancelled"] = "scheduled"
    selected: "HashTrieSet[str]" = HashTrieSet()
    attended: "HashTrieMap[str, tuple[date, date]]" = HashTrieMap()
    absent: "HashTrieSet[str]" = HashTrieSet()


class CaseState(Struct, frozen=True):
    """One organiser's plans, sessions and attendance in one cycle.

    ``progress``: what the procedure asks about, see contracts.scheme.procedure. ``missed``:
    obligations and periods recorded as missed.
    """

    progress: Mapping[str, frozenset[str]] = {}
    plans: frozenset[str] = frozenset()
    sessions: "HashTrieMap[str, Session]" = HashTrieMap()
    missed: frozenset[tuple[str, str]] = frozenset()


def evolve(case: CaseState, recorded: Recorded[Event]) -> CaseState:
    """Fold one event in, own or heard. Services may come in any order: neither reads the other."""
    event = recorded.event
    if event.about != "case":
        return case
    case = _noted(case, event)
    match event:
        case TrainingPlanAdopted(plan_id=id):
            return replace(case, plans=case.plans | {id})
        case TrainingSessionScheduled(session_id=id):
            announced = Session(
                event.kind, event.starts_on, event.ends_on, event.audience, event.by_selection
            )
            return _session(case, id, announced)
        case TrainingSessionHeld(session_id=id):
            return _session(case, id, _held(case.sessions.get(id), event, recorded.envelope.actor))
        case TrainingSessionCancelled(session_id=id):
            return _session(case, id, replace(case.sessions[id], status="cancelled"))
        case TraineeSelected(session_id=id, person=person):
            session = case.sessions[id]
            return _session(case, id, replace(session, selected=session.selected.insert(person)))
        case TrainingAttended(session_id=id, person=person):
            session = case.sessions[id]
            days = (event.attended_from, event.attended_to)
            return _session(
                case, id, replace(session, attended=session.attended.insert(person, days))
            )
        case TrainingAbsenceRecorded(session_id=id, person=person):
            session = case.sessions[id]
            return _session(case, id, replace(session, absent=session.absent.insert(person)))
        case AttendanceCorrected(session_id=id):
            return _session(case, id, _corrected(case.sessions[id], event))
        case TrainingObligationMissed(obligation=obligation, period=period):
            return replace(case, missed=case.missed | {(obligation, period)})
        case _:  # what the procedure asks about is noted above; the rest leaves no other mark
            return case


def _held(announced: Session | None, event: TrainingSessionHeld, by: str) -> Session:
    session = announced or Session(event.kind, event.starts_on, event.ends_on, event.audience)
    return replace(
        session,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        audience=event.audience or session.audience,
        held_by=by,
        status="held",
    )


def _corrected(session: Session, event: AttendanceCorrected) -> Session:
    """A removal frees the person for another record; an addition lifts a recorded absence."""
    person = event.person
    if event.attended_from is None or event.attended_to is None:
        return replace(session, attended=session.attended.discard(person))
    return replace(
        session,
        attended=session.attended.insert(person, (event.attended_from, event.attended_to)),
        absent=session.absent.discard(person),
    )


def _session(case: CaseState, id: str, session: Session) -> CaseState:
    return replace(case, sessions=case.sessions.insert(id, session))


def _noted(case: CaseState, event: Event) -> CaseState:
    """The case with the event in its progress, under the name and kind a step asks for."""
    name, by = event.name, variant_of(event)
    match event:
        case RecordFiled(kind=kind):
            name = kind
        case TrainingSessionScheduled(kind=kind):
            by = kind
        case TrainingAttended(session_id=id) | TraineeSelected(session_id=id):
            by = case.sessions[id].kind
    return replace(case, progress=noted(case.progress, name, by))
