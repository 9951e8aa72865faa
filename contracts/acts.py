"""What the procedure asks of an event as an act: of which kind it is, and on which day it was."""

from datetime import date

from contracts.events import Event
from contracts.events.grading import BranchAssessed, GradeAssigned, MembersReviewRecorded
from contracts.events.pledges import PledgeMade, ResponsibilityLetterSigned
from contracts.events.training import TrainingSessionHeld, TrainingSessionScheduled

_DAYS = (
    "filed_on", "held_on", "signed_on", "made_on", "published_on", "ordered_on", "reported_on",
    "verified_on", "issued_on", "recommended_on", "completed_on", "judged_on", "selected_on",
    "cancelled_on", "ends_on",
)  # fmt: skip


def variant_of(event: Event) -> str:
    """The body, kind, period or basis by which a scheme tells acts of one name apart; "" if none.

    What tells records apart is the scheme's to say: see RecordKind.told_by.
    """
    match event:
        case MembersReviewRecorded(body=variant):
            return variant
        case GradeAssigned(basis=variant) | BranchAssessed(period=variant):
            return variant
        case PledgeMade(kind=variant) | ResponsibilityLetterSigned(kind=variant):
            return variant
        case TrainingSessionHeld(kind=variant):
            return variant
        case _:
            return ""


def day_of(event: Event) -> date | None:
    """The day that the event says it was done; None: it says none, and its ``time`` does."""
    if isinstance(event, TrainingSessionScheduled):
        return None  # its days are yet to come
    day: date | None = next((getattr(event, f) for f in _DAYS if hasattr(event, f)), None)
    return day


def served(event: Event) -> date | None:
    """The due day of the deadline that a service recorded the act for, if it had one."""
    return getattr(event, "due_on", None) if "due_on" in event.derived_fields else None
