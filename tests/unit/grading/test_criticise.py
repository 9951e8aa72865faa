"""CriticismIssued."""

from typing import Any

import pytest

from contracts.events.grading import CriticismIssued
from contracts.refusals import NotAuthorised, RuleBroken, StepNotOpen, UnknownReference
from tests.support.scenario import says
from tests.unit.grading.situations import (
    ASSESSED,
    BRANCH,
    COMPLETED,
    CRITICISED,
    appraised,
    assessed,
    assessed_badly,
    by_township,
)

ON = "2012-12-28"


def but(**changes: Any) -> CriticismIssued:
    return CRITICISED.model_copy(update=changes)


@pytest.mark.feature("S1-37")
def test_cu_p11_a_task_not_completed_is_criticised_and_waits_for_an_order() -> None:
    story = assessed_badly.when(by_township(CRITICISED, ON, id="criticism-1")).then_recorded(
        assessment_event_id="assessment-1"
    )
    assert story.state.criticisms == {"criticism-1": False}


@pytest.mark.feature("S1-37")
def test_poor_organisation_is_a_ground_of_its_own() -> None:
    poor = ASSESSED.model_copy(update={"poorly_organised": True})
    story = appraised.given(COMPLETED).went(by_township(poor, "2012-12-20"))
    story.when(by_township(but(ground="poorly_organised"), ON)).accepted()
    story.when(by_township(CRITICISED, ON)).then_refused(
        RuleBroken, field="/data/ground", saying="upgrade_task_not_completed"
    )


def test_what_the_assessment_does_not_say_is_no_ground() -> None:
    for ground in ("upgrade_task_not_completed", "poorly_organised"):
        assessed.when(by_township(but(ground=ground), ON)).then_refused(
            RuleBroken, field="/data/ground"
        )


def test_the_ground_is_a_trigger_of_the_scheme() -> None:
    assessed_badly.when(by_township(but(ground="bad_luck"), ON)).then_refused(
        UnknownReference, field="/data/ground", saying="poorly_organised"
    )


def test_the_form_is_one_of_the_scheme() -> None:
    assessed_badly.when(by_township(but(form="severe"), ON)).then_refused(
        UnknownReference, field="/data/form", saying="circular"
    )


def test_it_follows_the_assessment() -> None:
    appraised.when(by_township(CRITICISED, ON)).then_refused(StepNotOpen, awaits={"BranchAssessed"})


def test_the_branch_does_not_criticise() -> None:
    assessed_badly.when(says(CRITICISED, by=BRANCH), on=ON).then_refused(NotAuthorised, "R-19")
