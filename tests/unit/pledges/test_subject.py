import pytest

from contracts.events.grading import CycleClosed
from contracts.events.pledges import UpgradeTargetMissed
from contracts.refusals import RuleBroken, UnknownSubject
from tests.support.scenario import says
from tests.unit.pledges.story import (
    AFTER_DECISION,
    AIMED,
    BRANCH,
    MEMBERS_PLEDGE,
    PLEDGE,
    SCHEME,
    TOWNSHIP,
    day,
)


@pytest.mark.parametrize(
    ("about", "awaits"),
    [
        (f"{SCHEME}:2011-2012", set()),
        (f"organisation:{BRANCH}", set()),
        (f"{SCHEME}:2099:{BRANCH}", {"CycleOpened"}),
        (f"{SCHEME}:2011-2012:village-z", {"OrganisationRegistered"}),
        (f"{SCHEME}:2011-2012:village-c", {"BranchEnrolled"}),
    ],
)
def test_a_pledge_is_about_an_enrolled_case(about: str, awaits: set[str]) -> None:
    event = says(PLEDGE, about=about, by=BRANCH, on="2011-12-06")
    AFTER_DECISION.when(event).then_refused(UnknownSubject, field="/subject", awaits=awaits)


def test_a_closed_cycle_takes_judgements_and_nothing_new() -> None:
    closed = AIMED.given(says(CycleClosed(closed_on=day("2012-12-31")), by=TOWNSHIP))
    other = MEMBERS_PLEDGE.model_copy(update={"made_on": day("2012-12-30")})
    closed.when(other, on="2013-01-05").then_refused(RuleBroken, "cycle", field="/subject")
    missed = UpgradeTargetMissed(target_id="t1", judged_on=day("2013-01-05"), reason="hail")
    closed.when(missed, by=TOWNSHIP, on="2013-01-05").then(missed)
