"""*project*: a backlog into the trail, against ``ProjectionRunner`` and against mere decoding."""

import asyncio
import time
from typing import Any

import msgspec
import psycopg
from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner

from bench.stack import for_eventsourcing
from services.projections.trail.rows import Trail
from services.runtime.connection import connect
from services.runtime.projection import Runner
from services.runtime.pull import Pull
from services.runtime.tasks import cancel_all

_BODY = '{"evidence_id":"e-1","criterion":"satisfaction_pct","value":{"value":"89.5"},' + (
    '"as_of":"2011-11-01","kind":"satisfaction_survey","found_in":"示例: sheet 3","inputs":[]}'
)


class _Case(Aggregate):
    def __init__(self, case: str, body: str) -> None:
        self.case, self.body = case, body


class _Cases(Application[Any]):
    pass


class _Rows(PostgresTrackingRecorder):
    """The peer's read model: the trail's own table, a row in the transaction of its tracking."""

    def add(self, event: Any, tracking: Tracking) -> None:
        """One event."""
        with self.datastore.transaction(commit=True) as curs:
            self._insert_tracking(curs, tracking)
            curs.execute(
                "INSERT INTO entry VALUES"
                " (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, NULL, NULL, 1, NULL, %s)",
                (
                    event.case, "grading", tracking.notification_id, str(event.originator_id),
                    "bench", "gradetrail.grading.EvidenceRecorded.v1", event.timestamp,
                    event.timestamp, "village", "clerk", event.body,
                ),
                prepare=True,
            )  # fmt: skip


class _ToRows(Projection[_Rows]):
    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Add a row for every event."""
        self.view.add(domain_event, tracking)


def with_projection_runner(dsn: str, count: int) -> float:
    """``ProjectionRunner`` over a backlog of ``count`` events: events a second."""
    env = for_eventsourcing(dsn)
    application = _Cases(env=env)
    last = application.recorder.max_notification_id() or 0
    for _ in range(count // 100):
        application.save(*(_Case(f"case-{number}", _BODY) for number in range(100)))
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("DROP TABLE IF EXISTS entry, _torows_tracking CASCADE")
        conn.execute(Trail().schema_sql.encode())
    head = application.recorder.max_notification_id() or last
    started = time.perf_counter()
    with ProjectionRunner(
        application_class=_Cases, projection_class=_ToRows, view_class=_Rows, env=env
    ) as runner:
        runner.view.wait(application.name, head, timeout=120)
        passed = time.perf_counter() - started
    application.close()
    return head / passed


class _Decoded(msgspec.Struct):
    evidence_id: str = ""
    criterion: str = ""


async def decoding_only(url: str, count: int) -> float:
    """A pull of the stream with nats-py that decodes each event's data: events a second."""
    nc = await connect(url, "bench-limit")
    decode = msgspec.json.Decoder(_Decoded).decode
    pull = await Pull.from_position(nc, "GRADING", 0, batch=500)
    got, started = 0, time.perf_counter()
    while got < count:
        for message in await pull.next_batch():
            decode(message.data)
            got += 1
    passed = time.perf_counter() - started
    await pull.close()
    await nc.close()
    return got / passed


async def into_trail(url: str, dsn: str, count: int) -> float:
    """Our runner from an empty trail to position ``count``: events a second."""
    nc = await connect(url, "bench")
    runner = Runner(nc, Trail(), dsn)
    await asyncio.to_thread(runner.live.drop)
    started = time.perf_counter()
    running = asyncio.create_task(runner.run())
    if not await runner.wait_for("grading", count, 300):
        raise RuntimeError("the trail did not come up in 300 s")
    passed = time.perf_counter() - started
    await cancel_all([running])
    await nc.close()
    return count / passed


async def measure(url: str, peer: str, own: str, count: int) -> dict[str, Any]:
    """Three rounds, each peer, limit and ours in turn."""
    rounds = []
    for _ in range(3):
        runner = await asyncio.to_thread(with_projection_runner, peer, 3_000)
        limit = await decoding_only(url, count)
        trail = await into_trail(url, own, count)
        rounds.append({"runner": runner, "decode": limit, "trail": trail})

    def median(of: Any) -> float:
        return float(sorted(of(r) for r in rounds)[len(rounds) // 2])

    return {
        "vs_runner": median(lambda r: r["trail"] / r["runner"]),
        "vs_decode": median(lambda r: r["trail"] / r["decode"]),
        "per_s": {name: round(median(lambda r, n=name: r[n])) for name in rounds[0]},
        "events": count,
    }
