"""A town's two rounds over three domains: who reaches the standard, who does not, and why."""

from collections import Counter

import pytest

from contracts.events.grading import (
    CommendationIssued,
    EvidenceRecorded,
    ExemplarRecommendedUpward,
    ExemplarSelected,
    GradeAssigned,
    RecordFiled,
)
from contracts.events.pledges import PledgeFulfilled, PledgeMade, PledgeNotFulfilled
from tests.unit.demo.telling import recorded

NAME = "dual-strong"


def grades(cycle: str) -> dict[str, GradeAssigned]:
    """By branch, what it was given in a round."""
    return {
        subject.rpartition(":")[2]: event
        for subject, event in recorded(NAME, GradeAssigned)
        if subject.startswith(f"{NAME}:{cycle}:")
    }


def of(cycle: str, kind: type[ExemplarSelected]) -> list[ExemplarSelected]:
    return [e for s, e in recorded(NAME, kind) if s.endswith(f":{cycle}")]


@pytest.mark.feature("S3-31")
def test_both_rounds_decide_as_the_rules_indicate_but_where_nobody_looked() -> None:
    for cycle in ("2011", "2012"):
        differing = {
            unit
            for unit, given in grades(cycle).items()
            if given.snapshot and given.snapshot.indicated != given.tier
        }
        assert differing == ({"quanxi-rural-5"} if cycle == "2011" else set())


def test_each_round_finds_fewer_short_of_the_standard() -> None:
    short = {
        cycle: sum(given.tier == "participating" for given in grades(cycle).values())
        for cycle in ("2011", "2012")
    }
    assert short == {"2011": 9, "2012": 2}
    assert Counter(given.movement for given in grades("2012").values()) == {"up": 7, "same": 11}


@pytest.mark.feature("S3-05")
def test_a_petition_on_the_windows_first_day_counts_in_one_round_only() -> None:
    counted = [
        (subject, str(e.period_from), e.value.value)
        for subject, e in recorded(NAME, EvidenceRecorded)
        if e.criterion == "r_petitions_3y" and subject.endswith("rural-2") and e.value
    ]
    assert counted == [
        ("dual-strong:2011:quanxi-rural-2", "2008-06-21", 1),
        ("dual-strong:2012:quanxi-rural-2", "2009-06-21", 0),
    ]


@pytest.mark.feature("S3-32")
def test_one_is_selected_below_the_standard_with_its_reason() -> None:
    below = [
        (choice.nominee, choice.reason)
        for choice in of("2011", ExemplarSelected)
        if grades("2011")[choice.nominee].tier != "dual_strong"
    ]
    ((nominee, reason),) = below
    assert nominee == "quanxi-rural-3"
    assert "初中" in reason


@pytest.mark.feature("S3-26")
def test_every_domain_has_its_exemplars_in_both_rounds() -> None:
    for cycle in ("2011", "2012"):
        assert len({choice.category for choice in of(cycle, ExemplarSelected)}) == 3


@pytest.mark.feature("S3-33")
def test_only_the_commended_are_recommended() -> None:
    commended = {subject for subject, _ in recorded(NAME, CommendationIssued)}
    recommended = [subject for subject, _ in recorded(NAME, ExemplarRecommendedUpward)]
    assert len(recommended) == 6
    assert commended.issuperset(recommended)


@pytest.mark.feature("S3-28")
def test_key_targets_are_designated_after_the_survey() -> None:
    kinds = [e.kind for s, e in recorded(NAME, RecordFiled) if s.endswith("2011:quanxi-rural-1")]
    assert kinds.index("BaselineSurvey") < kinds.index("KeyCultivationTarget")


@pytest.mark.feature("S3-24")
def test_pledges_of_all_kinds_are_made_and_some_were_not_kept() -> None:
    assert {event.kind for _, event in recorded(NAME, PledgeMade)} == {
        "entrepreneurship", "organisation_public", "member_public", "vanguard_organisation",
        "vanguard_member", "joint",
    }  # fmt: skip
    broken = {subject.rpartition(":")[2] for subject, _ in recorded(NAME, PledgeNotFulfilled)}
    assert broken == {"quanxi-rural-4", "quanxi-government-unit-2"}


def test_in_one_enterprise_no_pledge_was_judged() -> None:
    judged = {subject for subject, _ in recorded(NAME, PledgeFulfilled)}
    made = {subject for subject, _ in recorded(NAME, PledgeMade)}
    assert {subject.rpartition(":")[2] for subject in made - judged} == {"quanxi-enterprise-4"}
