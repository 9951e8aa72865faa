"""A generation: one set of a projection's tables, and how events get into it.

A projection is a pure function from an event to rows, and the tables they go to. Rows are only
added. Each generation of a projection is a PostgreSQL schema; the live one bears the projection's
name, the next is filled beside it and takes the name in its turn.
"""

import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any, Protocol

import psycopg
import structlog
from psycopg import sql
from psycopg.rows import tuple_row

from services.runtime import database
from services.runtime.copying import copy_lines
from services.runtime.wire import Carried

log = structlog.get_logger()

_OWN_TABLES = """
CREATE TABLE checkpoint (service text PRIMARY KEY, position bigint NOT NULL);
CREATE TABLE parked (
    service text, position bigint, case_id text NOT NULL, event_type text NOT NULL,
    error text NOT NULL, parked_at timestamptz NOT NULL, PRIMARY KEY (service, position));
"""

LINES = 250
"""Rows sent at a time: PostgreSQL takes them in while the next are written."""


class Projection(Protocol):
    """A read model: its tables, and the rows that an event adds to them.

    Each row names its event in columns ``service`` and ``position``, by which generations compare.
    """

    name: str
    services: tuple[str, ...]
    schema_sql: str
    tables: Mapping[str, tuple[tuple[str, str], ...]]

    def rows(self, carried: Carried) -> Iterable[tuple[str, tuple[object, ...]]]:
        """(table, row) for one event, columns in the order of ``tables``. Pure."""


Parked = tuple[Carried, str]
"""An event that could not be applied, and why."""

_UNFIT = (psycopg.DataError, psycopg.IntegrityError, TypeError, ValueError, LookupError)
"""What comes of a row that is not as its table."""


class Fenced(Exception):
    """Somebody else moved the checkpoint: another instance, or a new generation."""


class Generation:
    """One set of tables of a projection, written by synchronous connections in worker threads."""

    def __init__(self, projection: Projection, database_url: str, schema: str) -> None:
        self.projection, self.database_url, self.schema = projection, database_url, schema
        self.parked: set[str] = set()
        self._parking = threading.Lock()
        """So that a reader that opens does not miss a case that another parks meanwhile."""

    def connect(self) -> psycopg.Connection[Any]:
        """A connection whose unqualified names are this generation's."""
        conn = psycopg.connect(
            self.database_url, autocommit=True, row_factory=tuple_row, **database.KEEPALIVE
        )
        conn.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(self.schema)))
        return conn

    def create(self) -> None:
        """Make the tables, with a checkpoint of 0 for each service, unless they are there."""
        with psycopg.connect(self.database_url, autocommit=True) as conn:
            conn.execute("SELECT pg_advisory_lock(7204)")
            there = conn.execute(
                "SELECT 1 FROM pg_namespace WHERE nspname = %s", (self.schema,)
            ).fetchone()
            if there:
                return
            with conn.transaction():
                name = sql.Identifier(self.schema)
                conn.execute(sql.SQL("CREATE SCHEMA {}").format(name))
                conn.execute(sql.SQL("SET LOCAL search_path TO {}").format(name))
                conn.execute(_OWN_TABLES + self.projection.schema_sql)
                for service in self.projection.services:
                    conn.execute("INSERT INTO checkpoint VALUES (%s, 0)", (service,))

    def drop(self) -> None:
        """Remove the tables."""
        with psycopg.connect(self.database_url, autocommit=True) as conn:
            conn.execute(
                sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(self.schema))
            )

    def position(self, conn: psycopg.Connection[Any], service: str) -> int:
        """Where a service's stream stands; also learns which cases are parked."""
        with self._parking:
            self.parked = {case for (case,) in conn.execute("SELECT DISTINCT case_id FROM parked")}
        row = conn.execute(
            "SELECT position FROM checkpoint WHERE service = %s", (service,)
        ).fetchone()
        return int(row[0]) if row else 0

    def apply(self, conn: psycopg.Connection[Any], service: str, batch: Sequence[Carried]) -> None:
        """Project a batch: rows, what was parked, and the checkpoint, or nothing.

        Raises:
            Fenced: the checkpoint is not right before the batch.
        """
        rows, parked = self._rows(batch)
        try:
            with self._parking if parked else nullcontext():
                with self._moved(conn, service, batch) as curs:
                    self._insert(curs, rows)
                    self._park(curs, parked)
                self.parked |= {one.subject for one, _ in parked}
        except _UNFIT:
            with self._parking:
                parked = self._apply_each(conn, service, batch)
                self.parked |= {one.subject for one, _ in parked}

    @contextmanager
    def _moved(
        self, conn: psycopg.Connection[Any], service: str, batch: Sequence[Carried]
    ) -> Iterator[psycopg.Cursor[Any]]:
        """A transaction that moves the checkpoint over a batch."""
        first, last = batch[0].position, batch[-1].position
        with conn.transaction(), conn.cursor() as curs:
            curs.execute(
                "UPDATE checkpoint SET position = %s WHERE service = %s AND position = %s",
                (last, service, first - 1),
            )
            if curs.rowcount != 1:
                raise Fenced(f"{self.schema} does not stand at {first - 1} of {service}")
            yield curs

    def _apply_each(
        self, conn: psycopg.Connection[Any], service: str, batch: Sequence[Carried]
    ) -> list[Parked]:
        """Project a batch of which some rows do not fit their table, one event after another."""
        parked: list[Parked] = []
        with self._moved(conn, service, batch) as curs:
            for carried in batch:
                rows, unread = self._rows([carried], {behind.subject for behind, _ in parked})
                parked += unread
                try:
                    with conn.transaction():
                        self._insert(curs, rows)
                except _UNFIT as error:
                    parked.append(self._unfit(carried, error))
            self._park(curs, parked)
        return parked

    def _rows(
        self, batch: Iterable[Carried], behind: Collection[str] = ()
    ) -> tuple[dict[str, list[tuple[object, ...]]], list[Parked]]:
        """The rows of a batch, and what must be parked; ``behind``: cases parked just now."""
        rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        parked: list[Parked] = []
        just_parked = set(behind)
        for carried in batch:
            case = carried.subject
            if case in self.parked or case in just_parked:
                parked.append((carried, "behind an event of its case that could not be applied"))
                continue
            try:
                found = list(self.projection.rows(carried))
            except Exception as error:  # whatever a reducer stumbles over concerns one case only
                parked.append(self._unfit(carried, error))
                just_parked.add(case)
                continue
            for table, row in found:
                rows[table].append(row)
        return rows, parked

    def _unfit(self, carried: Carried, error: Exception) -> Parked:
        log.error(
            "parked", projection=self.schema, case=carried.subject, position=carried.position,
            exc_info=error,
        )  # fmt: skip
        return carried, f"{type(error).__name__}: {error}".replace("\0", "")

    def _park(self, curs: psycopg.Cursor[Any], parked: Collection[Parked]) -> None:
        if not parked:
            return  # for nothing, too, psycopg would open a pipeline and wait for the server
        curs.executemany(
            "INSERT INTO parked VALUES (%s, %s, %s, %s, %s, %s)",
            [(c.service, c.position, c.subject, c.headers["ce-type"], why, datetime.now(UTC))
             for c, why in parked],
        )  # fmt: skip

    def _insert(
        self, curs: psycopg.Cursor[Any], rows: Mapping[str, list[tuple[object, ...]]]
    ) -> None:
        for table, added in rows.items():
            columns = self.projection.tables[table]
            names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns)
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
            with curs.copy(into) as copy:
                for first in range(0, len(added), LINES):
                    copy.write(copy_lines(added[first : first + LINES]))

    def replay(self, conn: psycopg.Connection[Any], carried: Sequence[Carried]) -> None:
        """Apply a case's parked events after a mend, in the order of each service's log.

        Raises:
            Exception: whatever the reducer still stumbles over; then nothing has changed.
        """
        rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        for one in carried:
            for table, row in self.projection.rows(one):
                rows[table].append(row)
        with conn.transaction(), conn.cursor() as curs:
            self._insert(curs, rows)
            curs.executemany(
                "DELETE FROM parked WHERE service = %s AND position = %s",
                [(one.service, one.position) for one in carried],
            )

    def take_over(self, live: "Generation") -> dict[str, int]:
        """Take the live generation's place; by table how many rows differ, up to what both have.

        Both stand still meanwhile. Where any differ, the old one stays as ``<name>_old``.

        Raises:
            Fenced: this one is behind.
        """
        name, next_name = live.schema, self.schema
        old = f"{name}_old"
        with psycopg.connect(self.database_url) as conn:
            conn.execute(
                sql.SQL("LOCK TABLE {}.checkpoint IN EXCLUSIVE MODE").format(sql.Identifier(name))
            )
            short = conn.execute(
                sql.SQL(
                    "SELECT count(*) FROM {}.checkpoint l JOIN {}.checkpoint n USING (service)"
                    " WHERE n.position < l.position"
                ).format(sql.Identifier(name), sql.Identifier(next_name))
            ).fetchone()
            if short and short[0]:
                raise Fenced("the live generation moved on while the next was compared")
            differing = {
                table: self._differing(conn, table, name) for table in self.projection.tables
            }
            for statement in (
                sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(old)),
                sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(
                    sql.Identifier(name), sql.Identifier(old)
                ),
                sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(
                    sql.Identifier(next_name), sql.Identifier(name)
                ),
            ):
                conn.execute(statement)
        if not any(differing.values()):
            Generation(self.projection, self.database_url, old).drop()
        log.info("swapped", projection=name, differing=differing)
        return differing

    def _differing(self, conn: psycopg.Connection[Any], table: str, live_name: str) -> int:
        """Rows of the live generation that this one lacks, and the other way round.

        This one may already be ahead: rows beyond the live checkpoint do not count.
        """
        live = sql.Identifier(live_name, table)
        following = sql.Identifier(self.schema, table)
        checkpoint = sql.Identifier(live_name, "checkpoint")
        row = conn.execute(
            sql.SQL(
                "SELECT (SELECT count(*) FROM"
                " (SELECT * FROM {live} EXCEPT ALL SELECT * FROM {next}) a)"
                " + (SELECT count(*) FROM (SELECT n.* FROM {next} n JOIN {checkpoint} c"
                " ON c.service = n.service AND n.position <= c.position"
                " EXCEPT ALL SELECT * FROM {live}) b)"
            ).format(live=live, next=following, checkpoint=checkpoint)
        ).fetchone()
        return int(row[0]) if row else 0
