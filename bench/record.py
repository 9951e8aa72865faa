"""*record*: submissions over NATS until recorded and answered, against saving and COPY.

By four apps at once: NATS syncs the messages of an inbox stream one after the other, and each app
has a stream of its own. What one app comes to, one event a message, stands beside.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from itertools import islice
from typing import Any

import msgspec
import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from bench.apps import OPEN, App, Sent
from bench.load import evidence, opening
from bench.stack import for_eventsourcing
from services.runtime.connection import connect
from services.runtime.receipts import Receipts

APPS = 4
_WINDOW = 20_000
"""Events without a receipt at most."""
_MANY = 500
"""Events of a batch."""
_UNACKNOWLEDGED = 4_000
"""Messages at most that INBOX has not taken."""
_RECEIPTS = msgspec.json.Decoder(Receipts)


class Sender:
    """Publishes prepared messages to INBOX, pipelined, and counts acknowledgements and receipts.

    By straight subscriptions, so that what is measured is the services, and not the sender beside.
    """

    def __init__(self, url: str, app: App = OPEN) -> None:
        self.url, self.app = url, app
        self.statuses: Counter[str] = Counter()
        self.position = self.acknowledged = 0
        self.fault = ""
        self._more = asyncio.Event()

    async def __aenter__(self) -> "Sender":
        self.nc = await connect(self.url, self.app.source, self.app.sign_in)
        await self.nc.subscribe_straight(self.app.answers("receipts"), self._answered)
        await self.nc.subscribe_straight(self.app.answers("acks"), self._acknowledged)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.nc.close()

    def _answered(self, _: bytes, data: bytes, __: bytes) -> None:
        for receipt in _RECEIPTS.decode(data).receipts:
            self.statuses[receipt.status] += 1
            self.position = max(self.position, receipt.position or 0)
        self._more.set()

    def _acknowledged(self, _: bytes, data: bytes, headers: bytes) -> None:
        if b'"error"' in data or headers:
            self.fault = (data or headers).decode()
        self.acknowledged += 1
        self._more.set()

    async def send(self, messages: list[Sent]) -> float:
        """Events a second, from the first publish to the last acknowledgement and receipt."""
        answered, acknowledged = self.statuses.total(), self.acknowledged
        events, started, acks = 0, time.perf_counter(), self.app.answers("acks")
        for count, (subject, headers, body, size) in enumerate(messages):
            await self.nc.publish(subject, body, reply=acks, headers=headers)
            events += size
            while (
                events - (self.statuses.total() - answered) > _WINDOW
                or count - (self.acknowledged - acknowledged) > _UNACKNOWLEDGED
            ):
                await self._wait()
        while self.statuses.total() - answered < events or self.acknowledged - acknowledged < len(
            messages
        ):
            await self._wait()
        return events / (time.perf_counter() - started)

    async def _wait(self) -> None:
        self._more.clear()
        await asyncio.wait_for(self._more.wait(), 60)
        if self.fault:
            raise RuntimeError(f"INBOX did not take a message: {self.fault}")


class _Noted(Aggregate):
    @event("Opened")
    def __init__(self, title: str, body: str) -> None:
        self.title, self.body = title, body


class _Cases(Application[Any]):
    pass


def save_one_by_one(dsn: str, seconds: float) -> float:
    """``Application.save`` of one new aggregate with one event, by one thread: saves a second."""
    application = _Cases(env=for_eventsourcing(dsn))
    body = "x" * 150
    saved, started = 0, time.perf_counter()
    while (passed := time.perf_counter() - started) < seconds:
        application.save(_Noted(title=f"case {saved}", body=body))
        saved += 1
    application.close()
    return saved / passed


def copy_rows(dsn: str, count: int) -> float:
    """Plain COPY of rows like ours, 500 a commit: rows a second. The limit."""
    state = b"x" * 600
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(
            "CREATE TABLE IF NOT EXISTS limit_of_copy (stream text, version bigint, topic text,"
            " state bytea, position bigserial, PRIMARY KEY (stream, version))"
        )
        conn.execute("TRUNCATE limit_of_copy")
        started = time.perf_counter()
        for start in range(0, count, 500):
            with (
                conn.transaction(),
                conn.cursor() as curs,
                curs.copy(
                    "COPY limit_of_copy (stream, version, topic, state) FROM STDIN (FORMAT BINARY)"
                ) as copy,
            ):
                copy.set_types(["text", "int8", "text", "bytea"])
                for number in range(start, start + 500):
                    copy.write_row(
                        (f"case-{number % 2000}", number, "gradetrail.grading.X.v1", state)
                    )
        return count / (time.perf_counter() - started)


async def prepare(url: str, app: App = OPEN) -> None:
    """Publish what must stand before any evidence."""
    async with Sender(url, app) as sender:
        await sender.send(app.batches(opening(), 200))
        if sender.statuses.keys() - {"accepted", "duplicate"}:
            raise RuntimeError(f"the load was not accepted: {dict(sender.statuses)}")


async def fill(url: str, count: int) -> int:
    """Record so many pieces of evidence; the position of the last."""
    async with Sender(url) as sender:
        await sender.send(OPEN.batches(evidence(0, count), _MANY))
        return sender.position


async def measure(url: str, apps: Sequence[App], peer: str) -> dict[str, Any]:
    """Three rounds, each peers and ours in turn."""
    await prepare(url, apps[0])
    rounds: list[dict[str, float]] = []
    events = evidence(0, 10_000_000)
    async with AsyncExitStack() as stack:
        senders = [await stack.enter_async_context(Sender(url, app)) for app in apps]
        for _ in range(3):
            saved = await asyncio.to_thread(save_one_by_one, peer, 4.0)
            one = await _together(senders[:1], [apps[0].singles(islice(events, 5_000))])
            singles = [app.singles(islice(events, 10_000 // len(apps))) for app in apps]
            single = await _together(senders, singles)
            many = [app.batches(islice(events, 30_000 // len(apps)), _MANY) for app in apps]
            batch = await _together(senders, many)
            copied = await asyncio.to_thread(copy_rows, peer, 50_000)
            rounds.append(
                {
                    "save": saved, "single": single, "single_of_one_app": one, "batch": batch,
                    "copy": copied,
                }
            )  # fmt: skip
        if any(sender.statuses.keys() - {"accepted"} for sender in senders):
            raise RuntimeError(f"not all was accepted: {[dict(one.statuses) for one in senders]}")

    def median(of: Any) -> float:
        return float(sorted(of(r) for r in rounds)[len(rounds) // 2])

    return {
        "vs_save": median(lambda r: r["batch"] / r["save"]),
        "single_vs_save": median(lambda r: r["single"] / r["save"]),
        "vs_copy": median(lambda r: r["batch"] / r["copy"]),
        "per_s": {name: round(median(lambda r, n=name: r[n])) for name in rounds[0]},
    }


async def _together(senders: Sequence[Sender], messages: Sequence[list[Sent]]) -> float:
    """Events a second of all senders, each with its messages, until the last has its answers."""
    started = time.perf_counter()
    await asyncio.gather(*map(Sender.send, senders, messages))
    return sum(one[3] for part in messages for one in part) / (time.perf_counter() - started)
