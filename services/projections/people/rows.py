"""The register's SQL. No statement holds a value, so none can reach a log of PostgreSQL."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from contracts.people import Naming

Connection = AsyncConnection[Any]


class NameRow(NamedTuple):
    """A name of a person, as it is kept."""

    person: str
    since: date
    name_zh: str | None
    name_en: str | None
    contact: str | None


async def known(
    conn: Connection, persons: Collection[str]
) -> list[tuple[str, date | None, str | None, str | None, datetime | None]]:
    """Persons and names as they are shown, of each the earliest first; or when one was erased."""
    found = await conn.execute(
        "SELECT person, since, name_zh, name_en, NULL::timestamptz FROM people.name"
        " WHERE person = ANY(%(persons)s)"
        " UNION ALL SELECT person, NULL, NULL, NULL, erased_at FROM people.erased"
        " WHERE person = ANY(%(persons)s) ORDER BY 1, 2",
        {"persons": list(persons)},
    )
    return await found.fetchall()


async def names(conn: Connection, persons: Collection[str]) -> list[NameRow]:
    """All names of these persons, of each the earliest first."""
    found = await conn.execute(
        "SELECT person, since, name_zh, name_en, contact FROM people.name"
        " WHERE person = ANY(%s) ORDER BY person, since",
        (list(persons),),
    )
    return [NameRow(*row) for row in await found.fetchall()]


async def erased(conn: Connection, persons: Collection[str]) -> dict[str, datetime]:
    """Who of these was erased, and when."""
    found = await conn.execute(
        "SELECT person, erased_at FROM people.erased WHERE person = ANY(%s)", (list(persons),)
    )
    return dict(await found.fetchall())


async def alone(conn: Connection) -> None:
    """Until the end of the transaction nobody else reads or tells names.

    Whoever comes meanwhile waits behind this one, so it does not wait for long itself: a backup
    reads for minutes.

    Raises:
        psycopg.errors.LockNotAvailable: somebody goes on reading.
    """
    await conn.execute("SET LOCAL lock_timeout = '2s'")
    await conn.execute("LOCK TABLE people.name IN ACCESS EXCLUSIVE MODE")


async def keep_erasures_out(conn: Connection) -> None:
    """Until the end of the transaction nobody is erased meanwhile."""
    await conn.execute("LOCK TABLE people.name IN ROW EXCLUSIVE MODE")


async def told_from(
    conn: Connection, persons: Collection[str], places: Collection[str]
) -> dict[str, bool]:
    """Of those of these persons who were named, whether a name of theirs was told from there."""
    found = await conn.execute(
        "SELECT person, bool_or(here) FROM ("
        "SELECT person, coalesce(told_from && %(places)s, false) AS here FROM people.name"
        " UNION ALL SELECT person, false FROM people.erased) AS named"
        " WHERE person = ANY(%(persons)s) GROUP BY person",
        {"places": list(places), "persons": list(persons)},
    )
    return dict(await found.fetchall())


async def put(
    conn: Connection, namings: Sequence[Naming], places: Collection[str] | None
) -> set[tuple[str, date]]:
    """Keep names, each in place of one of the same day; the (person, since) that changed.

    ``places``: from where they are told; None: from everywhere.
    """
    latest = {(one.person, one.since): one for one in namings}
    # In an order, so that two who tell the same do not wait for one another for ever.
    told = [latest[key] for key in sorted(latest)]
    columns = zip(
        *((o.person, o.since, o.name_zh, o.name_en, o.contact) for o in told), strict=True
    )
    found = await conn.execute(
        "INSERT INTO people.name AS kept (person, since, name_zh, name_en, contact, told_from)"
        " SELECT *, %s::text[] FROM"
        " unnest(%s::text[], %s::date[], %s::text[], %s::text[], %s::text[])"
        " ON CONFLICT (person, since) DO UPDATE SET name_zh = excluded.name_zh,"
        " name_en = excluded.name_en, contact = excluded.contact"
        " WHERE (kept.name_zh, kept.name_en, kept.contact)"
        " IS DISTINCT FROM (excluded.name_zh, excluded.name_en, excluded.contact)"
        " RETURNING person, since",
        [None if places is None else sorted(places), *map(list, columns)],
    )
    return set(await found.fetchall())


async def erase(conn: Connection, person: str) -> None:
    """Forget a person, ``alone``, and note when that was.

    A deleted row stays in its page until a vacuum, and its bytes until they are written over. So
    the names of all others go into a new file, and the old one is gone with the commit.
    """
    await conn.execute(
        "CREATE TEMP TABLE staying ON COMMIT DROP AS SELECT * FROM people.name WHERE person <> %s",
        (person,),
    )
    await conn.execute("TRUNCATE people.name")
    await conn.execute("INSERT INTO people.name SELECT * FROM staying")
    await conn.execute(
        "INSERT INTO people.erased VALUES (%s, now()) ON CONFLICT DO NOTHING", (person,)
    )
