"""A connection to NATS that is lost."""

import asyncio

import nats.errors
import pytest
from nats.aio.msg import Msg

from services.runtime.connection import Connection
from tests.support.app import until
from tests.support.engines import NatsServer


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


async def _publish_on_and_on(client: Connection) -> None:
    while True:
        await client.publish("events", b"x" * 1_000)
        await asyncio.sleep(0)


async def _heard(_: Msg) -> None:
    """Nothing comes."""


async def _quiet(_: Exception) -> None:
    """That it was lost is seen by what publishes."""
