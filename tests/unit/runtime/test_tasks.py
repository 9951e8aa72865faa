"""A part that swallows its cancellation is cancelled again."""

import asyncio

from services.runtime.tasks import cancel_all


async def test_a_task_that_swallows_one_cancellation_ends_all_the_same() -> None:
    swallowed = 0

    async def stubborn() -> None:
        nonlocal swallowed
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                swallowed += 1
                if swallowed > 1:
                    raise

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    await asyncio.wait_for(cancel_all([task]), 5)
    assert task.cancelled()
    assert swallowed == 2


async def test_how_a_task_ends_does_not_matter() -> None:
    async def failing() -> None:
        raise ValueError

    task = asyncio.create_task(failing())
    await asyncio.wait([task])
    assert isinstance(task.exception(), ValueError)
    await cancel_all([task])
