import pytest

from contracts.events.grading import CycleClosed
from contracts.events.training import AttendanceCorrected
from contracts.refusals import RuleBroken, UnknownSubject
from tests.support.scenario import says
from tests.unit.training.story import ATTENDED, BRANCH, STUDIED, STUDY, day

SCHEME = "classification-upgrade"


@pytest.mark.parametrize(
    ("about", "awaits"),
    [
        (f"{SCHEME}:2011-2012", set()),
        ("organisation:village-b", set()),
        (f"{SCHEME}:2099:village-b", {"CycleOpened"}),
        (f"{SCHEME}:2011-2012:village-z", {"OrganisationRegistered"}),
    ],
)
def test_a_session_is_about_an_organiser_in_an_open_cycle(about: str, awaits: set[str]) -> None:
    event = says(STUDY, about=about, by="village-b", on="2011-11-04")
    BRANCH.when(event).then_refused(UnknownSubject, field="/subject", awaits=awaits)


def test_a_closed_cycle_takes_corrections_and_nothing_new() -> None:
    came = STUDIED.went(says(ATTENDED, on="2011-11-05"))
    closed = came.given(says(CycleClosed(closed_on=day("2012-12-31")), by="committee"))
    other = ATTENDED.model_copy(update={"person": "person-2"})
    closed.when(other, on="2013-01-05").then_refused(RuleBroken, "cycle", field="/subject")
    removed = AttendanceCorrected(
        session_id="s1", person="person-1", change="removed", reason="a namesake"
    )
    closed.when(removed, on="2013-01-05").then(removed)
