from contracts.events.training import TrainingSessionCancelled
from contracts.refusals import AlreadyRecorded, NotAuthorised, RuleBroken, UnknownReference
from tests.support.scenario import says
from tests.unit.training.story import ANNOUNCED, AWAY, AWAY_HELD, HANFENG, day, selected

ON = "2010-04-07"
GONE = TrainingSessionCancelled(session_id="county-1", reason="flood", cancelled_on=day(ON))


def test_an_announced_session_is_cancelled_with_a_reason() -> None:
    ANNOUNCED.when(GONE, on=ON).then(GONE)


def test_not_one_that_was_held_cancelled_or_never_announced() -> None:
    ANNOUNCED.went(says(AWAY_HELD, on="2010-04-14")).when(GONE, on="2010-04-14").then_refused(
        AlreadyRecorded
    )
    ANNOUNCED.went(says(GONE, on=ON)).when(GONE, on=ON).then_refused(RuleBroken, "R-16")
    HANFENG.when(GONE, on=ON).then_refused(UnknownReference, field="/data/session_id")


def test_its_id_is_spent_and_nobody_is_selected_for_it() -> None:
    told = ANNOUNCED.went(says(GONE, on=ON))
    told.when(AWAY, on=ON).then_refused(AlreadyRecorded)
    told.when(selected("person-1"), on=ON).then_refused(RuleBroken, "R-16")


def test_the_organiser_cancels() -> None:
    ANNOUNCED.when(GONE, by="committee", on=ON).then_refused(NotAuthorised, "R-19")
