"""Hearing: what another service recorded is folded in once, and goes on where it stood."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import psycopg
import pytest_asyncio
from nats.aio.client import Client

from infra.provision import connect_and_provision
from services.runtime.connection import connect
from services.runtime.service import Service
from tests.support import toy
from tests.support.app import at_work, serving, talking, until
from tests.support.desks import pledge
from tests.support.engines import HasUrl
from tests.support.toy import confirmed, evidence


@pytest_asyncio.fixture
async def nc(nats_server: HasUrl) -> AsyncIterator[Client]:
    found = await connect(nats_server.url, "test")
    yield found
    await found.close()


async def carry(nc: Client, first: int, last: int, case: str = "s:c:north") -> None:
    """What the relay of pledges does: a pledge at each position, every tenth something else."""
    for position in range(first, last + 1):
        event = pledge(position, case)
        name, headers = "PledgeMade", dict(event.headers)
        if position % 10 == 0:
            name, headers["ce-type"] = "OpinionsHeard", "gradetrail.pledges.OpinionsHeard.v1"
        subject = f"gradetrail.pledges.p00.{case}.{name}"
        await nc.publish(subject, event.data, headers=headers)
    await nc.flush()


async def hears(service: Service, position: int) -> None:
    await until(lambda: service.desk.states.heard.get("pledges") == position, f"heard {position}")


def kept(dsn: str) -> list[int]:
    """The positions that were kept, in order."""
    with psycopg.connect(dsn) as conn:
        rows = conn.execute("SELECT position FROM heard ORDER BY position").fetchall()
    return [position for (position,) in rows]


PLEDGES = [n for n in range(1, 1_000) if n % 10]


async def test_what_others_recorded_is_folded_once_also_over_a_restart(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    await carry(nc, 1, 30)
    async with serving(toy, postgres, nats_server.url) as service, talking(service) as app:
        await hears(service, 30)
        assert (await app.submit(confirmed(1)))["status"] == "accepted"
        await carry(nc, 31, 40)
        await hears(service, 40)  # the last is none that is folded in
        assert service.desk.states.streams["s:c:north"].state.pledges == 36
    await carry(nc, 41, 45)
    async with serving(toy, postgres, nats_server.url) as service, talking(service) as app:
        await hears(service, 45)
        assert (await app.submit(evidence(2, after="pledges:40")))["status"] == "accepted"
        assert service.desk.states.streams["s:c:north"].state.pledges == 41
    assert kept(postgres) == [n for n in PLEDGES if n <= 45]


async def test_a_stream_that_is_lost_and_filled_again_is_not_heard_twice(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    await carry(nc, 1, 25)
    async with serving(toy, postgres, nats_server.url) as service, talking(service) as app:
        await hears(service, 25)
        await nc.jetstream().delete_stream("PLEDGES")

        async def noticed() -> bool:
            return any("pledges is not heard" in f for f in (await app.get("/status"))["faults"])

        await until(noticed, "the service notices")
        await connect_and_provision(nats_server.url)
        await carry(nc, 1, 12)
        await until(lambda: not service.hearing.faults, "it is heard again")
        await carry(nc, 13, 33)
        await hears(service, 33)
        assert (await app.submit(confirmed(1)))["status"] == "accepted"
        assert service.desk.states.streams["s:c:north"].state.pledges == 30
    assert kept(postgres) == [n for n in PLEDGES if n <= 33]


async def test_a_replica_that_takes_over_hears_on_where_the_first_ended(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    async with AsyncExitStack() as first:
        one = await first.enter_async_context(serving(toy, postgres, nats_server.url))
        async with serving(toy, postgres, nats_server.url) as other, talking(other) as app:
            for start in range(1, 60, 6):
                await carry(nc, start, start + 5)
            await hears(one, 60)
            await carry(nc, 61, 66)
            await first.aclose()
            await until(lambda: at_work(app), "taken over")
            await hears(other, 66)
            await app.submit(confirmed(1))
            assert other.desk.states.streams["s:c:north"].state.pledges == 60
    assert kept(postgres) == [n for n in PLEDGES if n <= 66]


async def test_a_message_that_is_not_of_the_relay_is_not_heard(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    await carry(nc, 1, 3)
    stranger = pledge(1)
    subject = "gradetrail.pledges.p00.s:c:north.PledgeMade"
    async with serving(toy, postgres, nats_server.url, patience_s=0.2) as service:
        # Once it is up: while it cannot hear, a service is not ready.
        await nc.jetstream().publish(subject, stranger.data, headers=dict(stranger.headers))
        fault = await until(lambda: service.hearing.faults.get("pledges"), "a fault")
        assert "message 4 of pledges is not of its relay" in fault
    assert max(kept(postgres), default=0) <= 3
