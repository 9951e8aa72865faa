"""A disk, or a stream, that is full: senders are told, nothing is lost or twice, it goes on."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import nats.errors
import psycopg
import pytest

from cli import findings, monitor
from contracts.subjects import inbox
from infra.provision import connect_and_provision
from infra.streams import Room
from tests.support import toy
from tests.support.app import App, batch, serving, structured, talking, until
from tests.support.desks import check_log
from tests.support.engines import (
    Embedded,
    NatsServer,
    PostgresServer,
    fresh_database,
    fresh_room,
    fresh_streams,
)
from tests.support.load import stream_is_log
from tests.support.toy import evidence

MANY, SMALL = 500, Room(inbox_bytes=2**22)


class SmallDisk:
    """A file system of its own."""

    def __init__(self, where: Path) -> None:
        self.where, self._ballast = where, where / "ballast"

    def folder(self) -> Path:
        made = self.where / "engine"
        made.mkdir(mode=0o711)
        return made

    def fill(self) -> None:
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))

    def make_room(self) -> None:
        self._ballast.unlink()


@contextmanager
def small_disk(mebibytes: int) -> Iterator[SmallDisk]:
    where = fresh_room()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=711", "tmpfs", str(where))
    if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode != 0:
        where.rmdir()
        pytest.skip("only root may mount a small file system")
    try:
        yield SmallDisk(where)
    finally:
        # Lazily: what looks after an engine ends a moment after it, and has its log open.
        subprocess.run(["umount", "--lazy", where], check=True)
        where.rmdir()


@pytest.fixture
def disk_of_postgres() -> Iterator[tuple[SmallDisk, str]]:
    """The disk, and a database on it."""
    with small_disk(100) as disk:
        server = PostgresServer(disk.folder())
        try:
            server.start()
            with fresh_database(server.dsn()) as dsn:
                yield disk, dsn
        finally:
            server.remove()


@pytest.fixture
def disk_of_nats() -> Iterator[tuple[SmallDisk, NatsServer]]:
    with small_disk(30) as disk:
        server = NatsServer(disk.folder())
        try:
            server.start()
            asyncio.run(connect_and_provision(server.url, room=SMALL))
            yield disk, server
        finally:
            server.remove()


@pytest.fixture
def nats_of_its_own() -> Iterator[str]:
    with fresh_streams(Embedded()) as server:
        yield server.url


def many(number: int) -> list[dict[str, Any]]:
    return [evidence(f"{number}-{n}", f"s:c:o{number}") for n in range(MANY)]


async def fill_up(app: App) -> tuple[int, Any]:
    """Send batches until one is not recorded: its number, and the answer."""
    for number in range(200):
        body, headers = batch(many(number))
        answer = await app.http.post("/events", content=body, headers=headers)
        if answer.status_code != 200:
            return number, answer
    raise AssertionError("there was room for everything")


async def test_a_database_without_room_is_told_and_goes_on_once_there_is_some(
    disk_of_postgres: tuple[SmallDisk, str], nats_of_its_own: str
) -> None:
    disk, dsn = disk_of_postgres
    async with (
        serving(toy, dsn, nats_of_its_own, answer_within_s=0.5) as service,
        talking(service) as app,
    ):
        with psycopg.connect(dsn, autocommit=True) as admin:
            admin.execute("SELECT pg_switch_wal()")  # the log is one more file, and has room
        await app.submit(evidence("first", "s:c:f"))
        disk.fill()
        number, told = await fill_up(app)
        assert told.status_code == 503
        assert told.json()["type"] == "/problems/unavailable"
        assert told.json()["detail"].startswith("the disk of the database is full: send the same")
        assert int(told.headers["retry-after"]) > 0
        (requested,) = await app.request(*structured(evidence("asked", "s:c:a")))
        assert requested["problem"] == told.json()
        await app.send(*structured(evidence("sent", "s:c:s")))  # NATS keeps it
        fault = "nothing is recorded: the disk of the database is full"
        assert (await app.get("/readyz", 503))["faults"] == [fault]
        assert findings.of_faults("grading", await app.get("/status")).found == fault

        disk.make_room()
        again = await app.submit_all(many(number))
        assert {one["status"] for one in again} <= {"accepted", "duplicate"}
        assert (await app.receipt_of("esent"))[0]["status"] == "accepted"
        await until(lambda: not service.desk.fault, "the fault is over")
        assert (await app.get("/readyz"))["ready"]
    assert len(check_log(dsn)) == (number + 1) * MANY + 3
    await stream_is_log(nats_of_its_own, dsn)


async def acknowledged(app: App, number: int) -> bool:
    """Publish one event; whether INBOX has it."""
    body, headers = structured(evidence(number, "s:c:s"))
    told = {**headers, "receipt-to": app.receipt_to}
    subject = inbox("grading", "EvidenceRecorded")
    try:
        await app.nc.jetstream(timeout=1).publish(subject, body, headers=told)
    except nats.errors.Error:
        return False
    return True


async def test_a_disk_of_nats_that_is_full_is_told_and_nothing_is_lost(
    postgres: str, disk_of_nats: tuple[SmallDisk, NatsServer]
) -> None:
    disk, server = disk_of_nats
    async with serving(toy, postgres, server.url) as service, talking(service) as app:
        (relay, _), sent = service.relays, 0
        assert findings.of_nats_itself(monitor.fault(server.monitor_url)).ok
        disk.fill()
        while await acknowledged(app, sent):
            sent += 1
        told = findings.of_nats_itself(monitor.fault(server.monitor_url))
        assert not told.ok
        assert "no space left on device" in told.found
        assert (await app.submit(evidence("http", "s:c:h")))["status"] == "accepted"

        disk.make_room()
        server.stop()
        server.start()
        assert findings.of_nats_itself(monitor.fault(server.monitor_url)).ok
        await until(partial(acknowledged, app, sent), "who was not acknowledged sends again")
        await app.receipt_of(f"e{sent}")

        async def carried() -> bool:
            # What the server could not write may have left a hole, as docs/operator.md says.
            if "lost messages: delete" in (relay.fault or ""):
                await app.nc.jetstream().delete_stream("GRADING")
                await connect_and_provision(server.url, room=SMALL)
                await until(lambda: not relay.fault, "it goes on")
            return relay.position == service.desk.states.head and not relay.fault

        await until(carried, "all that is recorded is carried")
    assert sorted(check_log(postgres)) == sorted(["ehttp", *(f"e{n}" for n in range(sent + 1))])
    await stream_is_log(server.url, postgres)


async def test_a_stream_without_room_keeps_nobody_from_recording_and_is_carried_later(
    postgres: str, nats_of_its_own: str
) -> None:
    await connect_and_provision(nats_of_its_own, room=Room(events_bytes=100_000))
    async with serving(toy, postgres, nats_of_its_own) as service, talking(service) as app:
        for number in range(3):
            assert {one["status"] for one in await app.submit_all(many(number))} == {"accepted"}
        relay = service.relays[0]
        full = "NATS has no room for what is recorded (maximum bytes exceeded)"
        await until(lambda: relay.fault == full, "the relay finds it full")
        assert (await app.get("/readyz", 503))["faults"] == [f"GRADING: {full}"]
        await connect_and_provision(nats_of_its_own)
        await until(lambda: relay.position == 3 * MANY and not relay.fault, "it is carried")
    await stream_is_log(nats_of_its_own, postgres)
