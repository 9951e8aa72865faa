"""R-09: in a first cycle the committee's decision opens the rest, in later ones a tier in force."""

import pytest

from contracts.events import Event
from contracts.events.grading import BranchEnrolled, GradeAssigned
from contracts.refusals import StepNotOpen
from tests.support.scenario import Saying, says
from tests.unit.pledges.story import (
    BRANCH,
    DECIDED,
    HEARD,
    LETTER,
    OPENED,
    PLEDGE,
    SCHEME,
    TOWNSHIP,
    day,
    opened,
)

ON = "2013-02-01"
NEXT = opened(SCHEME, "2013", BRANCH, "village_branch")
LETTER_2013 = LETTER.model_copy(update={"signed_on": day(ON)})
PLEDGE_2013 = PLEDGE.model_copy(update={"made_on": day(ON), "items": (PLEDGE.items[1],)})
HEARD_2013 = HEARD.model_copy(update={"held_on": day(ON)})
ALL: list[Event] = [LETTER_2013, PLEDGE_2013, HEARD_2013]


def enrolled(**tiers: str) -> Saying:
    return says(BranchEnrolled(ladders=("grade",), opening_tiers=tiers), by=TOWNSHIP)


@pytest.mark.feature("S1-20", "S1-21", "S1-24")
@pytest.mark.parametrize("event", ALL)
def test_in_a_following_cycle_the_opening_tier_suffices(event: Event) -> None:
    NEXT.given(enrolled(grade="backward")).when(event, on=ON).then(event)


@pytest.mark.parametrize("event", ALL)
def test_without_a_tier_in_force_it_waits_for_one(event: Event) -> None:
    NEXT.given(enrolled()).when(event, on=ON).then_refused(
        StepNotOpen, "R-09", awaits={"GradeConfirmed", "GradeRevised", "GradeAssigned"}
    )


def test_a_tier_assigned_in_the_cycle_is_in_force() -> None:
    tier = GradeAssigned(ladder="grade", tier="backward", basis="recognition")
    NEXT.given(enrolled(), says(tier, by=TOWNSHIP)).when(PLEDGE_2013, on=ON).then(PLEDGE_2013)


def test_in_the_first_cycle_an_opening_tier_does_not_replace_the_decision() -> None:
    first = OPENED.given(enrolled(grade="backward"))
    first.when(PLEDGE, on="2011-12-06").then_refused(StepNotOpen)
    first.given(DECIDED).when(PLEDGE, on="2011-12-06").then(PLEDGE)
