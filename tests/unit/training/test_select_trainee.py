import pytest

from contracts.refusals import AlreadyRecorded, NotAuthorised, RuleBroken, UnknownReference
from tests.support.scenario import says
from tests.unit.training.story import ANNOUNCED, AWAY_HELD, HANFENG, STUDIED, day, selected

ON = "2010-04-05"
CHOSEN = selected("person-1")


@pytest.mark.feature("S2-24")
def test_people_are_selected_for_a_session_that_is_by_selection() -> None:
    ANNOUNCED.when(CHOSEN, on=ON).then(CHOSEN)


@pytest.mark.feature("S2-24")
def test_a_selection_may_be_entered_after_the_session_but_was_made_before_its_end() -> None:
    held = ANNOUNCED.went(says(AWAY_HELD, on="2010-04-14"))
    held.when(CHOSEN, on="2010-04-20").then(CHOSEN)
    after = CHOSEN.model_copy(update={"selected_on": day("2010-04-15")})
    held.when(after, on="2010-04-20").then_refused(RuleBroken, "R-16", field="/data/selected_on")


def test_a_session_that_was_not_announced_is_by_selection_where_the_scheme_says_so() -> None:
    held = HANFENG.went(says(AWAY_HELD, on="2010-04-14"))
    held.when(CHOSEN, on="2010-04-20").then(CHOSEN)


def test_nobody_is_selected_for_a_session_open_to_its_audience() -> None:
    event = CHOSEN.model_copy(update={"session_id": "s1", "selected_on": day("2011-11-01")})
    STUDIED.when(event, on="2011-11-04").then_refused(RuleBroken, "R-16")


def test_a_person_is_selected_once_by_the_organiser_for_a_session_on_record() -> None:
    ANNOUNCED.went(says(CHOSEN, on=ON)).when(CHOSEN, on=ON).then_refused(AlreadyRecorded, "R-16")
    ANNOUNCED.when(CHOSEN, by="committee", on=ON).then_refused(NotAuthorised, "R-19")
    HANFENG.when(CHOSEN, on=ON).then_refused(UnknownReference, field="/data/session_id")


def test_a_selection_is_not_dated_after_it_was_said() -> None:
    ANNOUNCED.when(CHOSEN, on="2010-04-04").then_refused(RuleBroken, "R-22")
