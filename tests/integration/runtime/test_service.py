"""A service as a whole: it comes up in any order, tells its health, and stops gracefully."""

import asyncio
import gc
import socket
from contextlib import AsyncExitStack

import httpx2
import psycopg
import pytest
from eventsourcing.persistence import ProgrammingError

from infra.ports import free_ports
from services.runtime.process import run
from services.runtime.service import Service
from services.runtime.settings import Settings
from tests.support import toy
from tests.support.app import (
    App,
    binary,
    is_ready,
    serving,
    settings_for,
    structured,
    talking,
    until,
)
from tests.support.cable import cable
from tests.support.desks import check_log
from tests.support.engines import HasUrl
from tests.support.toy import confirmed, evidence


async def test_it_comes_up_before_its_engines_and_waits_for_them(
    postgres: str, nats_server: HasUrl
) -> None:
    async with cable(nats_server.url) as to_nats, cable(postgres) as to_postgres:
        await to_nats.cut()
        await to_postgres.cut()
        serves = serving(toy, to_postgres.url, to_nats.url)
        starting = asyncio.create_task(serves.__aenter__())
        await asyncio.sleep(0)
        await to_postgres.join()
        await to_nats.join()
        service = await starting
        async with talking(service) as app:
            assert (await app.submit(evidence(1)))["status"] == "accepted"
        await serves.__aexit__(None, None, None)


async def test_it_can_be_stopped_while_it_waits_for_its_engines(postgres: str) -> None:
    settings = Settings(nats_url="nats://127.0.0.1:1", database_url=postgres, http_port=1)
    for url in (postgres, postgres.replace("tests-only", "wrong")):
        service = Service(toy, settings.model_copy(update={"database_url": url}))
        running = asyncio.create_task(run(service))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(running), 0.3)
        service.stopping.set()
        await running


@pytest.mark.parametrize("stands_by", [False, True])
async def test_stopped_at_any_moment_of_its_start_it_ends_and_lets_go_of_all(
    postgres: str, nats_server: HasUrl, stands_by: bool
) -> None:
    async with AsyncExitStack() as at_work:
        if stands_by:
            await at_work.enter_async_context(serving(toy, postgres, nats_server.url))
        for moment in range(16):
            service = Service(toy, settings_for(postgres, nats_server.url, stop_within_s=1))
            running = asyncio.create_task(run(service))
            await asyncio.sleep(0.03 * moment)
            if moment == 8:
                await at_work.aclose()  # from here on they take over
            service.stopping.set()
            await asyncio.wait_for(running, 5)
        gc.collect()  # tells of what is left open
    with psycopg.connect(postgres) as conn:
        sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        assert conn.execute(sessions).fetchone() == (1,)  # this one


@pytest.mark.parametrize("engine", ["NATS", "PostgreSQL"])
async def test_it_is_ready_only_while_its_engines_answer_and_alive_all_along(
    postgres: str, nats_server: HasUrl, engine: str
) -> None:
    async with cable(nats_server.url) as to_nats, cable(postgres) as to_postgres:
        cut = {"NATS": to_nats, "PostgreSQL": to_postgres}[engine]
        async with serving(toy, to_postgres.url, to_nats.url) as service:
            base = f"http://127.0.0.1:{service.settings.http_port}"
            async with httpx2.AsyncClient(base_url=base, timeout=20) as http:

                async def answers(status: int) -> bool:
                    assert (await http.get("/livez")).status_code == 200
                    return (await http.get("/readyz")).status_code == status

                assert await answers(200)
                await cut.cut()
                await until(lambda: answers(503), "not ready")
                assert (await http.get("/readyz")).json()["faults"]
                if engine == "PostgreSQL":
                    answer = await http.get("/refused")
                    assert answer.status_code == 503
                    assert answer.json()["type"] == "/problems/unavailable"
                else:
                    body, headers = structured(evidence(1))
                    posted = await http.post("/events", content=body, headers=headers)
                    assert posted.status_code == 200  # the log does not need the streams
                await cut.join()
                await until(lambda: answers(200), "ready again")


async def test_stopping_answers_what_was_taken(postgres: str, nats_server: HasUrl) -> None:
    async with (
        serving(toy, postgres, nats_server.url, patience_s=0.8) as service,
        talking(service) as app,
    ):
        waiting = asyncio.gather(
            app.submit(confirmed(1)),
            app.request(*structured(confirmed(2))),
            app.publish(*structured(confirmed(3))),
        )
        await until(lambda: _waiting(app, 3), "all wait")
        behind = asyncio.create_task(app.publish(*binary(evidence(4))))
        await until(lambda: _waiting(app, 4), "one more")
        service.stopping.set()
        posted, (requested,), (published, *_) = await waiting
        await behind
        (accepted,) = await app.receipt_of("e4")
    assert {r["status"] for r in (posted, requested, published)} == {"refused"}
    assert accepted["status"] == "accepted"
    assert check_log(postgres) == ["e4"]


async def _waiting(app: App, count: int) -> bool:
    return bool((await app.get("/status"))["waiting"] == count)


async def test_a_part_that_fails_ends_the_service(postgres: str, nats_server: HasUrl) -> None:
    settings = Settings(
        nats_url=nats_server.url, database_url=postgres, http_port=free_ports(1)[0], stop_within_s=1
    )
    service = Service(toy, settings)
    running = asyncio.create_task(run(service))
    await until(lambda: hasattr(service, "inbox"), "it runs")
    async with talking(service) as app:
        await until(lambda: is_ready(running, app.http), "ready")
        with psycopg.connect(postgres) as conn:
            conn.execute("DROP TABLE accepted")  # nothing that waiting could mend
        asked = asyncio.create_task(app.submit(evidence(1)))
        with pytest.raises(ProgrammingError, match="accepted"):
            await running
        asked.cancel()


async def test_a_port_that_is_taken_ends_the_service(postgres: str, nats_server: HasUrl) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(
            nats_url=nats_server.url, database_url=postgres, http_port=taken.getsockname()[1]
        )
        service = Service(toy, settings)
        with pytest.raises(OSError, match="cannot serve"):
            await run(service)
