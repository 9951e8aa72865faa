"""The service's process is killed, and told to stop, under load: it goes on where it stood."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from infra.child import PROJECT
from infra.ports import free_ports
from tests.support.app import until
from tests.support.engines import HasUrl
from tests.support.load import Load, all_recorded, stream_is_log


@contextmanager
def process(
    dsn: str, nats_url: str, module: str = "tests.support.toy", **pipes: int
) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """The toy, or another module, as a process of its own, and where it serves."""
    port = str(free_ports(1)[0])
    settings = {
        "GRADING_NATS_URL": nats_url,
        "GRADING_DATABASE_URL": dsn,
        "GRADING_HTTP_PORT": port,
    }
    with subprocess.Popen(
        [sys.executable, "-m", module], cwd=PROJECT, stderr=subprocess.DEVNULL,
        env={**os.environ, **settings}, **pipes,
    ) as started:  # fmt: skip
        try:
            yield started, f"http://127.0.0.1:{port}"
        finally:
            started.kill()


async def ready(base_url: str) -> None:
    async with httpx2.AsyncClient(base_url=base_url) as http:

        async def answers() -> bool:
            try:
                return (await http.get("/readyz")).status_code == 200
            except httpx2.HTTPError:
                return False

        await until(answers, "ready", within_s=30)


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
