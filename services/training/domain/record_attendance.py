"""A person attended a session, or did not."""

from contracts.events.training import TrainingAbsenceRecorded, TrainingAttended
from contracts.refusals import AlreadyRecorded, RuleBroken
from services.training.domain.act import Act
from services.training.domain.sessions import audience_of, held_session, invited, within


def record_attendance(event: TrainingAttended, act: Act) -> TrainingAttended:
    """Record one attendance per person and session (R-16), with its number of days.

    Whoever held the session may say who came; any other body asks the procedure.

    Raises:
        UnknownReference: no such session in this case, or an organisation not registered.
        StepNotOpen: the session is not on record as held, or the person was not selected for it.
        AlreadyRecorded: the person's attendance or absence is on record.
        RuleBroken: a role outside the audience, or a day outside the session.
        NotAuthorised: the procedure.
    """
    found = held_session(event.session_id, act)
    last = act.dated(event, "attended_to")
    if act.actor != found.held_by:
        act.of_session(event, found.kind, last)
    if event.person in found.attended:
        raise AlreadyRecorded(
            f"{event.person} is on record for this session",
            field="/data/person", rule="R-16", accepts="one attendance per person and session",
        )  # fmt: skip
    if event.person in found.absent:
        raise AlreadyRecorded(
            f"{event.person} is on record as absent from this session",
            field="/data/person", rule="R-17", accepts="AttendanceCorrected with change added",
        )  # fmt: skip
    audience = audience_of(found, act)
    if audience and event.role not in audience:
        raise RuleBroken(
            f"the session is not for the role {event.role}",
            field="/data/role", rule="R-16", accepts=" or ".join(audience),
        )  # fmt: skip
    within(event.attended_from, event.attended_to, found)
    invited(event.person, found, act)
    act.registered(event.organisation)
    days = (event.attended_to - event.attended_from).days + 1
    return event.model_copy(update={"days": days})


def record_absence(event: TrainingAbsenceRecorded, act: Act) -> TrainingAbsenceRecorded:
    """Record why somebody of the audience did not come.

    Raises:
        UnknownReference: no such session in this case, or an organisation not registered.
        StepNotOpen: the session is not on record as held, or the person was not selected for it.
        AlreadyRecorded: the person's attendance or absence is on record.
        NotAuthorised: the procedure.
    """
    found = held_session(event.session_id, act)
    act.of_session(event, found.kind)
    if event.person in found.attended:
        raise AlreadyRecorded(
            f"{event.person} is on record as present",
            field="/data/person", rule="R-17", accepts="AttendanceCorrected with change removed",
        )  # fmt: skip
    if event.person in found.absent:
        raise AlreadyRecorded(
            f"{event.person} is on record as absent from this session",
            field="/data/person", rule="R-17", accepts="one absence per person and session",
        )  # fmt: skip
    invited(event.person, found, act)
    act.registered(event.organisation)
    return event
