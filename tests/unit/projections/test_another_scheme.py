"""Schemes that the code has never heard of, explained: five tiers and sums; grades and a list."""

from decimal import Decimal

import pytest

from contracts.events.grading import ExemplarSelected
from contracts.refusals import RuleBroken
from services.projections.explanation.model import Classification
from tests.unit.projections.examples import HOSPITAL, KITCHEN, played, told
from tests.unit.projections.explained import of_kind


def decision() -> Classification:
    return of_kind(told(HOSPITAL), "decision")


def kitchen(ladder: str) -> Classification:
    (found,) = [
        one for one in told(KITCHEN).classifications
        if one.kind == "decision" and one.ladder.id == ladder
    ]  # fmt: skip
    return found


def test_the_council_replaces_the_tier_by_the_one_that_the_rules_indicate() -> None:
    derived = decision().derived
    assert derived
    assert derived.indicated
    assert (decision().tier.id, derived.indicated.id) == ("accredited", "accredited")
    assert {tier: str(outcome) for tier, outcome in derived.outcomes.items()} == {
        "excellence": "fail", "merit": "fail", "accredited": "pass", "conditional": "pass",
        "refused": "pass",
    }  # fmt: skip
    assert (derived.snapshot.rederived, derived.snapshot.facts) == ("equal", "equal")


def test_a_condition_on_several_facts_counts_among_those_that_fail() -> None:
    said = [text.en for text in decision().summary]
    (excellence,) = [text for text in said if "centre of excellence" in text]
    assert excellence.startswith("The rule of “centre of excellence” fails on 4 of 9 conditions:")
    assert "Sum of the five scores; No single score below 85; Nurses for each bed" in excellence
    assert excellence.endswith("; 1 more.")
    (merit,) = [text for text in said if "fails on 1 of" in text]
    assert merit.endswith("At most one score below 75.")


def test_a_derived_fact_shows_its_figures() -> None:
    derived = decision().derived
    assert derived
    (evidence,) = [e for e in derived.evidence if e.criterion.id == "nurses_per_bed"]
    assert evidence.value == "0.55"
    assert [(one.name.id, one.value, one.unit) for one in evidence.figures] == [
        ("nurses", Decimal(231), "persons"), ("beds", Decimal(420), "beds"),
    ]  # fmt: skip
    assert evidence.adds_up


def test_records_of_its_own_kinds_are_told() -> None:
    assert [record.kind.name.en for record in told(HOSPITAL).records] == [
        "Survey visit",
        "Survey report",
    ]


def test_nothing_is_left_open_but_what_the_year_still_asks() -> None:
    assert told(HOSPITAL).standing[0].sentence.en.startswith("“accredited”, decided by Northern")
    assert not [notice for notice in told(HOSPITAL).notices if notice.weight == "error"]


# Kitchens: points with weights, two ladders, a quota --------------------------------------------


def test_each_ladder_is_decided_by_its_own_rule() -> None:
    grade, supplier = kitchen("grade"), kitchen("school_supplier")
    assert grade.derived
    assert supplier.derived
    assert (grade.tier.id, supplier.tier.id) == ("a", "not_listed")
    assert {tier: str(outcome) for tier, outcome in grade.derived.outcomes.items()} == {
        "a": "pass", "b": "pass", "c": "pass", "failed": "pass",
    }  # fmt: skip
    assert {tier: str(outcome) for tier, outcome in supplier.derived.outcomes.items()} == {
        "listed": "fail", "not_listed": "pass",
    }  # fmt: skip


def test_a_share_is_reckoned_from_its_figures() -> None:
    supplier = kitchen("school_supplier").derived
    assert supplier
    (share,) = [one for one in supplier.evidence if one.criterion.id == "trained_pct"]
    assert (share.value, share.adds_up) == ("75", True)
    said = [text.en for text in kitchen("school_supplier").summary]
    assert any("Staff with a hygiene course" in text for text in said), said


def test_its_records_pledge_and_standing_are_told() -> None:
    found = told(KITCHEN)
    assert [record.kind.name.en for record in found.records] == ["Inspection"]
    assert [one.sentence.en.partition(",")[0] for one in found.standing] == [
        "“grade A”", "“not listed”",
    ]  # fmt: skip
    assert not [notice for notice in found.notices if notice.weight == "error"]


def test_no_more_are_chosen_than_the_quota_holds() -> None:
    play = played.__wrapped__(KITCHEN)  # its own, to add to
    more = ExemplarSelected(
        selection="summer-2026", category="model_kitchens", nominee="another", position=4,
        reason="As good as the first (example)",
    )  # fmt: skip
    with pytest.raises(RuleBroken, match="holds 1 of 3"):
        play.say(more, "food-office", "2026-07-02", subject="cycle:kitchen-hygiene:2026")
