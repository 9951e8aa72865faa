"""DeadlinePassed."""

from typing import Any

import pytest

from contracts.events.grading import BranchAssessed, BranchEnrolled, DeadlinePassed
from contracts.refusals import AlreadyRecorded, NotAuthorised, RuleBroken, UnknownReference
from tests.support.scenario import says
from tests.unit.grading.situations import (
    COMPLETED,
    NEIGHBOUR,
    OVERDUE,
    VERIFIED,
    by_township,
    day,
    filed,
    ordered,
    organisation,
    rated,
    reported,
    targeted,
    under,
)

UNFILED = DeadlinePassed(obligation="D-01", step="self_rating_filing", due_on=day("2011-11-15"))
AFTER = "2011-11-16"


def but(**changes: Any) -> DeadlinePassed:
    return UNFILED.model_copy(update=changes)


@pytest.mark.feature("S1-13")
def test_on_the_sixteenth_a_filing_is_missing() -> None:
    rated.when(by_township(UNFILED, AFTER)).then(UNFILED)


def test_on_the_fifteenth_it_is_not_yet() -> None:
    rated.when(by_township(UNFILED, "2011-11-15")).then_refused(
        RuleBroken, "R-22", field="/data/due_on"
    )


def test_what_was_filed_is_not_missing() -> None:
    filed.when(by_township(UNFILED, AFTER)).then_refused(RuleBroken, "R-22", field="/data/step")


def test_the_day_is_the_steps() -> None:
    rated.when(by_township(but(due_on=day("2011-11-14")), AFTER)).then_refused(
        RuleBroken, "R-22", field="/data/due_on", saying="2011-11-15"
    )


def test_a_step_without_a_day_has_no_deadline() -> None:
    event = but(step="members_review", due_on=day("2011-11-15"))
    rated.when(by_township(event, AFTER)).then_refused(
        RuleBroken, "R-22", field="/data/due_on", saying="no day"
    )


def test_the_step_is_one_of_the_procedure() -> None:
    rated.when(by_township(but(step="picnic"), AFTER)).then_refused(
        UnknownReference, field="/data/step", saying="self_rating_filing"
    )


def test_a_deadline_of_one_township_does_not_pass_in_another() -> None:
    bodies = [
        organisation("county", "county_committee"),
        *(organisation(town, "township_committee", "county") for town in ("hanfeng", "guodian")),
        *(organisation(f"of-{town}", "village_branch", town) for town in ("hanfeng", "guodian")),
    ]
    unsigned = DeadlinePassed(
        obligation="D-21", step="responsibility_letters", due_on=day("2010-03-31")
    )
    for village, town in (("of-hanfeng", "hanfeng"), ("of-guodian", "guodian")):
        story = under("three-projects", bodies, village, "county").went(
            says(BranchEnrolled(ladders=("five_good",)), by=town)
        )
        missed = story.when(says(unsigned, by=town), on="2010-04-01")
        if town == "hanfeng":
            missed.accepted()
        else:
            missed.then_refused(RuleBroken, "R-26", field="/data/step")


def test_a_deadline_passes_once() -> None:
    rated.went(by_township(UNFILED, AFTER)).when(by_township(UNFILED, AFTER)).then_refused(
        AlreadyRecorded, field="/data/due_on"
    )


def test_the_appraisal_is_missing_after_the_year() -> None:
    event = but(obligation="D-06", step="democratic_appraisal", due_on=day("2012-12-31"))
    targeted.when(by_township(event, "2013-01-01")).then(event)


@pytest.mark.feature("S1-38")
def test_an_order_is_overdue_after_its_day() -> None:
    ordered.when(by_township(OVERDUE, "2013-03-01")).then(OVERDUE)
    ordered.when(by_township(OVERDUE, "2013-02-28")).then_refused(RuleBroken, "R-22")


def test_an_order_that_was_reported_on_is_not_overdue() -> None:
    reported.when(by_township(OVERDUE, "2013-03-01")).then_refused(
        RuleBroken, "R-22", field="/data/step"
    )


@pytest.mark.feature("S1-38")
def test_a_new_day_of_an_order_can_pass_too() -> None:
    more = VERIFIED.model_copy(
        update={
            "accepted": False,
            "remaining": ("item-2",),
            "new_due_on": day("2013-04-30"),
        }
    )
    story = reported.went(by_township(more, "2013-03-05"))
    again = OVERDUE.model_copy(update={"due_on": day("2013-04-30")})
    story.when(by_township(again, "2013-05-01")).then(again)


def test_an_order_is_one_on_record() -> None:
    event = OVERDUE.model_copy(update={"order_id": "order-9"})
    ordered.when(by_township(event, "2013-03-01")).then_refused(
        UnknownReference, field="/data/order_id"
    )


def test_a_stranger_passes_no_deadline() -> None:
    rated.when(says(UNFILED, by=NEIGHBOUR), on=AFTER).then_refused(NotAuthorised, "R-19")


@pytest.mark.parametrize(
    ("day_of", "refused"), [("2012-11-30", "has not gone by"), ("2012-12-01", None)]
)
def test_a_targets_day_goes_by_until_it_is_judged(day_of: str, refused: str | None) -> None:
    passed = DeadlinePassed(
        obligation="target-1", step="set_targets", due_on=day("2012-11-30"), target_id="target-1"
    )
    outcome = targeted.when(by_township(passed, day_of))
    if refused:
        outcome.then_refused(RuleBroken, "R-22", saying=refused)
    else:
        outcome.then(passed)
    judged = targeted.given(COMPLETED, on="2012-11-20")
    judged.when(by_township(passed, "2012-12-01")).then_refused(
        UnknownReference, field="/data/target_id"
    )


# A step that recurs, under another scheme -------------------------------------------------------

HALF = DeadlinePassed(
    obligation="half_year_assessment", step="half_year_assessment", due_on=day("2010-06-30")
)
in_nanzhihui = under(
    "three-projects",
    [
        organisation("county", "county_committee"),
        organisation("nanzhihui", "township_committee", "county"),
        organisation("village", "village_branch", "nanzhihui"),
    ],
    "village",
    "county",
).went(says(BranchEnrolled(ladders=("five_good",)), by="county"))


def assessed_on(on: str) -> Any:
    assessed = BranchAssessed(period="half_year", held_on=day(on), findings="fair")
    return says(assessed, by="nanzhihui", on=on)


@pytest.mark.feature("S2-32")
def test_a_half_year_without_its_assessment_goes_by() -> None:
    in_nanzhihui.when(says(HALF, by="county"), on="2010-07-01").then(HALF)
    in_nanzhihui.when(says(HALF, by="county"), on="2010-06-30").then_refused(RuleBroken, "R-22")
    met = in_nanzhihui.went(assessed_on("2010-06-28"))
    met.when(says(HALF, by="county"), on="2010-07-01").then_refused(
        RuleBroken, "R-22", field="/data/step"
    )


@pytest.mark.feature("S2-32")
def test_an_assessment_in_july_is_for_the_second_half() -> None:
    second = HALF.model_copy(update={"due_on": day("2010-12-31")})
    later = in_nanzhihui.went(assessed_on("2010-07-05"))
    later.when(says(HALF, by="county"), on="2010-07-06").then(HALF)
    later.when(says(second, by="county"), on="2011-01-01").then_refused(
        RuleBroken, "R-22", field="/data/step"
    )


@pytest.mark.parametrize("due_on", ["2010-05-31", "2011-06-30", "2009-12-31"])
def test_a_period_is_one_of_the_cycles(due_on: str) -> None:
    event = HALF.model_copy(update={"due_on": day(due_on)})
    in_nanzhihui.when(says(event, by="county"), on="2012-01-01").then_refused(
        RuleBroken, "R-22", field="/data/due_on"
    )
