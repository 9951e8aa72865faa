"""An attendance was wrong; what was recorded stays, and the correction stands beside it."""

from contracts.events.training import AttendanceCorrected
from contracts.refusals import AlreadyRecorded, RuleBroken, UnknownReference
from services.training.domain.act import Act
from services.training.domain.case import Session
from services.training.domain.sessions import held_session, invited, within


def correct_attendance(event: AttendanceCorrected, act: Act) -> AttendanceCorrected:
    """Record a correction (R-17): a removal frees the person, an addition lifts an absence.

    Raises:
        UnknownReference: no such session in this case, or nothing to remove or change.
        StepNotOpen: the session is not on record as held, or the person was not selected for it.
        AlreadyRecorded: the person to add is on record.
        RuleBroken: days that are missing, too many, the same as before or outside the session.
        NotAuthorised: the procedure.
    """
    found = held_session(event.session_id, act)
    act.of_session(event, found.kind)
    before = found.attended.get(event.person)
    if event.change == "added" and before is not None:
        raise AlreadyRecorded(
            f"{event.person} is on record for this session",
            field="/data/person", rule="R-16", accepts="change changed or removed",
        )  # fmt: skip
    if event.change != "added" and before is None:
        raise UnknownReference(
            f"no attendance of {event.person} at this session is on record",
            field="/data/person", rule="R-17", accepts="a person on record, or change added",
        )  # fmt: skip
    _check_days(event, found)
    if event.change == "added":
        invited(event.person, found, act)
    return event


def _check_days(event: AttendanceCorrected, found: Session) -> None:
    first, last = event.attended_from, event.attended_to
    if event.change == "removed":
        if first is not None or last is not None:
            raise RuleBroken(
                "a removed attendance has no days",
                field="/data/attended_from", rule="R-17", accepts="no attended_from, attended_to",
            )  # fmt: skip
        return
    if first is None or last is None:
        missing = "attended_from" if first is None else "attended_to"
        raise RuleBroken(
            f"{missing} is missing", field=f"/data/{missing}", rule="R-17",
            accepts="the first and the last day as they should have been",
        )  # fmt: skip
    within(first, last, found)
    if (first, last) == found.attended.get(event.person):
        raise RuleBroken(
            "the correction leaves the attendance as it was",
            field="/data/attended_from", rule="R-17", accepts="other days than those on record",
        )  # fmt: skip
