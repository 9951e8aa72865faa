"""A projection parks what it cannot apply, mends by replay, and is rebuilt while it is read."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest

from infra.provision import connect_and_provision
from services.runtime.connection import Connection, connect
from services.runtime.generation import Fenced
from services.runtime.projection import Runner
from services.runtime.tasks import cancel_all
from services.runtime.wire import Carried
from tests.support.app import until
from tests.support.cable import cable
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
        await cancel_all([running])


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


class Odd(Toy):
    """Rows that the table does not take, for the positions in ``broken``."""

    def __init__(self, value: object, *broken: int) -> None:
        super().__init__(*broken)
        self.value = value

    def rows(self, carried: Carried) -> Iterator[tuple[str, tuple[object, ...]]]:
        case = self.value if carried.position in self.broken else carried.subject
        yield "seen", (carried.service, carried.position, case)


@pytest.mark.parametrize("value", ["a\0b", "\ud800", object()], ids=["NUL", "surrogate", "object"])
async def test_a_row_that_its_table_does_not_take_parks_its_case_only(
    nc: Connection, postgres: str, value: object
) -> None:
    await _publish(nc, 1, 30)
    async with _running(nc, Odd(value, 4, 11), postgres) as runner:
        assert await runner.wait_for("grading", 30, 20)
        assert runner.live.parked == {"s:c:village-1", "s:c:village-2"}
    parked = _rows(postgres, "SELECT position FROM toy.parked ORDER BY 1")
    assert parked == [(n,) for n in range(4, 31) if n % 3 == 1 or (n >= 11 and n % 3 == 2)]
    seen = _rows(postgres, "SELECT position FROM toy.seen ORDER BY 1")
    assert sorted(parked + seen) == [(n,) for n in range(1, 31)]


async def test_a_case_stays_parked_over_a_restart(nc: Connection, postgres: str) -> None:
    await _publish(nc, 1, 6)
    async with _running(nc, Toy(4), postgres) as runner:
        assert await runner.wait_for("grading", 6, 20)
    await _publish(nc, 7, 3)
    async with _running(nc, Toy(), postgres) as runner:
        assert await runner.wait_for("grading", 9, 20)
        assert _rows(postgres, "SELECT position FROM toy.parked ORDER BY 1") == [(4,), (7,)]
        assert await runner.replay("s:c:village-1") == 2
    assert len(_rows(postgres, "SELECT * FROM toy.seen")) == 9


async def test_a_rebuild_after_a_mend_parks_no_more_and_keeps_the_old_to_compare(
    nc: Connection, postgres: str
) -> None:
    await _publish(nc, 1, 9)
    toy = Toy(4)
    async with _running(nc, toy, postgres) as runner:
        assert await runner.wait_for("grading", 9, 20)
        toy.broken.clear()
        assert (await runner.rebuild())["differing"] == {"seen": 2}
        await _publish(nc, 10, 3)
        assert await runner.wait_for("grading", 12, 20)
        assert _rows(postgres, "SELECT count(*) FROM toy.parked") == [(0,)]
        assert _rows(postgres, "SELECT count(*) FROM toy_old.parked") == [(2,)]
        assert (await runner.rebuild())["differing"] == {"seen": 0}
    assert _rows(postgres, "SELECT count(*), max(position) FROM toy.seen") == [(12, 12)]


async def test_two_instances_project_each_event_once(nc: Connection, postgres: str) -> None:
    async with _running(nc, Toy(), postgres) as one, _running(nc, Toy(), postgres) as other:
        for first in range(1, 400, 40):
            await _publish(nc, first, 40)
        for runner in (one, other):
            assert await runner.wait_for("grading", 400, 20)
    assert _rows(postgres, "SELECT count(*), max(position) FROM toy.seen") == [(400, 400)]
    assert _rows(postgres, "SELECT position FROM toy.checkpoint") == [(400,)]


async def test_a_rebuild_that_another_instance_overtakes_fails_and_changes_nothing(
    nc: Connection, postgres: str
) -> None:
    await _publish(nc, 1, 9)
    async with _running(nc, Toy(), postgres) as runner:
        assert await runner.wait_for("grading", 9, 20)
        with psycopg.connect(postgres) as conn:  # as another instance would
            conn.execute("UPDATE toy.checkpoint SET position = 10")
            conn.execute("INSERT INTO toy.seen VALUES ('grading', 10, 's:c:village-1')")
        with pytest.raises(Fenced):
            await runner.rebuild()
        assert runner.rebuilding is not None
        assert runner.rebuilding["state"] == "failed"
        await _publish(nc, 10, 2)
        assert await runner.wait_for("grading", 11, 20)
    assert _rows(postgres, "SELECT count(*), max(position) FROM toy.seen") == [(11, 11)]


async def test_a_lost_stream_that_is_filled_again_is_not_projected_twice(
    nc: Connection, postgres: str, nats_server: HasUrl
) -> None:
    await _publish(nc, 1, 30)
    async with _running(nc, Toy(), postgres) as runner:
        assert await runner.wait_for("grading", 30, 20)
        await nc.jetstream().delete_stream("GRADING")
        await until(runner.faults, "the runner notices")
        await connect_and_provision(nats_server.url)
        await _publish(nc, 1, 20)
        await _publish(nc, 21, 20)
        assert await runner.wait_for("grading", 40, 20)
        await until(lambda: not runner.faults(), "all is well")
    assert _rows(postgres, "SELECT count(*), max(position) FROM toy.seen") == [(40, 40)]


async def test_a_stranger_or_a_hole_in_a_stream_stops_the_projection(
    nc: Connection, postgres: str
) -> None:
    await _publish(nc, 1, 3)
    await _publish(nc, 5, 1)
    async with _running(nc, Toy(), postgres) as runner:
        fault = await until(lambda: "not of its relay" in str(runner.faults()), "a fault")
        assert fault
        assert not await runner.wait_for("grading", 4, 0.2)
    assert _rows(postgres, "SELECT coalesce(max(position), 0) <= 3 FROM toy.seen") == [(True,)]


async def test_completeness_tells_how_far_it_is_and_what_is_behind(
    nc: Connection, postgres: str
) -> None:
    async with _running(nc, Toy(), postgres) as runner:
        await until(lambda: not runner.faults(), "it reads")
        assert runner.completeness() == {
            "grading": {"position": 0, "head": 0, "oldest_unapplied_s": None}
        }
        assert not await runner.wait_for("grading", 1, 0.05)
        waiting = asyncio.create_task(runner.wait_for("grading", 5, 20))
        await runner.readers["grading"].paused.acquire()
        await _publish(nc, 1, 5)
        told = await until(
            lambda: (c := runner.completeness()["grading"])["head"] and c, "it is behind"
        )
        assert told["position"] == 0
        assert told["oldest_unapplied_s"] > 3_600
        runner.readers["grading"].paused.release()
        assert await waiting
        await until(
            lambda: (
                runner.completeness()["grading"]
                == {"position": 5, "head": 5, "oldest_unapplied_s": None}
            ),
            "all is applied",
        )


async def test_a_reader_that_is_stopped_ends_the_transaction_it_is_in(
    nc: Connection, postgres: str
) -> None:
    with psycopg.connect(postgres) as other:
        async with _running(nc, Toy(), postgres) as runner:
            await until(lambda: not runner.faults(), "it reads")
            other.execute("LOCK TABLE toy.seen")
            await _publish(nc, 1, 1)
            waits = "SELECT 1 FROM pg_locks WHERE NOT granted"
            await until(lambda: _rows(postgres, waits), "it waits to write")
            asyncio.get_running_loop().call_later(0.2, other.rollback)  # when it is being stopped
    assert _rows(postgres, "SELECT position FROM toy.checkpoint") == [(1,)]


async def test_what_is_lost_with_its_connection_is_read_again_at_once(
    nc: Connection, nats_server: HasUrl, postgres: str
) -> None:
    """To the server it is delivered, and nothing that comes later need tell of it."""
    async with cable(nats_server.url) as way:
        far = await connect(way.url, "projections")
        async with _running(far, Toy(), postgres) as runner:
            await _publish(nc, 1, 1)
            assert await runner.wait_for("grading", 1, 20)
            await asyncio.sleep(1.2)  # then nats-py is back before the server misses it
            way.loses = True
            await _publish(nc, 2, 2)
            await until(lambda: way.lost > 500, "they are on their way")
            way.reset()
            assert await runner.wait_for("grading", 3, 10)
        await far.close()


async def test_it_waits_for_its_database(nc: Connection, postgres: str) -> None:
    await _publish(nc, 1, 3)
    async with cable(postgres) as way:
        await way.cut()
        async with _running(nc, Toy(), way.url) as runner:
            assert not await runner.wait_for("grading", 3, 0.2)
            await way.join()
            assert await runner.wait_for("grading", 3, 20)
            await way.cut()
            await _publish(nc, 4, 3)
            await until(runner.faults, "the runner notices")
            await way.join()
            assert await runner.wait_for("grading", 6, 20)
    assert _rows(postgres, "SELECT count(*), max(position) FROM toy.seen") == [(6, 6)]
