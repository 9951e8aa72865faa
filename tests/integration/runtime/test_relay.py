"""The relay: each stream is its log, gapless, in order and once, whatever happens on the way."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from nats.aio.client import Client

from contracts.envelope import Envelope
from infra.provision import connect_and_provision
from services.runtime.connection import connect
from services.runtime.relay import Entry, EventLog, Log, RefusedLog, Relay
from services.runtime.tasks import cancel_all
from services.runtime.wire import encode_state, headers_of, to_headers
from tests.support.app import until
from tests.support.desks import Office, at_work
from tests.support.engines import HasUrl
from tests.support.toy import evidence


@asynccontextmanager
async def relaying(dsn: str, nats_url: str, *sources: Log) -> AsyncIterator[list[Relay]]:
    """One relay for each source, at work."""
    nc = await connect(nats_url, "relay")
    relays = [Relay(nc, dsn, source) for source in sources]
    tasks = [asyncio.create_task(relay.run()) for relay in relays]
    try:
        yield relays
    finally:
        await cancel_all(tasks)
        await nc.close()


@pytest_asyncio.fixture
async def nc(nats_server: HasUrl) -> AsyncIterator[Client]:
    found = await connect(nats_server.url, "test")
    yield found
    await found.close()


async def stream_of(nc: Client, name: str = "GRADING") -> list[tuple[int, str, str]]:
    """Position, subject and id of each message; the sequences are checked on the way."""
    found = []
    last = (await nc.jetstream().stream_info(name)).state.last_seq
    for sequence in range(1, last + 1):
        message = await nc.jetstream().get_msg(name, sequence)
        headers = message.headers or {}
        found.append((int(headers["ce-position"]), message.subject or "", headers["ce-id"]))
    return found


async def carries(nc: Client, name: str, count: int) -> None:
    async def there() -> bool:
        state = (await nc.jetstream().stream_info(name)).state
        return bool(state.messages == state.last_seq == count)

    await until(there, f"{name} holds {count}")


def record(office: Office, numbers: Iterable[int], **also: Any) -> None:
    for receipt in office.receipts(*(evidence(n, f"s:c:n{n % 3}", **also) for n in numbers)):
        assert receipt.status in ("accepted", "refused")


async def test_the_stream_is_the_log(postgres: str, nats_server: HasUrl, nc: Client) -> None:
    with at_work(postgres) as office:
        record(office, range(900))
        async with relaying(postgres, nats_server.url, EventLog("grading")) as (relay,):
            await carries(nc, "GRADING", 900)
            record(office, [900])
            await carries(nc, "GRADING", 901)
            assert relay.fault is None
            await until(lambda: relay.position == 901, "known")
    found = await stream_of(nc)
    assert [position for position, *_ in found] == list(range(1, 902))
    assert [id_ for *_, id_ in found] == [f"e{n}" for n in range(901)]
    assert {subject.split(".")[3] for _, subject, _ in found} == {"s:c:n0", "s:c:n1", "s:c:n2"}
    assert len({subject.split(".")[2] for _, subject, _ in found}) > 1


async def test_two_relays_at_once_carry_each_event_once(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    with at_work(postgres) as office:
        async with relaying(
            postgres, nats_server.url, EventLog("grading"), EventLog("grading"),
            RefusedLog("grading"), RefusedLog("grading"),
        ) as relays:  # fmt: skip
            for start in range(0, 2_000, 100):
                record(office, range(start, start + 100))
                record(office, [start], time="soon")
                for relay in relays:
                    relay.wake()
                await asyncio.sleep(0)
            await carries(nc, "GRADING", 2_000)
            await carries(nc, "REFUSED", 20)
    found = await stream_of(nc)
    assert [id_ for *_, id_ in found] == [f"e{n}" for n in range(2_000)]
    assert [position for position, *_ in await stream_of(nc, "REFUSED")] == list(range(1, 21))


async def test_what_is_at_hand_is_carried_only_where_it_follows(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    """Another replica's events, and those of a commit without an answer, are in the log only."""
    with at_work(postgres) as office:
        record(office, range(30))
    log = EventLog("grading")
    async with relaying(postgres, nats_server.url, log) as (relay,):
        await carries(nc, "GRADING", 30)
    with at_work(postgres) as office:
        record(office, range(30, 60))
    relay = Relay(nc, postgres, log)

    def at_hand(*positions: int) -> list[Entry]:
        told = evidence(1)
        envelope = Envelope(
            id="hand", source="x", type=told["type"], subject="s:c:n", time=datetime.now(UTC),
            actor="n",
        )  # fmt: skip
        data = json.dumps(told["data"]).encode()
        return [Entry(p, log._subject("s:c:n", envelope.type), headers_of(envelope, p), data)
                for p in positions]  # fmt: skip

    relay.wake(at_hand(20, 21))  # carried already
    relay.wake(at_hand(31, 32))  # behind a hole
    relay.wake(at_hand(40, 41))  # and another
    running = asyncio.create_task(relay.run())
    await carries(nc, "GRADING", 60)
    await cancel_all([running])
    found = await stream_of(nc)
    assert [position for position, *_ in found] == list(range(1, 61))


async def test_a_lost_stream_is_filled_again_with_the_same_positions(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    with at_work(postgres) as office:
        record(office, range(700))
        record(office, range(700, 703), time="soon")
        sources = EventLog("grading"), RefusedLog("grading")
        async with relaying(postgres, nats_server.url, *sources) as relays:
            await carries(nc, "GRADING", 700)
            await carries(nc, "REFUSED", 3)
            before = await stream_of(nc)
            for name in ("GRADING", "REFUSED"):
                await nc.jetstream().delete_stream(name)
            await until(lambda: all(relay.fault for relay in relays), "the relays notice")
            await connect_and_provision(nats_server.url)
            await carries(nc, "GRADING", 700)
            await carries(nc, "REFUSED", 3)
            await until(lambda: not any(relay.fault for relay in relays), "all is well")
    assert await stream_of(nc) == before


async def test_a_purged_stream_is_a_fault_and_a_purged_refused_is_filled_again(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    with at_work(postgres) as office:
        record(office, range(5))
        record(office, range(5, 8), time="soon")
        sources = EventLog("grading"), RefusedLog("grading")
        async with relaying(postgres, nats_server.url, *sources) as (events, refused):
            await carries(nc, "GRADING", 5)
            await carries(nc, "REFUSED", 3)
            for name in ("GRADING", "REFUSED"):
                await nc.jetstream().purge_stream(name)
            fault = await until(lambda: events.fault, "the relay notices")
            assert "has lost messages" in fault

            async def again() -> bool:
                return bool((await nc.jetstream().stream_info("REFUSED")).state.messages == 3)

            await until(again, "the refused are there again")
            await until(lambda: not refused.fault, "all is well")
            await nc.jetstream().delete_stream("GRADING")
            await connect_and_provision(nats_server.url)
            await carries(nc, "GRADING", 5)


@pytest.mark.parametrize(
    "stranger", ["gradetrail.grading.p00.s:c:n.X", "gradetrail.refused.grading"]
)
async def test_a_stranger_in_a_stream_is_a_fault(
    postgres: str, nats_server: HasUrl, nc: Client, stranger: str
) -> None:
    await nc.jetstream().publish(stranger, b"{}")
    with at_work(postgres) as office:
        record(office, range(5))
        record(office, range(5, 8), time="soon")
        sources = EventLog("grading"), RefusedLog("grading")
        async with relaying(postgres, nats_server.url, *sources) as relays:
            faults = await until(
                lambda: [r.fault for r in relays if "not of its relay" in (r.fault or "")],
                "a fault",
            )
    assert len(faults) == 1


async def test_events_of_megabytes_are_carried(
    postgres: str, nats_server: HasUrl, nc: Client
) -> None:
    with at_work(postgres) as office:
        for n in range(6):
            event = evidence(n, f"s:c:n{n}", data={"found_in": "年" * 20_000})
            inputs = [{"name": "年" * 19_000, "value": "1", "unit": "x"}] * 60
            event["data"]["inputs"] = inputs
            assert office.receipts(event)[0].status == "accepted"
        async with relaying(postgres, nats_server.url, EventLog("grading")):
            await carries(nc, "GRADING", 6)


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cf"]), min_size=1, max_size=9
)


@given(id=TEXT, source=TEXT, recordedby=TEXT | st.none(), offset=st.integers(-840, 840))
def test_what_is_at_hand_is_carried_as_the_log_gives_it(
    id: str, source: str, recordedby: str | None, offset: int
) -> None:
    time = msgspec.convert(f"2011-11-12T09:00:00{offset // 60:+03d}:{offset % 60:02d}", datetime)
    envelope = Envelope(
        id=id, source=source, type="t", subject="s:c:n", time=time, actor="n",
        recordedby=recordedby, recordedat=datetime.now(UTC), version=3,
    )  # fmt: skip
    assert to_headers(encode_state(envelope, b'{"a":1}'), 7) == (
        headers_of(envelope, 7),
        b'{"a":1}',
    )
