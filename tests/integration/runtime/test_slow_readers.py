"""Who does not read what it is sent, or lags behind, keeps no other waiting."""

import json
import socket
import time
import urllib.request
from collections.abc import Iterator

import nats.errors
import pytest
from nats.aio.msg import Msg
from nats.js.client import JetStreamContext

from client.signing_in import AsApp
from contracts.subjects import inbox
from services.runtime.connection import Connection
from tests.support import toy
from tests.support.app import batch, serving, structured, talking, until
from tests.support.known import PUBLISHER, KnownNats, known_nats
from tests.support.toy import evidence

DEAF, QUIET, LATE, QUICK = "deaf-app", "quiet-app", "late-reader", "quick-reader"
READER = {"roles": ["auditor"], "places": "everywhere", "reads": ["GRADING"]}
UNKNOWN_FIELDS = {f"{n:02}{'x' * 498}": 1 for n in range(20)}
"""In the data of an event, they make some 40 kB of a receipt."""


@pytest.fixture
def known() -> Iterator[KnownNats]:
    apps = {DEAF: PUBLISHER, QUIET: PUBLISHER, LATE: READER, QUICK: READER}
    with known_nats(apps, more='write_deadline: "1s"') as server:
        yield server


def of(app: str, number: int | str) -> dict[str, object]:
    return evidence(number, f"s:c:{app}") | {"source": f"/apps/{app}"}


def settings(known: KnownNats) -> dict[str, object]:
    return {"access_file": known.access, "nats_seed_file": known.seed("grading")}


def stop_reading(nc: Connection) -> None:
    """From here on whatever arrives stays in the socket, of which little is in our kernel."""
    assert nc._reading_task
    nc._reading_task.cancel()
    # nats-py tells of its socket nowhere else, and types its transport as one that may be missing.
    connected = nc._transport._io_writer.get_extra_info("socket")  # type: ignore[union-attr]
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)


def let_go(known: KnownNats) -> int:
    """How many readers NATS has let go of because they were too slow."""
    with urllib.request.urlopen(f"{known.monitor_url}/varz", timeout=5) as told:
        return int(json.load(told)["slow_consumers"])


async def test_an_app_that_does_not_read_its_receipts_is_let_go_and_the_others_go_on(
    postgres: str, known: KnownNats
) -> None:
    deaf, sending = await known.connect(DEAF), await known.connect(DEAF)
    receipt_to = deaf.new_inbox()
    await deaf.subscribe(receipt_to)
    await deaf.flush()
    stop_reading(deaf)
    async with (
        serving(toy, postgres, known.url, **settings(known)) as service,
        talking(service, AsApp(QUIET, known.sign_in(QUIET))) as quiet,
    ):
        subject = inbox("grading", "EvidenceRecorded", DEAF)
        for number in range(300):
            event = of(DEAF, number) | {"data": UNKNOWN_FIELDS}
            body, headers = structured(event)
            await sending.publish(subject, body, headers=headers | {"receipt-to": receipt_to})
        await sending.flush()
        number = 0
        while not let_go(known):
            started = time.monotonic()
            (receipt,) = await quiet.publish(*structured(of(QUIET, number)))
            assert receipt["status"] == "accepted"
            assert time.monotonic() - started < 5
            number += 1
        assert number < 10_000
        async with talking(service, AsApp(DEAF, known.sign_in(DEAF))) as again:
            (receipt,) = await again.publish(*structured(of(DEAF, "again")))
        assert receipt["status"] == "accepted"
    await sending.close()
    await deaf.close()


async def taken(reader: JetStreamContext.PullSubscription, count: int) -> list[Msg]:
    """So many events from an app's durable consumer, 500 at a time."""
    found: list[Msg] = []
    while len(found) < count:
        found += await reader.fetch(min(count - len(found), 500), timeout=5)
    return found


def positions(events: list[Msg]) -> list[int]:
    return [event.metadata.sequence.stream for event in events]


async def test_a_reader_of_events_that_lags_holds_up_nobody_and_misses_nothing(
    postgres: str, known: KnownNats
) -> None:
    nc_of_late, nc_of_quick = await known.connect(LATE), await known.connect(QUICK)
    late, quick = [
        await nc.jetstream(prefix="gradetrail.api").pull_subscribe_bind(app, "GRADING")
        for app, nc in ((LATE, nc_of_late), (QUICK, nc_of_quick))
    ]
    async with (
        serving(toy, postgres, known.url, **settings(known)) as service,
        talking(service, AsApp(QUIET, known.sign_in(QUIET))) as app,
    ):
        for start in (0, 600):
            await app.publish(*batch([of(QUIET, start + number) for number in range(600)]))
        await until(lambda: service.relays[0].position == 1_200, "all is carried")
        not_done = await taken(late, 1_000)
        with pytest.raises(nats.errors.TimeoutError):  # it is given no more
            await late.fetch(1, timeout=0.3)
        assert positions(await taken(quick, 1_000)) == [*range(1, 1_001)]
        for event in not_done:
            await event.ack()
        assert positions(not_done + await taken(late, 200)) == [*range(1, 1_201)]
    await nc_of_late.close()
    await nc_of_quick.close()
