"""A service as a process of its own: until SIGTERM or SIGINT, then what is at hand is finished."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Collection
from contextlib import AsyncExitStack
from typing import Any, Protocol

import structlog

from services.runtime import collector, logs, revisions, tracing
from services.runtime.access.nats import CannotSignIn
from services.runtime.access.start import Unsafe
from services.runtime.settings import Settings, settings_of
from services.runtime.tasks import cancel_all

log = structlog.get_logger()

_OVER_S = 5.0
"""What comes after the open requests: the desk's transaction, the connections' ends."""


class Runs(Protocol):
    """What is run once, until ``stopping`` is set."""

    stopping: asyncio.Event

    async def start(self, to_stop: AsyncExitStack) -> Collection["asyncio.Future[Any]"]:
        """Start all parts and push onto ``to_stop`` how each ends; may be cancelled anywhere.

        Returns those that end before they are stopped only if they fail.
        """


async def run(service: Runs) -> None:
    """Serve until stopped, then answer what is at hand; a part that fails ends the service too.

    Raises:
        Exception: what a part failed of, or the start.
    """
    stopped = asyncio.create_task(service.stopping.wait())
    async with AsyncExitStack() as to_stop:
        starting = asyncio.create_task(service.start(to_stop))
        try:
            await asyncio.wait([starting, stopped], return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                parts = [*starting.result(), stopped]
                ended, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
                for part in ended:
                    part.result()
        finally:
            log.info("stopping")
            service.stopping.set()
            await cancel_all([starting, stopped])


def main(name: str, made: Callable[[Settings], Runs]) -> None:
    """Run the service of a name, configured from the environment."""
    settings = settings_of(name)
    logs.configure(name, settings.log_format)
    tracing.configure(name)
    collector.spare()
    try:
        asyncio.run(_until_signalled(lambda: made(settings), settings.stop_within_s + _OVER_S))
    except (Unsafe, CannotSignIn, revisions.Behind) as error:
        sys.exit(f"{name}: {error}")
    finally:
        tracing.finish()


async def _until_signalled(made: Callable[[], Runs], within_s: float) -> None:
    service, loop = made(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, service.stopping.set)
    watching = loop.create_task(_end_within(within_s, service.stopping))
    await run(service)
    watching.cancel()


async def _end_within(seconds: float, stopping: asyncio.Event) -> None:
    """What then still waits for a server that does not answer is ended: a crash is harmless."""
    await stopping.wait()
    overdue = threading.Timer(seconds, _end)
    overdue.daemon = True
    overdue.start()


def _end() -> None:
    log.error("stop_overdue")
    sys.stdout.flush()
    os._exit(1)
