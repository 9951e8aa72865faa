from decimal import Decimal

import pytest

from contracts.events.pledges import UpgradeTargetAmended, UpgradeTargetMissed
from contracts.refusals import AlreadyRecorded, NotAuthorised, RuleBroken, UnknownReference
from tests.support.scenario import says
from tests.unit.pledges.story import AIMED, BRANCH, IN_WORDS, TARGET, TOWNSHIP, day

ON = "2012-06-01"
LESS = UpgradeTargetAmended(
    target_id="t1", quantity=Decimal(10), reason="hail in May", agreed_by=TOWNSHIP
)


@pytest.mark.feature("S1-25")
@pytest.mark.parametrize("by", [BRANCH, TOWNSHIP])
def test_a_target_is_changed_with_the_agreement_of_the_committee_above(by: str) -> None:
    told = AIMED.when(LESS, by=by, on=ON).then(LESS)
    terms = told.state.targets["t1"].terms
    assert terms == TARGET.model_copy(update={"quantity": Decimal(10)})


@pytest.mark.parametrize("body", [BRANCH, "village-c", "township-office", "nobody"])
def test_without_that_agreement_it_stays(body: str) -> None:
    event = LESS.model_copy(update={"agreed_by": body})
    AIMED.when(event, on=ON).then_refused(NotAuthorised, "R-19", field="/data/agreed_by")


def test_a_neighbour_changes_nothing() -> None:
    AIMED.when(LESS, by="village-c", on=ON).then_refused(NotAuthorised, field="/actor")


def test_an_amendment_changes_something() -> None:
    same = LESS.model_copy(update={"quantity": Decimal("12.0")})
    AIMED.when(same, on=ON).then_refused(RuleBroken, "R-17")


def test_a_new_deadline_lies_ahead() -> None:
    event = LESS.model_copy(update={"due_on": day("2012-05-31")})
    AIMED.when(event, on=ON).then_refused(RuleBroken, "R-11", field="/data/due_on")


def test_a_quantity_comes_with_its_unit() -> None:
    words = AIMED.went(says(IN_WORDS.model_copy(update={"target_id": "t2"}), on="2011-12-10"))
    bare = LESS.model_copy(update={"target_id": "t2"})
    words.when(bare, on=ON).then_refused(RuleBroken, "R-11", field="/data/unit")
    whole = bare.model_copy(update={"unit": "meetings"})
    words.when(whole, on=ON).then(whole)


def test_only_an_open_target_is_changed() -> None:
    missed = UpgradeTargetMissed(target_id="t1", judged_on=day(ON), reason="hail")
    told = AIMED.went(says(missed, by=TOWNSHIP, on=ON))
    told.when(LESS, on=ON).then_refused(AlreadyRecorded)
    unknown = LESS.model_copy(update={"target_id": "t9"})
    AIMED.when(unknown, on=ON).then_refused(UnknownReference)
