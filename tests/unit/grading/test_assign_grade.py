"""GradeAssigned."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from contracts.events.grading import GradeAssigned
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    ReasonMissing,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import Scenario, says
from tests.unit.grading.situations import (
    BRANCH,
    LADDER,
    YEAR_END,
    appraised,
    assessed,
    by_township,
    evidence,
)

ON = "2012-12-22"


def but(**changes: Any) -> GradeAssigned:
    return YEAR_END.model_copy(update=changes)


@pytest.mark.feature("S1-35")
def test_the_year_end_tier_shows_the_movement() -> None:
    assessed.when(by_township(YEAR_END, ON)).then_recorded(
        previous_tier="intermediate",
        movement="same",
        due_on=date(2012, 12, 31),
        late=False,
    )


@pytest.mark.feature("S1-35")
@pytest.mark.parametrize(("tier", "movement"), [("advanced", "up"), ("backward", "down")])
def test_a_tier_may_rise_or_fall(tier: str, movement: str) -> None:
    event = but(tier=tier, deviation_reason="the inspection of December")
    story = assessed.when(by_township(event, ON)).then_recorded(movement=movement)
    assert story.state.in_force == {LADDER: tier}


@pytest.mark.feature("S1-35")
def test_a_tier_without_one_before_it_is_the_first() -> None:
    bare = {assessed.case: replace(assessed.state, in_force={})}
    story = Scenario(assessed.domain, assessed.case, states=bare, register=assessed.register)
    story.when(by_township(YEAR_END, ON)).then_recorded(previous_tier=None, movement="first")


def test_it_follows_the_years_new_evidence() -> None:
    risen = assessed.went(
        evidence("satisfaction_pct", 69, "survey-2012", as_of=date(2012, 12, 1)), on="2012-12-01"
    )
    risen.when(by_township(YEAR_END, ON)).then_refused(ReasonMissing, "R-08", saying="backward")
    risen.when(by_township(but(tier="backward"), ON)).then_recorded(movement="down")


@pytest.mark.feature("S1-35")
def test_it_follows_the_assessment() -> None:
    appraised.when(by_township(YEAR_END, ON)).then_refused(StepNotOpen, awaits={"BranchAssessed"})


def test_it_is_given_once_a_year() -> None:
    story = assessed.went(by_township(YEAR_END, ON))
    story.when(by_township(YEAR_END, ON)).then_refused(
        AlreadyRecorded, "R-07", saying="GradeRevised"
    )


def test_after_the_year_it_is_late_and_recorded() -> None:
    assessed.when(by_township(YEAR_END, "2013-01-01")).then_recorded(late=True)


@pytest.mark.parametrize(
    ("change", "field"), [({"tier": "model"}, "/data/tier"), ({"ladder": "x"}, "/data/ladder")]
)
def test_it_is_a_tier_of_a_ladder_of_the_case(change: dict[str, str], field: str) -> None:
    assessed.when(by_township(but(**change), ON)).then_refused(UnknownReference, field=field)


def test_the_branch_does_not_assign_its_tier() -> None:
    assessed.when(says(YEAR_END, by=BRANCH), on=ON).then_refused(NotAuthorised, "R-19")


def test_it_keeps_the_facts_it_was_taken_on() -> None:
    snapshot = assessed.when(by_township(YEAR_END, ON)).field("snapshot")
    assert (snapshot.indicated, len(snapshot.facts)) == ("intermediate", 28)
