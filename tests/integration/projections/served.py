"""A played history in real tables, behind the real application; only the runner is played."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import httpx2
from fastapi import FastAPI

from services.projections import api
from services.projections.main import pool_of
from services.projections.pages.signing_in import SigningIn
from services.projections.reading import View, Views
from services.projections.standings.rows import Standings
from services.projections.trail.rows import Trail
from services.runtime.access.door import Access
from services.runtime.generation import Generation, Projection
from services.runtime.wire import Carried

NOW = datetime(2013, 4, 1, 4, 0, tzinfo=UTC)


@dataclass
class Standing:
    """A runner that stands still."""

    positions: dict[str, int]
    rebuilding: dict[str, Any] | None = None
    replayed: list[str] = field(default_factory=list)

    def completeness(self) -> dict[str, dict[str, Any]]:
        return {
            service: {"position": at, "head": at, "oldest_unapplied_s": None}
            for service, at in self.positions.items()
        }

    async def wait_for(self, service: str, position: int, timeout_s: float) -> bool:
        return self.positions.get(service, 0) >= position

    async def replay(self, case: str) -> int:
        self.replayed.append(case)
        return 1

    async def rebuild(self) -> dict[str, Any]:
        self.rebuilding = {"state": "swapped", "done": 1, "of": 1, "differing": {}, "seconds": 0.1}
        return self.rebuilding


def project(dsn: str, projection: Projection, carried: Iterable[Carried]) -> dict[str, int]:
    """Project a log, and give the positions reached."""
    generation = Generation(projection, dsn, projection.name)
    generation.create()
    reached = dict.fromkeys(projection.services, 0)
    by_service = sorted(carried, key=lambda one: (one.service, one.position))
    with generation.connect() as conn:
        for service, batch in groupby(by_service, key=lambda one: one.service):
            if service in reached:
                events = list(batch)
                generation.apply(conn, service, events)
                reached[service] = events[-1].position
    return reached


@dataclass
class Served:
    """The application over a played history, and its runners."""

    app: FastAPI
    client: httpx2.AsyncClient
    runners: dict[str, Standing]

    async def get(self, path: str, **params: Any) -> Any:
        """The answer's JSON; fails unless it is there."""
        response = await self.client.get(path, params=params)
        assert response.status_code == 200, response.text
        return response.json()

    async def problem(self, path: str, **params: Any) -> dict[str, Any]:
        """The problem's document."""
        response = await self.client.get(path, params=params)
        assert response.headers["content-type"] == "application/problem+json", response.text
        found: dict[str, Any] = response.json()
        assert found["status"] == response.status_code
        return found


@asynccontextmanager
async def served(
    dsn: str, carried: Iterable[Carried], access: Access | None = None, now: datetime = NOW
) -> AsyncIterator[Served]:
    """Project a log into an empty database and serve it. ``access``: who asks (None: anybody)."""
    log = list(carried)
    runners = {
        projection.name: Standing(project(dsn, projection, log))
        for projection in (Trail(), Standings())
    }
    views = {name: View(name, runner, "test") for name, runner in runners.items()}

    async def no_faults() -> list[str]:
        return []

    async def status() -> dict[str, Any]:
        return {}

    async with pool_of(dsn) as pool:
        seen = Views(pool, views, now=lambda: now)
        signing_in = SigningIn(access) if access else None
        app = api.build(seen, faults=no_faults, status=status, signing_in=signing_in)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            yield Served(app, client, runners)
