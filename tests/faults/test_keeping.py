"""Backups: taken under load, killed half-way, spoilt, restored onto nothing; nothing is lost."""

import asyncio
import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from client.publisher import connected_publisher
from infra.child import PROJECT
from infra.data_folder import read_json
from tests.support.engines import fresh_room, wait_until
from tests.support.stack import Stack, gradetrail, stack

SERVICES = ("grading", "pledges", "training")


class Registering(threading.Thread):
    """An app that registers one organisation after another; ``accepted``: by their receipts."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.stopping = url, threading.Event()
        self.accepted: list[str] = []

    def run(self) -> None:
        asyncio.run(self._publish())

    async def _publish(self) -> None:
        async with connected_publisher(self.url) as publisher:
            number = 0
            while not self.stopping.is_set():
                number += 1
                receipt = await publisher.publish_one(registered(number))
                assert receipt.status == "accepted", receipt
                self.accepted.append(f"organisation:o-{number}")


def registered(number: int) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": str(number), "source": "/apps/tests",
        "type": "gradetrail.grading.OrganisationRegistered.v1",
        "subject": f"organisation:o-{number}", "time": "2011-10-10T09:00:00+08:00",
        "actor": f"o-{number}", "data": {"kind": "township_committee", "name_zh": "示例乡党委"},
    }  # fmt: skip


@contextmanager
def registering(url: str) -> Iterator[Registering]:
    app = Registering(url)
    app.start()
    try:
        yield app
    finally:
        app.stopping.set()
        app.join(60)


def recorded(running: Stack) -> list[str]:
    """What grading has on record, in its order."""
    passwords = read_json(running.data / "passwords.json") or {}
    where = f"postgresql://grading:{passwords['grading']}@{running.addresses.postgres}/grading"
    with psycopg.connect(where) as conn:
        question = "SELECT originator_id FROM stored_events ORDER BY notification_id"
        return [subject for (subject,) in conn.execute(question)]


def killed(seen: Path, *arguments: str) -> None:
    """Start a command and kill it as soon as something is seen."""
    with subprocess.Popen(
        [sys.executable, "-m", "cli", *arguments], cwd=PROJECT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as command:  # fmt: skip
        wait_until(lambda: list(seen.parent.glob(seen.name)), str(seen), within_s=60)
        command.send_signal(signal.SIGKILL)


@pytest.fixture(scope="module")
def room() -> Iterator[Path]:
    made = fresh_room()
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def backed_up(room: Path) -> dict[str, Any]:
    """A backup that was taken under load, after one that was killed, and what was seen of it."""
    backups = room / "backups"
    with stack() as live:
        live.up()
        with registering(live.addresses.nats) as app:
            wait_until(lambda: len(app.accepted) > 100, "the load runs", within_s=60)
            first = live.json("backup", "--to", str(backups))
            killed(backups / ".unfinished" / "*.dump", "backup", "--to", str(backups),
                   "--data", str(live.data))  # fmt: skip
            whole = [folder.name for folder in backups.iterdir() if folder.name[0] != "."]
            before = list(app.accepted)
            taken = live.json("backup", "--to", str(backups), "--keep", "1")
            seen = len(app.accepted)
            drill = live.json("drill", "restore", "--from", str(backups))
            wait_until(lambda: len(app.accepted) > seen + 20, "the load goes on", within_s=60)
            verified = live.run("verify", taken["backup"])
        assert live.down() == 0
    return {
        "first": first, "whole": whole, "before": before, "taken": taken, "drill": drill,
        "verified": verified,
    }  # fmt: skip


def test_a_backup_under_load_is_of_one_moment_and_stops_nobody(backed_up: dict[str, Any]) -> None:
    for taken in (backed_up["first"], backed_up["taken"]):
        assert taken["held_ms"] < 2_000
        for store in taken["services"].values():
            assert store["events"] == store["position"]
            assert store["unguarded"] == 0
            for other, heard in store["heard"].items():
                assert heard <= taken["services"][other]["position"]
        for positions in taken["read_models"].values():
            for service, position in positions.items():
                assert position <= taken["services"][service]["position"]
    assert backed_up["taken"]["services"]["grading"]["position"] >= len(backed_up["before"])


def test_a_backup_that_is_killed_leaves_the_earlier_ones_and_hinders_none(
    backed_up: dict[str, Any],
) -> None:
    assert backed_up["whole"] == [Path(backed_up["first"]["backup"]).name]
    assert backed_up["taken"]["dropped"] == [backed_up["first"]["backup"]]
    backups = Path(backed_up["taken"]["backup"]).parent
    assert [folder for folder in backups.iterdir() if folder.name[0] != "."] == [
        Path(backed_up["taken"]["backup"])
    ]


def test_what_runs_has_all_that_its_backup_has(backed_up: dict[str, Any]) -> None:
    assert backed_up["verified"].returncode == 0, backed_up["verified"].stdout


def test_a_drill_restores_the_latest_and_says_what_would_be_lost(
    backed_up: dict[str, Any],
) -> None:
    drill = backed_up["drill"]
    assert drill["faults"] == []
    assert drill["backup"] == backed_up["taken"]["backup"]
    assert drill["events"] == sum(s["position"] for s in backed_up["taken"]["services"].values())
    assert drill["lost_events"]["grading"] > 0
    assert drill["lost_s"] > 0 < drill["restored_s"]


def test_a_spoilt_file_is_named_and_nothing_is_touched(
    backed_up: dict[str, Any], room: Path
) -> None:
    spoilt = room / "spoilt"
    shutil.copytree(backed_up["taken"]["backup"], spoilt)
    dump = bytearray((spoilt / "pledges.dump").read_bytes())
    dump[len(dump) // 2] ^= 1
    (spoilt / "pledges.dump").write_bytes(dump)
    (spoilt / "training.dump").unlink()
    refused = gradetrail("restore", str(spoilt), "--data", str(room / "never"))
    assert refused.returncode == 2
    assert "pledges.dump is not what was written" in refused.stderr
    assert "training.dump is missing" in refused.stderr
    assert not (room / "never").exists()


def test_a_restore_brings_back_every_event_also_after_one_that_was_killed(
    backed_up: dict[str, Any], room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    taken, restored = backed_up["taken"], Stack(room / "restored")
    try:
        killed(restored.data / "postgres" / "cluster" / "base" / "?????",
               "restore", taken["backup"], "--data", str(restored.data))  # fmt: skip
        time.sleep(0.5)  # its engines end with it
        done = restored.json("restore", taken["backup"], "--verify")
        assert done["faults"] == []
        assert list(tmp_path.iterdir()) == [], "it is not up, and no command shall look there"
        again = restored.run("restore", taken["backup"])
        assert again.returncode == 2
        assert "say --replace" in again.stderr

        restored.up()
        wait_until(lambda: set(backed_up["before"]) <= set(recorded(restored)), "all is there")
        found = recorded(restored)
        assert len(found) == len(set(found))
        assert restored.run("verify", taken["backup"]).returncode == 0
        assert json.loads(gradetrail("doctor", "--data", str(restored.data), "--json").stdout)["ok"]
        assert restored.down() == 0
    finally:
        restored.end()
