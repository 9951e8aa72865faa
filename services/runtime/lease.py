"""Which replica of a service is at work: the one whose session holds a lock in its database."""

import asyncio
from typing import Any

import psycopg
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.runtime import database
from services.runtime.problems import plain_problem
from services.runtime.web import problem_response

log = structlog.get_logger()

_LOCK = 7205
_LOOK_EVERY_S = 1.0
_ANSWER_WITHIN_S = 5.0

# A machine that vanished is noticed within seconds, and its lock is free.
_SESSION: dict[str, Any] = {
    **database.KEEPALIVE,
    "connect_timeout": 3,
    "options": "-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3",
}  # fmt: skip


class Superseded(Exception):
    """Another replica has taken over: end, and stand by when started again."""


class Lease:
    """One replica of a service works and the others stand by, so that submissions keep their order.

    It guards the order alone: two replicas that both thought they led would still record nothing
    twice.
    """

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url
        self.fault: str | None = None
        """Why nothing is known of it just now."""
        self._session: psycopg.AsyncConnection[Any] | None = None

    async def try_to_take(self) -> bool:
        """Whether it is ours now; False: another replica has it.

        Raises:
            psycopg.OperationalError: the database is away.
        """
        await self.close()
        self._session = session = await psycopg.AsyncConnection.connect(
            self.database_url, autocommit=True, **_SESSION
        )
        taken = await session.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        return bool((await taken.fetchone() or (False,))[0])

    async def take(self) -> None:
        """Wait in the session of ``try_to_take``; it is ours as soon as the other lets go.

        Raises:
            psycopg.OperationalError: the database is away.
        """
        assert self._session is not None
        await self._session.execute("SELECT pg_advisory_lock(%s)", [_LOCK])

    async def keep(self) -> None:
        """Look after it until cancelled.

        Raises:
            Superseded: the database was away, and another replica was faster.
        """
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            try:
                async with asyncio.timeout(_ANSWER_WITHIN_S):
                    if self._session and not self._session.closed:
                        await self._session.execute("SELECT 1")
                    elif not await self.try_to_take():
                        raise Superseded("another replica has taken over")
                self.fault = None
            except (psycopg.OperationalError, TimeoutError) as error:
                self.fault = database.said_of(error)
                log.warning("lease_in_doubt", error=str(error) or type(error).__name__)
                await self.close()

    async def close(self) -> None:
        """Let go of it."""
        if self._session:
            await self._session.close()
            self._session = None


async def _well(_: Request) -> Response:
    return JSONResponse({"ready": True, "faults": [], "standing_by": True})


async def _at_work_elsewhere(_: Request, __: Exception) -> Response:
    detail = "this replica stands by, another one is at work"
    return problem_response(plain_problem("unavailable", "Standing by", 503, detail))


STANDING_BY = Starlette(
    routes=[Route("/livez", _well), Route("/readyz", _well)],
    exception_handlers={404: _at_work_elsewhere},
)
"""What a replica serves meanwhile: it is well, and takes nothing."""
