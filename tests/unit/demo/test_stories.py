"""Every story: the same at each telling, accepted by the services' rules but for its mistakes."""

from collections import Counter

import pytest

from contracts.events import BY_TYPE
from contracts.refusals import Refused
from demo.programme import expected_refusals
from demo.story import PROGRAMMES, told_by
from infra.child import PROJECT
from tests.unit.demo.telling import played, told

EVENTS = {
    "classification-upgrade": 5_386, "pioneer-project": 15_230, "three-projects": 3_378,
    "dual-strong": 2_852,
}  # fmt: skip


each = pytest.mark.parametrize("name", PROGRAMMES)


@each
def test_a_story_is_the_same_at_every_telling(name: str) -> None:
    assert told_by(name) == told(name)


@each
def test_ids_are_unique_but_for_a_told_repeat(name: str) -> None:
    counts = Counter(said["id"] for chapter in told(name) for said in chapter.submissions)
    repeated = [chapter for chapter in told(name) if chapter.title_en == "a repeat"]
    assert len([id for id, count in counts.items() if count > 1]) == len(repeated)


@each
def test_all_is_accepted_but_what_is_told_to_be_a_mistake(name: str) -> None:
    refused = {submission["id"] for submission, _ in played(name).refused}
    assert refused == expected_refusals(told(name))
    assert len(refused) >= 3
    assert sum(map(len, played(name).recorded.values())) == EVENTS[name]


@each
def test_every_mistake_is_refused_with_a_place_and_a_rule(name: str) -> None:
    for _, no in played(name).refused:
        assert isinstance(no, Refused)
        assert all(fault.field.startswith("/") and fault.rule for fault in no.faults)


@each
def test_the_cases_worth_reading_have_a_history(name: str) -> None:
    for case in PROGRAMMES[name].cases:
        assert sum(len(played(name).case(service, case)) for service in played(name).recorded) > 5


@each
def test_no_source_speaks_in_two_stories(name: str) -> None:
    sources = {said["source"] for chapter in told(name) for said in chapter.submissions}
    others = {
        said["source"]
        for other in PROGRAMMES.keys() - {name}
        for chapter in told(other)
        for said in chapter.submissions
    }
    assert len(sources) == 1
    assert not sources & others


@each
def test_whoever_is_not_in_the_source_is_marked_as_an_example(name: str) -> None:
    registered = [
        said["data"]
        for chapter in told(name)
        for said in chapter.submissions
        if BY_TYPE[said["type"]].name == "OrganisationRegistered"
    ]
    real = {entry["name_zh"] for entry in registered if "示例" not in entry["name_zh"]}
    assert real == REAL[name]


REAL = {
    "classification-upgrade": set(),
    "pioneer-project": set(),
    "three-projects": {
        "县委", "范家寨乡党委", "郭店镇党委", "汉封乡党委", "南指挥镇党委", "导子村党支部",
        "西南家凹村党支部", "上郭店村党支部", "三岔村党支部", "程家塬村党支部", "关村粗党支部",
        "汉封村党支部",
    },
    "dual-strong": {"中共泉溪镇委员会"},
}  # fmt: skip
"""Names that stand in the programme's founding document."""


@each
def test_the_docs_say_how_much_is_played(name: str) -> None:
    submissions = sum(len(chapter.submissions) for chapter in told(name))
    row = f"| `{name}` | {submissions:,} | {len(expected_refusals(told(name)))}"
    assert row in (PROJECT / "docs" / "demos.md").read_text(encoding="utf-8")
