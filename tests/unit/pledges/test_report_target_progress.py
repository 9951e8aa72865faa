from decimal import Decimal

import pytest

from contracts.events.pledges import UpgradeTargetMissed, UpgradeTargetProgressReported
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import says
from tests.unit.pledges.story import AIMED, CARRYING_OUT, TOWNSHIP, day

ON = "2012-06-30"
REPORT = UpgradeTargetProgressReported(
    target_id="t1",
    reported_on=day(ON),
    text="seven stand",
    quantity_done=Decimal(7),
    unit="greenhouses",
)


@pytest.mark.feature("S1-27")
def test_a_branch_reports_how_far_an_assigned_target_has_come() -> None:
    CARRYING_OUT.when(REPORT, on=ON).then(REPORT)
    AIMED.when(REPORT, on=ON).then_refused(StepNotOpen, awaits={"UpgradeTargetAssigned"})


@pytest.mark.parametrize("unit", ["hectares", None])
def test_progress_is_told_in_the_unit_of_the_target(unit: str | None) -> None:
    event = REPORT.model_copy(update={"unit": unit})
    CARRYING_OUT.when(event, on=ON).then_refused(RuleBroken, "R-27", field="/data/unit")


def test_progress_is_of_a_target_on_record_and_open() -> None:
    unknown = REPORT.model_copy(update={"target_id": "t9"})
    CARRYING_OUT.when(unknown, on=ON).then_refused(UnknownReference)
    missed = UpgradeTargetMissed(target_id="t1", judged_on=day(ON), reason="hail")
    told = CARRYING_OUT.went(says(missed, by=TOWNSHIP, on=ON))
    told.when(REPORT, on=ON).then_refused(AlreadyRecorded)


def test_the_branch_reports() -> None:
    CARRYING_OUT.when(REPORT, by=TOWNSHIP, on=ON).then_refused(NotAuthorised, "R-19")
