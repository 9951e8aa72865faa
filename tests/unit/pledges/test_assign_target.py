import pytest

from contracts.refusals import AlreadyRecorded, NotAuthorised, StepNotOpen, UnknownReference
from tests.unit.pledges.story import (
    AIMED,
    BRANCH,
    CARRYING_OUT,
    OPINIONS,
    SHARE,
    TOWNSHIP,
)

ON = "2011-12-12"


@pytest.mark.feature("S1-27")
@pytest.mark.parametrize("kind", ["team_member", "party_member"])
def test_a_target_is_broken_down_to_team_members_and_members(kind: str) -> None:
    event = SHARE.model_copy(update={"assignee_kind": kind})
    AIMED.when(event, on=ON).then(event)


@pytest.mark.feature("S1-27")
def test_several_persons_share_a_target_each_once() -> None:
    other = SHARE.model_copy(update={"assignee": "person-2"})
    CARRYING_OUT.when(other, on=ON).then(other)
    CARRYING_OUT.when(SHARE, on=ON).then_refused(AlreadyRecorded, "R-12", field="/data/assignee")


def test_an_assignee_is_a_person() -> None:
    event = SHARE.model_copy(update={"assignee": BRANCH})
    AIMED.when(event, on=ON).then_refused(NotAuthorised, "R-12", field="/data/assignee")


def test_what_is_assigned_was_set() -> None:
    OPINIONS.when(SHARE, on=ON).then_refused(StepNotOpen, awaits={"UpgradeTargetSet"})
    event = SHARE.model_copy(update={"target_id": "t9"})
    AIMED.when(event, on=ON).then_refused(UnknownReference, awaits={"UpgradeTargetSet"})


def test_the_branch_assigns() -> None:
    AIMED.when(SHARE, by=TOWNSHIP, on=ON).then_refused(NotAuthorised, "R-19")
