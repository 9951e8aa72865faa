import pytest

from contracts.refusals import AlreadyRecorded, NotAuthorised, NotInProcedure, RuleBroken
from tests.unit.training.story import BRANCH, HANFENG, PLAN, day, township

ON = "2010-03-01"


@pytest.mark.feature("S2-05", "S2-17", "S2-22")
def test_a_township_adopts_a_plan_of_sessions_and_attendances() -> None:
    township("fanjiazhai").when(PLAN, on=ON).then(PLAN)


def test_the_id_of_a_plan_is_used_once_in_a_case() -> None:
    HANFENG.when(PLAN, on=ON).then_refused(AlreadyRecorded, field="/data/plan_id")


def test_its_period_does_not_end_before_it_begins() -> None:
    event = PLAN.model_copy(update={"period_to": day("2009-12-31")})
    township("hanfeng").when(event, on=ON).then_refused(RuleBroken, field="/data/period_to")


def test_the_organiser_adopts_it() -> None:
    township("hanfeng").when(PLAN, by="committee", on=ON).then_refused(NotAuthorised, "R-19")


@pytest.mark.feature("S2-02")
def test_a_step_of_some_townships_is_not_a_step_of_another() -> None:
    township("nanzhihui").when(PLAN, on=ON).then_refused(NotInProcedure, "R-26")


def test_a_scheme_without_plans_takes_none() -> None:
    BRANCH.when(PLAN, on="2011-11-02").then_refused(NotInProcedure, field="/type")
