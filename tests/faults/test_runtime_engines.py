"""Engines are killed under load: every submission has one effect, every effect is shown once."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager

import psycopg
import pytest

from services.runtime.connection import connect
from services.runtime.projection import Runner
from services.runtime.service import Service
from services.runtime.tasks import cancel_all
from services.runtime.wire import Carried
from tests.support import toy
from tests.support.app import App, serving, structured, talking, until
from tests.support.cable import cable
from tests.support.engines import HasUrl, NatsEngine, PostgresEngine
from tests.support.load import Load, all_recorded, stream_is_log
from tests.support.toy import evidence


class Seen:
    """A row for each event."""

    name = "seen"
    services: tuple[str, ...] = ("grading",)
    schema_sql = "CREATE TABLE event (service text, position bigint, id text);"
    tables: Mapping[str, tuple[tuple[str, str], ...]] = {
        "event": (("service", "text"), ("position", "int8"), ("id", "text"))
    }

    def rows(self, carried: Carried) -> Iterator[tuple[str, tuple[object, ...]]]:
        yield "event", (carried.service, carried.position, carried.attribute("id"))


@asynccontextmanager
async def projecting(service: Service) -> AsyncIterator[Runner]:
    nc = await connect(service.settings.nats_url, "projecting")
    runner = Runner(nc, Seen(), service.settings.database_url)
    running = asyncio.create_task(runner.run())
    try:
        yield runner
    finally:
        await cancel_all([running])
        await nc.close()


async def shown_once(runner: Runner, dsn: str, count: int) -> None:
    """The read model holds each event once."""
    assert await runner.wait_for("grading", count, 30)
    with psycopg.connect(dsn) as conn:
        row = conn.execute(
            "SELECT count(*), count(DISTINCT position), max(position), count(DISTINCT id)"
            " FROM seen.event"
        ).fetchone()
    assert row == (count,) * 4


async def posting(app: App, submitted: list[str], stopping: asyncio.Event) -> None:
    """An app over HTTP, for each of whose events there is an answer in the end."""
    number = 0
    while not stopping.is_set():
        number += 1
        receipt = await app.submit(evidence(f"http-{number}", "s:c:http"))
        assert receipt["status"] in ("accepted", "duplicate"), receipt
        submitted.append(receipt["id"])


async def ready(app: App) -> bool:
    return (await app.http.get("/readyz")).status_code == 200


@asynccontextmanager
async def under_load(dsn: str, nats_url: str) -> AsyncIterator[tuple[Load, App]]:
    """Apps at both doors during the block; then each event has one effect, carried and shown."""
    load, stopping = Load(nats_url), asyncio.Event()
    submitted: list[str] = []
    async with (
        serving(toy, dsn, nats_url) as service,
        talking(service) as app,
        projecting(service) as runner,
    ):
        async with load.running():
            load_http = asyncio.create_task(posting(app, submitted, stopping))
            yield load, app
            stopping.set()
            await load_http
        load.published["s:c:http"] = submitted
        await all_recorded(load, dsn)
        await stream_is_log(nats_url, dsn)
        await shown_once(runner, dsn, load.count)
        await until(lambda: ready(app), "ready again")
        (receipt,) = await app.request(*structured(evidence("last")))
        assert (receipt["status"], receipt["position"]) == ("accepted", load.count + 1)


async def test_postgres_is_killed_under_load(
    postgres_server: PostgresEngine, postgres: str, nats_server: NatsEngine
) -> None:
    async with under_load(postgres, nats_server.url) as (load, app):
        for _ in range(2):
            await load.goes_on()
            await asyncio.to_thread(postgres_server.kill)
            postgres_server.start()  # the server dies with the thread that starts it
            await until(lambda: ready(app), "ready again")
            await load.goes_on()


# While a container is down, Docker accepts its connections, and nats-py leaves those open.
@pytest.mark.filterwarnings("ignore:.*StreamWriter.__del__:pytest.PytestUnraisableExceptionWarning")
async def test_nats_is_killed_under_load(postgres: str, nats_server: NatsEngine) -> None:
    async with under_load(postgres, nats_server.url) as (load, _app):
        for _ in range(2):
            await load.goes_on()
            await asyncio.to_thread(nats_server.kill)
            nats_server.start()
            await load.goes_on()


async def test_connections_are_cut_under_load(postgres: str, nats_server: HasUrl) -> None:
    """The engines live on, and know what was delivered, or committed, to whom."""
    load = Load(nats_server.url)
    async with (
        cable(nats_server.url) as to_nats,
        cable(postgres) as to_postgres,
        serving(toy, to_postgres.url, to_nats.url) as service,
        talking(service) as app,
        projecting(service) as runner,
    ):
        async with load.running():
            for way in (to_nats, to_postgres, to_nats, to_postgres):
                await load.goes_on(50)
                await way.cut()
                await load.goes_on(50)
                await way.join()
                await until(lambda: ready(app), "ready again")
        await all_recorded(load, postgres)
        await stream_is_log(nats_server.url, postgres)
        await shown_once(runner, postgres, load.count)
