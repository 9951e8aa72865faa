"""DemocraticAppraisalHeld."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from contracts.events.grading import DemocraticAppraisalHeld
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import says
from tests.unit.grading.situations import (
    APPRAISED,
    OFFICE,
    TOWNSHIP,
    appraised,
    confirmed,
    day,
    targeted,
)

ON = "2012-12-10"


def but(**changes: Any) -> DemocraticAppraisalHeld:
    return APPRAISED.model_copy(update=changes)


@pytest.mark.feature("S1-33")
def test_the_appraisal_is_recorded_with_its_attendance_and_score() -> None:
    targeted.when(APPRAISED, on=ON).then_recorded(
        due_on=date(2012, 12, 31),
        late=False,
        members_present=25,
        mass_representatives_present=30,
        delegates_present=3,
        appraisal_score=Decimal("84.5"),
    )


@pytest.mark.feature("S1-33")
def test_after_the_year_it_is_late_and_recorded() -> None:
    late = but(held_on=day("2013-01-01"))
    targeted.when(late, on="2013-01-01").then_recorded(due_on=date(2012, 12, 31), late=True)


def test_targets_are_set_before_which_the_pledges_service_says() -> None:
    confirmed.when(APPRAISED, on=ON).then_refused(StepNotOpen, awaits={"UpgradeTargetSet"})


def test_a_registered_committee_guides_it() -> None:
    targeted.when(but(guided_by="nobody"), on=ON).then_refused(
        UnknownReference, field="/data/guided_by", awaits={"OrganisationRegistered"}
    )
    targeted.when(but(guided_by=OFFICE), on=ON).then_refused(
        RuleBroken, field="/data/guided_by", saying="township_committee"
    )


def test_there_are_no_more_sheets_than_present() -> None:
    targeted.when(but(sheets=58), on=ON).accepted()
    targeted.when(but(sheets=59), on=ON).then_refused(RuleBroken, "R-05", field="/data/sheets")


@pytest.mark.parametrize("score", ["-0.01", "100.01"])
def test_the_score_is_on_the_scale(score: str) -> None:
    targeted.when(but(appraisal_score=Decimal(score)), on=ON).then_refused(
        RuleBroken, field="/data/appraisal_score"
    )


def test_it_is_held_once_a_cycle() -> None:
    appraised.when(APPRAISED, on=ON).then_refused(AlreadyRecorded)


def test_the_branch_holds_it() -> None:
    targeted.when(says(APPRAISED, by=TOWNSHIP), on=ON).then_refused(NotAuthorised, "R-19")
