"""CommendationIssued."""

from typing import Any

import pytest

from contracts.events.grading import CommendationIssued
from contracts.refusals import NotAuthorised, RuleBroken, StepNotOpen, UnknownReference
from tests.support.scenario import says
from tests.unit.grading.situations import (
    ASSESSED,
    BRANCH,
    COMMENDED,
    COMPLETED,
    REVISED,
    YEAR_END,
    appraised,
    assessed_badly,
    by_township,
)

ON = "2012-12-28"
praised = appraised.given(COMPLETED).went(by_township(ASSESSED, "2012-12-20", id="assessment-2"))


def but(**changes: Any) -> CommendationIssued:
    return COMMENDED.model_copy(update=changes)


@pytest.mark.feature("S1-36")
def test_a_completed_task_is_commended_on_its_assessment() -> None:
    story = praised.when(by_township(COMMENDED, ON, id="commendation-1")).then_recorded(
        assessment_event_id="assessment-2"
    )
    assert story.state.commendation == "commendation-1"


@pytest.mark.feature("S1-36")
def test_a_task_that_is_not_completed_is_not_commended() -> None:
    assessed_badly.when(by_township(COMMENDED, ON)).then_refused(RuleBroken, "R-15")


@pytest.mark.feature("S1-36")
def test_an_assessment_that_leaves_it_open_is_not_commended() -> None:
    open_task = ASSESSED.model_copy(update={"task_completed": None})
    story = appraised.given(COMPLETED).went(by_township(open_task, "2012-12-20"))
    story.when(by_township(COMMENDED, ON)).then_refused(
        RuleBroken, "R-15", saying="upgrade_task_completed"
    )


@pytest.mark.feature("S1-36")
def test_there_is_no_commendation_without_an_assessment() -> None:
    appraised.when(by_township(COMMENDED, ON)).then_refused(StepNotOpen, awaits={"BranchAssessed"})


def test_a_branch_that_fell_at_year_end_is_not_commended() -> None:
    fallen = YEAR_END.model_copy(update={"tier": "backward", "deviation_reason": "unrest"})
    story = praised.went(by_township(fallen, "2012-12-22"))
    story.when(by_township(COMMENDED, ON)).then_refused(RuleBroken, "R-15", saying="intermediate")
    praised.went(by_township(YEAR_END, "2012-12-22")).when(by_township(COMMENDED, ON)).accepted()


def test_a_year_end_tier_that_was_revised_counts_as_revised() -> None:
    fallen = YEAR_END.model_copy(update={"tier": "backward", "deviation_reason": "unrest"})
    mended = REVISED.model_copy(
        update={"from_tier": "backward", "to_tier": "intermediate", "meeting_id": None}
    )
    story = praised.went(by_township(fallen, "2012-12-22"), by_township(mended, "2012-12-24"))
    story.when(by_township(COMMENDED, ON)).accepted()


def test_the_form_is_one_of_the_scheme() -> None:
    praised.when(by_township(but(form="collective"), ON)).then_refused(
        UnknownReference, field="/data/form", saying="circular"
    )


def test_the_branch_does_not_commend_itself() -> None:
    praised.when(says(COMMENDED, by=BRANCH), on=ON).then_refused(NotAuthorised, "R-19")


def test_it_is_not_dated_after_the_envelope() -> None:
    praised.when(by_township(COMMENDED, "2012-12-27")).then_refused(
        RuleBroken, "R-22", field="/data/issued_on"
    )
