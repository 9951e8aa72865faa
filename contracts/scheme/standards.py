"""The standard of a scheme: criteria, groups of conditions, ladders of tiers, selections."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, Strict

from contracts.scheme.conditions import (
    AtLeast,
    Condition,
    Count,
    Every,
    Expression,
    Negation,
    Some,
)
from contracts.scheme.parts import Day, FactId, Kind, Label, Named, Number, Part, Whole
from contracts.values import Flag, Text, Token


class Level(Named):
    """A level of an ordinal criterion."""


class Input(Part):
    """A figure that a derived criterion is reckoned from; a variable of its CEL expression."""

    id: FactId
    unit: Token
    en: Text | None = None
    zh: Text | None = None


class Feed(Part):
    """Which events of other services a criterion rests on, where they settle it.

    One of kinds of pledges, kinds of training, or the branch's upgrade targets. It holds where of
    each kind at least ``gte_pct`` percent were kept, attended or completed; attended by persons,
    each counted once, among as many as the register's figure ``of`` says.
    """

    pledges: tuple[Token, ...] = ()
    training: tuple[Token, ...] = ()
    upgrade_targets: Flag = False
    of: Token | None = None
    gte_pct: Annotated[int, Strict(), Field(ge=1, le=100)]


class Criterion(Part):
    """A fact that can be recorded about a subject.

    ``levels``: of an ordinal, lowest first. ``derived``: CEL over the ``inputs``, as doubles; its
    result, rounded half-even to 9 decimals, is the value. ``decimals``, ``min``, ``max``: what a
    number may be. ``fed_by``: what it rests on beside evidence, of a boolean or a qualitative one.
    """

    id: FactId
    en: Text | None = None
    zh: Text | None = None
    type: Literal["numeric", "boolean", "ordinal", "qualitative"]
    unit: Token | None = None
    decimals: Annotated[int, Strict(), Field(ge=0, le=15)] | None = None
    min: Number | None = None
    max: Number | None = None
    levels: tuple[Level, ...] = ()
    derived: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    inputs: tuple[Input, ...] = ()
    evidence: tuple[Token, ...] = ()
    fed_by: Feed | None = None

    @property
    def label(self) -> Label:
        """Its texts."""
        return Label(en=self.en, zh=self.zh)

    @cached_property
    def level_ids(self) -> tuple[str, ...]:
        """Lowest first."""
        return tuple(level.id for level in self.levels)

    def level(self, id: str) -> Level | None:
        """The level with this id."""
        return next((level for level in self.levels if level.id == id), None)


class Group(Part):
    """A named condition, so that an explanation can be read at two depths. One key of the five."""

    en: Text | None = None
    zh: Text | None = None
    all: tuple[Condition, ...] | None = Field(default=None, min_length=1)
    any: tuple[Condition, ...] | None = Field(default=None, min_length=1)
    not_: Condition | None = Field(default=None, alias="not")
    count_gte: AtLeast | None = None
    cel: Annotated[str, Field(min_length=1, max_length=1000)] | None = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The condition of each key that is given; a valid group has one."""
        given: list[Condition] = []
        if self.all is not None:
            given.append(Every(all=self.all))
        if self.any is not None:
            given.append(Some(any=self.any))
        if self.not_ is not None:
            given.append(Negation(not_=self.not_))
        if self.count_gte is not None:
            given.append(Count(count_gte=self.count_gte))
        if self.cel is not None:
            given.append(Expression(cel=self.cel, en=self.en, zh=self.zh))
        return tuple(given)


class Tier(Named):
    """A tier of a ladder."""


class DecidedBy(Part):
    """Which body decides a tier, and in what form of meeting."""

    actor: Kind
    form: Token | None = None


class AppliesWhere(Part):
    """In which scopes a ladder holds: only in one, or everywhere but there."""

    scope: Token | None = None
    scope_not: Token | None = None


class TierText(Part):
    """What a tier asks of whoever stands in it."""

    en: Text | None = None
    zh: Text | None = None
    motto_en: Text | None = None
    motto_zh: Text | None = None
    measures_en: tuple[Text, ...] = ()
    measures_zh: tuple[Text, ...] = ()


class Ladder(Named):
    """Tiers, lowest first, and the rule of each; ``evaluate`` is the order rules are tried in."""

    applies_to: tuple[Kind, ...] = Field(min_length=1)
    applies_where: AppliesWhere | None = None
    tiers: tuple[Tier, ...] = Field(min_length=2)
    evaluate: tuple[Token, ...]
    rules: dict[Token, Condition]
    shortfall_groups: dict[Token, Token] = Field(default_factory=dict)
    group_ids: tuple[Token, ...] = ()
    decided_by: DecidedBy
    year_end_decided_by: DecidedBy | None = None
    require_reason_if_differs: Flag = False
    considers: tuple[Named, ...] = ()
    measures_by_tier: dict[Token, TierText] = Field(default_factory=dict)
    requirements_by_tier: dict[Token, TierText] = Field(default_factory=dict)

    @property
    def deciders(self) -> set[str]:
        """The kinds of bodies that decide its tiers, in the course of a cycle or at its end."""
        return {by.actor for by in (self.decided_by, self.year_end_decided_by) if by}

    @cached_property
    def tier_ids(self) -> tuple[str, ...]:
        """Lowest first."""
        return tuple(tier.id for tier in self.tiers)

    def rank(self, tier: str) -> int:
        """How high a tier stands: 0 is the lowest.

        Raises:
            ValueError: not a tier of this ladder.
        """
        return self.tier_ids.index(tier)

    def tier(self, id: str) -> Tier | None:
        """The tier with this id."""
        return next((tier for tier in self.tiers if tier.id == id), None)


class Selection(Named):
    """A competition: who may be chosen, how many at most."""

    subject: tuple[Kind, ...] = Field(min_length=1)
    quota: Annotated[Whole, Field(ge=1)]
    eligible: Condition


class Designation(Named):
    """A title that a subject holds beside its tier."""

    given_by: Kind
    event: Token


class Window(Part):
    """First and last day of the programme."""

    opens: Day
    closes: Day


class Cycle(Part):
    """A period for which tiers, targets and obligations are reckoned; both days belong to it."""

    id: Token
    kind: Literal["first", "following"] | None = None
    opens: Day
    closes: Day
