"""BranchAssessed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from contracts.events.grading import BranchAssessed
from contracts.refusals import AlreadyRecorded, NotAuthorised, RuleBroken, StepNotOpen
from tests.support.scenario import says
from tests.unit.grading.situations import (
    APPRAISED,
    ASSESSED,
    BRANCH,
    COMPLETED,
    LADDER,
    MISSED,
    REVISED,
    TARGET,
    appraised,
    assessed,
    by_township,
    confirmed,
    day,
    evidence,
    met,
    targeted,
)

ON = "2012-12-20"
SECOND = TARGET.model_copy(update={"target_id": "target-2"})


def but(**changes: Any) -> BranchAssessed:
    return ASSESSED.model_copy(update=changes)


@pytest.mark.feature("S1-34")
def test_cu_p10_there_is_no_assessment_without_the_appraisal() -> None:
    targeted.when(by_township(ASSESSED, ON)).then_refused(
        StepNotOpen, awaits={"DemocraticAppraisalHeld"}
    )


@pytest.mark.feature("S1-34")
def test_there_is_no_assessment_without_a_target() -> None:
    confirmed.when(by_township(ASSESSED, ON)).then_refused(
        StepNotOpen, awaits={"DemocraticAppraisalHeld", "UpgradeTargetSet"}
    )


@pytest.mark.feature("S1-34")
def test_it_counts_the_targets_heard_of_and_names_the_appraisal() -> None:
    story = targeted.given(SECOND).went(says(APPRAISED, id="appraisal-1"), on="2012-12-10")
    heard = story.given(COMPLETED)
    event = but(task_completed=None)
    heard.when(by_township(event, ON)).then_recorded(
        targets_completed=1,
        targets_total=2,
        appraisal_event_id="appraisal-1",
        due_on=date(2012, 12, 31),
        late=False,
    )


def test_a_missed_target_is_counted_as_not_completed() -> None:
    appraised.given(MISSED).when(by_township(but(task_completed=False), ON)).then_recorded(
        targets_completed=0, targets_total=1
    )


def test_a_persons_target_is_not_the_branchs() -> None:
    personal = SECOND.model_copy(update={"person": "person-9"})
    done = COMPLETED.model_copy(update={"target_id": "target-2"})
    story = appraised.given(personal, COMPLETED, done)
    story.when(by_township(ASSESSED, ON)).then_recorded(targets_completed=1, targets_total=1)


@pytest.mark.parametrize("outcome", [None, MISSED], ids=["open", "missed"])
def test_a_task_is_not_completed_while_a_target_is_not(outcome: Any) -> None:
    story = appraised.given(outcome) if outcome else appraised
    story.when(by_township(ASSESSED, ON)).then_refused(
        RuleBroken, field="/data/task_completed", awaits={"UpgradeTargetCompleted"}
    )


def test_the_task_of_a_backward_branch_is_to_rise_whatever_its_targets() -> None:
    low = met.went(evidence("satisfaction_pct", 66, "survey-2"), on="2011-12-02")
    low = low.went(by_township(REVISED, "2011-12-02"))
    assert low.state.in_force == {LADDER: "backward"}
    low = low.given(TARGET, MISSED).went(APPRAISED, on="2012-12-10")
    low.when(by_township(ASSESSED, ON)).then_recorded(task_completed=True, targets_completed=0)


def test_after_the_year_it_is_late_and_recorded() -> None:
    late = but(held_on=day("2013-01-10"), task_completed=None)
    appraised.when(by_township(late, "2013-01-10")).then_recorded(late=True)


def test_the_score_is_on_the_scale() -> None:
    beyond = but(acceptance_score=Decimal("100.5"), task_completed=None)
    appraised.when(by_township(beyond, ON)).then_refused(RuleBroken, field="/data/acceptance_score")


def test_a_year_is_assessed_once() -> None:
    assessed.when(by_township(ASSESSED, ON)).then_refused(AlreadyRecorded, field="/data/period")


def test_the_branch_does_not_assess_itself() -> None:
    appraised.when(says(ASSESSED, by=BRANCH), on=ON).then_refused(NotAuthorised, "R-19")
