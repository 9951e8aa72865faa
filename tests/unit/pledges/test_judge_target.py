from decimal import Decimal

import pytest

from contracts.events.pledges import UpgradeTargetCompleted, UpgradeTargetMissed
from contracts.refusals import AlreadyRecorded, NotAuthorised, RuleBroken, UnknownReference
from tests.support.scenario import says
from tests.unit.pledges.story import AIMED, BRANCH, DONE, IN_WORDS, TOWNSHIP, day

ON = "2012-12-20"
MISSED = UpgradeTargetMissed(
    target_id="t1", judged_on=day(ON), quantity_done=Decimal(9), unit="greenhouses", reason="hail"
)


@pytest.mark.feature("S1-29")
def test_a_target_reached_exactly_and_on_its_last_day_is_in_time() -> None:
    AIMED.when(DONE, by=TOWNSHIP, on=ON).then_recorded(due_on=day("2012-11-30"), late=False)


@pytest.mark.feature("S1-29")
def test_a_target_reached_a_day_later_is_late_and_not_refused() -> None:
    event = DONE.model_copy(update={"completed_on": day("2012-12-01")})
    AIMED.when(event, by=TOWNSHIP, on=ON).then_recorded(due_on=day("2012-11-30"), late=True)


@pytest.mark.feature("S1-29")
@pytest.mark.parametrize("quantity", [None, Decimal("11.999999999999")])
def test_quantities_are_compared_unrounded(quantity: Decimal | None) -> None:
    unit = "greenhouses" if quantity else None
    event = DONE.model_copy(update={"quantity_done": quantity, "unit": unit})
    AIMED.when(event, by=TOWNSHIP, on=ON).then_refused(
        RuleBroken, "R-27", field="/data/quantity_done", saying="at least 12 greenhouses"
    )


@pytest.mark.parametrize("event", [DONE, MISSED])
def test_a_judgement_tells_the_quantity_in_the_targets_unit(
    event: UpgradeTargetCompleted | UpgradeTargetMissed,
) -> None:
    other = event.model_copy(update={"unit": "hectares"})
    AIMED.when(other, by=TOWNSHIP, on=ON).then_refused(RuleBroken, "R-27", field="/data/unit")


@pytest.mark.parametrize("event", [DONE, MISSED])
@pytest.mark.parametrize("body", [BRANCH, "village-c", "township-office", "nobody"])
def test_the_committee_above_judges_and_nobody_else(
    event: UpgradeTargetCompleted | UpgradeTargetMissed, body: str
) -> None:
    AIMED.when(event, by=body, on=ON).then_refused(
        NotAuthorised, "R-19", field="/actor", saying=TOWNSHIP
    )


def test_a_target_is_missed_with_a_reason() -> None:
    AIMED.when(MISSED, by=TOWNSHIP, on=ON).then(MISSED)


def test_a_target_in_words_is_judged_without_a_quantity_and_has_no_deadline_to_miss() -> None:
    words = AIMED.went(says(IN_WORDS.model_copy(update={"target_id": "t2"}), on="2011-12-10"))
    event = DONE.model_copy(update={"target_id": "t2", "quantity_done": None, "unit": None})
    words.when(event, by=TOWNSHIP, on=ON).then_recorded(due_on=None, late=False)


def test_a_target_is_judged_once() -> None:
    for first in (DONE, MISSED):
        told = AIMED.went(says(first, by=TOWNSHIP, on=ON))
        for second in (DONE, MISSED):
            told.when(second, by=TOWNSHIP, on=ON).then_refused(AlreadyRecorded)


def test_a_judgement_is_of_a_target_on_record_and_not_dated_ahead() -> None:
    unknown = DONE.model_copy(update={"target_id": "t9"})
    AIMED.when(unknown, by=TOWNSHIP, on=ON).then_refused(UnknownReference)
    AIMED.when(MISSED, by=TOWNSHIP, on="2012-12-19").then_refused(RuleBroken, "R-22")
