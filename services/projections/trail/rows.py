"""The trail's SQL: its tables for the runner, its questions for readers."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from psycopg import AsyncConnection

from contracts.events.grading import OrganisationRegistered
from contracts.subjects import SERVICES
from services.projections import places
from services.projections.asof import Cut
from services.projections.trail.entry import Entry
from services.projections.trail.reducer import COLUMNS, Carried, Row, entries

Sort = Literal["recorded", "happened"]
Key = tuple[datetime, str, int]
"""Where an entry stands in a sorting: its moment, then its service and position."""


class Trail:
    """The projection of every event into the trail of each case it touches."""

    name = "trail"
    services: tuple[str, ...] = SERVICES
    schema_sql = (Path(__file__).parent / "schema.sql").read_text()
    tables: Mapping[str, tuple[tuple[str, str], ...]] = {"entry": COLUMNS}

    def rows(self, carried: Carried) -> Iterable[tuple[str, Row]]:
        """The rows of one event."""
        return [("entry", row) for row in entries(carried)]


_SELECT = "SELECT " + ", ".join(f"e.{name}" for name in Entry._fields) + " FROM trail.entry e"
_POSITION = " ".join(f"WHEN '{service}' THEN %({service})s" for service in SERVICES)
_UNTIL = " ".join(f"WHEN '{service}' THEN %({service}_until)s::timestamptz" for service in SERVICES)
# By CASE, which no index serves: with OR the planner may walk the whole primary key for a case.
_CUT = (
    f"e.position <= CASE e.service {_POSITION} END"
    f" AND e.recordedat <= coalesce(CASE e.service {_UNTIL} END, 'infinity')"
    " AND e.time <= coalesce(%(effective)s::timestamptz, 'infinity')"
)
_PART = 1_000
_MOMENT: Mapping[Sort, str] = {"recorded": "e.recordedat", "happened": "e.time"}


def _with_register(query: str) -> str:
    """The query's entries, and those of the register on whoever acted in one of them.

    By ARRAY, which an index serves: joined to what was found, the planner may read the whole table.
    """
    return (
        f"WITH found AS MATERIALIZED ({query}) SELECT * FROM found UNION ALL {_SELECT}"
        " WHERE e.case_id = ANY(ARRAY("
        "SELECT 'organisation:' || actor FROM found EXCEPT SELECT case_id FROM found))"
        f" AND {_CUT}"
    )


_ENTRY = f"e.type ^@ '{OrganisationRegistered.type.rpartition('v')[0]}'"
_ABOVE = places.above(
    "CASE WHEN asked.id ^@ 'organisation:' THEN substr(asked.id, 14)"
    " ELSE split_part(asked.id, ':', 3) END",
    "SELECT e.data::json->>'parent' COLLATE \"C\" FROM trail.entry e"
    f" WHERE e.case_id = 'organisation:' || above.id AND {_ENTRY} ORDER BY e.position DESC LIMIT 1",
)
_ENTERED = (
    "SELECT DISTINCT ON (e.case_id) substr(e.case_id, 14), e.data::json->>'parent' COLLATE \"C\""
    " FROM trail.entry e WHERE e.case_id >= 'organisation:' AND e.case_id < 'organisation;'"
    f" AND {_ENTRY} ORDER BY e.case_id, e.position DESC"
)
_BELOW = places.below(_ENTERED)
_FOR_ALL = ("scheme:", "cycle:")
"""How the subjects begin that are seen by all who may read."""


async def seen(
    conn: AsyncConnection[Any], subjects: Sequence[str], within: frozenset[str] | None
) -> list[str]:
    """Those of these cases and reference subjects that are seen from these places."""
    if within is None or not subjects:
        return list(subjects)
    found = await conn.execute(
        "SELECT asked.id FROM unnest(%(subjects)s::text[]) AS asked(id)"
        " WHERE asked.id ^@ ANY(%(for_all)s)"
        f" OR EXISTS (SELECT FROM ({_ABOVE}) AS up WHERE up.id = ANY(%(within)s))",
        {"subjects": list(subjects), "for_all": list(_FOR_ALL), "within": sorted(within)},
    )
    return [subject async for (subject,) in found]


async def organisations_seen(conn: AsyncConnection[Any], within: frozenset[str]) -> frozenset[str]:
    """Ids of the organisations at or below these places."""
    found = await conn.execute(_BELOW, {"within": sorted(within)})
    return frozenset([id async for (id,) in found])


async def organisations_named(
    conn: AsyncConnection[Any], id: str, within: frozenset[str] | None
) -> list[str]:
    """Ids of organisations that a reader may ask by: this one if it is known, and those like it."""
    if within is None and await is_known(conn, f"organisation:{id}", None):
        return [id]  # the whole register need not be read for what is there
    values = {"id": id, "within": None if within is None else sorted(within)}
    found = await conn.execute(places.named(_ENTERED), values)
    return [known async for (known,) in found]


async def named(
    conn: AsyncConnection[Any], persons: Collection[str], within: frozenset[str]
) -> set[str]:
    """Those of these persons whom an entry of a case names that is seen from these places.

    It reads the entries one by one: no index knows of people, who are asked for now and then.
    """
    found = await conn.execute(
        "WITH shown AS MATERIALIZED (SELECT e.recordedby, e.data FROM trail.entry e"
        f" WHERE split_part(e.case_id, ':', 3) IN ({_BELOW}))"
        " SELECT asked.person FROM unnest(%(persons)s::text[]) AS asked(person) WHERE EXISTS ("
        "SELECT FROM shown WHERE recordedby = asked.person"
        " OR strpos(data, '\"' || asked.person || '\"') > 0)",
        {"persons": list(persons), "within": sorted(within)},
    )
    return {person async for (person,) in found}


def _bounds(cut: Cut) -> dict[str, Any]:
    values: dict[str, Any] = {"effective": cut.effective_until}
    for service in SERVICES:
        bound = cut.bounds.get(service)
        values[service] = bound.position if bound else 0
        values[f"{service}_until"] = bound.recorded_until if bound else None
    return values


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a case's trail is asked for. ``types``: of events; empty: all of them."""

    sort: Sort = "recorded"
    descending: bool = False
    after: Key | None = None
    limit: int = 50
    types: tuple[str, ...] = ()

    def key(self, entry: Entry) -> Key:
        """Where the page goes on after an entry."""
        moment = entry.recordedat if self.sort == "recorded" else entry.time
        return moment, entry.service, entry.position


async def page(
    conn: AsyncConnection[Any], case: str, cut: Cut, wanted: Page
) -> tuple[list[Entry], list[Entry]]:
    """One entry more than ``wanted.limit`` if there are more; apart, the register on the actors."""
    if not await seen(conn, [case], cut.within):
        return [], []
    moment, values = _MOMENT[wanted.sort], {"case": case, "limit": wanted.limit + 1, **_bounds(cut)}
    way, beyond = ("DESC", "<") if wanted.descending else ("ASC", ">")
    query = f"{_SELECT} WHERE e.case_id = %(case)s AND {_CUT}"
    if wanted.types:
        query += " AND e.type = ANY(%(types)s)"
        values["types"] = list(wanted.types)
    if wanted.after:
        query += f" AND ({moment}, e.service, e.position) {beyond} (%(moment)s, %(at)s, %(place)s)"
        values["moment"], values["at"], values["place"] = wanted.after
    query += f" ORDER BY {moment} {way}, e.service {way}, e.position {way} LIMIT %(limit)s"
    rows = await (await conn.execute(_with_register(query), values)).fetchall()
    found = sorted(map(Entry._make, rows), key=wanted.key, reverse=wanted.descending)
    own = [entry for entry in found if entry.case_id == case]
    return own, [entry for entry in found if entry.case_id != case]


async def of_cases(
    conn: AsyncConnection[Any],
    cases: Sequence[str],
    cut: Cut,
    *,
    without: Sequence[str] = (),
    with_register: bool = False,
) -> list[Entry]:
    """All entries of some cases or reference subjects, each service's in the order of its log.

    ``without``: types to leave out. ``with_register``: and the register on whoever acted in them.
    """
    query = f"{_SELECT} WHERE e.case_id = ANY(%(cases)s) AND {_CUT}"
    values = {"cases": await seen(conn, cases, cut.within), **_bounds(cut)}
    if without:
        query += " AND e.type <> ALL(%(without)s)"
        values["without"] = list(without)
    if with_register:
        query = _with_register(query)
    rows = await (await conn.execute(query, values)).fetchall()
    # Sorted here: asked to, the planner may walk the primary key, which has this order.
    return sorted(map(Entry._make, rows), key=lambda entry: (entry.service, entry.position))


async def under(
    conn: AsyncConnection[Any], subjects: Sequence[str], types: Sequence[str], cut: Cut
) -> AsyncIterator[list[Entry]]:
    """Entries of these types whose own subject begins so, part by part, in no order."""
    # LATERAL, so that the index serves each range, whatever the planner knows of the table.
    query = (
        "SELECT found.* FROM unnest(%(from)s::text[], %(to)s::text[]) AS asked(first, past)"
        f' CROSS JOIN LATERAL ({_SELECT} WHERE e.case_id >= asked.first COLLATE "C"'
        ' AND e.case_id < asked.past COLLATE "C" AND e.subject IS NULL'
        f" AND e.type = ANY(%(types)s) AND {_CUT} OFFSET 0) AS found"
    )
    ranges = await _ranges(conn, subjects, cut.within)
    values = {
        "from": [first for first, _ in ranges], "to": [past for _, past in ranges],
        "types": list(types), **_bounds(cut),
    }  # fmt: skip
    async with conn.cursor() as curs:
        part: list[Entry] = []
        # A cycle may have some 100,000, of which each takes a kilobyte here and in the driver.
        async for row in curs.stream(query, values, size=_PART):
            part.append(Entry._make(row))
            if len(part) == _PART:
                yield part
                part = []
        yield part


async def _ranges(
    conn: AsyncConnection[Any], subjects: Sequence[str], within: frozenset[str] | None
) -> list[tuple[str, str]]:
    """The first and the past of each range of case ids to read, of what is seen alone."""
    known = [one for one in subjects if within is None or one.startswith(_FOR_ALL)]
    ranges = [(one, one[:-1] + chr(ord(one[-1]) + 1)) for one in known]
    if within is not None and len(known) < len(subjects):
        seen = await organisations_seen(conn, within)
        exact = (one + id for one in subjects if one not in known for id in seen)
        ranges += [(case, case + "\x01") for case in exact]
    return ranges


async def correcting(conn: AsyncConnection[Any], case: str, cut: Cut) -> list[Entry]:
    """The entries that correct others of a case, and of the cases that some of its entries are of.

    The correction of an attendance names no branch, and stands in the organiser's case alone.
    """
    query = (
        f"{_SELECT} WHERE e.case_id = ANY(ARRAY(SELECT %(case)s UNION SELECT subject"
        " FROM trail.entry WHERE case_id = %(case)s AND subject IS NOT NULL))"
        f" AND e.type LIKE '%%Corrected.v%%' AND {_CUT}"
    )
    if not await seen(conn, [case], cut.within):
        return []
    rows = await (await conn.execute(query, {"case": case, **_bounds(cut)})).fetchall()
    return [Entry(*row) for row in rows]


async def at(
    conn: AsyncConnection[Any], service: str, position: int, within: frozenset[str] | None
) -> list[Entry]:
    """The entries of one event that are seen from these places, that of its own subject first."""
    query = f"{_SELECT} WHERE e.service = %s AND e.position = %s ORDER BY e.subject NULLS FIRST"
    rows = await (await conn.execute(query, (service, position))).fetchall()
    found = [Entry(*row) for row in rows]
    shown = await seen(conn, [entry.case_id for entry in found], within)
    return [entry for entry in found if entry.case_id in shown]


async def linked(conn: AsyncConnection[Any], entry: Entry, cut: Cut) -> list[Entry]:
    """What caused an entry, and what it caused, within its case."""
    query = (
        f"{_SELECT} WHERE e.case_id = %(case)s AND {_CUT}"
        " AND (e.causationid = %(id)s OR e.event_id = %(cause)s)"
    )
    if not await seen(conn, [entry.case_id], cut.within):
        return []
    values = {"case": entry.case_id, "id": entry.event_id, "cause": entry.causationid}
    rows = await (await conn.execute(query, {**values, **_bounds(cut)})).fetchall()
    return sorted(map(Entry._make, rows), key=lambda entry: (entry.service, entry.position))


async def is_known(conn: AsyncConnection[Any], case: str, within: frozenset[str] | None) -> bool:
    """Whether the trail has anything of a case that is seen from these places."""
    if not await seen(conn, [case], within):
        return False
    found = await conn.execute("SELECT 1 FROM trail.entry WHERE case_id = %s LIMIT 1", (case,))
    return await found.fetchone() is not None


async def recorded_at(conn: AsyncConnection[Any], positions: Mapping[str, int]) -> datetime | None:
    """When the latest of these events was recorded; None while one of them is not there."""
    found = await conn.execute(
        "SELECT count(DISTINCT e.service), max(e.recordedat) FROM trail.entry e"
        " JOIN unnest(%s::text[], %s::bigint[]) AS asked(service, position)"
        " USING (service, position)",
        (list(positions), list(positions.values())),
    )
    row = await found.fetchone()
    return row[1] if row and row[0] == len(positions) else None
