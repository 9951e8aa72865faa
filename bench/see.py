"""*see*: from publishing an event until it stands in the trail."""

import asyncio
import time
from statistics import quantiles
from typing import Any, LiteralString

import msgspec
import nats
import psycopg
from nats.aio.msg import Msg

from bench.apps import OPEN
from bench.load import evidence
from bench.record import Sender
from services.runtime.receipts import Receipts

_BATCH = 500


async def measure(url: str, projections: str, first: int) -> dict[str, Any]:
    """p50 and p99 in ms: idle (20 events a second), and at half of the sustained rate."""
    idle = await _seen(url, projections, first, 20, 5, 1)
    sustained = await _sustained(url, projections, first + 1_000, 40_000)
    rate = sustained / 2
    size = max(1, round(rate / 50))
    half = await _seen(url, projections, first + 100_000, rate, 8, size)
    return {
        "idle": idle,
        "half_rate": half,
        "sustained_per_s": round(sustained),
        "p99_ms": half["p99_ms"],
    }


async def _sustained(url: str, projections: str, first: int, count: int) -> float:
    """Events a second that are recorded and shown, as many as are taken."""
    async with Sender(url) as sender:
        started = time.perf_counter()
        await sender.send(OPEN.batches(evidence(first, count), _BATCH))
        await asyncio.to_thread(caught_up, projections, sender.position)
        return count / (time.perf_counter() - started)


def caught_up(projections: str, position: int) -> None:
    """Wait until every read model has grading's events up to a position."""
    with psycopg.connect(projections, autocommit=True) as conn:
        query = (
            "SELECT least((SELECT position FROM trail.checkpoint WHERE service = 'grading'),"
            " (SELECT position FROM standings.checkpoint WHERE service = 'grading'))"
        )
        end = time.perf_counter() + 300
        while _position(conn, query) < position:
            if time.perf_counter() > end:
                raise RuntimeError(f"the read models did not come to {position} in 300 s")
            time.sleep(0.05)  # seldom, as looking costs what is measured


def _position(conn: psycopg.Connection[Any], query: LiteralString) -> int:
    """What a query of checkpoints gives; 0 before there is any."""
    row = conn.execute(query).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


async def _seen(
    url: str, projections: str, first: int, rate: float, seconds: float, size: int
) -> dict[str, float]:
    """Publishes ``size`` events at a time; a checkpoint that has passed a position shows it."""
    nc = await nats.connect(url)
    events, answered_all = round(rate * seconds / size) * size, asyncio.Event()
    published: dict[str, float] = {}
    at: dict[int, float] = {}
    seen: dict[int, float] = {}

    async def answered(message: Msg) -> None:
        for receipt in msgspec.json.decode(message.data, type=Receipts).receipts:
            if receipt.position and receipt.id:
                at[receipt.position] = published[receipt.id]
        if len(at) == events:
            answered_all.set()

    await nc.subscribe(OPEN.answers("receipts"), cb=answered)
    messages = OPEN.batches(evidence(first, events), size)
    watching = asyncio.create_task(asyncio.to_thread(_watch, projections, events, seen))
    await asyncio.sleep(0.2)  # let the watcher stand before the first event
    started = time.perf_counter()
    for number, (subject, headers, body, count) in enumerate(messages):
        due = started + number * size / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        now = time.perf_counter()
        offset = first + number * size
        published.update({f"evidence-{offset + i}": now for i in range(count)})
        await nc.jetstream().publish_async(subject, body, headers=headers)
    await watching
    await asyncio.wait_for(answered_all.wait(), 60)
    await nc.close()
    passages = sorted(seen.items())
    waits = []
    for position, since in at.items():
        shown = next(moment for upto, moment in passages if upto >= position)
        waits.append((shown - since) * 1_000)
    cuts = quantiles(waits, n=100)
    return {"p50_ms": round(cuts[49], 1), "p99_ms": round(cuts[98], 1)}


def _watch(projections: str, events: int, seen: dict[int, float]) -> None:
    with psycopg.connect(projections, autocommit=True) as conn:
        query = "SELECT position FROM trail.checkpoint WHERE service = 'grading'"
        position = start = _position(conn, query)
        end = time.perf_counter() + 60
        while position < start + events and time.perf_counter() < end:
            now = _position(conn, query)
            if now != position:
                position = now
                seen[position] = time.perf_counter()
            time.sleep(0.002)
