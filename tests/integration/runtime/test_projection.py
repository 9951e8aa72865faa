"""A projection parks what it cannot apply, mends by replay, and is rebuilt while it is read."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest

from services.runtime.connection import Connection, connect
from services.runtime.projection import Fenced, Runner
from services.runtime.wire import Carried
from tests.support.engines import HasUrl


class Toy:
    """One row an event; stumbles over the positions in ``broken`` until they are mended."""

    name = "toy"
    services: tuple[str, ...] = ("grading",)
    schema_sql = (
        "CREATE TABLE seen (service text, position bigint, case_id text, PRIMARY KEY (position));"
    )
    tables: Mapping[str, tuple[tuple[str, str], ...]] = {
        "seen": (("service", "text"), ("position", "int8"), ("case_id", "text"))
    }

    def __init__(self, *broken: int) -> None:
        self.broken = set(broken)

    def rows(self, carried: Carried) -> Iterator[tuple[str, tuple[object, ...]]]:
        if carried.position in self.broken:
            raise ValueError(f"cannot read {carried.position}")
        yield "seen", (carried.service, carried.position, carried.subject)


async def _publish(nc: Connection, first: int, count: int) -> None:
    js = nc.jetstream()
    for position in range(first, first + count):
        subject = f"s:c:village-{position % 3}"
        headers = {
            "ce-specversion": "1.0", "ce-id": f"e{position}", "ce-source": "test",
            "ce-type": "gradetrail.grading.EvidenceRecorded.v1", "ce-subject": subject,
            "ce-time": "2011-11-12T09:00:00+08:00", "ce-recordedat": "2011-11-12T01:00:00Z",
            "ce-actor": "village", "ce-version": "1", "ce-position": str(position),
        }  # fmt: skip
        await js.publish(f"gradetrail.grading.p00.{subject}.X", b"{}", headers=headers)


@asynccontextmanager
async def _running(nc: Connection, toy: Toy, database: str) -> AsyncIterator[Runner]:
    runner = Runner(nc, toy, database)
    running = asyncio.create_task(runner.run())
    try:
        yield runner
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def nc(nats_server: HasUrl) -> AsyncIterator[Connection]:
    connection = await connect(nats_server.url, "test")
    yield connection
    await connection.close()


def _rows(database: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database) as conn:
        return conn.execute(query.encode()).fetchall()


async def test_an_event_that_cannot_be_applied_parks_its_case_only(
    nc: Connection, postgres: str
) -> None:
    await _publish(nc, 1, 9)
    async with _running(nc, Toy(4), postgres) as runner:
        assert await runner.wait_for("grading", 9, 20)
    assert _rows(postgres, "SELECT position FROM toy.seen ORDER BY 1") == [
        (1,), (2,), (3,), (5,), (6,), (8,), (9,),
    ]  # fmt: skip
    parked = _rows(postgres, "SELECT position, case_id, error FROM toy.parked ORDER BY 1")
    assert [row[:2] for row in parked] == [(4, "s:c:village-1"), (7, "s:c:village-1")]
    assert parked[0][2] == "ValueError: cannot read 4"


async def test_after_a_mend_a_replay_gives_what_a_clean_run_gives(
    nc: Connection, postgres: str
) -> None:
    await _publish(nc, 1, 9)
    toy = Toy(4)
    async with _running(nc, toy, postgres) as runner:
        assert await runner.wait_for("grading", 9, 20)
        with pytest.raises(ValueError, match="cannot read 4"):
            await runner.replay("s:c:village-1")
        toy.broken.clear()
        assert await runner.replay("s:c:village-1") == 2
        await _publish(nc, 10, 3)
        assert await runner.wait_for("grading", 12, 20)
    assert _rows(postgres, "SELECT count(*), max(position) FROM toy.seen") == [(12, 12)]
    assert _rows(postgres, "SELECT count(*) FROM toy.parked") == [(0,)]


async def test_a_rebuild_under_load_fails_no_read_and_is_equal(
    nc: Connection, postgres: str
) -> None:
    await _publish(nc, 1, 300)
    async with _running(nc, Toy(), postgres) as runner:
        assert await runner.wait_for("grading", 300, 20)
        reading, counts = True, []

        def read() -> None:
            with psycopg.connect(postgres, autocommit=True) as conn:
                while reading:
                    counts.append(conn.execute("SELECT count(*) FROM toy.seen").fetchone()[0])  # type: ignore[index]

        reads = asyncio.create_task(asyncio.to_thread(read))
        publishing = asyncio.create_task(_publish(nc, 301, 200))
        noted = await runner.rebuild()
        await publishing
        assert await runner.wait_for("grading", 500, 20)
        reading = False
        await reads
    assert noted["state"] == "swapped"
    assert noted["differing"] == {"seen": 0}
    assert min(counts) >= 300
    assert counts == sorted(counts)
    assert _rows(postgres, "SELECT count(*), max(position) FROM toy.seen") == [(500, 500)]


async def test_only_one_of_two_instances_moves_the_checkpoint(
    nc: Connection, postgres: str
) -> None:
    await _publish(nc, 1, 5)
    async with _running(nc, Toy(), postgres) as runner:
        assert await runner.wait_for("grading", 5, 20)
        late = Runner(nc, Toy(), postgres).live
        batch = [Carried("grading", 5, {"ce-subject": "s:c:village-2"}, b"{}")]
        conn = late.connect()
        with pytest.raises(Fenced):
            late.apply(conn, "grading", batch)
        conn.close()
    assert _rows(postgres, "SELECT count(*) FROM toy.seen") == [(5,)]
