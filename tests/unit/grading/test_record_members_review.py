"""MembersReviewRecorded."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.grading import MembersReviewRecorded
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    ReasonMissing,
    Refused,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import says
from tests.unit.grading.situations import (
    BY_MASSES,
    BY_MEMBERS,
    LADDER,
    MASSES,
    MEMBERS,
    RATED,
    TOWNSHIP,
    evidenced,
    filed,
    rated,
    reviewed,
    reviewed_by_members,
)


def but(**changes: Any) -> MembersReviewRecorded:
    return BY_MEMBERS.model_copy(update=changes)


@pytest.mark.feature("S1-14")
def test_each_body_speaks_for_itself() -> None:
    story = filed.went(BY_MEMBERS, BY_MASSES, on="2011-11-19")
    assert set(story.state.reviews) == {(LADDER, MEMBERS), (LADDER, MASSES)}


@pytest.mark.feature("S1-14")
def test_it_says_whether_it_agrees_with_the_self_rating() -> None:
    filed.when(BY_MEMBERS, on="2011-11-18").then_recorded(agrees_with_self_rating=True)
    lower = but(tier="backward", votes={"intermediate": 9, "backward": 17})
    filed.when(lower, on="2011-11-18").then_recorded(agrees_with_self_rating=False)


def test_it_needs_a_self_rating_but_no_filing() -> None:
    evidenced.when(BY_MEMBERS, on="2011-11-18").then_refused(
        StepNotOpen, awaits={"BranchSelfRated"}
    )
    rated.when(BY_MEMBERS, on="2011-11-18").accepted()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"present": 25}, "/data/votes"),
        ({"eligible": 25}, "/data/present"),
        ({"votes": {"intermediate": 27}}, "/data/votes"),
    ],
)
def test_no_more_vote_than_are_present_and_no_more_are_present_than_eligible(
    change: dict[str, Any], field: str
) -> None:
    filed.when(but(**change), on="2011-11-18").then_refused(RuleBroken, "R-05", field=field)


def test_all_of_those_eligible_may_vote() -> None:
    filed.when(but(eligible=26, present=26, votes={"intermediate": 26}), on="2011-11-18").accepted()


def test_not_everybody_present_must_vote() -> None:
    filed.when(but(votes={"intermediate": 1}), on="2011-11-18").accepted()


@pytest.mark.parametrize(
    "votes",
    [
        {"intermediate": 13, "backward": 13},
        {"intermediate": 9, "backward": 17},
        {"backward": 17},
        {"intermediate": 0, "backward": 0},
        {},
    ],
    ids=["tie", "fewer", "none", "nobody", "no votes"],
)
def test_another_tier_than_the_one_with_most_votes_needs_a_reason(votes: dict[str, int]) -> None:
    filed.when(but(votes=votes), on="2011-11-18").then_refused(
        ReasonMissing, "R-05", field="/data/tier_reason"
    )
    argued = but(votes=votes, tier_reason="agreed after discussion")
    filed.when(argued, on="2011-11-18").then_recorded(tier="intermediate")


def test_votes_are_for_tiers_of_the_ladder() -> None:
    filed.when(but(votes={"intermediate": 17, "excellent": 1}), on="2011-11-18").then_refused(
        UnknownReference, field="/data/votes/excellent"
    )


def test_the_tier_is_one_of_the_ladder() -> None:
    filed.when(but(tier="excellent"), on="2011-11-18").then_refused(
        UnknownReference, field="/data/tier"
    )


def test_a_body_speaks_once_on_a_self_rating() -> None:
    reviewed_by_members.when(BY_MEMBERS, on="2011-11-19").then_refused(
        AlreadyRecorded, field="/data/body", saying=MEMBERS
    )


def test_a_replaced_self_rating_is_put_before_it_again() -> None:
    higher = RATED.model_copy(update={"tier": "advanced"})
    story = rated.went(BY_MEMBERS, higher, on="2011-11-18")
    story.when(BY_MEMBERS, on="2011-11-19").then_recorded(agrees_with_self_rating=False)


def test_the_committee_does_not_speak_for_the_members() -> None:
    filed.when(says(BY_MEMBERS, by=TOWNSHIP), on="2011-11-18").then_refused(NotAuthorised, "R-19")


def test_a_meeting_is_not_dated_after_the_envelope() -> None:
    filed.when(BY_MEMBERS, on="2011-11-17").then_refused(RuleBroken, "R-22")


def test_both_reviews_can_differ() -> None:
    lower = BY_MASSES.model_copy(
        update={"tier": "backward", "votes": {"intermediate": 12, "backward": 21}}
    )
    story = reviewed_by_members.went(lower, on="2011-11-19")
    assert {review.tier for review in story.state.reviews.values()} == {
        "intermediate",
        "backward",
    }
    assert reviewed.state.reviews != story.state.reviews


TIERS = ("backward", "intermediate", "advanced")


@settings(deadline=None)
@given(
    votes=st.dictionaries(st.sampled_from(TIERS), st.integers(0, 50)),
    present=st.integers(0, 120),
    eligible=st.integers(0, 120),
    tier=st.sampled_from(TIERS),
    reason=st.none() | st.just("agreed after discussion"),
)
def test_a_review_is_recorded_exactly_when_its_figures_add_up(
    votes: dict[str, int], present: int, eligible: int, tier: str, reason: str | None
) -> None:
    event = but(votes=votes, present=present, eligible=eligible, tier=tier, tier_reason=reason)
    answer = filed.when(event, on="2011-11-18").answer
    adds_up = sum(votes.values()) <= present <= eligible
    leads = all(votes.get(tier, -1) > n for other, n in votes.items() if other != tier)
    leads = leads and tier in votes
    assert isinstance(answer, Refused) != (adds_up and (leads or reason is not None))
