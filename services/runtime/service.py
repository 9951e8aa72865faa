"""A service that decides, put together: desk, inbox, requests, hearing, relays, HTTP."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import psycopg
import structlog
from eventsourcing.persistence import OperationalError
from psycopg_pool import AsyncConnectionPool

from services.runtime import api, database, process, revisions
from services.runtime.access.start import access_of
from services.runtime.connection import connect
from services.runtime.desk import Desk
from services.runtime.desk_metrics import DeskMetrics
from services.runtime.domain import Domain
from services.runtime.hearing import Hearing
from services.runtime.inbox import Inbox
from services.runtime.kept import ReceiptsKept, RefusalsKept
from services.runtime.lease import STANDING_BY, Lease
from services.runtime.rates import Rates
from services.runtime.relay import EventLog, RefusedLog, Relay
from services.runtime.requests import broker
from services.runtime.settings import Settings
from services.runtime.store import Fresh, Store
from services.runtime.submitting import Submitting
from services.runtime.tasks import cancel_all, in_thread, uncut
from services.runtime.web import serve, serve_counted, serve_metrics

log = structlog.get_logger()

Pool = AsyncConnectionPool[psycopg.AsyncConnection[Any]]


class Service:
    """One domain with all that it runs on."""

    def __init__(self, domain: Domain, settings: Settings) -> None:
        self.domain, self.settings, self.service = domain, settings, domain.SERVICE
        self.access = access_of(settings)
        self.directory = self.access.directory
        self.rates = Rates(settings.submit_rate)
        self.metrics = DeskMetrics()
        self.stopping = asyncio.Event()

    async def start(self, to_stop: AsyncExitStack) -> "list[asyncio.Future[Any]]":
        """Start all parts, once this replica is the one at work."""
        settings = self.settings
        telling = asyncio.create_task(serve_metrics(self.metrics, settings, self.stopping))
        to_stop.push_async_callback(asyncio.wait, [telling])
        store = await database.answering(self._store)
        to_stop.callback(store.close)
        self.lease = Lease(settings.database_url)
        to_stop.push_async_callback(self.lease.close)
        await self._at_work(self.lease)
        self.nc = await connect(settings.nats_url, self.service, settings.sign_in)
        to_stop.push_async_callback(self.nc.abandon)
        self.events = EventLog(self.service)
        self.relays = [
            Relay(self.nc, settings.database_url, source)
            for source in (self.events, RefusedLog(self.service))
        ]
        self.desk = await in_thread(self._desk, store, asyncio.get_running_loop())
        self.desk.start()
        to_stop.push_async_callback(asyncio.to_thread, self.desk.stop)
        self.inbox = Inbox(
            self.nc, self.service, self.desk, self.directory, self.metrics.came_again, self.rates
        )
        self.hearing = Hearing(self.nc, self.domain, self.desk)
        pool = await self._pool(to_stop)
        submitting = Submitting(self.desk, self.rates, within_s=settings.answer_within_s)
        app = api.build(
            self.service, submitting, RefusalsKept(pool), ReceiptsKept(pool, self.service),
            faults=self._faults, status=self._status, access=self.access,
        )  # fmt: skip
        self.requests = broker(
            settings.nats_url, self.service, submitting, settings.sign_in, self.directory
        )
        self.metrics.watch(self.desk, self.relays[0], self.inbox)
        self.metrics.ready_while(self._faults_now)
        to_stop.push_async_callback(self.requests.stop)
        await uncut(self.requests.start())  # cut short it would leave its connection open
        parts: list[Inbox | Hearing | Relay] = [
            self.inbox, self.hearing, *self.relays
        ]  # fmt: skip
        tasks = [asyncio.create_task(part.run()) for part in parts]
        tasks += [asyncio.create_task(self.lease.keep()), *self.access.kept_up(pool)]
        to_stop.push_async_callback(cancel_all, tasks)
        serving = asyncio.create_task(serve_counted(app, self.metrics, settings, self.stopping))
        to_stop.push_async_callback(self._finish, serving)
        log.info("started", http=f"http://{settings.http_host}:{settings.http_port}")
        return [*tasks, serving, telling, asyncio.wrap_future(self.desk.ended)]

    def _store(self) -> Store:
        url = self.settings.database_url
        revisions.check(url, revisions.MIGRATIONS)
        try:
            return Store(url)
        except OperationalError as error:  # the library's name for the same
            raise psycopg.OperationalError(str(error)) from error

    def _desk(self, store: Store, loop: asyncio.AbstractEventLoop) -> Desk:
        def wake(fresh: list[Fresh]) -> None:
            of_events, of_refused = self.relays
            of_events.wake(self.events.just_recorded(fresh))
            of_refused.wake()

        def recorded(fresh: list[Fresh]) -> None:
            loop.call_soon_threadsafe(wake, fresh)

        return Desk(
            self.domain,
            store,
            patience_s=self.settings.patience_s,
            recorded=recorded,
            decided=self.metrics.decided,
        )

    async def _at_work(self, lease: Lease) -> None:
        """Stand by for as long as another replica is at work."""
        while True:
            try:
                if not await lease.try_to_take():
                    await self._stood_by(lease)
                return
            except psycopg.OperationalError as error:
                log.warning("database_away", error=str(error), again_in_s=0.5)
                await asyncio.sleep(0.5)

    async def _stood_by(self, lease: Lease) -> None:
        """Wait until the lease is ours."""
        log.info("standing_by")
        self.metrics.ready_while(lambda: ())
        settings, over = self.settings, asyncio.Event()
        http = serve(STANDING_BY, settings.http_host, settings.http_port, over, 1, settings)
        serving, taking = asyncio.create_task(http), asyncio.create_task(lease.take())
        try:
            await asyncio.wait([serving, taking], return_when=asyncio.FIRST_COMPLETED)
            if taking.done():
                taking.result()
                log.info("taking_over")
        finally:
            over.set()
            await cancel_all([taking])
            await serving  # raises if its port was taken

    async def _pool(self, to_stop: AsyncExitStack) -> Pool:
        pool: Pool = AsyncConnectionPool(
            self.settings.database_url, min_size=1, max_size=4, open=False, timeout=3,
            reconnect_timeout=2, check=AsyncConnectionPool.check_connection,
            kwargs={"autocommit": True, **database.KEEPALIVE},
        )  # fmt: skip
        to_stop.push_async_callback(pool.close)
        await pool.open()
        return pool

    async def _finish(self, serving: "asyncio.Task[None]") -> None:
        finished = self.inbox.finish(self.settings.stop_within_s)
        for outcome in await asyncio.gather(
            self.requests.stop(), serving, finished, return_exceptions=True
        ):
            if isinstance(outcome, Exception):
                log.warning("not_stopped_gracefully", error=str(outcome))

    async def _faults(self) -> list[str]:
        return self._hindrances()

    def _faults_now(self) -> list[str]:
        """With a broken access file, which hinders nothing: its earlier version is in force."""
        broken = self.directory.fault if self.directory else None
        return self._hindrances() + ([broken] if broken else [])

    def _hindrances(self) -> list[str]:
        found = ["the desk has stopped"] if self.desk.ended.done() else []
        if fault := self.desk.fault or self.lease.fault:
            found.append(f"nothing is recorded: {fault}")
        if not (self.nc.is_connected and self.requests.is_connected):
            found.append("NATS is away")
        found += self.inbox.faults()
        found += [f"{name} is not heard: {why}" for name, why in self.hearing.faults.items()]
        return found + [f"{r.source.stream}: {r.fault}" for r in self.relays if r.fault]

    async def _status(self) -> dict[str, Any]:
        events, refused = self.relays
        return {
            "service": self.service,
            "position": self.desk.states.head,
            "relayed": events.position,
            "refused_relayed": refused.position,
            "heard": self.desk.states.heard,
            "waiting": self.desk.waiting,
            "faults": self._faults_now(),
        }


def main(domain: Domain) -> None:
    """Run a domain as its own process."""
    process.main(domain.SERVICE, partial(Service, domain))
