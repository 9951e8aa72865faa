"""LookBackHeld."""

from datetime import date

import pytest

from contracts.refusals import AlreadyRecorded, NotAuthorised, RuleBroken, StepNotOpen
from tests.support.scenario import says
from tests.unit.grading.situations import (
    BRANCH,
    LOOKED_BACK,
    assessed,
    by_township,
    commended,
    criticised,
    day,
)

ON = "2013-03-10"


@pytest.mark.feature("S1-40")
def test_the_committee_looks_back_early_in_the_next_year() -> None:
    commended.when(by_township(LOOKED_BACK, ON)).then_recorded(due_on=date(2013, 3, 31), late=False)
    criticised.when(by_township(LOOKED_BACK, ON)).accepted()


@pytest.mark.feature("S1-40")
def test_after_march_it_is_late_and_recorded() -> None:
    late = LOOKED_BACK.model_copy(update={"held_on": day("2013-04-01")})
    commended.when(by_township(late, "2013-04-01")).then_recorded(late=True)


def test_it_follows_the_outcome() -> None:
    assessed.when(by_township(LOOKED_BACK, ON)).then_refused(StepNotOpen)


def test_it_is_held_once_a_cycle() -> None:
    commended.went(by_township(LOOKED_BACK, ON)).when(by_township(LOOKED_BACK, ON)).then_refused(
        AlreadyRecorded
    )


def test_it_is_not_dated_after_the_envelope() -> None:
    commended.when(by_township(LOOKED_BACK, "2013-03-09")).then_refused(RuleBroken, "R-22")


def test_the_committee_holds_it() -> None:
    commended.when(says(LOOKED_BACK, by=BRANCH), on=ON).then_refused(NotAuthorised, "R-19")
