"""Patience with a database: services and engines start in any order."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg
import structlog

log = structlog.get_logger()

KEEPALIVE: dict[str, Any] = {
    "keepalives_idle": 2, "keepalives_interval": 1, "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}  # fmt: skip
"""Of a connection that notices within seconds that the machine at its other end has vanished."""

_AGAIN_S = 0.5
Done = TypeVar("Done")


_FULL = "53100"
"""PostgreSQL's code for a disk that is full."""


def said_of(error: BaseException) -> str:
    """What is wrong with a database, in words. Its own are not told to who asks over HTTP."""
    cause: BaseException | None = error
    while cause is not None:
        if getattr(cause, "sqlstate", None) == _FULL:
            return "the disk of the database is full"
        cause = cause.__cause__
    return "the database does not answer"


async def answering(work: Callable[[], Done]) -> Done:
    """What work on a database gives, tried again for as long as that is away."""
    while True:
        try:
            return await asyncio.to_thread(work)
        except psycopg.OperationalError as error:
            log.warning("database_away", error=str(error), again_in_s=_AGAIN_S)
            await asyncio.sleep(_AGAIN_S)
