"""The end of a service's parts."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from typing import Any, TypeVar

_AGAIN_S = 0.5
_ENDS_S = 5.0

Result = TypeVar("Result")


async def together(tasks: Collection["asyncio.Task[None]"]) -> None:
    """Wait until one of several tasks fails, or all have ended; then none goes on.

    Not a task group, which cancels its tasks once and no more (see ``cancel_all``).
    """
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in ended:
            if not task.cancelled():
                task.result()
    finally:
        await uncut(cancel_all(tasks))


async def cancel_all(tasks: Iterable["asyncio.Task[Any]"]) -> None:
    """Cancel tasks and wait until all have ended, however they end.

    Once is not enough: ``asyncio.wait_for`` of Python 3.11 swallows a cancellation that comes as
    its own wait ends, and the task would go on for ever.
    """
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=_AGAIN_S)


async def in_thread(
    work: Callable[..., Result], *args: object, ends_within_s: float = _ENDS_S
) -> Result:
    """What work in a thread gives, ``uncut``: what it works with is not closed under it."""
    return await uncut(asyncio.to_thread(work, *args), ends_within_s)


async def uncut(work: Awaitable[Result], ends_within_s: float = _ENDS_S) -> Result:
    """What some work gives. Who is cancelled meanwhile ends when the work does.

    ``ends_within_s``: how long that is waited for, however often the cancellation comes again.
    """
    doing = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await _ended(doing, ends_within_s)
        raise


async def _ended(doing: "asyncio.Future[Any]", within_s: float) -> None:
    now = asyncio.get_running_loop().time
    until = now() + within_s
    while not doing.done() and now() < until:
        with suppress(asyncio.CancelledError):
            await asyncio.wait([doing], timeout=until - now())
