"""A part that swallows its cancellation is cancelled again; a thread's end is waited for."""

import asyncio
import threading
from contextlib import suppress

import pytest

from services.runtime.tasks import cancel_all, in_thread, together


async def stubborn() -> None:
    """Swallows one cancellation, as what waits for an answer that comes just then."""
    with suppress(asyncio.CancelledError):
        await asyncio.sleep(60)
    await asyncio.sleep(60)


async def failing() -> None:
    raise ValueError("of its own")


async def test_a_task_that_swallows_one_cancellation_ends_all_the_same() -> None:
    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    await asyncio.wait_for(cancel_all([task]), 5)
    assert task.cancelled()


async def test_so_it_does_among_others() -> None:
    tasks = [asyncio.create_task(stubborn()) for _ in range(2)]
    all_of_them = asyncio.create_task(together(tasks))
    await asyncio.sleep(0.01)
    await asyncio.wait_for(cancel_all([all_of_them]), 5)
    assert all(task.cancelled() for task in tasks)


async def test_if_one_of_several_fails_none_goes_on() -> None:
    other = asyncio.create_task(stubborn())
    with pytest.raises(ValueError, match="of its own"):
        await asyncio.wait_for(together([other, asyncio.create_task(failing())]), 5)
    assert other.cancelled()


async def test_one_of_several_that_is_cancelled_alone_leaves_the_others_at_work() -> None:
    ended, other = asyncio.create_task(stubborn()), asyncio.create_task(stubborn())
    both = asyncio.create_task(together([ended, other]))
    await asyncio.sleep(0.01)
    await asyncio.wait_for(cancel_all([ended]), 5)
    await asyncio.sleep(0.01)
    assert not other.done()
    assert not both.done()
    await asyncio.wait_for(cancel_all([both]), 5)


async def test_how_a_task_ends_does_not_matter() -> None:
    task = asyncio.create_task(failing())
    await asyncio.wait([task])
    assert isinstance(task.exception(), ValueError)
    await cancel_all([task])


@pytest.mark.parametrize("fails", [False, True])
async def test_who_is_cancelled_ends_when_its_thread_does(fails: bool) -> None:
    go, ended = threading.Event(), threading.Event()

    def work() -> None:
        go.wait(20)
        ended.set()
        if fails:
            raise ValueError

    task = asyncio.create_task(in_thread(work))
    await asyncio.sleep(0)
    for _ in range(3):
        task.cancel()
        assert not (await asyncio.wait([task], timeout=0.02))[0]
    go.set()
    await cancel_all([task])
    assert task.cancelled()
    assert ended.is_set()


async def test_a_thread_that_does_not_end_is_waited_for_no_longer_than_said() -> None:
    go = threading.Event()
    task = asyncio.create_task(in_thread(go.wait, 20, ends_within_s=0.05))
    await asyncio.sleep(0)
    await asyncio.wait_for(cancel_all([task]), 5)
    assert task.cancelled()
    assert not go.is_set()
    go.set()


async def test_what_a_thread_gives_or_raises_comes_out() -> None:
    assert await in_thread(int, "7") == 7
    with pytest.raises(ValueError, match="seven"):
        await in_thread(int, "seven")
