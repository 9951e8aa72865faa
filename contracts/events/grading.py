"""What the grading service records: schemes, organisations, cycles, cases, grades, outcomes."""

from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from contracts.events.base import Event
from contracts.values import Count, Day, Flag, Number, Part, Quantity, Text, Token, Year, derived

Body = Literal["members_meeting", "mass_representatives_meeting"]


class Value(Part):
    """A criterion's value: a decimal, a truth value, a level of an ordinal, or met / not_met.

    ``finding`` is the written finding that a qualitative verdict needs.
    """

    value: Number | Flag | Token
    finding: Text | None = None


class Tally(Part):
    """Another service's events, counted for a criterion up to a position of that service's log.

    ``kind``: of pledge or training; None of upgrade targets. Of ``of`` in all, ``held`` were kept,
    attended or completed, ``failed`` were not, and the rest is open; ``of`` of attendances is the
    register's figure of persons, None if it has none.
    """

    service: Literal["pledges", "training"]
    kind: Token | None = None
    upto: Count
    held: Count
    failed: Count
    of: Count | None = None


class Fact(Part):
    """What a snapshot knew of one criterion; ``value`` is None where nothing was known.

    It rests on evidence, or without any on what ``fed_by`` counted; where there is evidence as
    well as counts, these left it open.
    """

    value: Number | Flag | Token | None = None
    evidence_ids: tuple[Token, ...] = ()
    fed_by: tuple[Tally, ...] = ()


class Snapshot(Part):
    """What the rules of a scheme gave, on which facts: enough to derive it again.

    ``facts`` holds every criterion that the ladder's rules read. ``rules`` says of each tier
    whether its rule passed, failed or is unknown. ``indicated`` is None while undetermined.
    """

    scheme: Token
    scheme_version: Count
    scheme_sha256: Text
    ladder: Token
    indicated: Token | None = None
    candidates: tuple[Token, ...]
    rules: dict[Token, Literal["pass", "fail", "unknown"]]
    facts: dict[Token, Fact]


class Agreement(Part):
    """Which of the other three said the same as the decision; None where one said nothing."""

    self_rating: bool | None = None
    members_meeting: bool | None = None
    mass_representatives_meeting: bool | None = None
    indicated: bool | None = None


# Reference events -------------------------------------------------------------------------


class SchemePublished(Event, service="grading", about="scheme"):
    """A committee published a version of a scheme; it never changes (R-01)."""

    scheme_version: Count
    effective_from: Day
    definition: dict[str, Any]
    content_sha256: str = derived("")


class OrganisationRegistered(Event, service="grading", about="organisation"):
    """An organisation entered the register, or its entry changed. ``parent``: its superior."""

    kind: Token
    name_zh: Text
    name_en: Text | None = None
    name_note: Text | None = None
    level: Token | None = None
    parent: Token | None = None


class RegisterFigureRecorded(Event, service="grading", about="organisation"):
    """A standing figure of an organisation (members, villages, …) on a day."""

    figure: Token
    value: Number
    as_of: Day
    reported_from: Text


class CycleOpened(Event, service="grading", about="cycle"):
    """A committee opened a cycle of a scheme; it pins the scheme's version for good."""

    scheme_version: Count
    opens: Day = derived()
    closes: Day = derived()


class CycleClosed(Event, service="grading", about="cycle"):
    """A committee closed a cycle. ``open_items``: what it left open."""

    closed_on: Day
    open_items: tuple[Text, ...] = ()


class ProgrammeMeasureRecorded(Event, service="grading", about="cycle"):
    """A programme target was measured. ``reported``: from a report, without events of its own."""

    target: Token
    value: Number
    unit: Text
    as_of: Day
    reported_from: Text
    reported: Flag = True


# A case: from enrolment to the decision ---------------------------------------------------


class BranchEnrolled(Event, service="grading"):
    """An organisation entered a cycle. ``opening_tiers``: tier in force by ladder."""

    ladders: tuple[Token, ...] = Field(min_length=1)
    domain: Token | None = None
    opening_tiers: dict[Token, Token] = Field(default_factory=dict)


class EvidenceRecorded(Event, service="grading"):
    """Evidence for a criterion. ``inputs``: the figures a derived value comes from."""

    evidence_id: Token
    criterion: Token
    value: Value | None = None
    as_of: Day
    period_from: Day | None = None
    period_to: Day | None = None
    kind: Token
    found_in: Text
    inputs: tuple[Quantity, ...] = ()


class EvidenceCorrected(Event, service="grading"):
    """Evidence was wrong; the old stays on record (R-17)."""

    evidence_id: Token
    corrects: Token
    value: Value | None = None
    inputs: tuple[Quantity, ...] = ()
    reason: Text
    criterion: str = derived("")


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


class MembersReviewRecorded(Event, service="grading"):
    """One body of members or masses rated the branch. ``votes``: persons by tier."""

    ladder: Token
    body: Body
    held_on: Day
    eligible: Count
    present: Count
    votes: dict[Token, Count]
    tier: Token
    tier_reason: Text | None = None
    opinions: tuple[Text, ...] = ()
    agrees_with_self_rating: bool | None = derived()


class CommitteeReviewHeld(Event, service="grading"):
    """The committee considered the branch in a meeting. ``aspects``: what it found on each."""

    meeting_id: Token
    form: Token
    held_on: Day
    present: tuple[Token, ...] = Field(min_length=1)
    aspects: dict[Token, Text] = Field(default_factory=dict)


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


# A case: assessment and outcome -----------------------------------------------------------


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


class RectificationItem(Part):
    """One thing to put right."""

    item_id: Token
    text: Text


class RectificationOrdered(Event, service="grading"):
    """The committee ordered the branch to put things right by a date."""

    order_id: Token
    items: tuple[RectificationItem, ...] = Field(min_length=1)
    ordered_on: Day
    due_on: Day
    criticism_event_id: str | None = derived()


class ItemResult(Part):
    """What became of one item."""

    item_id: Token
    done: Flag
    evidence_ids: tuple[Token, ...] = ()
    text: Text | None = None


class RectificationReported(Event, service="grading"):
    """The branch reported what it has put right."""

    order_id: Token
    reported_on: Day
    item_results: tuple[ItemResult, ...] = Field(min_length=1)
    due_on: Day | None = derived()
    late: bool = derived(False)
    days_late: int = derived(0)


class RectificationVerified(Event, service="grading"):
    """The committee checked a rectification. ``remaining``: items still open."""

    order_id: Token
    verified_on: Day
    accepted: Flag
    remaining: tuple[Token, ...] = ()
    new_due_on: Day | None = None
    finding: Text | None = None


class DeadlinePassed(Event, service="grading"):
    """A deadline went by with nothing on record for it: a step's, an order's or a target's."""

    obligation: Token
    step: Token
    due_on: Day
    order_id: Token | None = None
    target_id: Token | None = None


class Problem(Part):
    """A problem found in a look-back."""

    text: Text
    solved: Flag


class LookBackHeld(Event, service="grading"):
    """The committee looked back on the cycle, for this branch, early in the next year."""

    meeting_id: Token
    held_on: Day
    results: Text
    problems: tuple[Problem, ...] = ()
    measures_completed: tuple[Text, ...] = ()
    late: bool = derived(False)
    due_on: Day | None = derived()


class ExemplarNominated(Event, service="grading"):
    """The case was nominated for a category of a selection. ``eligible``: None while unknown."""

    selection: Token
    category: Token
    nominee: Token
    grounds: Text
    eligible: bool | None = derived()


class ExemplarSelected(Event, service="grading", about="cycle"):
    """A nominee was selected, within the category's quota, which spans cases (R-20).

    ``position``: 1-based place in the category. ``reason``: why, whether eligible or not.
    """

    selection: Token
    category: Token
    nominee: Token
    position: Count
    reason: Text


class ExemplarRecommendedUpward(Event, service="grading"):
    """A commended exemplar was recommended to a higher level (R-21)."""

    to_level: Token
    recommended_on: Day
    commendation_event_id: str | None = derived()


# Records that a scheme declares -----------------------------------------------------------

FieldValue = Text | Flag | Decimal | tuple[Text, ...] | None


class RecordFiled(Event, service="grading"):
    """A record of a kind that the scheme declares; its fields are checked against that kind."""

    record_id: Token
    kind: Token
    fields: dict[Token, FieldValue]
    late: bool = derived(False)
    due_on: Day | None = derived()


class RecordCorrected(Event, service="grading"):
    """A filed record was wrong. ``fields``: the whole record as it should have been."""

    record_id: Token
    corrects: Token
    fields: dict[Token, FieldValue]
    reason: Text
    kind: str = derived("")
