"""Who submits and waits has so much room at the desk, and an answer in time."""

import asyncio
from typing import Any

import pytest

from services.runtime.access.identity import ANYBODY, Identity
from services.runtime.receipts import Receipt
from services.runtime.recording import Message
from services.runtime.submitting import Load, Submitting
from services.runtime.web import ProblemFound
from services.runtime.wire import Submission

LOUD, QUIET = Identity("loud", frozenset()), Identity("quiet", frozenset())


class Slow:
    """A desk that lets everything lie until it is told to answer."""

    def __init__(self, fault: str | None = None) -> None:
        self.fault, self.patience_s, self.lying = fault, 0.0, list[Message]()

    def hand(self, message: Message) -> None:
        self.lying.append(message)

    def answer(self) -> None:
        for message in self.lying:
            for index, _ in enumerate(message.submissions):
                message.receive(index, Receipt(id="e", source="s", status="accepted", service="g"))
        self.lying.clear()


def events(count: int, size_bytes: int = 2) -> list[Submission]:
    return [Submission({}, b"x" * size_bytes) for _ in range(count)]


class Waiting:
    """Submissions that wait for the desk."""

    def __init__(self, desk: Slow, **bounds: Any) -> None:
        desk_: Any = desk
        self.desk, self.submitting = desk, Submitting(desk_, **bounds)
        self.tasks: list[asyncio.Task[list[Receipt]]] = []

    async def submit(self, sender: Identity, submissions: list[Submission]) -> None:
        self.tasks.append(asyncio.create_task(self.submitting.submit(submissions, sender)))
        await asyncio.sleep(0)

    async def refused(self, sender: Identity, submissions: list[Submission]) -> ProblemFound:
        with pytest.raises(ProblemFound) as found:
            await self.submitting.submit(submissions, sender)
        assert found.value.retry_after_s
        return found.value

    async def answered(self) -> list[int]:
        self.desk.answer()
        found = [len(await task) for task in self.tasks]
        self.tasks.clear()
        return found


@pytest.fixture
def waiting() -> Waiting:
    return Waiting(Slow(), of_one=Load(10, 1_000), of_all=Load(15, 10_000))


async def test_a_sender_has_its_share_and_no_more_until_it_is_answered(waiting: Waiting) -> None:
    await waiting.submit(LOUD, events(6))
    no = await waiting.refused(LOUD, events(5))
    assert no.problem["status"] == 429
    assert "6 submissions of this sender wait" in no.problem["detail"]
    await waiting.submit(QUIET, events(6))
    assert len(waiting.desk.lying) == 2, "what was turned away is not at the desk"
    assert await waiting.answered() == [6, 6]
    await waiting.submit(LOUD, events(10))
    assert await waiting.answered() == [10]


async def test_together_they_have_so_much(waiting: Waiting) -> None:
    await waiting.submit(LOUD, events(10))
    no = await waiting.refused(QUIET, events(6))
    assert no.problem["status"] == 503
    await waiting.submit(QUIET, events(5))
    assert await waiting.answered() == [10, 5]


async def test_bytes_count_as_well(waiting: Waiting) -> None:
    await waiting.submit(LOUD, events(1, size_bytes=999))
    assert (await waiting.refused(LOUD, events(1))).problem["status"] == 429
    assert await waiting.answered() == [1]


async def test_what_is_being_read_counts_as_well(waiting: Waiting) -> None:
    with waiting.submitting.reading(LOUD, 999):
        assert (await waiting.refused(LOUD, events(1))).problem["status"] == 429
        with pytest.raises(ProblemFound), waiting.submitting.reading(LOUD, 2):
            raise AssertionError("it is not to be read")
        await waiting.submit(QUIET, events(1))
    await waiting.submit(LOUD, events(1))
    assert await waiting.answered() == [1, 1]


async def test_one_message_is_never_too_large(waiting: Waiting) -> None:
    await waiting.submit(LOUD, events(1_000))
    assert await waiting.answered() == [1_000]


async def test_ones_own_machine_has_all_the_room(waiting: Waiting) -> None:
    await waiting.submit(ANYBODY, events(15))
    assert (await waiting.refused(ANYBODY, events(1))).problem["status"] == 503
    assert await waiting.answered() == [15]


async def test_who_waits_for_too_long_is_told_why_and_what_to_do() -> None:
    waiting = Waiting(Slow("the disk of the database is full"), within_s=0.01, of_one=Load(1, 9))
    no = await waiting.refused(LOUD, events(1))
    assert no.problem["status"] == 503
    assert no.problem["detail"].startswith("the disk of the database is full: send the same again")
    again = await waiting.refused(LOUD, events(1))  # the first still lies there
    assert again.problem == no.problem
    assert len(waiting.desk.lying) == 1
