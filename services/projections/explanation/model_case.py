"""The rest of an explanation: what was promised, done, judged and left open."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta

from services.projections.completeness import Completeness
from services.projections.explanation.model import Classification, Stage, Standing
from services.projections.parts import Name, Part, Said, Source


class Amount(Part, frozen=True, kw_only=True):
    """A quantity and its unit, as stated."""

    quantity: Decimal
    unit: str | None


class Target(Part, frozen=True, kw_only=True):
    """An upgrade target of the branch."""

    id: str
    text: str
    theme: str
    quantity: Amount | None
    quality: str | None
    qualitative_demand: str | None
    due_on: date | None
    addresses: list[Name]
    person: str | None
    filed_on: date | None
    assigned_to: list[Name]
    amendments: list[Source]
    state: Literal["open", "completed", "missed", "overdue"]
    done: Amount | None
    reason: str | None
    late: bool
    source: Source
    judged: Source | None


class TargetsSection(Part, frozen=True, kw_only=True):
    """Targets against the weaknesses that the classification found (Q-18, Q-19)."""

    targets: list[Target]
    shortfalls_without_target: list[Name]
    unassigned: list[str]
    opinions_heard: Source | None


class Pledge(Part, frozen=True, kw_only=True):
    """A public pledge. ``judged``: kept, not kept; null while nobody has judged it."""

    id: str
    kind: Name
    pledger_kind: Literal["branch", "member", "cadre", "joint"]
    pledgers: list[Name]
    items: list[str]
    made_on: date
    published: Annotated[list[str], Meta(description="Where it was made public")]
    judged: Literal["kept", "not_kept"] | None
    source: Source


class PledgesSection(Part, frozen=True, kw_only=True):
    """Pledges, and who has made one (Q-13). ``members``: the register's figure; null: unknown."""

    pledges: list[Pledge]
    required: list[Name]
    missing: Annotated[list[Name], Meta(description="Required kinds that nobody has pledged yet")]
    members: int | None
    members_pledged: int


class Letter(Part, frozen=True, kw_only=True):
    """A responsibility letter."""

    id: str
    kind: Name
    parties: list[Name]
    signed_on: date
    target: str
    task: str
    object: str
    late: bool
    source: Source


class Appraisal(Part, frozen=True, kw_only=True):
    """A democratic appraisal."""

    held_on: date
    score: Decimal
    sheets: int
    members_present: int
    mass_representatives_present: int
    delegates_present: int
    late: bool
    source: Source


class Assessment(Part, frozen=True, kw_only=True):
    """An assessment of a period. ``counts_in``: the assessments that its result counts in.

    ``calls_for_criticism``: by the scheme, of a branch of which this was found.
    """

    period: Name
    held_on: date
    score: Decimal | None
    task_completed: bool | None
    poorly_organised: bool
    calls_for_criticism: bool
    targets_completed: int
    targets_total: int
    findings: str
    counts_in: list[Name]
    late: bool
    source: Source


class Outcome(Part, frozen=True, kw_only=True):
    """A commendation or a criticism, and what followed it."""

    kind: Literal["commendation", "criticism"]
    form: Name
    issued_on: date
    ground: Said
    document: str
    rests_on: Annotated[str | None, Meta(description="Id of the assessment's event")]
    incomplete: Annotated[
        bool, Meta(description="A criticism without a rectification order (R-14)")
    ]
    source: Source


class RectificationItem(Part, frozen=True, kw_only=True):
    """One thing to put right; ``done`` as the branch last reported."""

    id: str
    text: str
    done: bool | None
    open: bool


class Rectification(Part, frozen=True, kw_only=True):
    """An order to put things right. ``overdue``: with a day gone by that no report answers."""

    order_id: str
    items: list[RectificationItem]
    ordered_on: date
    due_on: Annotated[date, Meta(description="The date in force, after any extension")]
    extended_from: list[date]
    reported_on: date | None
    days_late: Annotated[int, Meta(description="By which the report came late")]
    verified_on: date | None
    finding: str | None
    state: Literal["open", "reported", "closed"]
    overdue: bool
    days_overdue: int
    ordered: Source
    verified: Source | None


class LookedBack(Part, frozen=True, kw_only=True):
    """A look-back on the cycle."""

    held_on: date
    results: str
    solved: list[str]
    unsolved: list[str]
    measures_completed: list[str]
    late: bool
    source: Source


class Entry(Part, frozen=True, kw_only=True):
    """A field of a record. ``value``: as it was filed; numbers and days as text."""

    name: Name
    value: bool | str | list[str]
    text: Said


class Record(Part, frozen=True, kw_only=True):
    """A record of a kind that the scheme declares; ``open``: what closes it has not followed."""

    id: str
    kind: Name
    fields: list[Entry]
    corrected: bool
    open: bool
    late: bool
    source: Source


Weight = Literal["error", "warning", "information"]


class Notice(Part, frozen=True, kw_only=True):
    """Something an auditor would want to be told. ``rule``: R-nn, where one stands behind it."""

    id: str
    rule: str | None
    weight: Weight
    text: Said
    sources: list[Source]


class SchemeRef(Part, frozen=True, kw_only=True):
    """The scheme version that the cycle pins."""

    id: str
    version: int
    sha256: str
    title: Said
    timezone: str


class CycleRef(Part, frozen=True, kw_only=True):
    """The cycle."""

    id: str
    opens: date
    closes: date
    closed_on: date | None


class Asked(Part, frozen=True, kw_only=True):
    """What was asked for: knowledge as of, effect at; null: everything there is."""

    as_of: str | None
    effective_at: str | None
    judged_at: Annotated[
        date, Meta(description="The day against which due dates are judged overdue")
    ]


class Explanation(Part, frozen=True, kw_only=True):
    """Why an organisation stands where it stands, from the events of its case alone."""

    case: str
    scheme: SchemeRef
    cycle: CycleRef
    organisation: Name
    organisation_kind: Name
    superior: Name | None
    asked: Asked
    standing: list[Standing]
    path: list[Stage]
    classifications: Annotated[
        list[Classification], Meta(description="In the order they were made")
    ]
    notices: list[Notice]
    open_items: list[Notice]
    targets: TargetsSection
    pledges: PledgesSection
    letters: list[Letter]
    appraisals: list[Appraisal]
    assessments: list[Assessment]
    outcomes: list[Outcome]
    rectifications: list[Rectification]
    look_back: list[LookedBack]
    records: list[Record]
    completeness: Completeness
