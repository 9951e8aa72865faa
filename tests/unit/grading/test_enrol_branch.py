"""BranchEnrolled, and what is said of a case that nobody enrolled."""

from typing import Any

import pytest

from contracts.events.grading import BranchEnrolled, CycleOpened, SchemePublished
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    UnknownReference,
    UnknownSubject,
)
from services.grading import domain as grading
from tests.support import schemes
from tests.support.scenario import Scenario, says
from tests.unit.grading.situations import (
    BRANCH,
    ELSEWHERE,
    ENROLLED,
    LADDER,
    MET,
    NEIGHBOUR,
    RATED,
    TOWNSHIP,
    by_township,
    day,
    enrolled,
    evidence,
    nothing,
    opened,
    organisation,
    registered,
)


def test_the_committee_enrols_a_branch() -> None:
    opened.when(by_township(ENROLLED)).then(ENROLLED)


def test_a_branch_enrols_itself() -> None:
    opened.when(ENROLLED).then(ENROLLED)


def test_opening_tiers_are_in_force_from_the_start() -> None:
    placed = BranchEnrolled(ladders=(LADDER,), opening_tiers={LADDER: "backward"})
    assert opened.went(by_township(placed)).state.in_force == {LADDER: "backward"}


def test_a_ladder_is_named_once() -> None:
    twice = BranchEnrolled(ladders=(LADDER, LADDER))
    opened.when(by_township(twice)).then_refused(
        RuleBroken, "R-02", field="/data/ladders/1", saying=f"{LADDER} is named twice"
    )


def test_a_branch_is_enrolled_once() -> None:
    enrolled.when(by_township(ENROLLED)).then_refused(AlreadyRecorded, "R-02")


def test_a_kind_the_scheme_is_not_for_is_not_enrolled() -> None:
    subject = f"classification-upgrade:2011-2012:{TOWNSHIP}"
    opened.when(by_township(ENROLLED, about=subject)).then_refused(
        RuleBroken, "R-02", field="/subject", saying="village_branch"
    )


def test_a_ladder_of_another_scheme_is_refused() -> None:
    opened.when(by_township(BranchEnrolled(ladders=("rural",)))).then_refused(
        UnknownReference, "R-02", field="/data/ladders/0", saying=LADDER
    )


@pytest.mark.parametrize(
    ("tiers", "field"),
    [
        ({LADDER: "dual_strong"}, f"/data/opening_tiers/{LADDER}"),
        ({"rural": "backward"}, "/data/opening_tiers/rural"),
    ],
)
def test_an_opening_tier_is_a_tier_of_an_enrolled_ladder(tiers: dict[str, str], field: str) -> None:
    event = BranchEnrolled(ladders=(LADDER,), opening_tiers=tiers)
    opened.when(by_township(event)).then_refused(UnknownReference, "R-02", field=field)


def test_a_domain_is_one_of_the_schemes() -> None:
    event = BranchEnrolled(ladders=(LADDER,), domain="rural")
    opened.when(by_township(event)).then_refused(
        UnknownReference, "R-02", field="/data/domain", saying="none is declared"
    )


@pytest.mark.parametrize("stranger", [NEIGHBOUR, ELSEWHERE, "nobody"])
def test_whoever_has_no_part_in_the_case_does_not_enrol(stranger: str) -> None:
    opened.when(says(ENROLLED, by=stranger)).then_refused(NotAuthorised, "R-19", field="/actor")


@pytest.mark.parametrize("event", [RATED, evidence("satisfaction_pct", 90), MET])
def test_nothing_is_said_of_a_branch_before_it_is_enrolled(event: Any) -> None:
    opened.when(event, on="2011-12-12").then_refused(
        UnknownSubject, field="/subject", awaits={"BranchEnrolled"}, saying=BRANCH
    )


def test_a_case_of_an_unknown_cycle_names_the_cycle() -> None:
    registered.when(ENROLLED).then_refused(
        UnknownSubject, field="/subject", awaits={"CycleOpened"}, saying="2011-2012"
    )


def test_a_case_of_an_unknown_organisation_names_it() -> None:
    subject = "classification-upgrade:2011-2012:nobody"
    opened.when(says(ENROLLED, about=subject)).then_refused(
        UnknownSubject, field="/subject", awaits={"OrganisationRegistered"}, saying="nobody"
    )


def test_a_subject_that_is_no_case_is_refused() -> None:
    opened.when(says(ENROLLED, about="longtan-07")).then_refused(UnknownSubject, field="/subject")


# A scheme with ladders for some places and fields only (three-projects, dual-strong) ----------


def in_scope_of(place: str) -> Scenario[Any]:
    document = schemes.document("three-projects")
    cycle = document["cycles"][0]["id"]
    publish = SchemePublished(
        scheme_version=document["version"], effective_from=day("2010-01-01"), definition=document
    )
    return Scenario(grading, case=f"three-projects:{cycle}:village-1").went(
        organisation("county", document["issuer"]["kind"]),
        organisation(place, "township_committee", "county"),
        organisation("village-1", "village_branch", place),
        says(publish, by="county"),
        says(CycleOpened(scheme_version=document["version"]), by="county"),
    )


def test_a_ladder_of_one_place_is_for_branches_of_that_place() -> None:
    only_here = BranchEnrolled(ladders=("five_good_fanjiazhai",))
    in_scope_of("fanjiazhai").when(only_here).then(only_here)
    in_scope_of("hanfeng").when(only_here).then_refused(RuleBroken, "R-02", field="/data/ladders/0")


def test_a_ladder_of_everywhere_but_one_place_is_not_for_that_place() -> None:
    elsewhere = BranchEnrolled(ladders=("five_good",))
    in_scope_of("hanfeng").when(elsewhere).then(elsewhere)
    in_scope_of("fanjiazhai").when(elsewhere).then_refused(RuleBroken, "R-02")


def test_a_ladder_for_another_kind_is_refused() -> None:
    in_scope_of("hanfeng").when(BranchEnrolled(ladders=("member_model",))).then_refused(
        RuleBroken, "R-02"
    )


def test_nothing_is_known_at_first() -> None:
    assert nothing.state == grading.START
