"""Persons are called by the name that held then, with their id; who was erased, by the id alone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.events.training import TrainingAttended
from contracts.people import ALWAYS, Naming
from services.projections.explanation.gather import parties, recorders
from services.projections.explanation.speech import Speech
from services.projections.people.names import HeldName, People
from services.projections.texts.told import sentence
from services.projections.trail.shown import Corrections, shown
from tests.unit.projections.explained import explained
from tests.unit.projections.history import CASE, SCHEME, whole

ZONE = ZoneInfo("Asia/Shanghai")
ZHANG = HeldName(ALWAYS, "张三", "Zhang San")
MARRIED = HeldName(date(2012, 1, 1), "张三丰", None)
ERASED_AT = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # already the 21st in China
LEFT = {"person-11": ERASED_AT}


def zh(people: People, on: date) -> str | None:
    return people.called(on, ZONE)["person-11"].zh


def test_a_person_is_called_by_name_and_id() -> None:
    called = People({"person-11": [ZHANG]}).called(date(2011, 11, 1), ZONE)["person-11"]
    assert (called.en, called.zh) == ("Zhang San (person-11)", "张三（person-11）")


def test_a_name_in_one_language_does_for_both() -> None:
    called = People({"person-11": [MARRIED]}).called(date(2012, 1, 1), ZONE)["person-11"]
    assert (called.en, called.zh) == ("张三丰 (person-11)", "张三丰（person-11）")


@pytest.mark.parametrize(
    ("on", "name"),
    [(date(2011, 12, 31), "张三"), (date(2012, 1, 1), "张三丰"), (date.max, "张三丰")],
)
def test_the_name_is_the_one_that_held_on_the_day(on: date, name: str) -> None:
    assert zh(People({"person-11": [ZHANG, MARRIED]}), on) == f"{name}（person-11）"


def test_before_the_first_name_the_first_is_better_than_an_id() -> None:
    assert zh(People({"person-11": [MARRIED]}), date(2011, 1, 1)) == "张三丰（person-11）"


@given(st.lists(st.dates(), min_size=1, max_size=8, unique=True), st.dates())
def test_the_latest_name_that_had_begun_holds(days: list[date], on: date) -> None:
    names = [HeldName(day, day.isoformat(), None) for day in sorted(days)]
    expected = max((day for day in days if day <= on), default=min(days))
    assert zh(People({"person-11": names}), on) == f"{expected}（person-11）"


def test_who_was_erased_is_an_id_with_the_day_on_the_schemes_clock() -> None:
    called = People(erased=LEFT).called(date(2011, 11, 1), ZONE)["person-11"]
    assert called.en == "person-11 (erased on 21 November 2026)"
    assert called.zh == "person-11（已于2026年11月21日删除）"


def test_a_sentence_names_the_person_and_without_a_register_the_id() -> None:
    attended = TrainingAttended(
        session_id="s1", person="person-11", role="member",
        attended_from=date(2011, 11, 2), attended_to=date(2011, 11, 3),
    )  # fmt: skip
    named = Speech.of(SCHEME, {}, People({"person-11": [ZHANG]}))
    assert sentence(attended, named.zh).startswith("张三（person-11）（党员）参加培训")
    assert sentence(attended, named.en).startswith("Zhang San (person-11) (member) attended")
    assert sentence(attended, Speech.of(SCHEME, {}).zh).startswith("person-11（党员）")


def test_the_trail_names_a_person_as_they_were_called_then() -> None:
    entry = next(one for one in whole().entries() if one.recordedby == "clerk-1")
    day = entry.time.astimezone(ZONE).date()
    later = HeldName(day + timedelta(days=1), "后来", None)
    speech = Speech.of(SCHEME, {}, People({"clerk-1": [HeldName(ALWAYS, "当时", None), later]}))
    found = shown(entry, entry.event(), speech, Corrections(()))
    assert found.recorder
    assert found.recorder.name.zh == "当时（clerk-1）"
    assert found.recordedby == "clerk-1"
    assert speech.name("clerk-1").name.zh == "后来（clerk-1）"


def test_an_explanation_names_its_persons() -> None:
    known = {"person-1": [ZHANG], "clerk-1": [HeldName(ALWAYS, None, "Clerk")]}
    found = explained(whole(), people=People(known, {"person-2": ERASED_AT}))
    meeting = next(one for one in found.classifications if one.kind == "decision").decided.meeting
    assert meeting
    assert [one.name.zh for one in meeting.present] == [
        "张三（person-1）", "person-2（已于2026年11月21日删除）", "person-3",
    ]  # fmt: skip
    recorder = next(
        piece.source.recorder
        for one in found.classifications
        if one.derived
        for piece in one.derived.evidence
        if piece.source.recorded_by == "clerk-1"
    )
    assert recorder
    assert recorder.name.en == "Clerk (clerk-1)"


def test_the_persons_an_answer_names_are_those_of_its_events() -> None:
    entries = [one for one in whole().entries() if one.case_id == CASE]
    named = parties(one.recorded() for one in entries)
    assert {"person-1", "person-2", "person-3", "person-11"} <= named
    assert recorders(entries) == {"clerk-1"}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"person": "p 1", "name_zh": "甲"}, "person"),
        ({"person": "p-1", "name_zh": ""}, "name_zh"),
        ({"person": "p-1", "name_zh": "甲" * 201}, "name_zh"),
        ({"person": "p-1", "name_zh": "甲\x00"}, "name_zh"),
        ({"person": "p-1", "name_zh": "甲", "since": "1.1.2012"}, "since"),
        ({"person": "p-1", "name_zh": "甲", "phone": "1"}, "phone"),
    ],
)
def test_a_naming_that_breaks_the_contract_is_refused(told: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Naming.model_validate(told)
    assert [one["loc"] for one in refused.value.errors()] == [(field,)]


def test_a_naming_says_a_name() -> None:
    with pytest.raises(ValidationError, match="name_zh or name_en is needed"):
        Naming(person="p-1", contact="12345")
