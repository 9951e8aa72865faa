"""Where branches stand on a ladder, folded from what was asserted, in the order of the log."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from contracts.scheme import Ladder
from services.projections.standings.assertion import IN_FORCE, Assertion


@dataclass(slots=True)
class Standing:
    """One case on one ladder. ``held``: every tier that was in force, in its order.

    ``decided_at``: the position of the decision. ``indicated``: by the rules, when it was decided;
    where the committee decided nothing, when a tier was given last.
    """

    case_id: str
    organisation: str
    cycle: str
    ladder: str
    enrolled_at: datetime | None = None
    opening: str | None = None
    self_rated: str | None = None
    reviewed: dict[str, str | None] = field(default_factory=dict)
    indicated: str | None = None
    indicated_at_year_end: str | None = None
    decided: str | None = None
    decided_at: int | None = None
    year_end: str | None = None
    held: list[str] = field(default_factory=list)

    @property
    def current(self) -> str | None:
        """The tier in force."""
        return self.held[-1] if self.held else None

    @property
    def start(self) -> str | None:
        """The tier it entered the cycle with, else the one that the committee first decided."""
        return self.held[0] if self.held else None


def fold(assertions: Iterable[Assertion]) -> dict[tuple[str, str], Standing]:
    """By case and ladder. The assertions come in the order of the log."""
    board: dict[tuple[str, str], Standing] = {}
    for one in assertions:
        key = (one.case_id, one.ladder)
        if key not in board:
            board[key] = Standing(one.case_id, one.organisation, one.cycle, one.ladder)
        _apply(board[key], one)
    return board


def _apply(standing: Standing, one: Assertion) -> None:
    match one.says:
        case "enrolled":
            standing.enrolled_at, standing.opening = one.time, one.tier
        case "self_rated":
            standing.self_rated = one.tier
        case "members_meeting" | "mass_representatives_meeting":
            standing.reviewed[one.says] = one.tier
        case "indicated":
            # What replaces the tier later brings its own, by which nobody decided then.
            if standing.decided_at in (None, one.position):
                standing.indicated = one.tier
        case "indicated_at_year_end":
            standing.indicated_at_year_end = one.tier
        case "decided":
            standing.decided, standing.decided_at = one.tier, one.position
            standing.indicated = None  # until the same event tells it
        case "year_end":
            standing.year_end = one.tier
        case "revised" | "assigned":
            pass  # moves only what is in force
    if one.says in IN_FORCE and one.tier is not None:
        standing.held.append(one.tier)


Direction = Literal["up", "same", "down"]


def movement(ladder: Ladder, standing: Standing) -> Direction | None:
    """``up``, ``same`` or ``down`` from the start to the year's end; None until both are there."""
    if standing.start is None or standing.year_end is None:
        return None
    step = ladder.rank(standing.year_end) - ladder.rank(standing.start)
    return "up" if step > 0 else "down" if step < 0 else "same"
