"""A township's year is played while processes die and streams vanish; it comes to the same."""

import asyncio
from collections.abc import Callable, Iterator

import nats
import pytest

from client.publisher import connected_publisher
from demo.fingerprint import fingerprint
from demo.play import Play, play
from demo.story import told_by
from infra.provision import connect_and_provision
from tests.support.engines import fresh_room
from tests.support.stack import Stack
from tests.support.the_year import EVENTS, Year

SCHEME = "classification-upgrade"


@pytest.fixture
def undisturbed(the_year: Year) -> str:
    """The fingerprint of a year in which nothing went wrong."""
    return str(the_year.again["fingerprint"])


@pytest.fixture
def stack() -> Iterator[Stack]:
    made = Stack(fresh_room())
    made.up()
    yield made
    made.end()


async def _year(stack: Stack, at: dict[int, Callable[[], object]]) -> Play:
    """Plays the year; ``at`` so many receipts, something happens meanwhile."""
    loop, happening = asyncio.get_running_loop(), []

    def progress(done: int, _: str) -> None:
        for count in [count for count in at if done >= count]:
            happening.append(loop.run_in_executor(None, at.pop(count)))

    async with connected_publisher(stack.addresses.nats, answer_within_s=5.0) as publisher:
        played = await play(told_by(SCHEME), publisher, progress)
        await asyncio.gather(*happening)
    assert not at, "the year was over before all had happened"
    return played


@pytest.mark.feature("S1-19")
@pytest.mark.parametrize(
    "victims",
    [
        {300: "grading", 1_500: "pledges", 3_500: "nats"},
        {400: "postgres", 2_200: "training", 3_000: "projections", 4_600: "grading"},
    ],
    ids=lambda victims: "-".join(victims.values()),
)
def test_kill_9_in_the_middle_changes_nothing(
    stack: Stack, undisturbed: str, victims: dict[int, str]
) -> None:
    kills = {at: lambda name=name: stack.kill(name) for at, name in victims.items()}
    played = asyncio.run(_year(stack, kills))  # type: ignore[arg-type]
    assert sum(played.positions.values()) == EVENTS
    assert len(played.refused) == 3
    assert fingerprint(stack.addresses, played) == undisturbed


def test_a_deleted_stream_is_refilled_and_read_on(stack: Stack, undisturbed: str) -> None:
    async def lose_and_provision() -> None:
        client = await nats.connect(stack.addresses.nats)
        await client.jetstream().delete_stream("GRADING")
        await client.close()
        await connect_and_provision(stack.addresses.nats)

    played = asyncio.run(_year(stack, {3_000: lambda: asyncio.run(lose_and_provision())}))
    assert fingerprint(stack.addresses, played) == undisturbed

    async def held() -> tuple[int, int, int]:
        client = await nats.connect(stack.addresses.nats)
        state = (await client.jetstream().stream_info("GRADING")).state
        await client.close()
        return state.first_seq, state.last_seq, state.messages

    assert asyncio.run(held()) == (1, played.positions["grading"], played.positions["grading"])
