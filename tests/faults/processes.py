"""The toy service as a process of its own, to be killed."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx2

from infra.child import PROJECT
from infra.ports import free_ports
from tests.support.app import until


@contextmanager
def process(
    dsn: str,
    nats_url: str,
    module: str = "tests.support.toy",
    settings: Mapping[str, str] | None = None,
    **pipes: int,
) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """The toy, or another module, as a process of its own, and where it serves."""
    port = str(free_ports(1)[0])
    settings = {
        "GRADING_NATS_URL": nats_url,
        "GRADING_DATABASE_URL": dsn,
        "GRADING_HTTP_PORT": port,
        **(settings or {}),
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
