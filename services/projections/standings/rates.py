"""Promotion and conversion: the programme's rates, exact, with the names behind both figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from contracts.scheme import Ladder, Scheme
from contracts.scheme.programme import Among, Reaching, Target
from contracts.scheme.targets import Measured, measure_rate
from services.projections.standings.board import Standing


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of a cycle. ``among`` and ``reaching``: organisation ids, below and above the line.

    ``open``: those below the line whose year-end tier is not given yet. ``needed``: the least
    number that meets the target.
    """

    among: tuple[str, ...]
    reaching: tuple[str, ...]
    open: tuple[str, ...]
    needed: int
    measured: Measured


def rate(
    scheme: Scheme,
    target: Target,
    cycle: str,
    standings: Iterable[Standing],
    recorded: Iterable[tuple[str, str]],
) -> Rate | None:
    """A target's rate in a cycle; None for a target that is not reckoned from cases.

    ``standings``: of all cycles of the scheme up to this one. ``recorded``: organisation and kind
    of each record filed in this cycle.
    """
    among, reaching = target.among, target.reaching
    if among is None or reaching is None or target.gte is None:
        return None
    ladder = scheme.ladder(among.ladder)
    assert ladder is not None
    courses = _courses(scheme, (one for one in standings if one.ladder == ladder.id))
    base = [id for id, course in sorted(courses.items()) if _counts(among, course, cycle)]
    now = {id: courses[id][-1] for id in base}
    kinds = set(recorded)
    reached = [id for id in base if _reaches(reaching, ladder, now[id], kinds)]
    waiting = [id for id in base if now[id].cycle != cycle or now[id].year_end is None]
    return Rate(
        among=tuple(base),
        reaching=tuple(reached),
        open=tuple(waiting) if reaching.tier_gte else (),
        needed=ceil(Fraction(target.gte) / 100 * len(base)),
        measured=measure_rate(target, Decimal(len(reached)), Decimal(len(base))),
    )


def _courses(scheme: Scheme, standings: Iterable[Standing]) -> dict[str, list[Standing]]:
    """By organisation its standings, cycle by cycle."""
    order = {cycle.id: at for at, cycle in enumerate(scheme.cycles)}
    courses: dict[str, list[Standing]] = {}
    for one in sorted(standings, key=lambda one: order.get(one.cycle, len(order))):
        courses.setdefault(one.organisation, []).append(one)
    return courses


def _counts(among: Among, course: Sequence[Standing], cycle: str) -> bool:
    """Whether an organisation is below the line."""
    if among.when == "window":
        return among.tier is None or any(among.tier in one.held for one in course)
    here = [one for one in course if one.cycle == cycle]
    return bool(here) and (among.tier is None or here[0].start == among.tier)


def _reaches(
    reaching: Reaching, ladder: Ladder, standing: Standing, recorded: set[tuple[str, str]]
) -> bool:
    if reaching.record is not None:
        return (standing.organisation, reaching.record) in recorded
    assert reaching.tier_gte is not None
    current = standing.current
    return current is not None and ladder.rank(current) >= ladder.rank(reaching.tier_gte)
