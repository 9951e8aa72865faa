"""The shape of the lists: cases, standings of a cycle, schemes."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from services.projections.completeness import Completeness
from services.projections.parts import WITHIN, Name, Said


class Part(Struct, frozen=True, kw_only=True):
    """A piece of an answer; never changed once made."""


class OnLadder(Part, frozen=True, kw_only=True):
    """Where a case stands on one ladder; null: nothing was said."""

    ladder: Name
    current: Name | None
    opening: Name | None
    self_rated: Name | None
    members_meeting: Name | None
    mass_representatives_meeting: Name | None
    indicated: Annotated[Name | None, Meta(description="By the rules, when it was decided")]
    decided: Name | None
    year_end: Name | None
    indicated_at_year_end: Name | None
    movement: Annotated[
        Literal["up", "same", "down"] | None,
        Meta(description="From the opening or first decided tier to the year-end tier"),
    ]


class CaseRow(Part, frozen=True, kw_only=True):
    """A case in a list. ``superior``: the committee above the organisation."""

    case: str
    scheme: str
    cycle: str
    organisation: Name
    superior: Name | None
    enrolled_at: datetime | None
    ladders: list[OnLadder]


class CasesPage(Part, frozen=True, kw_only=True):
    """A part of the list of cases. ``next``: cursor of the following part; null: that was all."""

    within: Annotated[list[Name] | None, Meta(description=WITHIN)]
    data: list[CaseRow]
    next: str | None
    completeness: Completeness


class TierCount(Part, frozen=True, kw_only=True):
    """How many branches stood in a tier at each stage. ``current``: in force."""

    tier: Name
    opening: int
    self_rated: int
    decided: int
    year_end: int
    current: int


class Moved(Part, frozen=True, kw_only=True):
    """Branches that went from one tier to another between the start and the year's end."""

    from_tier: Name
    to_tier: Name
    direction: Literal["up", "same", "down"]
    organisations: list[Name]


class UnderSuperior(Part, frozen=True, kw_only=True):
    """The same counts for the branches under one superior organisation."""

    superior: Name | None
    tiers: list[TierCount]
    not_graded: int


class LadderStandings(Part, frozen=True, kw_only=True):
    """One ladder of a cycle, the highest tier first."""

    ladder: Name
    enrolled: int
    not_graded: int
    tiers: list[TierCount]
    movement: list[Moved]
    by_superior: list[UnderSuperior]


class StandingsAnswer(Part, frozen=True, kw_only=True):
    """The standings of a cycle, in all or under one superior organisation."""

    scheme: Name
    scheme_version: int
    cycle: str
    opens: date
    closes: date
    closed_on: date | None
    township: Name | None
    within: Annotated[list[Name] | None, Meta(description=WITHIN)]
    ladders: list[LadderStandings]
    completeness: Completeness


class CycleShown(Part, frozen=True, kw_only=True):
    """A cycle that pins a version of a scheme."""

    id: str
    opens: date
    closes: date
    closed_on: date | None
    committee: Name


class SchemeShown(Part, frozen=True, kw_only=True):
    """A published version of a scheme."""

    id: str
    version: int
    sha256: str
    title: Said
    effective_from: date
    published_at: datetime
    position: int
    cycles: list[CycleShown]


class SchemesAnswer(Part, frozen=True, kw_only=True):
    """All published versions."""

    data: list[SchemeShown]
    completeness: Completeness
