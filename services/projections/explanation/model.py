"""The shape of an explanation: what an auditor reads, each fact with its source."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, field

from services.projections.parts import Name, Part, Said, Source

Outcome = Literal["pass", "fail", "unknown"]


class Figure(Part, frozen=True, kw_only=True):
    """An input of a derived value."""

    name: Name
    value: Decimal
    unit: str


class Evidence(Part, frozen=True, kw_only=True):
    """What a value rests on, and who said so."""

    id: str
    criterion: Name
    value: bool | str | None
    text: Annotated[Said, Meta(description="The value with its unit, or the text of its level")]
    finding: str | None
    kind: str | None
    found_in: str | None
    as_of: date | None
    period_from: Annotated[date | None, Meta(description="First day of what the value covers")]
    period_to: date | None
    figures: Annotated[list[Figure], Meta(description="What a derived value is reckoned from")]
    adds_up: Annotated[
        bool | None, Meta(description="The figures give this value; null: no figures")
    ]
    corrects: Annotated[str | None, Meta(description="Id of the evidence that this one corrects")]
    reason: Annotated[str | None, Meta(description="Why it was corrected")]
    source: Source


class Counted(Part, frozen=True, kw_only=True):
    """Another service's events, counted for a criterion. ``upto``: position in that one's log.

    ``held`` of ``of`` were kept, attended or completed, ``failed`` were not; the rest is open.
    """

    service: str
    kind: Annotated[Name | None, Meta(description="Of pledge or training; null: upgrade targets")]
    upto: int
    held: int
    failed: int
    of: Annotated[int | None, Meta(description="null: the register has no figure of persons")]
    text: Said


class ValueRead(Part, frozen=True, kw_only=True):
    """The value of a criterion that a condition read.

    ``rests_on``: what other services' events count up to, or a body's evidence; null: unknown.
    """

    criterion: Name
    value: bool | str | None
    text: Said
    evidence_ids: list[str]
    rests_on: Literal["counts", "evidence"] | None
    counted: list[Counted]


class Condition(Part, frozen=True, kw_only=True):
    """A condition of a rule, evaluated; ``children`` in the order of the scheme.

    ``clause``: its place in the scheme's source. ``holds`` of ``of``: how many children pass.
    """

    kind: Literal["all", "any", "not", "count", "group", "leaf", "otherwise"]
    outcome: Outcome
    text: Said
    asks: Annotated[Said | None, Meta(description="What a leaf asks for: >= 90 %")] = None
    cel: str | None = None
    clause: str | None = None
    group: str | None = None
    values: list[ValueRead] = field(default_factory=list)
    needed: Annotated[int | None, Meta(description="How many children a count needs")] = None
    holds: int | None = None
    of: int | None = None
    problem: str | None = None
    children: list["Condition"] = field(default_factory=list)


class Rule(Part, frozen=True, kw_only=True):
    """The rule of a tier, or a standard that is shown beside it."""

    tier: Name
    purpose: Literal["tier", "shortfall"]
    outcome: Outcome
    condition: Condition


class Line(Part, frozen=True, kw_only=True):
    """A condition that stood against another tier, and what it read."""

    text: Said
    asks: Said | None
    cel: str | None
    clause: str | None
    outcome: Outcome
    values: list[ValueRead]


class Need(Part, frozen=True, kw_only=True):
    """At least ``at_least`` of the lines would have to come out as ``to``."""

    at_least: int
    to: Literal["pass", "fail"]
    lines: list[Line]


class OtherTier(Part, frozen=True, kw_only=True):
    """What another tier would have needed: all of ``needs``, the fewest lines against it.

    They are necessary; whether new values for them suffice shows only when they are evaluated.
    """

    tier: Name
    higher: Annotated[
        bool | None, Meta(description="than the indicated tier; null: none is indicated")
    ]
    lines_to_change: int
    needs: list[Need]


class Difference(Part, frozen=True, kw_only=True):
    """Where re-deriving a snapshot gave something else."""

    what: str
    stored: str
    derived: str


class SnapshotCheck(Part, frozen=True, kw_only=True):
    """Whether the stored snapshot of a decision can be derived again.

    ``rules``: its facts, judged again under the scheme, give the same. ``facts``: they are what was
    on record just before.
    """

    rederived: Literal["equal", "different", "no_snapshot"]
    rules: Literal["equal", "different"] | None
    facts: Literal["equal", "different"] | None
    differences: list[Difference]


class Derived(Part, frozen=True, kw_only=True):
    """What the rules gave. ``indicated``: null while undetermined; see ``candidates``."""

    scheme: str
    scheme_version: int
    scheme_sha256: str
    ladder: str
    indicated: Name | None
    candidates: list[Name]
    outcomes: Annotated[
        dict[str, Outcome], Meta(description="By tier, the outcome of its rule alone")
    ]
    missing: Annotated[list[Name], Meta(description="Criteria without a value that keep it open")]
    shortfalls: list[Name]
    facts: list[ValueRead]
    evidence: Annotated[list[Evidence], Meta(description="What the facts rest on")]
    rules: list[Rule]
    would_change: list[OtherTier]
    snapshot: SnapshotCheck


class Votes(Part, frozen=True, kw_only=True):
    """Persons who voted for a tier."""

    tier: Name
    votes: int


class YearResult(Part, frozen=True, kw_only=True):
    """The higher committee's year-end assessment of a past year."""

    year: int
    result: str
    score: Decimal | None


class Filing(Part, frozen=True, kw_only=True):
    """When and with whom a self-rating was filed."""

    filed_on: date
    filed_with: list[Name]
    due_on: date | None
    late: bool
    days_late: int
    source: Source


class SelfRating(Part, frozen=True, kw_only=True):
    """What the branch said of itself."""

    tier: Name
    basis_years: list[int]
    performance: str | None
    masses_evaluation: str | None
    year_end: list[YearResult]
    rationale: str | None
    evidence_ids: list[str]
    missing_basis: Annotated[
        list[Said], Meta(description="What the scheme asks for and it left out")
    ]
    filing: Filing | None
    source: Source


class Review(Part, frozen=True, kw_only=True):
    """What one body of members or masses voted."""

    body: Name
    tier: Name
    held_on: date
    eligible: int
    present: int
    votes: list[Votes]
    tier_reason: str | None
    opinions: list[str]
    agrees_with_self_rating: bool | None
    source: Source


class Voted(Part, frozen=True, kw_only=True):
    """What was said from below, before a decision."""

    self_rating: SelfRating | None
    reviews: list[Review]
    missing_bodies: Annotated[
        list[Name], Meta(description="Bodies the scheme asks for, not on record")
    ]


class Aspect(Part, frozen=True, kw_only=True):
    """Something the committee had to consider; ``finding`` null: not considered."""

    aspect: Name
    finding: str | None


class Meeting(Part, frozen=True, kw_only=True):
    """The committee's meeting."""

    id: str
    form: Name
    held_on: date
    present: Annotated[list[Name], Meta(description="Persons")]
    aspects: list[Aspect]
    source: Source


class Decided(Part, frozen=True, kw_only=True):
    """What the committee decided."""

    how: Literal["confirmed", "revised", "assigned"]
    tier: Name
    from_tier: Name | None
    replaces: Literal["self_rating", "tier_in_force"] | None
    basis: Name | None
    movement: Literal["first", "up", "same", "down"] | None
    differs_from_rules: Annotated[
        bool | None, Meta(description="null: the rules gave no single tier")
    ]
    meeting: Meeting | None
    reasons: list[str]
    criteria: list[Name]
    evidence: list[Evidence]
    deviation_reason: str | None
    document: str | None
    late: bool
    due_on: date | None
    source: Source


Voice = Literal[
    "self_rating", "members_meeting", "mass_representatives_meeting", "indicated", "decided"
]


class Pair(Part, frozen=True, kw_only=True):
    """Whether two voices said the same; null where one of them said nothing."""

    one: Voice
    other: Voice
    agree: bool | None


class CorrectedSince(Part, frozen=True, kw_only=True):
    """Evidence of a decision that was corrected after it."""

    before: Evidence
    after: Evidence
    would_indicate: Annotated[
        Name | None, Meta(description="What the rules give with all corrections")
    ]
    changes_indicated: bool


class Classification(Part, frozen=True, kw_only=True):
    """One classification: what was derived, voted and decided, and where they differ."""

    kind: Literal["self_rating", "decision", "revision", "year_end", "assignment", "now"]
    ladder: Name
    tier: Name | None
    summary: Annotated[list[Said], Meta(description="The answer in sentences")]
    derived: Derived | None
    voted: Voted
    decided: Decided | None
    agreement: list[Pair]
    corrected_since: list[CorrectedSince]
    replaced_by: Annotated[
        Source | None, Meta(description="The later decision that replaced this one")
    ]
    source: Source | None


StageId = Literal[
    "opening", "self_rating", "members_meeting", "mass_representatives_meeting", "indicated",
    "committee", "revision", "assignment", "year_end",
]  # fmt: skip


class Stage(Part, frozen=True, kw_only=True):
    """A station of the grade path. ``tier`` null: nothing on record."""

    stage: StageId
    ladder: str
    name: Said
    tier: Name | None
    note: Said | None
    source: Source | None


class Standing(Part, frozen=True, kw_only=True):
    """The tier in force on a ladder. ``rests_on``: what it rests on; none: not yet graded."""

    ladder: Name
    tier: Name | None
    rests_on: Literal["year_end", "decision", "assignment", "opening", "none"]
    sentence: Said
    source: Source | None
