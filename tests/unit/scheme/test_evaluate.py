"""Evaluation: unknown is not false, filling a gap never turns an outcome round, and it is quick."""

from time import perf_counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.scheme import Node, Scheme, Value, evaluate, unknown_in
from contracts.scheme.evaluate import Outcome, combine
from tests.unit.scheme.examples import SCHEMES, examples, scheme
from tests.unit.scheme.invented import LEAVES, situations, values, with_rules


def nodes(tree: Node) -> list[Node]:
    return [tree, *(node for child in tree.children for node in nodes(child))]


@given(situations())
@settings(max_examples=150, deadline=None)
def test_filling_a_gap_never_turns_an_outcome_round(
    situation: tuple[Scheme, dict[str, Value], dict[str, Value]],
) -> None:
    found, facts, filled = situation
    before, after = evaluate(found, "grade", facts), evaluate(found, "grade", filled)
    for tier, tree in before.trees.items():
        for earlier, later in zip(nodes(tree), nodes(after.trees[tier]), strict=True):
            assert earlier.outcome in ("unknown", later.outcome)
    assert set(after.candidates) <= set(before.candidates)
    if before.indicated is not None:
        assert after.indicated == before.indicated


@given(situations())
@settings(max_examples=50, deadline=None)
def test_the_same_facts_give_the_same_evaluation(
    situation: tuple[Scheme, dict[str, Value], dict[str, Value]],
) -> None:
    found, facts, _ = situation
    once = evaluate(found, "grade", facts)
    assert once == evaluate(found, "grade", dict(reversed(facts.items())))
    assert once == evaluate(found, "grade", facts | {"read_by_no_rule": True})
    assert msgspec.json.encode(once) == msgspec.json.encode(evaluate(found, "grade", facts))


@given(situations())
@settings(max_examples=50, deadline=None)
def test_what_keeps_a_result_open_is_missing(
    situation: tuple[Scheme, dict[str, Value], dict[str, Value]],
) -> None:
    found, facts, _ = situation
    evaluation = evaluate(found, "grade", facts)
    assert (evaluation.indicated is None) == bool(evaluation.missing)
    assert all(facts.get(name) is None for name in evaluation.missing)


@pytest.mark.parametrize("scheme_id", SCHEMES)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_the_published_schemes_keep_their_outcomes_too(scheme_id: str, data: st.DataObject) -> None:
    found = scheme(scheme_id)
    ladder = data.draw(st.sampled_from([ladder.id for ladder in found.ladders]))
    read = [c for c in found.criteria if c.id in evaluate(found, ladder, {}).read]
    full = {criterion.id: data.draw(values(criterion)) for criterion in read}
    gaps = data.draw(st.sets(st.sampled_from(sorted(full)), min_size=1))
    facts: dict[str, Value] = {n: None if n in gaps else v for n, v in full.items()}
    before, after = evaluate(found, ladder, facts), evaluate(found, ladder, full)
    assert after.indicated in before.candidates
    assert all(before.rules[tier] in ("unknown", after.rules[tier]) for tier in after.rules)


@pytest.mark.parametrize(
    ("kind", "outcomes", "n", "whole"),
    [
        ("all", ["pass", "unknown"], None, "unknown"),
        ("all", ["fail", "unknown"], None, "fail"),
        ("all", ["pass", "pass"], None, "pass"),
        ("any", ["fail", "unknown"], None, "unknown"),
        ("any", ["pass", "unknown"], None, "pass"),
        ("any", ["fail", "fail"], None, "fail"),
        ("not", ["unknown"], None, "unknown"),
        ("not", ["pass"], None, "fail"),
        ("not", ["fail"], None, "pass"),
        ("count", ["pass", "pass", "unknown"], 2, "pass"),
        ("count", ["pass", "fail", "unknown"], 2, "unknown"),
        ("count", ["pass", "fail", "fail"], 2, "fail"),
        ("count", ["fail", "unknown", "fail"], 2, "fail"),
        ("otherwise", [], None, "pass"),
    ],
)
def test_three_valued_logic(
    kind: Any, outcomes: list[Outcome], n: int | None, whole: Outcome
) -> None:
    assert combine(kind, outcomes, n) == whole


def test_a_leaf_with_any_unknown_fact_is_unknown_even_if_the_rest_would_do() -> None:
    found = with_rules({"cel": "trained || score > 50.0"}, "trained")
    node = evaluate(found, "grade", {"trained": True}).trees["high"]
    assert (node.outcome, node.values) == ("unknown", (("trained", True), ("score", None)))
    assert unknown_in(node) == ("score",)


def test_a_value_that_its_criterion_cannot_have_is_refused() -> None:
    state = scheme("pioneer-project")
    assert (
        evaluate(state, "village_state", {"baseline_finding": "advanced"}).indicated == "advanced"
    )
    with pytest.raises(ValueError, match="baseline_finding"):
        evaluate(state, "village_state", {"baseline_finding": "splendid"})
    with pytest.raises(KeyError):
        evaluate(state, "no_such_ladder", {})


def test_short_forms_are_shown_as_the_cel_that_is_evaluated() -> None:
    found = with_rules({"all": LEAVES}, "trained")
    shown = [(node.cel, node.needs) for node in evaluate(found, "grade", {}).trees["high"].children]
    assert shown == [
        ("trained", "true"), ("spirit", "met"), ("!trained", "false"), ("!spirit", "not_met"),
        ("score >= 90.0", ">= 90"), ("score < 60.5", "< 60.5"),
        ("interview >= 50.0 && interview <= 70.0", "50 to 70"), ("interview == 0.0", "= 0"),
        ('order in ["fair", "good"]', ">= fair"), ('order in ["poor", "fair"]', "<= fair"),
        ('order == "good"', "good"), ("score + interview >= 150.0", None),
        ("[score, interview].all(s, s <= 80.0)", None), ("trained || score > 50.0", None),
    ]  # fmt: skip


def test_an_evaluation_takes_less_than_a_millisecond() -> None:
    example = next(example for example in examples() if example.id == "cu-09")
    took = []
    for _ in range(30):
        start = perf_counter()
        evaluate(example.scheme, example.ladder, example.facts)
        took.append(perf_counter() - start)
    assert min(took) < 0.001
