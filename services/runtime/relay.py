"""Notification log to stream: in order, without holes, once.

The stream is the cursor: the relay goes on behind the last message that the stream holds. Batches
are atomic, and fenced by the sequence they expect to follow; so two relays, a crash, a lost answer
can neither repeat, reorder nor leave out. The stream's sequence is therefore the event's position.
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol
from uuid import uuid4

import msgspec
import nats.errors
import psycopg
import structlog
from nats.aio.client import Client
from nats.js.api import RawStreamMsg
from nats.js.errors import APIError, NotFoundError

from contracts import subjects
from services.runtime import database, tracing
from services.runtime.connection import publish_all
from services.runtime.pull import CONNECTION_FAULTS, Interrupted
from services.runtime.store import Fresh
from services.runtime.wire import headers_of, to_headers

log = structlog.get_logger()

_AT_ONCE = 1_000
"""Messages in an atomic batch: as many as NATS takes."""

_AT_HAND = 20_000
_POLL_S = 0.5
_LOOK_S = 2.0
_NO_MESSAGE = 10037
_NO_ROOM = (10023, 10047, 10077)
"""NATS's codes for: the server's storage, its disk, the stream has no room."""
_CARRIED_BYTES = 65_536
"""Of a refusal with larger attributes, only the service itself shows them."""


class Entry(msgspec.Struct, frozen=True):
    """One message to carry, its headers as lines.

    ``position``: its place in the log, from 1, without holes. ``traceparent``: where it is traced.
    """

    position: int
    subject: str
    headers: str
    data: bytes
    traceparent: str | None = None


class Log(Protocol):
    """A source of entries and the part of a stream that mirrors it."""

    stream: str
    fence: str

    async def tail(self, nc: Client) -> tuple[int, int]:
        """Sequence and position of the last entry that the stream holds; (0, 0) while empty."""

    async def after(self, conn: psycopg.AsyncConnection[Any], position: int) -> list[Entry]:
        """The next entries behind a position."""


class EventLog:
    """A service's notification log, mirrored one to one by its stream."""

    fence = "Nats-Expected-Last-Sequence"

    def __init__(self, service: str) -> None:
        self.service = service
        self.stream = subjects.stream(service)

    async def tail(self, nc: Client) -> tuple[int, int]:
        """The stream's end. Raises Interrupted if it is not the log's beginning."""
        js = nc.jetstream(timeout=5)
        state = (await js.stream_info(self.stream)).state
        if state.last_seq == 0:
            return 0, 0
        if state.first_seq != 1 or state.messages != state.last_seq:
            raise Interrupted(f"{self.stream} has lost messages: delete and provision it anew")
        last = await js.get_msg(self.stream, state.last_seq)
        if _position(last, self.stream) != state.last_seq:
            raise Interrupted(f"{self.stream} holds messages that are not of its relay")
        return state.last_seq, state.last_seq

    async def after(self, conn: psycopg.AsyncConnection[Any], position: int) -> list[Entry]:
        """The next events behind a position, as their stream carries them."""
        rows = await conn.cursor(binary=True).execute(
            "SELECT notification_id, originator_id, topic, state FROM stored_events"
            " WHERE notification_id > %s ORDER BY notification_id LIMIT %s",
            (position, _AT_ONCE),
            prepare=True,
        )
        return list(self._entries(await rows.fetchall()))

    def _entries(self, rows: list[tuple[int, str, str, bytes]]) -> Iterator[Entry]:
        for position, stream, topic, state in rows:
            headers, data = to_headers(state, position)
            yield Entry(position, self._subject(stream, topic), headers, data)

    def just_recorded(self, fresh: Iterable[Fresh]) -> list[Entry]:
        """Events as the desk has them at hand; the log will give the same, but for their trace."""
        return [
            Entry(
                one.position,
                self._subject(one.envelope.subject, one.envelope.type),
                headers_of(one.envelope, one.position),
                one.data,
                one.traceparent,
            )
            for one in fresh
        ]

    def _subject(self, stream: str, type_: str) -> str:
        return subjects.recorded(self.service, stream, type_.split(".")[2])


class RefusedLog:
    """What a service refused; REFUSED holds all services', each on a subject of its own."""

    stream = subjects.REFUSED
    fence = "Nats-Expected-Last-Subject-Sequence"

    def __init__(self, service: str) -> None:
        self.service, self.subject = service, subjects.refused(service)

    async def tail(self, nc: Client) -> tuple[int, int]:
        """The last refusal of this service that the stream holds."""
        try:
            last = await nc.jetstream(timeout=5).get_last_msg(self.stream, self.subject)
        except NotFoundError as error:
            if error.err_code != _NO_MESSAGE:
                raise
            return 0, 0
        return last.seq or 0, _position(last, self.stream)

    async def after(self, conn: psycopg.AsyncConnection[Any], position: int) -> list[Entry]:
        """The next refusals behind a number."""
        rows = await conn.execute(
            "SELECT number, refusedat, problem,"
            " CASE WHEN length(attributes) <= %s THEN attributes ELSE '{}' END"
            " FROM refused WHERE number > %s ORDER BY number LIMIT 50",
            (_CARRIED_BYTES, position),
        )
        return [
            Entry(
                number,
                self.subject,
                f"ce-specversion: 1.0\r\nce-id: {number}\r\n"
                f"ce-source: gradetrail/{self.service}/refused\r\n"
                f"ce-type: gradetrail.{self.service}.SubmissionRefused.v1\r\n"
                f"ce-time: {refusedat.isoformat()}\r\nce-position: {number}\r\n"
                "content-type: application/json\r\n",
                b'{"problem":%b,"attributes":%b}' % (bytes(problem), bytes(attributes)),
            )
            for number, refusedat, problem, attributes in await rows.fetchall()
        ]


def _said_of(error: Exception) -> str:
    """Why nothing is carried, in words."""
    if isinstance(error, APIError) and error.err_code in _NO_ROOM:
        return f"NATS has no room for what is recorded ({error.description})"
    if isinstance(error, nats.errors.TimeoutError):
        return "NATS does not acknowledge what it is sent: is its disk full?"
    return str(error) or type(error).__name__


def _position(last: RawStreamMsg, stream: str) -> int:
    position = (last.headers or {}).get("ce-position", "")
    if not position.isdecimal():
        raise Interrupted(f"{stream} holds messages that are not of its relay")
    return int(position)


class Relay:
    """Carries one log to its stream. ``wake`` it when something was recorded."""

    def __init__(self, nc: Client, database_url: str, source: Log) -> None:
        self.nc, self.database_url, self.source = nc, database_url, source
        self.position = 0
        self.fault: str | None = "not started"
        self.level_at = time.monotonic()
        """All that was recorded before this moment of the monotonic clock is on the stream."""
        self._woken = asyncio.Event()
        self._at_hand: deque[Entry] = deque()

    def wake(self, entries: Sequence[Entry] = ()) -> None:
        """Look at the log now; call from the loop's thread.

        ``entries``: what was just recorded, without holes, to spare reading it back. What another
        replica recorded in between, or a commit whose answer was lost, is only in the log: then,
        and when the relay is far behind, what is at hand is dropped.
        """
        held = self._at_hand
        if held and (
            len(held) > _AT_HAND or (entries and entries[0].position != held[-1].position + 1)
        ):
            held.clear()
        held.extend(entries)
        self._woken.set()

    async def _next(self, conn: psycopg.AsyncConnection[Any]) -> list[Entry]:
        while self._at_hand and self._at_hand[0].position <= self.position:
            self._at_hand.popleft()
        if not self._at_hand or self._at_hand[0].position != self.position + 1:
            return await self.source.after(conn, self.position)
        count = min(len(self._at_hand), _AT_ONCE)
        return [self._at_hand.popleft() for _ in range(count)]

    async def run(self) -> None:
        """Carry until cancelled; any fault or unknown outcome starts again from the stream."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self.database_url, autocommit=True, **database.KEEPALIVE
                ) as conn:
                    await self._carry(conn)
            except (*CONNECTION_FAULTS, psycopg.Error) as error:
                self.fault = _said_of(error)
                log.warning("relay_interrupted", stream=self.source.stream, error=self.fault)
                await asyncio.sleep(0.5)

    async def _carry(self, conn: psycopg.AsyncConnection[Any]) -> None:
        sequence, self.position = await self.source.tail(self.nc)
        looked = time.monotonic()
        while True:
            self._woken.clear()
            asked_at = time.monotonic()
            entries = await self._next(conn)
            if entries:
                with tracing.spans("relay", (entry.traceparent for entry in entries)) as traces:
                    sequence = await self._publish(entries, sequence, traces)
                self.position, looked = entries[-1].position, time.monotonic()
            self.fault = None
            if len(entries) < _AT_ONCE:
                self.level_at = asked_at
            if not entries:
                with suppress(TimeoutError):  # not wait_for, which may swallow a cancellation
                    async with asyncio.timeout(_POLL_S):
                        await self._woken.wait()
            if time.monotonic() > looked + _LOOK_S:
                # A stream that was lost and made anew is filled again although nothing new came.
                if (await self.source.tail(self.nc)) != (sequence, self.position):
                    raise Interrupted(f"{self.source.stream} is not as it was left")
                looked = time.monotonic()

    async def _publish(
        self, entries: list[Entry], sequence: int, traces: Mapping[object, str]
    ) -> int:
        headers = [entry.headers for entry in entries]
        if traces:
            headers = [
                f"{lines}traceparent: {traces[entry.traceparent]}\r\n"
                if entry.traceparent in traces
                else lines
                for entry, lines in zip(entries, headers, strict=True)
            ]
        if len(entries) > 1:
            batch = uuid4().hex
            headers = [
                f"{lines}Nats-Batch-Id: {batch}\r\nNats-Batch-Sequence: {number}\r\n"
                for number, lines in enumerate(headers, 1)
            ]
            headers[-1] += "Nats-Batch-Commit: 1\r\n"
        headers[0] += f"{self.source.fence}: {sequence}\r\n"
        *others, (subject, lines, data) = [
            (entry.subject, lines, entry.data)
            for entry, lines in zip(entries, headers, strict=True)
        ]
        if others:
            await publish_all(self.nc, others)
        named = dict(line.split(": ", 1) for line in lines.splitlines())
        return (await self.nc.jetstream(timeout=5).publish(subject, data, headers=named)).seq
