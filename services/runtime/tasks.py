"""The end of a service's parts."""

import asyncio
from collections.abc import Iterable
from typing import Any

_AGAIN_S = 0.5


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
