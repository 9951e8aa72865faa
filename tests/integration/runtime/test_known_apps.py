"""Apps that NATS knows by their nkeys: the stream names the sender, the server lets no other in."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import nats.errors
import psycopg
import pytest
import pytest_asyncio

from client.publisher import NoAnswer, connected_publisher
from client.signing_in import AsApp
from services.runtime.service import Service
from tests.support import toy
from tests.support.app import App, serving, structured, talking, until
from tests.support.desks import check_log
from tests.support.engines import HasUrl
from tests.support.known import PUBLISHER, KnownNats, known_nats
from tests.support.toy import evidence

NORTH, SOUTH = "north-app", "south-app"


@pytest.fixture
def known() -> Iterator[KnownNats]:
    with known_nats({NORTH: PUBLISHER, SOUTH: PUBLISHER}) as server:
        yield server


@pytest_asyncio.fixture
async def service(postgres: str, known: KnownNats) -> AsyncIterator[Service]:
    settings = {"access_file": known.access, "nats_seed_file": known.seed("grading")}
    async with serving(toy, postgres, known.url, **settings) as found:
        yield found


def of(app: str, number: int) -> dict[str, object]:
    return evidence(number) | {"source": f"/apps/{app}"}


def speaking(service: Service, known: KnownNats, name: str) -> AbstractAsyncContextManager[App]:
    return talking(service, AsApp(name, known.sign_in(name)))


async def test_an_app_is_known_by_where_it_publishes(
    service: Service, known: KnownNats, postgres: str
) -> None:
    async with speaking(service, known, NORTH) as north, speaking(service, known, SOUTH) as south:
        (accepted,) = await north.publish(*structured(of(NORTH, 1)))
        assert accepted["status"] == "accepted"
        (accepted,) = await south.request(*structured(of(SOUTH, 2)))
        assert accepted["status"] == "accepted"
        for door in (north.publish, north.request):
            (refused,) = await door(*structured(of(SOUTH, 3)))
            assert refused["problem"]["type"] == "/problems/not-authorised"
            assert "/apps/south-app is no source of north-app" in refused["problem"]["detail"]
    assert check_log(postgres) == ["e1", "e2"]


async def test_nobody_hears_what_another_is_told(service: Service, known: KnownNats) -> None:
    async with speaking(service, known, NORTH) as north, speaking(service, known, SOUTH) as south:
        own, north.receipt_to = north.receipt_to, south.receipt_to
        await north.send(*structured(of(NORTH, 1)))
        north.receipt_to = own
        (duplicate,) = await north.publish(*structured(of(NORTH, 1)))
        assert duplicate["status"] == "duplicate"  # recorded, and answered nowhere
        await south.publish(*structured(of(SOUTH, 2)))
        assert [receipt["id"] for receipt in south.receipts] == ["e2"]


async def test_the_publisher_signs_in_as_its_app(service: Service, known: KnownNats) -> None:
    as_app = AsApp(NORTH, known.sign_in(NORTH))
    async with connected_publisher(known.url, as_app) as publisher:
        receipts = await publisher.publish([of(NORTH, n) for n in range(5)], batch=2)
    assert {receipt.status for receipt in receipts} == {"accepted"}
    nobody = connected_publisher(known.url, AsApp(), give_up_after_s=0.5)
    async with nobody as publisher:
        with pytest.raises(NoAnswer, match="does not let you in: GRADETRAIL_APP"):
            await publisher.publish_one(of(NORTH, 9))
    as_another = AsApp(SOUTH, known.sign_in(NORTH))
    async with connected_publisher(known.url, as_another, give_up_after_s=0.5) as publisher:
        with pytest.raises(NoAnswer):
            await publisher.publish_one(of(SOUTH, 9))


async def test_apps_come_and_go_while_all_goes_on(service: Service, known: KnownNats) -> None:
    as_app = AsApp(NORTH, known.sign_in(NORTH))
    async with connected_publisher(known.url, as_app) as north:
        south = await known.connect(SOUTH, error_cb=_quiet)
        await asyncio.to_thread(known.take_up, {NORTH: PUBLISHER, "west-app": PUBLISHER})
        await until(lambda: south.is_closed, "who is not named any more is let go")
        with pytest.raises((nats.errors.Error, OSError)):  # the server may just hang up
            await known.connect(SOUTH, error_cb=_quiet)
        assert (await north.publish_one(of(NORTH, 1))).status == "accepted"
    as_app = AsApp("west-app", known.sign_in("west-app"))
    async with connected_publisher(known.url, as_app) as west:
        assert (await west.publish_one(of("west-app", 2))).status == "accepted"
    assert service.inbox.faults() == []


async def test_who_names_no_app_is_refused_and_what_it_said_is_kept(
    postgres: str, nats_server: HasUrl, tmp_path: Path
) -> None:
    access = tmp_path / "access.yaml"
    access.write_text("apps: {north-app: {roles: [publisher], places: everywhere}}")
    async with (
        serving(toy, postgres, nats_server.url, access_file=access) as service,
        talking(service) as app,
    ):
        for number, door in enumerate((app.publish, app.request)):
            (refused,) = await door(*structured(of(NORTH, number)))
            assert "no source of an unnamed sender" in refused["problem"]["detail"]
    assert await _refused(postgres) == 2


async def _refused(dsn: str) -> int:
    async with await psycopg.AsyncConnection.connect(dsn) as conn:
        (count,) = await (await conn.execute("SELECT count(*) FROM refused")).fetchone() or (0,)
    return int(count)


async def _quiet(_: Exception) -> None:
    """The tests look at what comes of it."""
