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
from tests.unit.projections.history import whole

CHECK_S = 20.0


async def answer(client: httpx2.AsyncClient, path: str, *services: str) -> Any:
    """What a path answers once all that these services said in the whole history is applied."""
    params = {"wait_for": ",".join(f"{one}:{len(whole().log[one])}" for one in services)}

    async def answered() -> httpx2.Response | None:
        found = await client.get(path, params=params)
        assert found.status_code in (200, 504), found.text
        return found if found.status_code == 200 else None  # 504: not within seconds, ask again

    return (await until(answered, "all is applied", within_s=CHECK_S)).json()


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
