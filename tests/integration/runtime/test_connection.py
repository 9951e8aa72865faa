"""A connection to NATS that is lost."""

import asyncio

import nats.errors
import pytest
from nats.aio.msg import Msg

from contracts.subjects import inbox, inbox_stream
from infra.provision import connect_and_provision
from services.runtime.connection import Connection
from services.runtime.pull import Pull
from tests.support import toy
from tests.support.app import serving, structured, talking, until
from tests.support.cable import cable
from tests.support.engines import HasUrl, NatsEngine, NatsServer
from tests.support.toy import evidence


async def test_lost_with_something_still_to_write_it_leaves_nothing_behind(
    nats_server: NatsServer,
) -> None:
    client, before = Connection(), asyncio.all_tasks()
    await client.connect_as("app", nats_server.url, allow_reconnect=False, error_cb=_quiet)
    await client.subscribe("receipts", cb=_heard)
    await client.flush()
    nats_server.kill()
    with pytest.raises(nats.errors.ConnectionClosedError):
        await _publish_on_and_on(client)
    await until(lambda: asyncio.all_tasks() == before, "no task of the connection's")


async def test_what_a_peer_does_not_take_keeps_nobody_from_the_next_connection(
    nats_server: HasUrl,
) -> None:
    async with cable(nats_server.url) as way:
        client = Connection()
        await client.connect_as(
            "app", way.url, ping_interval=1, max_outstanding_pings=1, reconnect_time_wait=0.1,
            max_reconnect_attempts=-1, error_cb=_quiet,
        )  # fmt: skip
        way.stall()
        for _ in range(8):
            await client.publish("events", b"x" * 4_000_000)
        await until(lambda: client.stats["reconnects"], "the next connection", within_s=15)
        await client.abandon()


@pytest.mark.embedded
async def test_a_backlog_of_large_messages_is_read_on_one_connection(nats_server: HasUrl) -> None:
    """NATS ends a connection for which it has to keep more than 64 MB."""
    await connect_and_provision(nats_server.url)
    app, reader = Connection(), Connection()
    await app.connect_as("app", nats_server.url)
    await reader.connect_as("grading", nats_server.url, error_cb=_quiet)
    for _ in range(18):
        await app.jetstream(timeout=10).publish(inbox("grading", "Any"), b"x" * 4_000_000)
    pull, found = await Pull.from_durable(reader, inbox_stream(), "grading"), 0
    while found < 18:
        found += len(await pull.next_batch())
    assert reader.stats["reconnects"] == 0
    await reader.close()
    await app.close()


# While a container is down, Docker accepts its connections, and nats-py leaves those open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_service_stops_while_nats_is_away(postgres: str, nats_server: NatsEngine) -> None:
    async with serving(toy, postgres, nats_server.url) as service:
        nats_server.kill()
        await until(service._hindrances, "it notices")


# Of a connection that is refused, nats-py leaves the socket to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.embedded
async def test_requests_are_heard_again_after_nats_has_refused_the_service_for_a_while(
    postgres: str, nats_server: NatsServer
) -> None:
    async with serving(toy, postgres, nats_server.url) as service:
        for more in ('authorization { token: "of another time" }', ""):
            nats_server.kill()
            nats_server.engine.more = more
            nats_server.engine.prepare()
            nats_server.start()
            if more:
                await asyncio.sleep(2.5)  # in which it is refused, more than once
                assert service._hindrances() == ["NATS is away"]
        await until(lambda: not service._hindrances(), "all is well")
        async with talking(service) as app:
            (receipt,) = await app.request(*structured(evidence(1)))
            assert receipt["status"] == "accepted"


async def _publish_on_and_on(client: Connection) -> None:
    while True:
        await client.publish("events", b"x" * 1_000)
        await asyncio.sleep(0)


async def _heard(_: Msg) -> None:
    """Nothing comes."""


async def _quiet(_: Exception) -> None:
    """That it was lost is seen by what publishes."""
