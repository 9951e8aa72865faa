"""What a branch says of itself."""

from pydantic import Field

from contracts.events.base import Event
from contracts.events.grading.snapshot import Snapshot
from contracts.values import Day, Number, Part, Text, Token, Year, derived


class YearEnd(Part):
    """The higher committee's year-end assessment of one past year. ``score``: points, 0 to 100."""

    year: Year
    result: Text
    score: Number | None = None


class BranchSelfRated(Event, service="grading"):
    """A branch rated itself, on years, performance, masses' evaluation and year-end assessments."""

    ladder: Token
    tier: Token
    basis_years: tuple[Year, ...] = ()
    performance: Text | None = None
    masses_evaluation: Text | None = None
    year_end: tuple[YearEnd, ...] = ()
    evidence_ids: tuple[Token, ...] = ()
    rationale: Text | None = None
    snapshot: Snapshot | None = derived()


class SelfRatingFiled(Event, service="grading"):
    """A branch filed its self-rating for the record."""

    ladder: Token
    filed_on: Day
    filed_with: tuple[Token, ...] = Field(min_length=1)
    due_on: Day | None = derived()
    late: bool = derived(False)
    days_late: int = derived(0)
