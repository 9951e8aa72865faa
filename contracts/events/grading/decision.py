"""The tier that the committee decides on."""

from typing import Literal

from contracts.events.base import Event
from contracts.events.grading.snapshot import Snapshot
from contracts.values import Day, Part, Text, Token, derived


class Agreement(Part):
    """Which of the other three said the same as the decision; None where one said nothing."""

    self_rating: bool | None = None
    members_meeting: bool | None = None
    mass_representatives_meeting: bool | None = None
    indicated: bool | None = None


class GradeConfirmed(Event, service="grading"):
    """The committee kept the tier that the branch gave itself."""

    ladder: Token
    tier: Token
    meeting_id: Token
    deviation_reason: Text | None = None
    agrees_with: Agreement = derived(Agreement())
    snapshot: Snapshot | None = derived()


class GradeRevised(Event, service="grading"):
    """The committee replaced a self-rating or a tier in force, with reasons (R-07)."""

    ladder: Token
    from_tier: Token
    to_tier: Token
    meeting_id: Token | None = None
    reasons: tuple[Text, ...] = ()
    criteria: tuple[Token, ...] = ()
    evidence_ids: tuple[Token, ...] = ()
    deviation_reason: Text | None = None
    replaces: Literal["self_rating", "tier_in_force"] = derived("self_rating")
    agrees_with: Agreement = derived(Agreement())
    snapshot: Snapshot | None = derived()


class GradeAssigned(Event, service="grading"):
    """A tier was given without a self-rating before it: at year end, by recognition, by ranking."""

    ladder: Token
    tier: Token
    basis: Literal[
        "year_end_assessment", "classify_and_rank", "recognition", "assessment_against_standard"
    ]
    document: Text | None = None
    deviation_reason: Text | None = None
    previous_tier: str | None = derived()
    movement: Literal["first", "up", "same", "down"] = derived("first")
    late: bool = derived(False)
    due_on: Day | None = derived()
    snapshot: Snapshot | None = derived()
