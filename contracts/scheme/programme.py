"""The rest of a programme: pledges, letters, training, targets, outcomes, scopes."""

from typing import Annotated, Any, Literal

from pydantic import Field, Strict

from contracts.scheme.parts import Day, FactId, Kind, Named, Number, Part, Whole
from contracts.scheme.tally import Tally
from contracts.values import Flag, Text, Token

Percent = Annotated[int, Strict(), Field(ge=0, le=100)]


class Source(Part):
    """The document that a scheme is made from."""

    seed: Text | None = None
    document: Text | None = None
    url: Text | None = None


class Issuer(Part):
    """The body that issued the programme."""

    kind: Kind
    en: Text | None = None
    zh: Text | None = None
    name: Text | None = None
    issued_on: Day | None = None
    cc: tuple[Text, ...] = ()


class BasedOn(Part):
    """The higher document that the programme carries out."""

    issuer: Kind
    en: Text | None = None
    zh: Text | None = None
    document_no: Text | None = None


class Lookback(Part):
    """How many years a criterion that counts events of the last years looks back."""

    default: Annotated[int, Strict(), Field(ge=1, le=50)]
    rule: Text


class Scope(Named):
    """Where a scoped item binds (R-26): the organisation and all below it.

    ``organisation``: its id in the register; the scope's own id if absent.
    """

    organisation: Token | None = None
    villages: Whole | None = None


class Domain(Named):
    """A field of the programme with a standard of its own."""

    motto_en: Text | None = None
    motto_zh: Text | None = None
    kinds: tuple[Kind, ...] = ()


class Activity(Named):
    """A part of the programme's structure; a label only."""

    activities: tuple[Token, ...] = ()


class LetterKind(Named):
    """A kind of responsibility letter; ``after``: the step that precedes it."""

    between: tuple[Kind, Kind]
    occurs: Token | None = None
    after: Token | None = None
    scope: tuple[Token, ...] = ()
    needs: tuple[Token, ...] = ()
    by: Day | None = None
    coverage_pct: Percent | None = None


class Excused(Part):
    """The kind of record by which somebody does not pledge; its fields that say who, and why."""

    kind: Token
    person: Token
    reason: Token


class PledgeKind(Named):
    """A kind of pledge, who makes it and to whom."""

    by: tuple[Kind, ...] = Field(min_length=1)
    to: tuple[Token, ...] = ()
    public: Flag = False
    required: Flag = False
    supervised_by: tuple[Token, ...] = ()
    coverage_pct: Percent | None = None
    excused_by: Excused | None = None
    fits: Text | None = None
    domain: Token | None = None
    criterion: FactId | None = None
    scope: tuple[Token, ...] = ()


class TrainingKind(Named):
    """A kind of session, its audience and how often it is due."""

    audience: tuple[Token, ...] = ()
    recurrence: Literal["once", "yearly", "half_yearly", "quarterly", "monthly"] | None = None
    per_period: Whole | None = None
    unit: Token | None = None
    quantity: Whole | None = None
    scope: tuple[Token, ...] = ()
    domain: Token | None = None
    criterion: FactId | None = None
    place: Token | None = None
    forms: tuple[Text, ...] = ()
    teachers: tuple[Text, ...] = ()
    topics: tuple[Text, ...] = ()
    checks: tuple[Text, ...] = ()
    traits: tuple[Text, ...] = ()
    selected: Flag = False
    mandatory: Flag = False
    person_in_charge: Flag = False
    starts_on: Day | None = None
    ends_on: Day | None = None
    days: Whole | None = None
    planned_sessions: Whole | None = None
    planned_attendances: Whole | None = None
    sessions_reported: Whole | None = None
    attendances_reported: Whole | None = None


class Target(Named):
    """What the programme as a whole is to reach; ``gte`` of a rate is in percent.

    ``reaching``: what counts; ``among``: the whole, of a rate. Without them it is only reported.
    ``since``, ``by``: first and last day that count; ``each`` cycle: only what is said in
    it, by the day it closes. ``per``: so much is asked of each category that is selected, or of
    each domain.
    """

    kind: Literal["rate", "count", "measure", "named", "qualitative"]
    numerator: Text | None = None
    denominator: Text | None = None
    among: Tally | None = None
    reaching: Tally | None = None
    per: Literal["category", "domain"] | None = None
    measure: Text | None = None
    base: Text | None = None
    subjects_en: tuple[Text, ...] = ()
    subjects_zh: tuple[Text, ...] = ()
    tier: Token | None = None
    gte: Number | None = None
    eq: Number | None = None
    unit: Token | None = None
    since: Day | None = None
    by: Day | None = None
    each: Token | None = None
    progress_each: Token | None = None
    stated_share_pct: Percent | None = None
    scope: tuple[Token, ...] = ()


class AssessmentSays(Part):
    """What an assessment says where a trigger holds; None: nothing in particular."""

    task_completed: Flag | None = None
    poorly_organised: Flag | None = None


class TaskRule(Part):
    """When a branch that stood in a tier has completed its upgrade task.

    ``all_targets``: every upgrade target of the cycle is completed. ``tier_gte``: the least
    year-end tier.
    """

    en: Text | None = None
    zh: Text | None = None
    all_targets: Flag = False
    tier_gte: Token | None = None


class OutcomeKind(Named):
    """A reward or sanction, and what triggers it; any one trigger is enough.

    ``assessed``: by trigger, what the assessment that the outcome rests on has to say.
    """

    event: Token
    form: Token | None = None
    trigger: tuple[Token, ...] = Field(min_length=1)
    assessed: dict[Token, AssessmentSays] = Field(default_factory=dict)
    followed_by: Token | None = None
    always_with: Token | None = None
    needs: tuple[Token, ...] = ()
    includes: tuple[Text, ...] = ()
    scope: tuple[Token, ...] = ()


Population = dict[str, Any]
"""Standing figures of the programme, as stated, and the clause they come from."""
