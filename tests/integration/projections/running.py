"""The projections service on real engines, and what relays would put on its streams."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import nats

from contracts.subjects import recorded
from infra.ports import free_ports
from services.projections.main import Projections
from services.runtime.process import run
from services.runtime.settings import Settings
from services.runtime.wire import Carried
from tests.support.app import is_ready, until

CHECK_S = 20.0


async def carry(url: str, log: Iterable[Carried]) -> None:
    """Put events on their streams, as the relays do."""
    client = await nats.connect(url)
    for one in log:
        name = one.headers["ce-type"].split(".")[-2]
        await client.jetstream().publish(
            recorded(one.service, one.headers["ce-subject"], name), one.data,
            headers=dict(one.headers),
        )  # fmt: skip
    await client.close()


@asynccontextmanager
async def running(
    nats_url: str, database_url: str, **also: Any
) -> AsyncIterator[httpx2.AsyncClient]:
    """The service, and a client of its HTTP."""
    (port,) = free_ports(1)
    settings = Settings(nats_url=nats_url, database_url=database_url, http_port=port, **also)
    service = Projections(settings)
    task = asyncio.create_task(run(service))
    try:
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=15) as client:
            await until(lambda: is_ready(task, client), "ready")
            yield client
    finally:
        service.stopping.set()
        await task
