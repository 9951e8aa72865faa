"""Streams to read models: batches of rows, and the checkpoint in the same transaction.

A projection is a pure function from an event to rows, and the tables they go to. Rows are only
added. Each generation of a projection is a PostgreSQL schema; the live one bears the projection's
name, the next is filled beside it and takes the name in its turn.
"""

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import psycopg
import structlog
from psycopg import sql
from psycopg.rows import tuple_row

from contracts.subjects import stream
from services.runtime.connection import Connection
from services.runtime.copying import copy_lines
from services.runtime.pull import CONNECTION_FAULTS, Interrupted, Pull, as_carried
from services.runtime.tasks import cancel_all
from services.runtime.wire import Carried

log = structlog.get_logger()

BATCH = 4_000
_OWN_TABLES = """
CREATE TABLE checkpoint (service text PRIMARY KEY, position bigint NOT NULL);
CREATE TABLE parked (
    service text, position bigint, case_id text NOT NULL, event_type text NOT NULL,
    error text NOT NULL, parked_at timestamptz NOT NULL, PRIMARY KEY (service, position));
"""


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


@dataclass(slots=True)
class Progress:
    """How far one service's stream has been projected. Positions are 1-based."""

    position: int = 0
    head: int = 0
    oldest_at: datetime | None = None
    """recordedat of the oldest event delivered and not applied; None if there is none."""


class Generation:
    """One set of tables of a projection, written by synchronous connections in worker threads."""

    def __init__(self, projection: Projection, database_url: str, schema: str) -> None:
        self.projection, self.database_url, self.schema = projection, database_url, schema
        self.parked: set[str] = set()
        self._parking = threading.Lock()
        """So that a reader that opens does not miss a case that another parks meanwhile."""

    def connect(self) -> psycopg.Connection[Any]:
        """A connection whose unqualified names are this generation's."""
        conn = psycopg.connect(self.database_url, autocommit=True, row_factory=tuple_row)
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

    def _park(self, curs: psycopg.Cursor[Any], parked: Iterable[Parked]) -> None:
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
                copy.write(copy_lines(added))

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


class Reader:
    """Keeps one generation up with one service's stream."""

    def __init__(
        self, nc: Connection, generation: Generation, service: str, moved: asyncio.Condition
    ) -> None:
        self.nc, self.generation, self.service, self.moved = nc, generation, service, moved
        self.progress = Progress()
        self.paused = asyncio.Lock()
        self.fault: str | None = "not started"

    async def run(self) -> None:
        """Read until cancelled; any fault opens the stream again behind the checkpoint."""
        while True:
            pull, conn = None, None
            try:
                conn = await asyncio.to_thread(self.generation.connect)
                position = await asyncio.to_thread(self.generation.position, conn, self.service)
                await self._note(position, max(position, self.progress.head))
                pull = await Pull.from_position(
                    self.nc, stream(self.service), position, batch=BATCH
                )
                self.fault = None
                while True:
                    await self._batch(pull, conn)
            except (*CONNECTION_FAULTS, psycopg.Error, Fenced) as error:
                self.fault = f"{self.service}: {error or type(error).__name__}"
                log.warning(
                    "reader_interrupted", projection=self.generation.schema, error=self.fault
                )
                await asyncio.sleep(0.3)
            finally:
                if pull:
                    await pull.close()
                if conn:
                    await asyncio.to_thread(conn.close)

    async def _batch(self, pull: Pull, conn: psycopg.Connection[Any]) -> None:
        pulled = await pull.next_batch()
        if not pulled:
            return
        if pulled[0].sequence != self.progress.position + 1:
            raise Interrupted(f"{pulled[0].sequence} came after {self.progress.position}")
        batch = as_carried(self.service, pulled)
        last = pulled[-1]
        self.progress.head = last.sequence + last.pending
        self.progress.oldest_at = datetime.fromisoformat(batch[0].headers["ce-recordedat"])
        async with self.paused:
            await asyncio.to_thread(self.generation.apply, conn, self.service, batch)
        await self._note(last.sequence, self.progress.head)

    async def _note(self, position: int, head: int) -> None:
        self.progress.position, self.progress.head = position, head
        if position >= head:
            self.progress.oldest_at = None
        async with self.moved:
            self.moved.notify_all()


class Runner:
    """Runs a projection's live generation, and rebuilds it beside itself."""

    def __init__(self, nc: Connection, projection: Projection, database_url: str) -> None:
        self.nc, self.projection, self.database_url = nc, projection, database_url
        self.live = Generation(projection, database_url, projection.name)
        self.moved = asyncio.Condition()
        self.readers = {
            service: Reader(nc, self.live, service, self.moved) for service in projection.services
        }
        self.rebuilding: dict[str, Any] | None = None
        self._rebuild_lock = asyncio.Lock()

    async def run(self) -> None:
        """Project until cancelled, once the database answers."""
        while True:
            try:
                await asyncio.to_thread(self.live.create)
                break
            except psycopg.OperationalError as error:
                log.warning("database_away", error=str(error), again_in_s=0.5)
                await asyncio.sleep(0.5)
        async with asyncio.TaskGroup() as tasks:
            for reader in self.readers.values():
                tasks.create_task(reader.run())

    def faults(self) -> list[str]:
        """Why the projection does not keep up, by service."""
        return [f"{self.projection.name}: {r.fault}" for r in self.readers.values() if r.fault]

    def completeness(self) -> dict[str, dict[str, Any]]:
        """By service: position, head of the stream as last seen, age of the oldest event behind."""
        now = datetime.now(UTC)
        return {
            service: {
                "position": reader.progress.position,
                "head": reader.progress.head,
                "oldest_unapplied_s": (now - oldest).total_seconds()
                if (oldest := reader.progress.oldest_at)
                else None,
            }
            for service, reader in self.readers.items()
        }

    async def wait_for(self, service: str, position: int, timeout_s: float) -> bool:
        """Wait until the position is projected; False if it was not in time."""
        progress = self.readers[service].progress
        try:
            async with asyncio.timeout(timeout_s), self.moved:
                await self.moved.wait_for(lambda: progress.position >= position)
        except TimeoutError:
            return False
        return True

    async def replay(self, case: str) -> int:
        """Apply a parked case's events again; how many there were.

        Raises:
            Exception: what the reducer still stumbles over.
        """
        async with _all(reader.paused for reader in self.readers.values()):
            conn = await asyncio.to_thread(self.live.connect)
            try:
                parked = conn.execute(
                    "SELECT service, position FROM parked WHERE case_id = %s"
                    " ORDER BY service, position",
                    (case,),
                ).fetchall()
                found = [await self._fetch(service, position) for service, position in parked]
                await asyncio.to_thread(self.live.replay, conn, found)
                self.live.parked.discard(case)
            finally:
                await asyncio.to_thread(conn.close)
        return len(found)

    async def _fetch(self, service: str, position: int) -> Carried:
        message = await self.nc.jetstream().get_msg(stream(service), position)
        return Carried(service, position, message.headers or {}, message.data or b"")

    # Rebuilding -------------------------------------------------------------------------

    async def rebuild(self) -> dict[str, Any]:
        """Fill a next generation, compare it with the live one, and swap the two.

        The answer, also found in ``rebuilding`` meanwhile: state, events done and in all, seconds,
        and by table how many rows differ. Where any differ, the next takes the live one's place all
        the same (it is what the log says), and the old one stays as ``<name>_old``.
        """
        async with self._rebuild_lock:
            started = time.monotonic()
            note: dict[str, Any] = {"state": "filling", "done": 0, "of": 0, "differing": None}
            self.rebuilding = note
            following = Generation(
                self.projection, self.database_url, f"{self.projection.name}_next"
            )
            await asyncio.to_thread(following.drop)
            await asyncio.to_thread(following.create)
            moved = asyncio.Condition()
            readers = [Reader(self.nc, following, s, moved) for s in self.projection.services]
            tasks = [asyncio.create_task(reader.run()) for reader in readers]
            try:
                await self._catch_up(readers, moved, note)
                note["state"] = "comparing"
                async with _all(reader.paused for reader in self.readers.values()):
                    await self._catch_up(readers, moved, note)  # the live one stands still now
                    async with _all(reader.paused for reader in readers):
                        differing = await asyncio.to_thread(self._compare_and_swap, following)
                        self.live.parked = following.parked
                note["differing"] = differing
            except Exception as error:  # told to who asks how it goes, and to who asked for it
                note |= {"state": "failed", "error": str(error)}
                raise
            finally:
                await cancel_all(tasks)
            note |= {"state": "swapped", "seconds": round(time.monotonic() - started, 3)}
            return note

    async def _catch_up(
        self, readers: list[Reader], moved: asyncio.Condition, note: dict[str, Any]
    ) -> None:
        """Until the next generation has all that the live one has."""

        def behind() -> bool:
            note["done"] = sum(reader.progress.position for reader in readers)
            note["of"] = sum(r.progress.position for r in self.readers.values())
            return any(
                reader.progress.position < self.readers[reader.service].progress.position
                for reader in readers
            )

        async with moved:
            await moved.wait_for(lambda: not behind())

    def _compare_and_swap(self, following: Generation) -> dict[str, int]:
        """Compare up to what both have, then rename; both generations stand still meanwhile."""
        name, next_name = self.projection.name, following.schema
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
                table: self._differing(conn, table, next_name) for table in self.projection.tables
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

    def _differing(self, conn: psycopg.Connection[Any], table: str, next_name: str) -> int:
        """Rows of the live generation that the next lacks, and the other way round.

        The next may already be ahead: rows beyond the live checkpoint do not count.
        """
        live = sql.Identifier(self.projection.name, table)
        following = sql.Identifier(next_name, table)
        checkpoint = sql.Identifier(self.projection.name, "checkpoint")
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


class _all:
    """Hold several locks, taken in their order."""

    def __init__(self, locks: Iterable[asyncio.Lock]) -> None:
        self.locks = list(locks)

    async def __aenter__(self) -> None:
        for lock in self.locks:
            await lock.acquire()

    async def __aexit__(self, *_: object) -> None:
        for lock in self.locks:
            lock.release()
