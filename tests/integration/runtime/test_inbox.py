"""INBOX: every submission is taken in order, decided once, answered, and only then gone."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import psycopg
import pytest
import pytest_asyncio
from nats.aio.client import Client
from nats.aio.msg import Msg

from infra.provision import connect_and_provision
from services.runtime.connection import connect
from services.runtime.lease import Superseded
from services.runtime.process import run
from services.runtime.service import Service
from tests.support import toy
from tests.support.app import (
    App,
    at_work,
    binary,
    serving,
    settings_for,
    structured,
    talking,
    until,
)
from tests.support.desks import check_log
from tests.support.engines import HasUrl
from tests.support.toy import evidence


@pytest_asyncio.fixture
async def nc(nats_server: HasUrl) -> AsyncIterator[Client]:
    found = await connect(nats_server.url, "test")
    yield found
    await found.close()


async def publish(nc: Client, numbers: range) -> list[str]:
    """One message for each; the ids in order."""
    for n in numbers:
        body, headers = binary(evidence(n, f"s:c:n{n % 3}"))
        await nc.publish("gradetrail.inbox.grading.EvidenceRecorded", body, headers=headers)
    await nc.flush()
    return [f"e{n}" for n in numbers]


async def taken_by_another(nc: Client, count: int, *, removing: int = 0) -> None:
    """A process that took messages, removed the first as answered, and died."""
    taken: list[Msg] = []

    async def arrived(message: Msg) -> None:
        if message.reply:
            taken.append(message)

    inbox = nc.new_inbox()
    subscription = await nc.subscribe(inbox, cb=arrived)
    asked = json.dumps({"batch": count, "expires": 10**9}).encode()
    await nc.publish("$JS.API.CONSUMER.MSG.NEXT.INBOX.grading", asked, reply=inbox)
    await until(lambda: len(taken) == count, "taken")
    if removing:
        upto = taken[removing].metadata.sequence.stream
        await nc.jetstream().purge_stream("INBOX", seq=upto, subject="gradetrail.inbox.grading.*")
    await subscription.unsubscribe()
    await nc.flush()


async def emptied(app: App, count: int) -> None:
    """Wait until so many messages have come to INBOX, and gone."""

    async def nothing_left() -> bool:
        state = (await app.nc.jetstream().stream_info("INBOX")).state
        return bool(state.last_seq >= count and state.messages == 0)

    await until(nothing_left, "INBOX is empty")


async def test_messages_are_decided_in_their_order(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    ids = await publish(nc, range(500))
    async with serving(toy, postgres, nats_server.url) as service, talking(service) as app:
        ids += await publish(nc, range(500, 8_000))  # more than may be under way at once
        await emptied(app, 8_000)
    assert check_log(postgres) == ids


async def test_what_a_dead_process_had_taken_comes_first_and_in_order(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    ids = await publish(nc, range(60))
    await taken_by_another(nc, 40, removing=3)
    async with serving(toy, postgres, nats_server.url) as service, talking(service) as app:
        await emptied(app, 60)
    assert check_log(postgres) == ids[3:]


async def test_what_another_process_takes_meanwhile_is_not_removed_with_what_we_answer(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    async with serving(toy, postgres, nats_server.url) as service, talking(service) as app:
        ids = await publish(nc, range(2_000))
        for start in range(2_000, 6_000, 500):
            taking = asyncio.create_task(taken_by_another(nc, 20))
            ids += await publish(nc, range(start, start + 500))
            await taking
        await emptied(app, 6_000)
    assert sorted(check_log(postgres)) == sorted(ids)


async def test_what_comes_again_is_answered_with_its_first_position(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    async with serving(toy, postgres, nats_server.url) as service, talking(service) as app:
        await app.send(*structured(evidence(1)))
        (first,) = await app.receipt_of("e1")
    async with talking(service) as app:  # stopped: nobody reads
        await app.send(*structured(evidence(1)))
        await app.send(*structured(evidence(2)))
        await taken_by_another(nc, 2)
        async with serving(toy, postgres, nats_server.url):
            again, second = await app.receipt_of("e1", "e2")
    assert (again["status"], again["position"]) == ("duplicate", first["position"])
    assert (second["status"], second["position"]) == ("accepted", 2)


async def test_a_lost_inbox_is_a_fault_until_it_is_there_again(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    async with serving(toy, postgres, nats_server.url) as service, talking(service) as app:
        await nc.jetstream().delete_stream("INBOX")
        await until(service.inbox.faults, "the service notices")
        (fault,) = (await app.get("/readyz", 503))["faults"]
        assert fault.startswith("INBOX is not read")
        assert (await app.submit(evidence(1)))["status"] == "accepted"
        await connect_and_provision(nats_server.url)
        (receipt,) = await app.publish(*structured(evidence(2)))
        assert receipt["position"] == 2

        async def ready() -> bool:
            return (await app.http.get("/readyz")).status_code == 200

        await until(ready, "ready")


async def test_of_an_inbox_that_is_made_anew_the_desk_has_nothing_yet(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    """Its messages have the sequences of those that the desk still has of the one before."""
    async with (
        serving(toy, postgres, nats_server.url, patience_s=6) as service,
        talking(service) as app,
    ):
        for n in (1, 2, 3):
            await app.send(*binary(evidence(n, after="pledges:7")))
        await until(lambda: service.inbox.in_hand == 3, "the desk has them")
        await nc.jetstream().delete_stream("INBOX")
        await connect_and_provision(nats_server.url)
        for n in (4, 5, 6):
            await app.send(*binary(evidence(n, "s:c:south")))
        found = await app.receipt_of("e4", "e5", "e6")
        assert [receipt["status"] for receipt in found] == ["accepted"] * 3


async def test_another_replica_takes_over_where_the_first_ends(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    async with AsyncExitStack() as first:
        service = await first.enter_async_context(serving(toy, postgres, nats_server.url))
        async with serving(toy, postgres, nats_server.url) as second, talking(second) as app:
            assert (await app.get("/readyz"))["standing_by"]
            assert (await app.get("/at-work", 503))["title"] == "Standing by"
            assert (await app.post(*structured(evidence("early"))))[0]["problem"]["status"] == 503
            ids = await publish(nc, range(2_000))
            await until(lambda: service.desk.states.head > 200, "the first is at work")
            ids += await publish(nc, range(2_000, 3_000))
            began = asyncio.get_running_loop().time()
            await first.aclose()
            await until(lambda: at_work(app), "taken over")
            assert asyncio.get_running_loop().time() - began < 10
            await emptied(app, 3_000)
            assert (await app.submit(evidence("late")))["position"] == 3_001
    assert check_log(postgres) == [*ids, "elate"]


async def test_a_replica_that_stands_by_can_be_stopped(postgres: str, nats_server: HasUrl) -> None:
    async with serving(toy, postgres, nats_server.url) as first, asyncio.timeout(15):
        async with serving(toy, postgres, nats_server.url):
            pass
        assert not first.inbox.faults()


async def test_a_replica_that_lost_its_lease_ends(postgres: str, nats_server: HasUrl) -> None:
    service = Service(toy, settings_for(postgres, nats_server.url))
    running = asyncio.create_task(run(service))
    await until(lambda: hasattr(service, "inbox") and not service.inbox.faults(), "at work")
    with psycopg.connect(postgres, autocommit=True) as other:
        (pid,) = other.execute("SELECT pid FROM pg_locks WHERE objid = 7205").fetchone() or ()
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
        other.execute("SELECT pg_advisory_lock(7205)")
        with pytest.raises(Superseded):
            await asyncio.wait_for(running, 20)
