"""Ticks that meet, and that are killed on the way, say each missed obligation once."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from client import reading
from infra.child import PROJECT
from tests.support.engines import wait_until
from tests.support.schemes import document
from tests.support.stack import Stack, stack
from ticker.main import Ticker

SCHEME = "pioneer-project"
VILLAGES = [f"village-{number:02}" for number in range(1, 13)]
MONTHS, QUARTERS = 12, 4
MISSED = len(VILLAGES) * MONTHS + QUARTERS + 1


@pytest.fixture(scope="module")
def up() -> Iterator[Stack]:
    with stack() as made:
        made.up()
        yield made


def submission(id: str, event: str, subject: str, on: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": id, "source": "/tests/ticker", "subject": subject,
        "type": f"gradetrail.grading.{event}.v1", "time": f"{on}T08:00:00+08:00",
        "actor": "district", "data": data,
    }  # fmt: skip


def founded(document: dict[str, Any], villages: list[str]) -> list[dict[str, Any]]:
    """A district with one township opens a cycle; nobody does anything in it."""
    scheme, cycle = document["id"], document["cycles"][0]
    on = cycle["opens"]
    organisations = {
        "district": ("district_committee", None),
        "town": ("township_committee", "district"),
        **{village: ("village_branch", "town") for village in villages},
    }
    told = [
        submission(
            f"{scheme}-{id}", "OrganisationRegistered", f"organisation:{id}", on,
            {"kind": kind, "name_zh": f"示例{id}", "parent": parent},
        )
        for id, (kind, parent) in organisations.items()
    ]  # fmt: skip
    version = {"scheme_version": document["version"]}
    told += [
        submission(f"{scheme}-published", "SchemePublished", f"scheme:{scheme}", on,
                   {**version, "effective_from": on, "definition": document}),
        submission(f"{scheme}-opened", "CycleOpened", f"cycle:{scheme}:{cycle['id']}", on, version),
        *(submission(f"{scheme}-{village}-enrolled", "BranchEnrolled",
                     f"{scheme}:{cycle['id']}:{village}", on, {"ladders": ["five_good"]})
          for village in villages),
    ]  # fmt: skip
    return told


def publish(stack: Stack, submissions: list[dict[str, Any]], room: Path) -> None:
    file = room / "events.ndjson"
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in submissions), "utf-8")
    done = stack.run("publish", str(file))
    assert done.returncode == 0, done.stdout + done.stderr


def ticking(stack: Stack, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cli", "tick", *arguments, "--json", "--data", str(stack.data)],
        cwd=PROJECT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def missed(stack: Stack, scheme: str = SCHEME) -> list[dict[str, Any]]:
    found = reading.register(stack.addresses, "obligations", scheme=scheme)
    return [row for row in found["data"] if row["state"] == "missed" and row["said_by"]]


def said(stack: Stack, service: str, event: str) -> Counter[str]:
    """How often each event of a type is in a service's log, by its id."""
    status = json.loads(stack.run("status", "--json").stdout)["services"][service]
    entries = (
        reading.http.get(stack.addresses.projections, f"/api/events/{service}/{position}")
        for position in range(1, status["position"] + 1)
    )
    return Counter(one["entry"]["id"] for one in entries if one["entry"]["event"] == event)


@pytest.mark.feature("S0-10", "S0-11", "S0-24")
def test_two_ticks_at_once_and_one_killed_say_each_miss_once(up: Stack, tmp_path: Path) -> None:
    publish(up, founded(document(SCHEME), VILLAGES), tmp_path)
    wait_until(lambda: len(missed(up)) > MISSED, "the year is in the register", every_s=0.3)
    ahead = up.json("tick", "--scheme", SCHEME, "--until", "2005-01-01", "--dry-run")
    assert len(ahead["submissions"]) > MISSED
    assert all(row["missed_by"] is None for row in missed(up))

    early = ticking(up, "--until", "2004-07-01")
    wait_until(
        lambda: any(row["missed_by"] for row in missed(up)), "the first is said", every_s=0.3
    )
    early.kill()
    both = [ticking(up, "--until", "2005-01-01") for _ in range(2)]
    receipts = [one for each in both for one in json.loads(each.communicate()[0])["receipts"]]
    early.communicate()

    assert {one["status"] for one in receipts} <= {"accepted", "duplicate"}
    wait_until(lambda: all(row["missed_by"] for row in missed(up)), "all is said", every_s=0.3)
    again = up.json("tick", "--until", "2005-01-01")
    assert again == {"receipts": [], "counts": {}}
    counted = said(up, "training", "TrainingObligationMissed")
    assert set(counted.values()) == {1}
    assert len(counted) == MISSED


@pytest.mark.feature("S0-24")
def test_a_running_clock_says_what_passes_now_and_leaves_the_entered_past_alone(
    up: Stack, tmp_path: Path
) -> None:
    this_year = datetime.now(UTC).year
    now = document(SCHEME) | {
        "id": "this-year",
        "window": {"opens": f"{this_year}-01-01", "closes": f"{this_year}-12-31"},
        "cycles": [
            {"id": "now", "opens": f"{this_year}-01-01", "closes": f"{this_year}-12-31"}
        ],
        "targets": [],
    }  # fmt: skip
    past = document(SCHEME) | {"id": "entered-late"}
    for one in (now, past):
        publish(up, founded(one, ["village-01"]), tmp_path)
    wait_until(lambda: bool(missed(up, "entered-late")), "the past is in the register")

    clock = Ticker(up.addresses, lambda: datetime.now(UTC))
    clock.tick()
    clock.tick()

    wait_until(
        lambda: all(row["missed_by"] for row in missed(up, "this-year")), "what passed is said"
    )
    counted = said(up, "training", "TrainingObligationMissed")
    assert set(counted.values()) == {1}
    assert sum(id.startswith("this-year:") for id in counted) == len(missed(up, "this-year"))
    assert not any(row["missed_by"] for row in missed(up, "entered-late"))
