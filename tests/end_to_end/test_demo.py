"""The demo: a township's year, from an upstream app's events to an explained classification; and
all programmes on one stack, whose read models a rebuild gives again."""

import urllib.request

from tests.support.programmes import Programmes
from tests.support.the_year import EVENTS, Year


def test_it_stays_until_interrupted_and_says_what_the_receipts_said(the_year: Year) -> None:
    first = the_year.first
    assert first.returncode == 0
    assert f"接受{EVENTS:,},重复1,拒收3" in first.stdout


def test_it_explains_the_revised_branch(the_year: Year) -> None:
    first = the_year.first
    for told in ("柳树村(示例)", "重新划类为“后进”", "66%", "68分", "意见不一致"):
        assert told in first.stdout, told


def test_the_page_it_names_tells_the_same(the_year: Year) -> None:
    first = the_year.first
    for told in ("柳树村(示例)", "重新划类", "三.1"):
        assert told in first.page, told


def test_the_same_year_again_changes_nothing(the_year: Year) -> None:
    second = the_year.again
    assert second["receipts"] == {"duplicate": EVENTS + 1, "refused": 3}
    assert second["positions"].keys() == {"grading", "pledges", "training"}
    assert sum(second["positions"].values()) == EVENTS


def test_every_refusal_is_a_problem_that_names_a_field(the_year: Year) -> None:
    first, second = the_year.first, the_year.again
    for place in ("/actor (R-19)", "/type (procedure/committee_review", "/data/filed_on"):
        assert place in " ".join(first.stdout.split()), place
    assert all(error["pointer"] for r in second["refused"] for error in r["problem"]["errors"])


def test_the_revision_stands_beside_what_was_voted_and_derived(the_year: Year) -> None:
    explanation = the_year.again["explanation"]
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
