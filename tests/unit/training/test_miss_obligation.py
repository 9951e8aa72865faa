import pytest

from contracts.events.training import TrainingObligationMissed
from contracts.refusals import AlreadyRecorded, NotAuthorised, RuleBroken, UnknownReference
from tests.support.scenario import says
from tests.unit.training.story import BRANCH, STUDY, day, opened

VILLAGE = opened("pioneer-project", "2004", "village-p", "village_branch", "township_committee")
MISSED = TrainingObligationMissed(
    obligation="quarterly_study", period="2004-Q1", due_on=day("2004-03-31")
)
ON = "2004-04-01"


@pytest.mark.feature("S0-10", "S0-11", "S0-24")
@pytest.mark.parametrize(
    ("obligation", "period", "due_on", "on"),
    [
        ("annual_central", "2004", "2004-12-31", "2005-01-01"),
        ("quarterly_study", "2004-Q1", "2004-03-31", "2004-04-01"),
        ("activity_day", "2004-02", "2004-02-29", "2004-03-01"),
    ],
)
@pytest.mark.parametrize("by", ["village-p", "committee"])
def test_a_period_without_its_training_is_missed_once_it_is_over(
    obligation: str, period: str, due_on: str, on: str, by: str
) -> None:
    event = TrainingObligationMissed(obligation=obligation, period=period, due_on=day(due_on))
    VILLAGE.when(event, by=by, on=on).then(event)
    VILLAGE.when(event, by=by, on=due_on).then_refused(RuleBroken, "R-22", field="/time")


@pytest.mark.feature("S0-11")
def test_a_session_anywhere_in_the_period_meets_it() -> None:
    township = opened(
        "pioneer-project", "2004", "township-p", "township_committee", "district_committee"
    )
    for held_on, met in (("2004-03-31", True), ("2004-04-01", False)):
        held = STUDY.model_copy(
            update={
                "kind": "quarterly_study", "starts_on": day(held_on), "ends_on": day(held_on),
            }
        )  # fmt: skip
        outcome = township.went(says(held, on=held_on)).when(MISSED, on="2004-04-02")
        if met:
            outcome.then_refused(RuleBroken, "R-22", field="/data/period")
        else:
            outcome.then(MISSED)


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"obligation": "karaoke"}, UnknownReference, "/data/obligation"),
        ({"obligation": "ten_ones"}, RuleBroken, "/data/obligation"),
        ({"period": "2004-03"}, RuleBroken, "/data/period"),
        ({"period": "2004-Q5"}, RuleBroken, "/data/period"),
        ({"period": "2003-Q4"}, RuleBroken, "/data/period"),
        ({"period": "0000-Q1"}, RuleBroken, "/data/period"),
        ({"due_on": day("2004-03-30")}, RuleBroken, "/data/due_on"),
    ],
)
def test_what_the_scheme_does_not_ask_for_cannot_be_missed(
    change: dict[str, object], refusal: type[RuleBroken], field: str
) -> None:
    VILLAGE.when(MISSED.model_copy(update=change), on=ON).then_refused(refusal, field=field)


def test_a_miss_is_recorded_once() -> None:
    VILLAGE.went(says(MISSED, on=ON)).when(MISSED, on=ON).then_refused(AlreadyRecorded)


def test_a_stranger_does_not_say_so() -> None:
    VILLAGE.when(MISSED, by="village-q", on=ON).then_refused(NotAuthorised, "R-19")


def test_a_training_asked_for_once_has_no_periods() -> None:
    event = MISSED.model_copy(update={"obligation": "study_phase"})
    BRANCH.when(event, on="2012-04-01").then_refused(RuleBroken, field="/data/obligation")
