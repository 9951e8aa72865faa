"""The service's process is killed, and told to stop, under load: it goes on where it stood."""

import asyncio
import signal

import httpx2
import pytest

from tests.faults.processes import process, ready
from tests.support.app import until
from tests.support.cable import cable
from tests.support.engines import HasUrl
from tests.support.load import Load, all_recorded, stream_is_log


@pytest.mark.embedded
async def test_a_process_ends_under_load(postgres: str, nats_server: HasUrl) -> None:
    load = Load(nats_server.url, cases=2)
    async with load.running():
        for how, code in ((signal.SIGKILL, -9), (signal.SIGTERM, 0), (signal.SIGKILL, -9)):
            with process(postgres, nats_server.url) as (running, base_url):
                await ready(base_url)
                await load.goes_on(50)
                running.send_signal(how)
                assert running.wait(20) == code
    with process(postgres, nats_server.url) as (_, base_url):
        await ready(base_url)
        await all_recorded(load, postgres)
        await stream_is_log(nats_server.url, postgres)


@pytest.mark.embedded
async def test_a_database_that_takes_and_never_answers_is_told_and_holds_up_no_stop(
    postgres: str, nats_server: HasUrl
) -> None:
    async with cable(postgres) as way, httpx2.AsyncClient(timeout=20) as http:
        quick = {"GRADING_STOP_WITHIN_S": "1"}
        with process(way.url, nats_server.url, settings=quick) as (running, base_url):
            await ready(base_url)
            way.stall()

            async def told() -> bool:
                faults = (await http.get(f"{base_url}/readyz")).json()["faults"]
                return "nothing is recorded: the database does not answer" in faults

            await until(told, "that nothing is recorded")
            running.send_signal(signal.SIGTERM)
            await asyncio.to_thread(running.wait, 15)
