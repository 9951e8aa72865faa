"""What one app does too much of harms no other, and it is told."""

import asyncio
import time
from collections.abc import Iterator

import httpx2
import pytest

from client.publisher import NoAnswer, connected_publisher
from client.signing_in import AsApp
from contracts.subjects import inbox
from infra.streams import Room
from services.runtime.access.directory import digest
from tests.support import toy
from tests.support.app import binary, serving, structured, talking
from tests.support.desks import check_log
from tests.support.known import PUBLISHER, KnownNats, known_nats
from tests.support.toy import evidence

LOUD, QUIET = "loud-app", "quiet-app"


@pytest.fixture
def known() -> Iterator[KnownNats]:
    with known_nats({LOUD: PUBLISHER, QUIET: PUBLISHER}) as server:
        yield server


@pytest.fixture
def small() -> Iterator[KnownNats]:
    room = Room(app_inbox_bytes=50_000)
    with known_nats({LOUD: PUBLISHER, QUIET: PUBLISHER}, room=room) as server:
        yield server


def of(app: str, number: int | str) -> dict[str, object]:
    return evidence(number, f"s:c:{app}") | {"source": f"/apps/{app}"}


def settings(known: KnownNats, **also: object) -> dict[str, object]:
    return {"access_file": known.access, "nats_seed_file": known.seed("grading"), **also}


async def test_a_flood_of_one_app_keeps_no_other_waiting(postgres: str, known: KnownNats) -> None:
    loud = await known.connect(LOUD)
    for number in range(3_000):
        body, headers = binary(of(LOUD, number))
        await loud.publish(inbox("grading", "EvidenceRecorded", LOUD), body, headers=headers)
    await loud.flush()
    limited = settings(known, submit_rate="200/second")
    async with (
        serving(toy, postgres, known.url, **limited) as service,
        talking(service, AsApp(QUIET, known.sign_in(QUIET))) as quiet,
    ):
        for number in range(5):
            started = time.monotonic()
            (receipt,) = await quiet.publish(*structured(of(QUIET, f"q{number}")))
            assert receipt["status"] == "accepted"
            assert time.monotonic() - started < 5
        assert service.desk.states.head < 3_000, "the flood was over before"
    await loud.close()
    ids = check_log(postgres)
    assert [id_ for id_ in ids if id_.startswith("eq")] == [f"eq{n}" for n in range(5)]


async def test_a_full_inbox_is_told_to_its_app_alone_and_goes_on_with_room(
    postgres: str, small: KnownNats
) -> None:
    as_loud, as_quiet = (AsApp(name, small.sign_in(name)) for name in (LOUD, QUIET))
    events = [of(LOUD, number) for number in range(400)]
    async with connected_publisher(small.url, as_loud, give_up_after_s=1.7) as publisher:
        with pytest.raises(NoAnswer, match="maximum bytes exceeded"):
            await publisher.publish(events)
    quiet = await small.connect(QUIET)
    await quiet.jetstream().publish(inbox("grading", "X", QUIET), b"{}")  # has room
    await quiet.close()
    async with (
        serving(toy, postgres, small.url, **settings(small)),
        connected_publisher(small.url, as_loud) as loud,
        connected_publisher(small.url, as_quiet) as other,
    ):
        receipts, one = await asyncio.gather(
            loud.publish(events), other.publish_one(of(QUIET, "q"))
        )
    assert {receipt.status for receipt in receipts} <= {"accepted", "duplicate"}
    assert one.status == "accepted"

    assert sorted(check_log(postgres)) == sorted([*(f"e{n}" for n in range(400)), "eq"])


async def test_who_submits_too_fast_is_told_when_to_come_again(
    postgres: str, known: KnownNats
) -> None:
    async with (
        serving(toy, postgres, known.url, **settings(known, submit_rate="2/minute")) as service,
        talking(service, AsApp(LOUD, known.sign_in(LOUD))) as loud,
    ):
        for number in range(2):
            (receipt,) = await loud.request(*structured(of(LOUD, number)))
            assert receipt["status"] == "accepted"
        (receipt,) = await loud.request(*structured(of(LOUD, 2)))
        assert receipt["id"] == "e2"
        assert receipt["problem"]["type"] == "/problems/too-many-requests"
        assert "2 per 1 minute" in receipt["problem"]["detail"]
    assert check_log(postgres) == ["e0", "e1"]


def key(app: str) -> dict[str, str]:
    return {"authorization": f"Bearer gt_{app[:4]}_x"}


def with_key(app: str) -> dict[str, object]:
    known = {"id": app[:4], "sha256": digest(f"gt_{app[:4]}_x"), "expires": "2999-12-31"}
    return {**PUBLISHER, "keys": [known]}


@pytest.fixture
def keyed() -> Iterator[KnownNats]:
    with known_nats({app: with_key(app) for app in (LOUD, QUIET)}) as server:
        yield server


async def test_over_http_who_is_too_fast_is_told_when_to_come_again(
    postgres: str, keyed: KnownNats
) -> None:
    limited = settings(keyed, submit_rate="2/minute", ask_rate="3/minute")
    async with serving(toy, postgres, keyed.url, **limited) as service:
        base = f"http://127.0.0.1:{service.settings.http_port}"
        async with httpx2.AsyncClient(base_url=base) as http:

            async def post(app: str, number: int) -> httpx2.Response:
                body, headers = structured(of(app, number))
                return await http.post("/events", content=body, headers=headers | key(app))

            async def ask(app: str) -> httpx2.Response:
                return await http.get("/refused", headers=key(app))

            assert [(await post(LOUD, n)).status_code for n in range(3)] == [200, 200, 429]
            assert [(await ask(LOUD)).status_code for _ in range(4)] == [200, 200, 200, 429]
            for told in (await post(LOUD, 2), await ask(LOUD)):
                assert told.headers["content-type"] == "application/problem+json"
                assert told.json()["type"] == "/problems/too-many-requests"
                assert 1 <= int(told.headers["retry-after"]) <= 60
            assert "2 per 1 minute" in (await post(LOUD, 2)).json()["detail"]
            assert (await post(QUIET, 3)).status_code == 200
            assert (await ask(QUIET)).status_code == 200
            document = (await http.get("/openapi.json")).json()
    for path in document["paths"].values():
        for operation in path.values():
            assert "Retry-After" in operation["responses"]["429"]["headers"]
    assert check_log(postgres) == ["e0", "e1", "e3"]
