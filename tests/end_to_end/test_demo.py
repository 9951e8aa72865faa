"""The demo: a township's year, from an upstream app's events to an explained classification."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.engines import fresh_room
from tests.support.stack import gradetrail

EVENTS = 5_370


@pytest.fixture(scope="module")
def runs() -> Iterator[tuple[subprocess.CompletedProcess[str], dict[str, Any]]]:
    """The demo for a person in Chinese, and again on the same data for a program."""
    import shutil

    data = fresh_room()
    first = gradetrail("demo", "--once", "--lang", "zh", "--data", str(data))
    second = gradetrail("demo", "--once", "--json", "--data", str(data))
    assert second.returncode == 0, second.stderr
    yield first, json.loads(second.stdout)
    shutil.rmtree(data)


Runs = tuple[subprocess.CompletedProcess[str], dict[str, Any]]


def test_it_ends_by_itself_and_says_what_the_receipts_said(runs: Runs) -> None:
    first, _ = runs
    assert first.returncode == 0, first.stderr
    assert f"接受{EVENTS:,},重复1,拒收3" in first.stdout


def test_it_explains_the_revised_branch(runs: Runs) -> None:
    first, _ = runs
    for told in ("柳树村(示例)", "重新划类为“后进”", "66%", "68分", "意见不一致"):
        assert told in first.stdout, told


def test_it_names_the_page(runs: Runs) -> None:
    first, _ = runs
    assert "http://127.0.0.1:" in first.stdout


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
