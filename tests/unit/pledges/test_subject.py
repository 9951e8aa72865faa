import pytest

from contracts.refusals import UnknownSubject
from tests.support.scenario import says
from tests.unit.pledges.story import AFTER_DECISION, BRANCH, PLEDGE, SCHEME


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
