"""GradeRevised."""

from typing import Any

import pytest

from contracts.events.grading import Agreement, BranchEnrolled, CycleOpened, GradeRevised
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    NotInProcedure,
    ReasonMissing,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import Scenario, says
from tests.unit.grading.situations import (
    BRANCH,
    BY_MASSES,
    BY_MEMBERS,
    CONFIRMED,
    COUNTY,
    ELSEWHERE,
    EXAMPLES,
    FILED,
    LADDER,
    MET,
    OFFICE,
    RATED,
    REVISED,
    by_township,
    confirmed,
    enrolled,
    evidence,
    facts,
    filed,
    met,
    opened,
    opinion_of,
    reviewed,
)

ON = "2011-12-02"


def but(**changes: Any) -> GradeRevised:
    return REVISED.model_copy(update=changes)


poor = met.went(evidence("satisfaction_pct", 66, "survey-2"), on=ON)


@pytest.mark.feature("S1-18")
def test_the_worked_history_ends_in_its_expected_agreement() -> None:
    """schemes.md 2.2: example-village-b, moved from intermediate to backward in 2011."""
    known = EXAMPLES["cu-09"] | {
        "satisfaction_pct": 66,
        "acceptance_score": 68,
        "years_without_new_member": 3,
        "reserve_cadres": 0,
    }
    lower = opinion_of(BY_MASSES, "backward", advanced=0, intermediate=12, backward=21)
    criteria = (
        "satisfaction_pct",
        "acceptance_score",
        "years_without_new_member",
        "reserve_cadres",
    )
    story = (
        enrolled.went(*facts(known), on="2011-11-10")
        .went(RATED, on="2011-11-12")
        .went(FILED, on="2011-11-14")
        .went(BY_MEMBERS, on="2011-11-18")
        .went(lower, on="2011-11-19")
        .went(by_township(MET), on="2011-12-02")
    )
    decision = story.when(
        by_township(but(criteria=criteria, evidence_ids=tuple(f"ev-{c}" for c in criteria)), ON)
    )
    assert decision.field("agrees_with") == Agreement(
        self_rating=False,
        members_meeting=False,
        mass_representatives_meeting=True,
        indicated=True,
    )
    assert decision.field("replaces") == "self_rating"
    snapshot = decision.field("snapshot")
    assert snapshot.indicated == "backward"
    assert snapshot.rules == {"advanced": "fail", "backward": "pass", "intermediate": "pass"}
    assert decision.accepted().state.in_force == {LADDER: "backward"}


@pytest.mark.feature("S1-15")
def test_cu_p1_no_revision_before_the_reviews() -> None:
    filed.when(by_township(REVISED, ON)).then_refused(
        StepNotOpen, awaits={"MembersReviewRecorded"}, saying="members_meeting"
    )


def test_no_revision_before_the_self_rating() -> None:
    enrolled.when(by_township(REVISED, ON)).then_refused(StepNotOpen)


@pytest.mark.feature("S1-18")
def test_cu_p4_a_revision_changes_the_tier() -> None:
    poor.when(by_township(but(to_tier="intermediate"), ON)).then_refused(
        RuleBroken, "R-07", field="/data/to_tier", saying="GradeConfirmed"
    )


@pytest.mark.feature("S1-18")
@pytest.mark.parametrize("field", ["reasons", "criteria", "evidence_ids"])
def test_cu_p5_a_revision_needs_reasons_criteria_and_evidence(field: str) -> None:
    poor.when(by_township(but(**{field: ()}), ON)).then_refused(
        ReasonMissing, "R-07", field=f"/data/{field}"
    )


@pytest.mark.feature("S1-18")
def test_a_revision_with_its_grounds_is_recorded() -> None:
    story = poor.when(by_township(REVISED, ON)).then_recorded(
        replaces="self_rating", from_tier="intermediate", to_tier="backward"
    )
    assert story.state.in_force == {LADDER: "backward"}


def test_it_starts_from_the_self_rating() -> None:
    poor.when(by_township(but(from_tier="advanced"), ON)).then_refused(
        RuleBroken, "R-07", field="/data/from_tier", saying="intermediate"
    )


@pytest.mark.parametrize("field", ["from_tier", "to_tier"])
def test_its_tiers_are_of_the_ladder(field: str) -> None:
    poor.when(by_township(but(**{field: "dual_strong"}), ON)).then_refused(
        UnknownReference, field=f"/data/{field}"
    )


def test_its_criteria_are_of_the_standard() -> None:
    poor.when(by_township(but(criteria=("luck",)), ON)).then_refused(
        UnknownReference, field="/data/criteria/0"
    )


def test_its_evidence_is_on_record() -> None:
    poor.when(by_township(but(evidence_ids=("survey-2", "rumour")), ON)).then_refused(
        UnknownReference, field="/data/evidence_ids/1", saying="rumour"
    )


def test_a_self_rating_is_revised_in_a_meeting() -> None:
    poor.when(by_township(but(meeting_id=None), ON)).then_refused(
        UnknownReference, "R-06", field="/data/meeting_id"
    )
    reviewed.when(by_township(REVISED, ON)).then_refused(
        UnknownReference, "R-06", field="/data/meeting_id", awaits={"CommitteeReviewHeld"}
    )


def test_a_revision_against_the_rules_says_why_it_departs_from_them() -> None:
    met.when(by_township(REVISED, ON)).then_refused(
        ReasonMissing, "R-08", field="/data/deviation_reason", saying="intermediate"
    )
    agrees = met.when(by_township(but(deviation_reason="false accounts"), ON)).field("agrees_with")
    assert agrees == Agreement(
        self_rating=False,
        members_meeting=False,
        mass_representatives_meeting=False,
        indicated=False,
    )


@pytest.mark.parametrize("actor", [BRANCH, OFFICE, COUNTY, ELSEWHERE, "nobody"])
def test_only_the_committee_above_the_branch_revises(actor: str) -> None:
    for story in (poor, confirmed):
        story.when(says(REVISED, by=actor), on="2011-12-20").then_refused(NotAuthorised, "R-19")


# A tier in force ------------------------------------------------------------------------------

LATER = but(evidence_ids=("survey-2",), criteria=("satisfaction_pct",), meeting_id=None)
later = confirmed.went(evidence("satisfaction_pct", 66, "survey-2"), on="2012-05-02")


def test_a_tier_in_force_is_revised_outside_the_year_end() -> None:
    story = later.when(by_township(LATER, "2012-05-03")).then_recorded(
        replaces="tier_in_force", from_tier="intermediate", to_tier="backward"
    )
    assert story.state.in_force == {LADDER: "backward"}
    back = but(from_tier="backward", to_tier="intermediate", deviation_reason="appeal upheld")
    story.when(by_township(back, "2012-06-03")).then_recorded(replaces="tier_in_force")


def test_it_starts_from_the_tier_in_force() -> None:
    later.when(by_township(LATER.model_copy(update={"from_tier": "advanced"}))).then_refused(
        RuleBroken, "R-07", field="/data/from_tier"
    )


def test_a_meeting_that_it_names_is_on_record() -> None:
    later.when(by_township(LATER.model_copy(update={"meeting_id": "meeting-7"}))).then_refused(
        UnknownReference, "R-06", field="/data/meeting_id"
    )


def following() -> Scenario[Any]:
    """The second cycle, in which no step rates or reviews: the opening tier is in force."""
    case = f"classification-upgrade:2013:{BRANCH}"
    placed = BranchEnrolled(ladders=(LADDER,), opening_tiers={LADDER: "intermediate"})
    story = opened.went(
        by_township(CycleOpened(scheme_version=1), about="cycle:classification-upgrade:2013")
    )
    return Scenario(story.domain, case, states=story.states, register=story.register).went(
        by_township(placed),
        *facts(EXAMPLES["cu-09"], satisfaction_pct=66),
        on="2013-02-01",
    )


def test_an_opening_tier_is_revised_in_a_following_cycle() -> None:
    event = LATER.model_copy(update={"evidence_ids": ("ev-satisfaction_pct",)})
    story = (
        following()
        .when(by_township(event, "2013-05-03"))
        .then_recorded(replaces="tier_in_force", agrees_with=Agreement(indicated=True))
    )
    assert story.state.in_force == {LADDER: "backward"}


def test_a_confirmation_in_a_following_cycle_is_not_provided_for() -> None:
    following().when(by_township(CONFIRMED, "2013-05-03")).then_refused(NotInProcedure)
    confirmed.when(by_township(CONFIRMED, "2012-05-03")).then_refused(AlreadyRecorded)
