import pytest

from contracts.events.pledges import UpgradeTargetAmended, UpgradeTargetFiled
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import says
from tests.unit.pledges.story import AIMED, OFFICE, OPINIONS, TARGET, TOWNSHIP, day

ON = "2011-12-11"
FILED = UpgradeTargetFiled(target_ids=("t1",), filed_on=day(ON), filed_with=OFFICE)


@pytest.mark.feature("S1-26")
def test_targets_are_filed_with_the_office() -> None:
    AIMED.when(FILED, on=ON).then(FILED)


@pytest.mark.feature("S1-26")
def test_only_set_targets_are_filed() -> None:
    OPINIONS.when(FILED, on=ON).then_refused(StepNotOpen, awaits={"UpgradeTargetSet"})
    more = FILED.model_copy(update={"target_ids": ("t1", "t9")})
    AIMED.when(more, on=ON).then_refused(UnknownReference, field="/data/target_ids/1")


@pytest.mark.feature("S1-26")
@pytest.mark.parametrize("body", [TOWNSHIP, "village-c", "nobody"])
def test_they_are_filed_with_the_body_that_the_scheme_names(body: str) -> None:
    event = FILED.model_copy(update={"filed_with": body})
    AIMED.when(event, on=ON).then_refused(
        UnknownReference, field="/data/filed_with", saying="township_office"
    )


def test_what_was_filed_is_filed_again_only_once_it_is_amended_or_joined_by_another() -> None:
    told = AIMED.went(says(FILED, on=ON))
    told.when(FILED, on=ON).then_refused(AlreadyRecorded)
    change = UpgradeTargetAmended(
        target_id="t1", quality="in use all year", reason="hot water", agreed_by=TOWNSHIP
    )
    told.went(says(change, on=ON)).when(FILED, on=ON).then(FILED)
    other = TARGET.model_copy(update={"target_id": "t2"})
    both = FILED.model_copy(update={"target_ids": ("t1", "t2")})
    told.went(says(other, on=ON)).when(both, on=ON).then(both)


def test_the_branch_files_and_not_later_than_it_says() -> None:
    AIMED.when(FILED, by=TOWNSHIP, on=ON).then_refused(NotAuthorised, "R-19")
    AIMED.when(FILED, on="2011-12-10").then_refused(RuleBroken, "R-22", field="/data/filed_on")
