import pytest

from contracts.refusals import NotAuthorised, RuleBroken, StepNotOpen
from tests.unit.pledges.story import AFTER_DECISION, ENROLLED, HEARD, TOWNSHIP

ON = "2011-12-08"


@pytest.mark.feature("S1-24")
def test_a_branch_hears_members_and_masses() -> None:
    AFTER_DECISION.when(HEARD, on=ON).then(HEARD)


@pytest.mark.feature("S1-24")
def test_somebody_was_heard() -> None:
    nobody = HEARD.model_copy(update={"members": 0, "masses": 0})
    AFTER_DECISION.when(nobody, on=ON).then_refused(RuleBroken, "R-10")


def test_opinions_are_heard_after_the_decision_by_the_branch() -> None:
    ENROLLED.when(HEARD, on=ON).then_refused(StepNotOpen)
    AFTER_DECISION.when(HEARD, by=TOWNSHIP, on=ON).then_refused(NotAuthorised)


def test_they_may_be_heard_again() -> None:
    AFTER_DECISION.went(HEARD, on=ON).when(HEARD, on=ON).then(HEARD)
