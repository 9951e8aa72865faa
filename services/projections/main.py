"""The projections service, as a process: keeps the read models and answers from them."""

import asyncio
import select
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import structlog
from psycopg_pool import AsyncConnectionPool

from services.projections import api
from services.projections.metrics import ProjectionMetrics
from services.projections.pages.signing_in import signing_in_of
from services.projections.reading import View, Views
from services.projections.standings.rows import Standings
from services.projections.trail.rows import Trail
from services.projections.versions import STANDINGS, TRAIL
from services.runtime import database, process, revisions
from services.runtime.access.start import access_of
from services.runtime.connection import connect
from services.runtime.projection import Runner
from services.runtime.settings import Settings
from services.runtime.tasks import cancel_all
from services.runtime.web import serve_counted, serve_metrics
from services.runtime.workdays import china

SERVICE = "projections"
MIGRATIONS = Path(__file__).parent / "migrations"
Pool = AsyncConnectionPool[psycopg.AsyncConnection[Any]]
log = structlog.get_logger()


class Projections:
    """The read models and their HTTP."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.access = access_of(settings)
        self.directory = self.access.directory
        self.metrics = ProjectionMetrics()
        self.stopping = asyncio.Event()

    async def start(self, to_stop: AsyncExitStack) -> "list[asyncio.Future[Any]]":
        """Start to project and to serve."""
        settings = self.settings
        telling = asyncio.create_task(serve_metrics(self.metrics, settings, self.stopping))
        to_stop.push_async_callback(asyncio.wait, [telling])
        await database.answering(partial(revisions.check, settings.database_url, MIGRATIONS))
        self.nc = await connect(settings.nats_url, SERVICE, settings.sign_in)
        to_stop.push_async_callback(self.nc.abandon)
        self.runners = [
            Runner(self.nc, projection, settings.database_url, self.metrics.applied)
            for projection in (Trail(), Standings())
        ]
        for runner in self.runners:
            self.metrics.watch(runner)
        self.metrics.ready_while(self._faults_now)
        versions = {"trail": TRAIL, "standings": STANDINGS}
        views = {
            name: View(name, runner, versions[name])
            for runner in self.runners
            for name in (runner.projection.name,)
        }
        pool = pool_of(settings.database_url)
        to_stop.push_async_callback(pool.close)
        await pool.open()
        app = api.build(
            Views(pool, views),
            faults=self._faults,
            status=self._status,
            workdays=china(settings.calendar_file),
            signing_in=signing_in_of(settings, self.access),
        )
        tasks = [asyncio.create_task(runner.run()) for runner in self.runners]
        tasks += self.access.kept_up(pool)
        to_stop.push_async_callback(cancel_all, tasks)
        serving = asyncio.create_task(serve_counted(app, self.metrics, settings, self.stopping))
        to_stop.push_async_callback(asyncio.wait, [serving])
        log.info("started", http=f"http://{settings.http_host}:{settings.http_port}")
        return [*tasks, serving, telling]

    async def _faults(self) -> list[str]:
        return self._hindrances()

    def _faults_now(self) -> list[str]:
        """With a broken access file, which hinders nothing: its earlier version is in force."""
        broken = self.directory.fault if self.directory else None
        return self._hindrances() + ([broken] if broken else [])

    def _hindrances(self) -> list[str]:
        found = [] if self.nc.is_connected else ["NATS is away"]
        return found + [fault for runner in self.runners for fault in runner.faults()]

    async def _status(self) -> dict[str, Any]:
        return {
            "service": SERVICE,
            "projections": {
                runner.projection.name: runner.completeness() for runner in self.runners
            },
            "faults": self._faults_now(),
        }


def pool_of(database_url: str) -> Pool:
    """Connections for readers, not yet open; they give times in UTC, and compile no plan."""
    return AsyncConnectionPool(
        database_url,
        min_size=1,
        max_size=4,
        open=False,
        timeout=5,
        reconnect_timeout=2,
        check=_check,
        kwargs={
            "autocommit": True,
            "options": "-c timezone=UTC -c jit=off",
            **database.KEEPALIVE,
        },
    )


async def _check(conn: psycopg.AsyncConnection[Any]) -> None:
    """Find out whether a connection still stands: one that ended has something to read, its end.

    A connection at rest has nothing to read, so that only a doubtful one costs a question.
    """
    poll = select.poll()  # not select, which knows no more than 1,024 descriptors
    poll.register(conn.fileno(), select.POLLIN)
    if poll.poll(0):
        await AsyncConnectionPool.check_connection(conn)


if __name__ == "__main__":
    process.main(SERVICE, Projections)
