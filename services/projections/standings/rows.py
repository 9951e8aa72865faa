"""The standings' SQL: their tables for the runner, their questions for readers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from contracts.register import Organisation
from services.projections import places
from services.projections.asof import Cut
from services.projections.standings import reducer
from services.projections.standings.assertion import IN_FORCE, Assertion
from services.projections.standings.reducer import Row
from services.runtime.wire import Carried


class Standings:
    """The projection of grading's events into assertions of tiers."""

    name = "standings"
    services: tuple[str, ...] = ("grading",)
    schema_sql = (Path(__file__).parent / "schema.sql").read_text()
    tables: Mapping[str, tuple[tuple[str, str], ...]] = reducer.TABLES

    def rows(self, carried: Carried) -> Iterable[tuple[str, Row]]:
        """The rows of one event."""
        if carried.attribute("type") not in reducer.READ:
            return ()
        return list(reducer.rows(carried.envelope, carried.position, carried.event()))


# What was known at a cut; of a reference the last version that was known then.
_KNOWN = (
    " {t}.position <= %(position)s"
    " AND {t}.recordedat <= coalesce(%(until)s::timestamptz, 'infinity')"
)
_HOLDS = _KNOWN + " AND {t}.time <= coalesce(%(effective)s::timestamptz, 'infinity')"
_TIER_IN_FORCE = (
    "EXISTS (SELECT 1 FROM (SELECT DISTINCT ON (a.ladder) a.ladder, a.tier"
    " FROM standings.assertion a WHERE a.case_id = e.case_id AND a.says = ANY(%(in_force)s)"
    " AND a.tier IS NOT NULL AND"
    + _HOLDS.format(t="a")
    + " ORDER BY a.ladder, a.position DESC, a.part DESC) f WHERE f.tier = %(tier)s"
    " AND f.ladder = coalesce(%(ladder)s, f.ladder))"
)
_UNDER = (
    "%(township)s = (SELECT o.parent FROM standings.organisation o WHERE o.id = e.organisation AND"
    + _KNOWN.format(t="o")
    + " ORDER BY o.position DESC LIMIT 1)"
)
_ENTERED = (
    "SELECT DISTINCT ON (o.id) o.id, o.parent FROM standings.organisation o"
    " ORDER BY o.id, o.position DESC"
)
BELOW = places.below(_ENTERED)
"""The organisations at or below the places ``%(within)s``."""


def _seen(cut: Cut, table: str) -> str:
    """The condition that a row is of an organisation that the reader sees."""
    return "true" if cut.within is None else f"{table}.organisation IN ({BELOW})"


def _bounds(cut: Cut) -> dict[str, Any]:
    bound = cut.bounds["grading"]
    return {
        "position": bound.position,
        "until": bound.recorded_until,
        "effective": cut.effective_until,
        "within": sorted(cut.within or ()),
    }


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases are asked for; None: any. ``township``: id of the superior organisation."""

    scheme: str | None = None
    cycle: str | None = None
    organisation: str | None = None
    township: str | None = None
    ladder: str | None = None
    tier: str | None = None


async def cases(
    conn: AsyncConnection[Any], wanted: Filter, cut: Cut, *, after: str | None, limit: int
) -> list[str]:
    """Ids of the enrolled cases, in their order."""
    conditions = ["e.says = 'enrolled'", _HOLDS.format(t="e"), _seen(cut, "e")]
    if wanted.scheme:
        conditions.append("e.scheme = %(scheme)s")
    if wanted.cycle:
        conditions.append("e.cycle = %(cycle)s")
    if wanted.organisation:
        conditions.append("e.organisation = %(organisation)s")
    if wanted.township:
        conditions.append(_UNDER)
    if wanted.ladder:
        conditions.append("e.ladder = %(ladder)s")
    if wanted.tier:
        conditions.append(_TIER_IN_FORCE)
    if after:
        conditions.append("e.case_id > %(after)s")
    found = await conn.execute(
        "SELECT DISTINCT e.case_id FROM standings.assertion e WHERE "
        + " AND ".join(conditions)
        + " ORDER BY e.case_id LIMIT %(limit)s",
        {
            "scheme": wanted.scheme, "cycle": wanted.cycle, "organisation": wanted.organisation,
            "township": wanted.township, "ladder": wanted.ladder, "tier": wanted.tier,
            "in_force": list(IN_FORCE), "after": after, "limit": limit, **_bounds(cut),
        },
    )  # fmt: skip
    return [case async for (case,) in found]


_ASSERTIONS = (
    "SELECT "
    + ", ".join(f"a.{name}" for name in Assertion._fields)
    + (" FROM standings.assertion a WHERE")
)


async def of_cases(conn: AsyncConnection[Any], cases: Sequence[str], cut: Cut) -> list[Assertion]:
    """What was asserted of these cases, in the order of the log."""
    found = await conn.execute(
        f"{_ASSERTIONS} a.case_id = ANY(%(cases)s) AND {_HOLDS.format(t='a')}"
        f" AND {_seen(cut, 'a')}"
        " ORDER BY a.position, a.part",
        {"cases": list(cases), **_bounds(cut)},
    )
    return [Assertion(*row) async for row in found]


async def of_cycle(
    conn: AsyncConnection[Any], scheme: str, cycle: str, cut: Cut
) -> list[Assertion]:
    """What was asserted in a cycle of a scheme, in the order of the log."""
    found = await conn.execute(
        f"{_ASSERTIONS} a.scheme = %(scheme)s AND a.cycle = %(cycle)s"
        f" AND {_HOLDS.format(t='a')} AND {_seen(cut, 'a')} ORDER BY a.position, a.part",
        {"scheme": scheme, "cycle": cycle, **_bounds(cut)},
    )
    return [Assertion(*row) async for row in found]


async def organisations(
    conn: AsyncConnection[Any], ids: Iterable[str], cut: Cut
) -> dict[str, Organisation]:
    """The entries of the register, by id: of any, as names are told wherever one is named."""
    found = await conn.execute(
        "SELECT DISTINCT ON (o.id) o.id, o.kind, o.name_zh, o.name_en, o.parent"
        f" FROM standings.organisation o WHERE o.id = ANY(%(ids)s) AND {_KNOWN.format(t='o')}"
        " ORDER BY o.id, o.position DESC",
        {"ids": list(ids), **_bounds(cut)},
    )
    return {row[0]: Organisation(*row) async for row in found}


async def named(conn: AsyncConnection[Any], id: str, within: frozenset[str] | None) -> list[str]:
    """Ids of organisations that a reader may ask by: this one if it is known, and those like it."""
    if within is None:  # the whole register need not be read for what is there
        there = "SELECT 1 FROM standings.organisation WHERE id = %s LIMIT 1"
        if await (await conn.execute(there, (id,))).fetchone():
            return [id]
    values = {"id": id, "within": None if within is None else sorted(within)}
    found = await conn.execute(places.named(_ENTERED), values)
    return [known async for (known,) in found]


class CycleRow(NamedTuple):
    """A cycle that was opened; ``closed_on``: None while it is open."""

    scheme: str
    cycle: str
    scheme_version: int
    committee: str
    opens: date
    closes: date
    closed_on: date | None


async def cycles(conn: AsyncConnection[Any], cut: Cut, scheme: str | None = None) -> list[CycleRow]:
    """The cycles of one scheme or of all, the latest first."""
    found = await conn.execute(
        "SELECT c.scheme, c.cycle, c.scheme_version, c.committee, c.opens, c.closes,"
        " (SELECT max(d.closed_on) FROM standings.cycle d WHERE d.scheme = c.scheme"
        f" AND d.cycle = c.cycle AND {_HOLDS.format(t='d')})"
        f" FROM standings.cycle c WHERE c.scheme_version IS NOT NULL AND {_HOLDS.format(t='c')}"
        " AND c.scheme = coalesce(%(scheme)s, c.scheme) ORDER BY c.opens DESC, c.scheme",
        {"scheme": scheme, **_bounds(cut)},
    )
    return [CycleRow(*row) async for row in found]


class SchemeRow(NamedTuple):
    """A published version of a scheme."""

    scheme: str
    version: int
    sha256: str
    title_en: str | None
    title_zh: str | None
    effective_from: date
    published_at: datetime
    position: int


async def schemes(conn: AsyncConnection[Any], cut: Cut) -> list[SchemeRow]:
    """The published versions, by scheme, the latest first."""
    found = await conn.execute(
        "SELECT s.scheme, s.version, s.sha256, s.title_en, s.title_zh, s.effective_from,"
        f" s.recordedat, s.position FROM standings.scheme s WHERE {_KNOWN.format(t='s')}"
        " ORDER BY s.scheme, s.version DESC",
        _bounds(cut),
    )
    return [SchemeRow(*row) async for row in found]
