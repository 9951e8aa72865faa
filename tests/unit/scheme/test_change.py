"""What would have to be otherwise for another tier: the fewest leaves, necessary ones."""

from decimal import Decimal

from contracts.scheme import Change, Value, what_would_change
from tests.unit.scheme.examples import examples

BY_ID = {example.id: example for example in examples()}


def changes(id: str, **facts: Value) -> dict[str, Change]:
    example = BY_ID[id]
    return what_would_change(example.scheme, example.ladder, {**example.facts, **facts})


def needs(change: Change) -> list[tuple[int, list[str | None], str]]:
    return [(need.n, [leaf.criterion for leaf in need.of], need.to) for need in change.needs]


def test_one_failed_line_is_all_that_stands_against_the_higher_tier() -> None:
    assert needs(changes("cu-03")["advanced"]) == [(1, ["acceptance_score"], "pass")]
    assert needs(changes("cu-04")["advanced"]) == [(1, ["criminal_cases"], "pass")]


def test_every_headline_that_holds_has_to_go() -> None:
    backward = changes("cu-09", satisfaction_pct=Decimal(66), acceptance_score=Decimal(68))
    assert needs(backward["intermediate"]) == [
        (1, ["satisfaction_pct"], "fail"), (1, ["acceptance_score"], "fail"),
    ]  # fmt: skip
    assert backward["advanced"].cost == 22


def test_of_several_ways_down_any_one_is_enough() -> None:
    down = changes("cu-09")["backward"]
    assert needs(down) == [(1, ["satisfaction_pct", "acceptance_score"], "pass")]


def test_of_several_markers_as_many_as_exceed_the_count() -> None:
    eight = changes("cu-16")["intermediate"]
    (need,) = eight.needs
    assert (need.n, need.to) == (1, "fail")
    assert len(need.of) == 8


def test_an_undetermined_result_names_what_is_missing_for_each_tier() -> None:
    open_result = changes("cu-20")
    assert list(open_result) == ["advanced", "intermediate", "backward"]
    assert needs(open_result["advanced"]) == [(1, ["satisfaction_pct"], "pass")]
    not_advanced, headline = open_result["backward"].needs
    assert (not_advanced.n, len(not_advanced.of), not_advanced.to) == (1, 25, "fail")
    assert [leaf.criterion for leaf in headline.of] == ["satisfaction_pct", "acceptance_score"]


def test_a_tier_that_only_others_failing_leads_to_needs_them_to_fail() -> None:
    down = changes("ds-01")["participating"]
    assert [(need.n, need.to) for need in down.needs] == [(1, "fail")]
    assert down.cost == 1


def test_a_rule_of_sums_names_the_sum() -> None:
    (need,) = changes("ha-03")["excellence"].needs
    (leaf,) = need.of
    assert leaf.label.en == "Sum of the five scores"
    assert leaf.needs == ">= 450"
    assert dict(leaf.values)["nursing"] == Decimal("89.99")
