"""The publisher against a real NATS and a desk that answers as it is told."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import nats
import pytest
from nats.aio.msg import Msg

from client.publisher import NoAnswer, Publisher, connected_publisher
from client.submissions import NotRoutable, Submission
from services.runtime.connection import Connection
from tests.support.app import until
from tests.support.engines import NatsServer

Answer = Callable[["FakeDesk", Msg], Awaitable[None]]


def said(number: int, service: str = "grading", event: str = "X") -> Submission:
    return {
        "specversion": "1.0", "id": f"e{number}", "source": "/tests",
        "type": f"gradetrail.{service}.{event}.v1", "subject": "s:c:o", "data": {"n": number},
    }  # fmt: skip


class FakeDesk:
    """Sees what is published; ``answer`` says what it does about it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.seen: list[list[str]] = []
        self.subjects: list[str] = []

    async def arrived(self, msg: Msg) -> None:
        content = json.loads(msg.data)
        events = content if isinstance(content, list) else [content]
        self.seen.append([event["id"] for event in events])
        self.subjects.append(msg.subject)
        await self.answer(self, msg)

    async def reply(self, nc: Any, msg: Msg, status: str = "accepted") -> None:
        content = json.loads(msg.data)
        events = content if isinstance(content, list) else [content]
        receipts = [
            {"id": e["id"], "source": e["source"], "status": status, "service": "grading"}
            for e in events
        ]
        assert msg.headers is not None
        await nc.publish(msg.headers["receipt-to"], json.dumps({"receipts": receipts}).encode())


@asynccontextmanager
async def desk(url: str, answer: Answer) -> AsyncIterator[FakeDesk]:
    fake = FakeDesk(answer)
    nc = await nats.connect(url, reconnect_time_wait=0.1)
    await nc.subscribe("gradetrail.inbox.>", cb=fake.arrived)
    await nc.flush()
    yield fake
    await nc.close()


@asynccontextmanager
async def publishing(
    server: NatsServer, answer: Answer, **settings: Any
) -> AsyncIterator[tuple[Publisher, FakeDesk]]:
    async with desk(server.url, answer) as fake, connected_publisher(
        server.url, **settings
    ) as publisher:  # fmt: skip
        yield publisher, fake


async def at_once(fake: FakeDesk, msg: Msg) -> None:
    await fake.reply(msg._client, msg)


async def never(_: FakeDesk, __: Msg) -> None:
    return None


async def test_a_submission_for_nobody_is_not_sent(nats_server: NatsServer) -> None:
    async with publishing(nats_server, at_once) as (publisher, fake):
        with pytest.raises(NotRoutable, match=r"mail\.Sent\.v1 is not gradetrail"):
            await publisher.publish([{"id": "1", "source": "s", "type": "mail.Sent.v1"}])
    assert fake.seen == []


async def test_a_batch_is_neither_empty_nor_above_a_thousand(nats_server: NatsServer) -> None:
    async with publishing(nats_server, at_once) as (publisher, _):
        for size in (0, 1001):
            with pytest.raises(ValueError, match="1 to 1000"):
                await publisher.publish([said(1)], batch=size)


async def test_without_an_answer_it_says_so(nats_server: NatsServer) -> None:
    async with publishing(nats_server, never, give_up_after_s=0.5) as (publisher, _):
        with pytest.raises(NoAnswer, match="1 receipt did not come: nobody answered"):
            await publisher.publish([said(1)])


async def test_without_a_stream_it_names_the_cause(nats_server: NatsServer) -> None:
    nc = await nats.connect(nats_server.url)
    await nc.request("$JS.API.STREAM.DELETE.INBOX", b"", timeout=5)
    await nc.close()
    async with connected_publisher(nats_server.url, give_up_after_s=0.5) as publisher:
        with pytest.raises(NoAnswer, match="has it been provisioned"):
            await publisher.publish([said(1)])


async def test_without_a_server_it_names_the_address() -> None:
    async with connected_publisher("nats://127.0.0.1:1", give_up_after_s=0.4) as publisher:
        with pytest.raises(NoAnswer, match=r"127\.0\.0\.1:1 does not answer"):
            await publisher.publish([said(1)])


async def test_an_end_while_it_connects_leaves_no_connection_behind(
    nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = asyncio.Event()

    async def hang(*_: object, **__: object) -> None:
        connected.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(Connection, "subscribe", hang)
    async with connected_publisher(nats_server.url):
        await connected.wait()
        assert _clients(nats_server) == 1
    await until(lambda: _clients(nats_server) == 0, "nobody connected")


def _clients(server: NatsServer) -> int:
    return int(httpx2.get(f"{server.monitor_url}/connz").json()["num_connections"])


@pytest.mark.parametrize("batch", [1, 100])
async def test_what_no_message_can_hold_is_refused_at_once_and_the_others_go(
    nats_server: NatsServer, batch: int
) -> None:
    large, seen = said(2) | {"data": "x" * 4_500_000}, []
    async with publishing(nats_server, at_once) as (publisher, fake):
        receipts = await publisher.publish(
            [said(1), large, said(3)], batch=batch, on_receipt=seen.append
        )
    assert [(one.id, one.status) for one in receipts] == [
        ("e1", "accepted"), ("e2", "refused"), ("e3", "accepted"),
    ]  # fmt: skip
    assert receipts[1].problem is not None
    assert "the message has 4,500," in receipts[1].problem["detail"]
    assert receipts[1].problem["errors"][0]["accepts"] == "at most 4,194,304 bytes"
    assert [id for ids in fake.seen for id in ids] == ["e1", "e3"]
    assert len(seen) == 3


async def test_large_submissions_go_in_messages_that_are_not_too_large(
    nats_server: NatsServer,
) -> None:
    submissions = [said(n) | {"data": "报" * 19_000} for n in range(100)]
    async with publishing(nats_server, at_once) as (publisher, fake):
        receipts = await publisher.publish(submissions, batch=100)
    assert [receipt.id for receipt in receipts] == [f"e{n}" for n in range(100)]
    assert [len(ids) for ids in fake.seen] == [73, 27]


async def test_receipts_come_in_the_order_of_the_submissions(nats_server: NatsServer) -> None:
    waiting: list[Msg] = []

    async def backwards(fake: FakeDesk, msg: Msg) -> None:
        waiting.append(msg)
        if len(waiting) == 3:
            for earlier in reversed(waiting):
                await fake.reply(earlier._client, earlier)

    async with publishing(nats_server, backwards) as (publisher, fake):
        receipts = await publisher.publish([said(1), said(2), said(3)])
    assert [receipt.id for receipt in receipts] == ["e1", "e2", "e3"]
    assert fake.seen == [["e1"], ["e2"], ["e3"]]


async def test_batches_are_by_service_and_keep_their_order(nats_server: NatsServer) -> None:
    submissions = [said(n, "grading" if n % 2 else "pledges") for n in range(1, 8)]
    async with publishing(nats_server, at_once) as (publisher, fake):
        receipts = await publisher.publish(submissions, batch=3)
    assert [receipt.id for receipt in receipts] == [f"e{n}" for n in range(1, 8)]
    assert fake.seen == [["e1", "e3", "e5"], ["e2", "e4", "e6"], ["e7"]]
    assert fake.subjects == [
        "gradetrail.inbox.grading.batch", "gradetrail.inbox.pledges.batch",
        "gradetrail.inbox.grading.batch",
    ]  # fmt: skip


async def test_a_repeat_in_flight_gets_a_receipt_of_its_own(nats_server: NatsServer) -> None:
    async with publishing(nats_server, at_once) as (publisher, _):
        receipts = await publisher.publish([said(1), said(1)])
    assert [receipt.id for receipt in receipts] == ["e1", "e1"]


async def test_no_more_than_the_window_is_in_flight(nats_server: NatsServer) -> None:
    async with publishing(nats_server, never, window=2, give_up_after_s=1) as (publisher, fake):
        with pytest.raises(NoAnswer):
            await publisher.publish([said(n) for n in range(5)])
    assert {id for ids in fake.seen for id in ids} == {"e0", "e1"}


async def test_what_is_not_answered_is_sent_again_with_the_same_id(
    nats_server: NatsServer,
) -> None:
    async def second_time(fake: FakeDesk, msg: Msg) -> None:
        if len(fake.seen) == 2:
            await fake.reply(msg._client, msg, "duplicate")

    async with publishing(nats_server, second_time, answer_within_s=0.2) as (publisher, fake):
        receipt = await publisher.publish_one(said(1))
    assert (receipt.status, fake.seen) == ("duplicate", [["e1"], ["e1"]])


async def test_after_a_lost_connection_nothing_is_overtaken(nats_server: NatsServer) -> None:
    async def until_killed(fake: FakeDesk, msg: Msg) -> None:
        if len(fake.seen) == 20:
            twenty_seen.set()
        if killed.is_set():
            await fake.reply(msg._client, msg)

    twenty_seen, killed = asyncio.Event(), asyncio.Event()
    async with publishing(nats_server, until_killed, answer_within_s=1) as (publisher, fake):
        published = asyncio.create_task(publisher.publish([said(n) for n in range(50)]))
        await twenty_seen.wait()
        nats_server.kill()
        killed.set()
        first = len(fake.seen)
        await asyncio.to_thread(nats_server.start)
        receipts = await published
    assert [receipt.id for receipt in receipts] == [f"e{n}" for n in range(50)]
    afterwards = [ids[0] for ids in fake.seen[first:]]
    again = list(dict.fromkeys(afterwards[afterwards.index("e0") :]))
    assert again == [f"e{n}" for n in range(50)]
