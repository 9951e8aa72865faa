"""How a period went, and the praise or blame for it."""

from typing import Literal

from contracts.events.base import Event
from contracts.values import Count, Day, Flag, Number, Text, Token, derived


class DemocraticAppraisalHeld(Event, service="grading"):
    """Members and masses scored the branch's year. ``appraisal_score``: points, 0 to 100."""

    held_on: Day
    guided_by: Token
    members_present: Count
    mass_representatives_present: Count
    delegates_present: Count
    sheets: Count
    appraisal_score: Number
    opinions: tuple[Text, ...] = ()
    late: bool = derived(False)
    due_on: Day | None = derived()


class BranchAssessed(Event, service="grading"):
    """The committee assessed the branch's period. ``acceptance_score``: points, 0 to 100."""

    period: Literal["stage", "quarter", "half_year", "year", "round"]
    held_on: Day
    acceptance_score: Number | None = None
    task_completed: Flag | None = None
    poorly_organised: Flag = False
    findings: Text
    targets_completed: int = derived(0)
    targets_total: int = derived(0)
    appraisal_event_id: str | None = derived()
    late: bool = derived(False)
    due_on: Day | None = derived()


class CommendationIssued(Event, service="grading"):
    """The committee commended the branch. ``assessment_event_id``: the assessment it rests on."""

    form: Token
    issued_on: Day
    ground: Text
    document: Text
    assessment_event_id: str | None = derived()


class CriticismIssued(Event, service="grading"):
    """The committee criticised the branch. ``ground``: the trigger named in the scheme."""

    form: Token
    issued_on: Day
    ground: Token
    document: Text
    assessment_event_id: str | None = derived()
