"""A service that decides, put together: desk, inbox, requests, hearing, relays, HTTP."""

import asyncio
import gc
import signal
from typing import Any

import psycopg
import structlog
from psycopg_pool import AsyncConnectionPool

from services.runtime import api, logs
from services.runtime.connection import connect
from services.runtime.desk import Desk
from services.runtime.domain import Domain
from services.runtime.hearing import Hearing
from services.runtime.inbox import Inbox
from services.runtime.kept import ReceiptsKept, RefusalsKept
from services.runtime.relay import EventLog, RefusedLog, Relay
from services.runtime.requests import broker
from services.runtime.settings import Settings, settings_of
from services.runtime.store import Store
from services.runtime.web import serve

log = structlog.get_logger()


async def run(domain: Domain, settings: Settings) -> None:
    """Serve one domain until SIGTERM or SIGINT, then finish what is at hand."""
    service, stopping = domain.SERVICE, asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)

    store = Store(settings.database_url)
    await asyncio.to_thread(store.create_tables)
    nc = await connect(settings.nats_url, service)
    relays = [
        Relay(nc, settings.database_url, source)
        for source in (EventLog(service), RefusedLog(service))
    ]

    def wake() -> None:
        for relay in relays:
            loop.call_soon_threadsafe(relay.wake)

    desk = Desk(domain, store, patience_s=settings.patience_s, recorded=wake)
    inbox, hearing = Inbox(nc, service, desk), Hearing(nc, domain, desk)
    requests = broker(settings.nats_url, service, desk)
    pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]] = AsyncConnectionPool(
        settings.database_url, min_size=1, max_size=4, open=False,
        check=AsyncConnectionPool.check_connection, kwargs={"autocommit": True},
    )  # fmt: skip

    async def faults() -> list[str]:
        found = [] if desk.alive else ["the desk has stopped"]
        if not nc.is_connected:
            found.append("NATS is away")
        if not inbox.reading:
            found.append("INBOX is not read")
        return found + [f"{r.source.stream}: {r.fault}" for r in relays if r.fault]

    async def status() -> dict[str, Any]:
        return {
            "service": service,
            "position": desk.states.head,
            "relayed": relays[0].position,
            "refused_relayed": relays[1].position,
            "heard": desk.states.heard,
            "waiting": sum(len(queue) for queue in desk.waiting.values()),
            "faults": await faults(),
        }

    app = api.build(
        service, desk, RefusalsKept(pool), ReceiptsKept(pool, service), faults=faults, status=status
    )
    # States are kept by the thousand and hold no cycles: looking for some among them is wasted.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
    desk.start()
    await pool.open()
    await requests.start()
    parts: list[Inbox | Hearing | Relay] = [inbox, hearing, *relays]
    tasks = [asyncio.create_task(part.run()) for part in parts]
    http = asyncio.create_task(
        serve(app, settings.http_host, settings.http_port, stopping, settings.stop_within_s)
    )
    log.info("started", http=f"http://{settings.http_host}:{settings.http_port}")
    await _first_to_end([*tasks, http], stopping)
    log.info("stopping")
    stopping.set()
    await requests.stop()
    await http
    for task in tasks:
        task.cancel()
    await asyncio.to_thread(desk.stop)
    await nc.close()
    await pool.close()
    store.close()


async def _first_to_end(tasks: list["asyncio.Task[None]"], stopping: asyncio.Event) -> None:
    """Wait for the signal to stop; a part that ends before has failed, and its error is raised."""
    signalled = asyncio.create_task(stopping.wait())
    done, _ = await asyncio.wait([signalled, *tasks], return_when=asyncio.FIRST_COMPLETED)
    signalled.cancel()
    for task in done - {signalled}:
        task.result()


def main(domain: Domain) -> None:
    """Run a domain as its own process, configured from the environment."""
    settings = settings_of(domain.SERVICE)
    logs.configure(domain.SERVICE, settings.log_format)
    asyncio.run(run(domain, settings))
