"""GradeConfirmed."""

from typing import Any

import pytest

from contracts.events.grading import Agreement, GradeConfirmed
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    ReasonMissing,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import says
from tests.unit.grading.situations import (
    BRANCH,
    BY_MASSES,
    BY_MEMBERS,
    CONFIRMED,
    ELSEWHERE,
    FILED,
    LADDER,
    MET,
    RATED,
    by_township,
    confirmed,
    enrolled,
    evidence,
    filed,
    met,
    opinion_of,
    reviewed,
    reviewed_by_members,
)


def but(**changes: Any) -> GradeConfirmed:
    return CONFIRMED.model_copy(update=changes)


ON = "2011-12-02"


@pytest.mark.feature("S1-17")
def test_cu_p3_the_committee_keeps_the_self_rated_tier() -> None:
    story = met.when(by_township(CONFIRMED, ON)).then_recorded(
        tier="intermediate",
        agrees_with=Agreement(
            self_rating=True,
            members_meeting=True,
            mass_representatives_meeting=True,
            indicated=True,
        ),
    )
    assert story.state.in_force == {LADDER: "intermediate"}


@pytest.mark.feature("S1-15")
def test_cu_p2_both_bodies_have_spoken_before() -> None:
    reviewed_by_members.when(by_township(CONFIRMED, ON)).then_refused(
        StepNotOpen,
        field="/type",
        awaits={"MembersReviewRecorded"},
        saying="mass_representatives_meeting",
    )


@pytest.mark.feature("S1-15")
def test_the_self_rating_is_filed_before() -> None:
    filed.when(by_township(CONFIRMED, ON)).then_refused(StepNotOpen)


def test_the_meeting_is_on_record() -> None:
    reviewed.when(by_township(CONFIRMED, ON)).then_refused(
        UnknownReference, "R-06", field="/data/meeting_id", awaits={"CommitteeReviewHeld"}
    )
    met.when(by_township(but(meeting_id="meeting-2"), ON)).then_refused(
        UnknownReference, "R-06", saying="meeting-1"
    )


def test_another_tier_is_a_revision() -> None:
    met.when(by_township(but(tier="backward", deviation_reason="doubts"), ON)).then_refused(
        RuleBroken, "R-07", field="/data/tier", saying="GradeRevised"
    )


@pytest.mark.parametrize("actor", [BRANCH, ELSEWHERE])
def test_only_the_committee_above_the_branch_decides(actor: str) -> None:
    met.when(says(CONFIRMED, by=actor), on=ON).then_refused(NotAuthorised, "R-19")


def test_it_is_confirmed_once() -> None:
    confirmed.when(by_township(CONFIRMED, ON)).then_refused(AlreadyRecorded, "R-07")


def test_a_tier_that_the_rules_do_not_indicate_needs_a_reason() -> None:
    poor = met.went(evidence("satisfaction_pct", 66, "survey-2"))
    poor.when(by_township(CONFIRMED, ON)).then_refused(
        ReasonMissing, "R-08", field="/data/deviation_reason", saying="backward"
    )
    poor.when(by_township(but(deviation_reason="the survey fell on a feast"), ON)).then_recorded(
        agrees_with=Agreement(
            self_rating=True,
            members_meeting=True,
            mass_representatives_meeting=True,
            indicated=False,
        )
    )


@pytest.mark.feature("S1-10")
def test_a_tier_while_the_rules_are_undetermined_needs_a_reason() -> None:
    bare = enrolled.went(RATED, FILED, BY_MEMBERS, BY_MASSES, by_township(MET), on=ON)
    bare.when(by_township(CONFIRMED, ON)).then_refused(
        ReasonMissing, "R-08", saying="none of advanced, backward, intermediate for certain"
    )
    decided = bare.when(by_township(but(deviation_reason="known in person"), ON))
    assert decided.field("agrees_with").indicated is None


def test_it_tells_which_body_disagreed() -> None:
    lower = opinion_of(BY_MASSES, "backward", intermediate=12, backward=21)
    divided = reviewed_by_members.went(lower, by_township(MET), on=ON)
    agrees = divided.when(by_township(CONFIRMED, ON)).field("agrees_with")
    assert (agrees.members_meeting, agrees.mass_representatives_meeting) == (True, False)


def test_the_decision_keeps_the_facts_it_was_taken_on() -> None:
    snapshot = met.when(by_township(CONFIRMED, ON)).field("snapshot")
    assert snapshot.ladder == LADDER
    assert snapshot.indicated == "intermediate"
    assert snapshot.facts["satisfaction_pct"].evidence_ids == ("ev-satisfaction_pct",)
