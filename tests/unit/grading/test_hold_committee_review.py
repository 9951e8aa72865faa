"""CommitteeReviewHeld."""

from typing import Any

import pytest

from contracts.events.grading import CommitteeReviewHeld
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
    COUNTY,
    ELSEWHERE,
    MET,
    OFFICE,
    by_township,
    filed,
    met,
    rated,
    reviewed,
    reviewed_by_members,
)


def but(**changes: Any) -> CommitteeReviewHeld:
    return MET.model_copy(update=changes)


@pytest.mark.feature("S1-16")
def test_the_committee_weighs_four_aspects_in_a_special_meeting() -> None:
    reviewed.when(by_township(MET, "2011-12-02")).then(MET)


@pytest.mark.feature("S1-16")
def test_a_meeting_of_another_form_does_not_do() -> None:
    reviewed.when(by_township(but(form="committee_meeting"), "2011-12-02")).then_refused(
        RuleBroken, field="/data/form", saying="special_meeting"
    )


@pytest.mark.feature("S1-16")
@pytest.mark.parametrize("missing", list(MET.aspects))
def test_each_aspect_has_a_finding(missing: str) -> None:
    aspects = {aspect: text for aspect, text in MET.aspects.items() if aspect != missing}
    reviewed.when(by_township(but(aspects=aspects), "2011-12-02")).then_refused(
        ReasonMissing, field=f"/data/aspects/{missing}", saying=missing
    )


def test_nobody_is_present_twice() -> None:
    twice = but(present=("person-1", "person-2", "person-1"))
    reviewed.when(by_township(twice, "2011-12-02")).then_refused(
        RuleBroken, "R-06", field="/data/present/2", saying="person-1 is named twice"
    )


def test_only_the_schemes_aspects_are_weighed() -> None:
    aspects = {**MET.aspects, "sports": "good"}
    reviewed.when(by_township(but(aspects=aspects), "2011-12-02")).then_refused(
        UnknownReference, field="/data/aspects/sports"
    )


@pytest.mark.feature("S1-15")
def test_it_comes_after_the_filing_and_both_reviews() -> None:
    rated.when(by_township(MET, "2011-12-02")).then_refused(
        StepNotOpen, awaits={"SelfRatingFiled", "MembersReviewRecorded"}
    )
    filed.when(by_township(MET, "2011-12-02")).then_refused(
        StepNotOpen, awaits={"MembersReviewRecorded"}
    )
    reviewed_by_members.when(by_township(MET, "2011-12-02")).then_refused(
        StepNotOpen, awaits={"MembersReviewRecorded"}, saying="mass_representatives_meeting"
    )


@pytest.mark.parametrize("actor", [BRANCH, COUNTY, OFFICE, ELSEWHERE, "nobody"])
def test_only_the_committee_above_the_branch_holds_it(actor: str) -> None:
    reviewed.when(says(MET, by=actor), on="2011-12-02").then_refused(
        NotAuthorised, "R-19", field="/actor"
    )


def test_a_meeting_is_on_record_once() -> None:
    met.when(by_township(MET, "2011-12-02")).then_refused(AlreadyRecorded, field="/data/meeting_id")
    met.when(by_township(but(meeting_id="meeting-2"), "2011-12-03")).accepted()
