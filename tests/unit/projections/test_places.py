"""Whatever part of the tree a reader sees, no register tells of a case outside it."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.register import Register
from contracts.subjects import parse_case
from services.projections.registers import REGISTERS
from services.projections.registers.chronicle import Chronicle
from services.runtime.access.authority import within
from tests.unit.demo.telling import played
from tests.unit.projections.chronicled import chronicle_of

STORIES = ("classification-upgrade", "three-projects", "dual-strong")


@cache
def register_of(story: str) -> Register:
    return played(story).registers["grading"]


def seen_from(story: str, places: Iterable[str]) -> frozenset[str]:
    """By the rule of the services that decide: what one may act for is what one sees."""
    register, own = register_of(story), frozenset(places)
    return frozenset(id for id in register.organisations if within(own, id, register))


@cache
def log_of(story: str) -> list[Recorded[Event]]:
    """All that the services recorded, as soon as it happened."""
    return [
        Recorded(replace(one.envelope, recordedat=one.envelope.time), one.event, one.position)
        for log in played(story).recorded.values() for one in log
    ]  # fmt: skip


@cache
def chronicle(story: str, places: frozenset[str] | None = None) -> Chronicle:
    seen = None if places is None else seen_from(story, places)
    return chronicle_of(log_of(story), judged_at=date(2013, 4, 1), seen=seen)


def rows(register: str, of: Chronicle) -> list[Any]:
    return list(REGISTERS[register].rows(of))


def organisations(found: Iterable[Any]) -> set[str]:
    """Whose cases rows tell of."""
    cases = (parse_case(row.case) for row in found if getattr(row, "case", None))
    return {case.organisation for case in cases if case}


@pytest.mark.parametrize("story", STORIES)
@settings(deadline=None, max_examples=10)
@given(data=st.data())
def test_no_register_tells_of_a_case_outside(story: str, data: st.DataObject) -> None:
    ids = sorted(register_of(story).organisations)
    places = data.draw(st.frozensets(st.sampled_from(ids), max_size=3))
    register = data.draw(st.sampled_from(sorted(REGISTERS)))
    mine, seen = chronicle(story, places), seen_from(story, places)
    found = rows(register, mine)
    assert organisations(found) <= seen
    named = {row.organisation.id for row in found if getattr(row, "organisation", None)}
    assert named <= seen
    assert seen >= set(mine.tops), "what is summed up is seen"
    assert {case.organisation for case in mine.stories} <= seen


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("register", REGISTERS)
def test_who_sees_all_places_is_told_what_all_are_told(story: str, register: str) -> None:
    tops = frozenset(o.id for o in register_of(story).organisations.values() if not o.parent)
    assert rows(register, chronicle(story, tops)) == rows(register, chronicle(story))


@pytest.mark.parametrize("register", ["grades", "reviews", "decisions", "outcomes", "letters"])
def test_the_parts_of_townships_are_the_whole(register: str) -> None:
    """Of registers whose rows are each about one case."""
    story = "classification-upgrade"
    all_rows = rows(register, chronicle(story))
    townships = {
        o.parent for id, o in register_of(story).organisations.items()
        if id in organisations(all_rows) and o.parent
    }  # fmt: skip
    parts = [row for id in townships for row in rows(register, chronicle(story, frozenset({id})))]
    assert sorted(map(repr, parts)) == sorted(map(repr, all_rows))
