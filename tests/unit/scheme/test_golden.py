"""The worked examples of every scheme: tiers, targets, selections, windows, a whole history."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from contracts.scheme import (
    Evaluation,
    Node,
    eligible,
    evaluate,
    failed_groups_in,
    failed_in,
    lookback,
    measure,
    measure_rate,
)
from tests.unit.scheme.examples import Example, examples, golden, scheme, shows, value

EXAMPLES = list(examples())


def by_id(kind: str) -> list[Any]:
    return [
        pytest.param(id, item, id=item["id"], marks=shows(item["id"])) for id, item in golden(kind)
    ]


def tree_above(example: Example, evaluation: Evaluation) -> Node | None:
    """The rule of the tier above the result, or above every candidate."""
    ladder = example.scheme.ladder(example.ladder)
    assert ladder is not None
    reached = [evaluation.indicated] if evaluation.indicated else evaluation.candidates
    above = max(ladder.rank(tier) for tier in reached if tier) + 1
    return evaluation.trees[ladder.tier_ids[above]] if above < len(ladder.tiers) else None


@pytest.mark.parametrize(
    "example", [pytest.param(item, id=item.id, marks=shows(item.id)) for item in EXAMPLES]
)
def test_the_rules_indicate_the_tier_and_say_what_failed(example: Example) -> None:
    evaluation = evaluate(example.scheme, example.ladder, example.facts)
    expect = example.expect
    above = tree_above(example, evaluation)
    assert (evaluation.indicated or "undetermined") == expect["tier"]
    assert evaluation.candidates == tuple(expect.get("candidates", [expect["tier"]]))
    assert evaluation.missing == tuple(expect.get("unknown", ()))
    if "failed" in expect:
        assert (failed_in(above) if above else ()) == tuple(expect["failed"])
    if "failed_groups" in expect:
        assert (failed_groups_in(above) if above else ()) == tuple(expect["failed_groups"])
    if "shortfalls" in expect:
        assert evaluation.shortfalls == tuple(expect["shortfalls"])


def test_every_scheme_has_worked_examples() -> None:
    ids = {example.scheme.id for example in EXAMPLES}
    assert ids == {
        "pioneer-project", "classification-upgrade", "three-projects", "dual-strong",
        "hospital-accreditation", "kitchen-hygiene",
    }  # fmt: skip
    assert len(EXAMPLES) == 8 + 22 + 8 + 19 + 21 + 12


@pytest.mark.parametrize(("scheme_id", "item"), by_id("target_examples"))
def test_a_target_is_met_exactly(scheme_id: str, item: dict[str, Any]) -> None:
    target = scheme(scheme_id).target(item["target"])
    assert target is not None
    if "value" in item:
        measured = measure(target, Decimal(str(item["value"])))
    else:
        measured = measure_rate(target, item["numerator"], item["denominator"])
    expected = item["expect"]["met"]
    assert measured.applicable == (expected != "not_applicable")
    assert measured.met == (None if expected == "not_applicable" else expected)
    if "rate_pct" in item["expect"]:
        assert measured.rate_pct == item["expect"]["rate_pct"]


@pytest.mark.parametrize(
    ("scheme_id", "item"), [p for p in by_id("selection_examples") if "facts" in p.values[1]]
)
def test_eligibility_for_a_selection_is_explained(scheme_id: str, item: dict[str, Any]) -> None:
    facts = {name: value(given) for name, given in item["facts"].items()}
    node = eligible(scheme(scheme_id), item["category"], facts)
    assert (node.outcome == "pass") == item["expect"]["eligible"]
    assert failed_in(node) == tuple(item["expect"].get("failed", ()))


@pytest.mark.parametrize(("scheme_id", "item"), by_id("window_examples"))
def test_a_window_of_years_ends_on_the_day_of_assessment(
    scheme_id: str, item: dict[str, Any]
) -> None:
    years = scheme(scheme_id).lookback_years
    assert years is not None
    first, last = lookback(years.default, date(2011, 6, 20))
    assert (first <= date.fromisoformat(item["event_on"]) <= last) == item["counted"]


@pytest.mark.feature("S1-19")
def test_the_history_of_a_revised_branch_shows_what_was_decisive() -> None:
    """cu history: the headline holds twice, 2 of 15 markers do, 8 are needed."""
    base = next(example for example in EXAMPLES if example.id == "cu-09")
    given = {"satisfaction_pct": 66, "acceptance_score": 68, "years_without_new_member": 3}
    facts = {
        **base.facts,
        **{n: Decimal(v) for n, v in given.items()},
        "reserve_cadres": Decimal(0),
    }
    evaluation = evaluate(base.scheme, "grade", facts)
    headline, markers = evaluation.trees["backward"].children
    held = [leaf.criterion for leaf in headline.children[0].children if leaf.outcome == "pass"]
    counted = markers.children[0]
    marked = [leaf.criterion for leaf in counted.children if leaf.outcome == "pass"]
    assert evaluation.indicated == "backward"
    assert (headline.outcome, markers.outcome) == ("pass", "fail")
    assert held == ["satisfaction_pct", "acceptance_score"]
    assert marked == ["years_without_new_member", "reserve_cadres"]
    assert (counted.n, len(counted.children)) == (8, 15)
    leaf = headline.children[0].children[0]
    assert (leaf.cel, leaf.value, leaf.needs) == ("satisfaction_pct < 70.0", Decimal(66), "< 70")
    assert leaf.label.zh == "群众满意率"
