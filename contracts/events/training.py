"""What the training service records: plans, sessions, attendance. The case is the organiser's."""

from typing import Literal

from contracts.events.base import Event
from contracts.values import Count, Day, Flag, Part, Text, Token, derived


class TrainingPlanAdopted(Event, service="training"):
    """An organiser planned a period's training. Attendances count each person and session."""

    plan_id: Token
    period_from: Day
    period_to: Day
    planned_sessions: Count | None = None
    planned_attendances: Count | None = None
    topics: tuple[Text, ...] = ()
    responsible: tuple[Token, ...] = ()


class TrainingSessionScheduled(Event, service="training"):
    """A session was announced. ``kind``: a training the scheme names; ``audience``: its roles."""

    session_id: Token
    kind: Token
    starts_on: Day
    ends_on: Day
    place: Text
    topics: tuple[Text, ...] = ()
    audience: tuple[Token, ...] = ()
    teachers: tuple[Text, ...] = ()
    by_selection: Flag = False
    plan_id: Token | None = None


class TraineeSelected(Event, service="training"):
    """A person was selected for a session that is by selection."""

    session_id: Token
    person: Token
    selected_on: Day


class Checks(Part):
    """The four checks of an activity day."""

    time: Flag
    place: Flag
    content: Flag
    form: Flag


class TrainingSessionHeld(Event, service="training"):
    """A session took place. ``reported_attendances``: persons, where none are listed one by one.

    An activity day is a session of that kind: ``month`` (yyyy-mm), ``checks``, ``guided_by``.
    """

    session_id: Token
    kind: Token
    starts_on: Day
    ends_on: Day
    form: Token
    place: Text | None = None
    topics: tuple[Text, ...] = ()
    audience: tuple[Token, ...] = ()
    broadcast: Flag = False
    reported_attendances: Count | None = None
    month: Text | None = None
    checks: Checks | None = None
    guided_by: Token | None = None
    due_on: Day | None = derived()
    late: bool = derived(False)


class TrainingSessionCancelled(Event, service="training"):
    """A scheduled session will not be held."""

    session_id: Token
    reason: Text
    cancelled_on: Day


class TrainingAttended(Event, service="training"):
    """A person attended a session that was held. ``organisation``: the person's; ``days``: days."""

    session_id: Token
    person: Token
    organisation: Token | None = None
    role: Token
    attended_from: Day
    attended_to: Day
    days: int = derived(0)


class TrainingAbsenceRecorded(Event, service="training"):
    """A person of the audience did not come."""

    session_id: Token
    person: Token
    organisation: Token | None = None
    reason: Text


class AttendanceCorrected(Event, service="training"):
    """An attendance was wrong; the old stays on record (R-17)."""

    session_id: Token
    person: Token
    change: Literal["removed", "added", "changed"]
    attended_from: Day | None = None
    attended_to: Day | None = None
    reason: Text


class TrainingObligationMissed(Event, service="training"):
    """A period ended without the training that the scheme asks for in it."""

    obligation: Token
    period: Text
    due_on: Day
