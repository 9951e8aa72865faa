"""A service as a process of its own: until SIGTERM or SIGINT, then what is at hand is finished."""

import asyncio
import signal
import sys
from collections.abc import Callable
from typing import Protocol

from services.runtime import collector, logs, revisions, tracing
from services.runtime.access.nats import CannotSignIn
from services.runtime.access.start import Unsafe
from services.runtime.settings import Settings, settings_of


class Runs(Protocol):
    """What is run, then stopped, once."""

    async def run(self) -> None:
        """Serve until stopped."""

    async def stop(self) -> None:
        """Answer what is at hand, then end all parts."""


def main(name: str, made: Callable[[Settings], Runs]) -> None:
    """Run the service of a name, configured from the environment."""
    settings = settings_of(name)
    logs.configure(name, settings.log_format)
    tracing.configure(name)
    collector.spare()
    try:
        asyncio.run(_until_signalled(lambda: made(settings)))
    except (Unsafe, CannotSignIn, revisions.Behind) as error:
        sys.exit(f"{name}: {error}")
    finally:
        tracing.finish()


async def _until_signalled(made: Callable[[], Runs]) -> None:
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    service = made()
    running = asyncio.create_task(service.run())
    signalled = asyncio.create_task(stopping.wait())
    await asyncio.wait([running, signalled], return_when=asyncio.FIRST_COMPLETED)
    signalled.cancel()
    try:
        if running.done():
            running.result()
    finally:
        running.cancel()
        await service.stop()
