"""A service's event store: streams, the notification log, and what must commit together with them.

Its tables are made by the migrations beside this module, before a service starts. Those of streams
and notifications are of ``eventsourcing``'s PostgreSQL recorder, in its default mode: transactions
append one after the other, so that the log has no holes for whoever tails it. They take turns by
an advisory lock. The library's lock of the table would keep autovacuum from it, too: each would
wait for PostgreSQL to end the other, ours a second.
Beside them, in the same transaction: which submission was accepted as which event (the guard
against a second effect), what was refused, and what was heard of other services.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast
from urllib.parse import unquote, urlsplit

import msgspec
import psycopg
from eventsourcing.persistence import IntegrityError
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.rows import dict_row, tuple_row
from psycopg.sql import SQL

from contracts.envelope import Envelope, Recorded
from contracts.events import Event
from services.runtime import database
from services.runtime.receipts import Receipt
from services.runtime.wire import Carried, decode_envelope, decode_state, encode_state

TURN = SQL("SELECT pg_advisory_xact_lock(7206)")
"""Whoever holds it, until its transaction ends, is the only one to record."""
_HEAD = "SELECT coalesce(max(notification_id), 0) FROM stored_events"
_JSON = msgspec.json.Encoder().encode


class Clash(Exception):
    """Another replica wrote first: what was decided may be out of date."""


Key = tuple[str, str]
"""Source and id of a submission."""


Stored = tuple[bytes, int]
"""An event's state as it is kept, and its position."""


class Accepted(msgspec.Struct, frozen=True):
    """An accepted submission: digest of its payload, and the event that it became."""

    digest: bytes
    position: int
    envelope: Envelope


class Fresh(Accepted, frozen=True):
    """An event as it is being recorded, its data as JSON. ``traceparent``: carried, not kept."""

    data: bytes
    traceparent: str | None = None


class Refusal(NamedTuple):
    """A refused submission as it is kept. ``source``, ``id``: None unless they are its sender's."""

    digest: bytes
    source: str | None
    id: str | None
    refusedat: datetime
    attributes: dict[str, Any]
    data: bytes
    problem: dict[str, Any]


@dataclass(slots=True)
class Batch:
    """All that one transaction of the desk records."""

    events: list[Fresh] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    mended: list[tuple[int, Receipt]] = field(default_factory=list)
    """Numbers of refusals whose submission came again and is accepted as this."""


class Recorder(PostgresApplicationRecorder):
    """The library's recorder, whose transaction also holds the desk's other rows."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        super().__init__(datastore)
        waits_at_most, _ = self.lock_table_statements
        self.lock_table_statements = [waits_at_most, TURN]

    def save(self, batch: Batch, head: int) -> None:
        """Append a batch after position ``head``, positions following without a hole.

        Raises:
            Clash: the log has grown beyond ``head``, or a stream's version is taken.
        """
        try:
            with (
                self.datastore.get_connection() as conn,
                conn.transaction(),
                conn.cursor(row_factory=tuple_row) as curs,
            ):
                with conn.pipeline():
                    self._lock_table(cast(Any, curs))
                    curs.execute(_HEAD, prepare=True)
                if conn.broken:  # between the two, of which psycopg then takes the first for both
                    raise psycopg.OperationalError("the connection was lost")
                last = curs.fetchone()
                if last is None or last[0] != head:
                    raise Clash
                self._copy(curs, batch)
        except IntegrityError as error:
            raise Clash from error

    def _copy(self, curs: psycopg.Cursor[Any], batch: Batch) -> None:
        if batch.events:
            with curs.copy(
                "COPY stored_events"
                " (originator_id, originator_version, topic, state, notification_id)"
                " FROM STDIN (FORMAT BINARY)"
            ) as copy:
                copy.set_types(["text", "int8", "text", "bytea", "int8"])
                for one in batch.events:
                    told = one.envelope
                    state = encode_state(told, one.data)
                    copy.write_row((told.subject, told.version, told.type, state, one.position))
            with curs.copy(
                "COPY accepted (source, id, digest, originator_id, originator_version)"
                " FROM STDIN (FORMAT BINARY)"
            ) as copy:
                copy.set_types(["text", "text", "bytea", "text", "int8"])
                for one in batch.events:
                    told = one.envelope
                    copy.write_row((told.source, told.id, one.digest, told.subject, told.version))
        if batch.refused:
            curs.executemany(
                "INSERT INTO refused (number, digest, source, id, refusedat, attributes, data,"
                " problem) SELECT coalesce(max(number), 0) + 1, %s, %s, %s, %s, %s, %s, %s"
                " FROM refused ON CONFLICT (digest) DO NOTHING",
                [
                    # JSON as bytes: what was refused may hold what PostgreSQL's JSON cannot.
                    (*r[:4], _JSON(r.attributes), r.data, _JSON(r.problem))
                    for r in batch.refused
                ],
            )
        if batch.mended:
            curs.executemany(
                "UPDATE refused SET accepted_as = %s WHERE number = %s",
                [(_JSON(receipt), number) for number, receipt in batch.mended],
            )


class Store:
    """One service's database. Synchronous: only the desk's thread and the relay's use it."""

    def __init__(self, database_url: str, *, lock_timeout_s: int = 10) -> None:
        if os.environ.get("POSTGRES_ENABLE_DB_FUNCTIONS", "n").lower() in (
            "y",
            "yes",
            "t",
            "true",
            "1",
            "on",
        ):
            raise RuntimeError(
                "POSTGRES_ENABLE_DB_FUNCTIONS is on: the log would get holes that readers skip"
            )
        with psycopg.connect(database_url) as conn:
            (schema,) = conn.execute("SELECT current_schema()").fetchone() or ("public",)
        url = urlsplit(database_url)
        self.datastore = PostgresDatastore(
            dbname=url.path.lstrip("/"),
            host=url.hostname or "",
            port=str(url.port or 5432),
            user=unquote(url.username or ""),
            password=unquote(url.password or ""),
            connect_timeout=3,
            pool_size=1,
            max_overflow=4,
            idle_in_transaction_session_timeout=60,
            lock_timeout=lock_timeout_s,
            originator_id_type="text",
            schema=schema,
        )
        cast("dict[str, Any]", self.datastore.pool.kwargs).update(database.KEEPALIVE)
        # The pool doubles its pauses for as long as it tries: it shall rather begin again.
        self.datastore.pool.reconnect_timeout = 2
        self.recorder = Recorder(self.datastore)

    def close(self) -> None:
        """Give the connections back."""
        self.datastore.close()

    def head(self) -> int:
        """The last position of the log; 0 while it is empty."""
        return self.recorder.max_notification_id() or 0

    def earlier(self, keys: Sequence[Key]) -> tuple[int, dict[Key, Accepted], dict[Key, list[int]]]:
        """The log's head; which of these (source, id) were accepted; which stand refused."""
        # As JSON: an array would be put together text by text.
        asked = (_JSON([{"source": source, "id": id_} for source, id_ in keys]).decode(),)
        with self._connection() as conn, conn.pipeline():
            head = conn.execute(_HEAD, prepare=True)
            accepted = conn.execute(
                "SELECT a.source, a.id, a.digest, e.notification_id, e.state FROM"
                " json_to_recordset(%s) AS k (source text, id text)"
                " JOIN accepted a ON (a.source, a.id) = (k.source, k.id)"
                " JOIN stored_events e ON (e.originator_id, e.originator_version)"
                " = (a.originator_id, a.originator_version)",
                asked,
                prepare=True,
            )
            refused = conn.execute(
                "SELECT r.source, r.id, array_agg(r.number) FROM refused r WHERE"
                " accepted_as IS NULL AND (r.source, r.id) IN"
                " (SELECT * FROM json_to_recordset(%s) AS k (source text, id text))"
                " GROUP BY r.source, r.id",
                asked,
                prepare=True,
            )
            return (
                (head.fetchone() or (0,))[0],
                {
                    (source, id_): Accepted(bytes(digest), position, decode_envelope(bytes(state)))
                    for source, id_, digest, position, state in accepted
                },
                {(source, id_): numbers for source, id_, numbers in refused},
            )

    def load(self, streams: Sequence[str]) -> dict[str, tuple[list[Stored], list[Stored]]]:
        """For each stream: its own events by version, and what was heard of its subject."""
        found: dict[str, tuple[list[Stored], list[Stored]]] = {s: ([], []) for s in streams}
        with self._connection() as conn:
            own = conn.execute(
                "SELECT originator_id, state, notification_id FROM stored_events"
                " WHERE originator_id = ANY(%s) ORDER BY originator_id, originator_version",
                (list(streams),),
                prepare=True,
            )
            for stream, state, position in own:
                found[stream][0].append((bytes(state), position))
            heard = conn.execute(
                "SELECT subject, state, position FROM heard"
                " WHERE subject = ANY(%s) ORDER BY service, position",
                (list(streams),),
                prepare=True,
            )
            for stream, state, position in heard:
                found[stream][1].append((bytes(state), position))
        return found

    def references(self) -> Iterator[Recorded[Event]]:
        """Every reference event, own and heard, in the order of their log."""
        with self._connection() as conn:
            own = conn.execute(
                "SELECT notification_id, state FROM stored_events"
                " WHERE originator_id LIKE 'scheme:%'"
                " OR originator_id LIKE 'organisation:%' OR originator_id LIKE 'cycle:%'"
                " ORDER BY notification_id"
            ).fetchall()
            heard = conn.execute(
                "SELECT position, state FROM heard WHERE subject LIKE 'scheme:%'"
                " OR subject LIKE 'organisation:%' OR subject LIKE 'cycle:%'"
                " ORDER BY service, position"
            ).fetchall()
        for position, state in (*own, *heard):
            yield decode_state(bytes(state), position)

    def since(self, position: int) -> list[tuple[str, int, bytes]]:
        """Stream, position and state of what the log holds after a position."""
        with self._connection() as conn:
            return [
                (stream, found, bytes(state))
                for stream, found, state in conn.execute(
                    "SELECT originator_id, notification_id, state FROM stored_events"
                    " WHERE notification_id > %s ORDER BY notification_id",
                    (position,),
                )
            ]

    def heard_upto(self) -> dict[str, int]:
        """By service, the position up to which it was heard."""
        with self._connection() as conn:
            return dict(conn.execute("SELECT service, position FROM heard_upto").fetchall())

    def hear(self, service: str, after: int, upto: int, kept: Iterable[Carried]) -> None:
        """Keep what this service folds of another's events, and how far that one was heard.

        Raises:
            Clash: another replica has heard beyond ``after``.
        """
        rows = [
            (service, c.position, c.subject, c.headers["ce-type"], encode_state(c.envelope, c.data))
            for c in kept
        ]
        with self._connection() as conn, conn.transaction(), conn.cursor() as curs:
            curs.execute(
                "INSERT INTO heard_upto VALUES (%s, %s) ON CONFLICT (service) DO UPDATE"
                " SET position = excluded.position WHERE heard_upto.position = %s",
                (service, upto, after),
            )
            if curs.rowcount != 1:
                raise Clash
            with curs.copy(
                "COPY heard (service, position, subject, type, state) FROM STDIN (FORMAT BINARY)"
            ) as copy:
                copy.set_types(["text", "int8", "text", "text", "bytea"])
                for row in rows:
                    copy.write_row(row)

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        with self.datastore.get_connection() as conn:
            conn.row_factory = cast(Any, tuple_row)
            try:
                yield cast(psycopg.Connection[tuple[Any, ...]], conn)
            finally:
                conn.row_factory = dict_row
