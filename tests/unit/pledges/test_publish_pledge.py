import pytest

from contracts.refusals import AlreadyRecorded, NotAuthorised, RuleBroken, UnknownReference
from tests.unit.pledges.story import (
    AFTER_DECISION,
    OPEN_TO_ALL,
    PLEDGED,
    PUBLISHED,
    TOWNSHIP,
    day,
)

ON = "2011-12-07"


@pytest.mark.feature("S1-21")
def test_a_pledge_is_published() -> None:
    PLEDGED.when(PUBLISHED, on=ON).then(PUBLISHED)


@pytest.mark.feature("S1-21")
def test_only_what_was_pledged_can_be_published() -> None:
    AFTER_DECISION.when(PUBLISHED, on=ON).then_refused(UnknownReference, field="/data/pledge_id")


def test_a_pledge_may_be_published_in_several_channels_each_once() -> None:
    radio = PUBLISHED.model_copy(update={"channel": "village radio"})
    OPEN_TO_ALL.when(radio, on=ON).then(radio)
    OPEN_TO_ALL.when(PUBLISHED, on=ON).then_refused(AlreadyRecorded, field="/data/channel")


def test_a_pledge_is_not_published_before_it_was_made() -> None:
    early = PUBLISHED.model_copy(update={"published_on": day("2011-12-05")})
    PLEDGED.when(early, on=ON).then_refused(RuleBroken, "R-22", field="/data/published_on")


def test_only_the_branch_publishes() -> None:
    PLEDGED.when(PUBLISHED, by=TOWNSHIP, on=ON).then_refused(NotAuthorised, "R-19")
