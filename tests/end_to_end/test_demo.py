"""The demo: a township's year, from an upstream app's events to an explained classification; and
all programmes on one stack, whose read models a rebuild gives again."""

import json
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.child import PROJECT
from tests.support.engines import fresh_room
from tests.support.programmes import Programmes
from tests.support.stack import gradetrail

EVENTS = 5_386


@dataclass(frozen=True)
class Stayed:
    """The demo as a person sees it: what it printed, the page it named, how it ended."""

    stdout: str
    page: str
    returncode: int


Runs = tuple[Stayed, dict[str, Any]]


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    """The demo in Chinese, until Ctrl-C; and again on the same data, once, for a program."""
    data = fresh_room()
    first = stay(data)
    second = gradetrail("demo", "--once", "--json", "--data", str(data))
    assert second.returncode == 0, second.stderr
    yield first, json.loads(second.stdout)
    shutil.rmtree(data)


def stay(data: Path) -> Stayed:
    """Run it, read the page that it names while it stays up, and interrupt it."""
    with subprocess.Popen(
        [sys.executable, "-m", "cli", "demo", "--lang", "zh", "--data", str(data)],
        cwd=PROJECT, stdout=subprocess.PIPE, text=True,
    ) as demo:  # fmt: skip
        assert demo.stdout is not None
        printed = list(iter_until(demo.stdout, "Ctrl-C"))
        (address,) = re.findall(r"http://127\.0\.0\.1:\S+lang=zh", "".join(printed))
        with urllib.request.urlopen(address, timeout=10) as answer:
            page = answer.read().decode()
        demo.send_signal(signal.SIGINT)
        return Stayed("".join(printed), page, demo.wait(60))


def iter_until(lines: Iterable[str], ending: str) -> Iterator[str]:
    """The lines up to the one that holds the ending."""
    for line in lines:
        yield line
        if ending in line:
            return


def test_it_stays_until_interrupted_and_says_what_the_receipts_said(runs: Runs) -> None:
    first, _ = runs
    assert first.returncode == 0
    assert f"接受{EVENTS:,},重复1,拒收3" in first.stdout


def test_it_explains_the_revised_branch(runs: Runs) -> None:
    first, _ = runs
    for told in ("柳树村(示例)", "重新划类为“后进”", "66%", "68分", "意见不一致"):
        assert told in first.stdout, told


def test_the_page_it_names_tells_the_same(runs: Runs) -> None:
    first, _ = runs
    for told in ("柳树村(示例)", "重新划类", "三.1"):
        assert told in first.page, told


def test_the_same_year_again_changes_nothing(runs: Runs) -> None:
    _, second = runs
    assert second["receipts"] == {"duplicate": EVENTS + 1, "refused": 3}
    assert second["positions"].keys() == {"grading", "pledges", "training"}
    assert sum(second["positions"].values()) == EVENTS


def test_every_refusal_is_a_problem_that_names_a_field(runs: Runs) -> None:
    first, second = runs
    for place in ("/actor (R-19)", "/type (procedure/committee_review", "/data/filed_on"):
        assert place in " ".join(first.stdout.split()), place
    assert all(error["pointer"] for r in second["refused"] for error in r["problem"]["errors"])


def test_the_revision_stands_beside_what_was_voted_and_derived(runs: Runs) -> None:
    explanation = runs[1]["explanation"]
    assert explanation["case"] == "classification-upgrade:2011-2012:village-07"
    (decision,) = [c for c in explanation["classifications"] if c["kind"] == "decision"]
    assert decision["decided"]["how"] == "revised"
    assert decision["decided"]["from_tier"]["id"] == "intermediate"
    assert decision["tier"]["id"] == decision["derived"]["indicated"]["id"] == "backward"
    assert [review["tier"]["id"] for review in decision["voted"]["reviews"]] == [
        "intermediate", "backward",
    ]  # fmt: skip
    assert decision["derived"]["snapshot"]["rederived"] == "equal"


# All programmes on one stack ---------------------------------------------------------------------

ALL = {
    "classification-upgrade": {"accepted": EVENTS, "duplicate": 1, "refused": 3},
    "pioneer-project": {"accepted": 15_230, "refused": 5},
    "three-projects": {"accepted": 3_378, "refused": 6},
    "dual-strong": {"accepted": 2_852, "refused": 4},
}


def test_every_programme_is_played_as_told(all_programmes: Programmes) -> None:
    said = all_programmes.said["programmes"]
    assert {name: one["receipts"] for name, one in said.items()} == ALL
    assert [one["surprises"] for one in said.values()] == [[]] * len(ALL)
    accepted = sum(one["accepted"] for one in ALL.values())
    assert sum(all_programmes.said["positions"].values()) == accepted == len(all_programmes.told)


def test_all_of_them_take_less_than_three_minutes(all_programmes: Programmes) -> None:
    assert sum(all_programmes.said["seconds"].values()) < 180


def test_every_page_that_is_named_is_there(all_programmes: Programmes) -> None:
    named = [page for one in all_programmes.said["programmes"].values() for page in one["pages"]]
    pages = [urllib.request.urlopen(page, timeout=10).read().decode() for page in named]
    told = ("柳树村", "松树村", "关村粗党支部", "中共泉溪镇委员会")
    assert all(any(name in page for page in pages) for name in told)
    parked = all_programmes.command("parked", "list")["data"]
    assert [one["events"] for one in parked] == [[]] * len(parked)


def test_rebuilding_every_read_model_gives_equal_tables(all_programmes: Programmes) -> None:
    models = all_programmes.command("status")["services"]["projections"]["projections"]
    assert models.keys() >= {"trail", "standings"}
    for model in models:
        note = all_programmes.command("rebuild", model)
        assert note["state"] == "swapped"
        assert set(note["differing"].values()) == {0}
