"""Each mistake of a scheme is named with its rule, its line and column, and what is accepted."""

from pathlib import Path

import pytest
import yaml

from contracts.scheme import (
    Mistake,
    SchemeMistakes,
    examine,
    load,
    load_yaml,
    mistakes,
    read_yaml,
)
from tests.unit.scheme.examples import PATHS

TEXT = PATHS["hospital-accreditation"].read_text(encoding="utf-8")

CASES = yaml.safe_load((Path(__file__).parent / "mistakes.yaml").read_text(encoding="utf-8"))


def read(text: str) -> tuple[Mistake, ...]:
    try:
        load_yaml(text)
    except SchemeMistakes as found:
        return found.mistakes
    return ()


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{case['rule']}-{i}") for i, case in enumerate(CASES)]
)
def test_a_mistake_is_named_with_its_place(case: dict[str, str]) -> None:
    assert case["old"] in TEXT
    text = TEXT.replace(case["old"], case["new"], 1)
    found = [mistake for mistake in read(text) if mistake.rule == case["rule"]]
    assert found, [str(mistake) for mistake in read(text)]
    mistake = found[0]
    assert case["accepts"] in mistake.accepts
    assert mistake.message
    if case["at"]:
        assert mistake.line == text.count("\n", 0, text.index(case["at"])) + 1
        assert mistake.column is not None


def test_columns_point_at_the_key_or_the_item() -> None:
    text = TEXT.replace("level_gte: minor_findings", "level_gte: minor")
    (mistake,) = read(text)
    line = text.splitlines()[(mistake.line or 0) - 1]
    assert line[(mistake.column or 0) - 1 :].startswith("level_gte: minor")
    assert mistake.pointer == "/groups/fit_to_operate/all/1/level_gte"
    assert str(mistake).startswith(
        f"{mistake.line}:{mistake.column}: no level of fire_safety minor"
    )


def test_all_mistakes_come_at_once_in_the_order_of_the_document() -> None:
    text = (
        TEXT.replace("type: qualitative", "type: opinion")
        .replace("{c: sentinel_events, lt: 3}", "{c: sentinel_event, lt: 3}")
        .replace("records: [BranchSelfRated]", "records: [BranchSelfRate]")
        .replace("order: 8, en", "order: 8, colour: red, en")
    )
    found = read(text)
    assert [mistake.rule for mistake in found] == [
        "value.allowed", "name.exists", "name.exists", "key.known",
    ]  # fmt: skip
    lines = [mistake.line or 0 for mistake in found]
    assert lines == sorted(lines)
    assert "sentinel_events" in found[1].accepts


def test_a_list_whose_only_item_is_wrong_is_not_called_empty() -> None:
    text = TEXT.replace("{c: nurses_per_bed, gte: 0.8", "{c: nurses_per_bed, gte: high")
    (mistake,) = read(text)
    assert mistake.pointer == "/ladders/0/rules/excellence/all/5/gte"
    assert (mistake.message, mistake.accepts) == ("not a number: 'high'", "a number")


def test_what_yaml_misreads_does_not_hide_the_other_mistakes() -> None:
    text = (
        TEXT.replace('opens: "2027-01-01"', "opens: 2027-01-01")
        .replace("public: true", "public: yes", 1)
        .replace("always_with: warning", "always_with: warnin")
    )
    assert [(m.rule, m.accepts) for m in read(text)] == [
        ("yaml", '"2027-01-01" in quotes'),
        ("yaml", '"yes" in quotes if it is text, else true or false'),
        ("name.exists", "did you mean warning?"),
    ]


def test_a_condition_of_wrong_shape_does_not_hide_those_beside_it() -> None:
    text = (
        TEXT.replace("{c: nurses_per_bed, gte: 0.8", "{c: nurses_per_bed, at_least: 0.8")
        .replace("{c: sentinel_events, gte: 2}", "{c: sentinel_event, gte: 2}")
        .replace("require_reason_if_differs: true", "require_reason_if_differs: 1")
        .replace("decided_by: {actor:", "decided_by: {by:")
        .replace("merit, accredited, conditional, refused]", "merit, accredited, conditional]")
    )
    assert [(m.rule, m.pointer.rpartition("/")[2]) for m in read(text)] == [
        ("evaluate.permutation", "evaluate"),
        ("key.known", "at_least"),
        ("name.exists", "c"),
        ("key.known", "by"),
        ("key.required", "actor"),
        ("shape.bool_type", "require_reason_if_differs"),
    ]


def test_a_text_in_place_of_a_list_does_not_hide_the_rest() -> None:
    text = (
        TEXT.replace("persons: [department_head]", "persons: department_head")
        .replace("records: [SurveyVisit, SurveyReport]", "records: SurveyReport")
        .replace("requires: [SurveyVisit]", "requires: SurveyVisits")
        .replace("{step: survey, strength", "{step: surveys, strength")
    )
    assert [(m.pointer, m.rule) for m in read(text)] == [
        ("/persons", "shape.tuple_type"),
        ("/record_kinds/1/requires", "shape.tuple_type"),
        ("/record_kinds/1/requires/0", "name.exists"),
        ("/procedure/1/records", "shape.tuple_type"),
        ("/procedure/2/requires/0/step", "name.exists"),
    ]


def test_a_misspelt_key_or_criterion_is_one_mistake() -> None:
    """Neither is the right key missing beside it, nor is the criterion read by no rule."""
    text = TEXT.replace("timezone:", "time_zone:").replace(
        "- {c: nurses_per_bed, gte: 0.8", "- {c: nurse_per_bed, gte: 0.8"
    )
    assert [(m.rule, m.accepts) for m in read(text)] == [
        ("key.known", "did you mean timezone?"),
        ("name.exists", "did you mean nurses_per_bed?"),
    ]


def test_a_cycle_of_wrong_shape_takes_no_deadline_with_it() -> None:
    text = TEXT.replace('opens: "2027-01-01"', 'opens: "2027-02-30"')
    assert [m.accepts for m in read(text)] == [
        'a day of the calendar, in quotes, like "2011-11-15"'
    ]


def test_a_file_that_is_no_utf_8_is_told_where() -> None:
    content = TEXT.encode("gb18030")
    (mistake,) = examine(content).mistakes
    assert (mistake.rule, mistake.line, mistake.column) == ("yaml.encoding", 7, 46)
    assert "iconv" in mistake.accepts
    assert examine(TEXT.encode("utf-8-sig")).scheme
    assert examine(TEXT.replace("\n", "\r\n").encode()).scheme


def test_a_criterion_that_no_rule_reads_is_a_mistake() -> None:
    text = TEXT.replace("all: [licence_valid, {c", "all: [{c")
    assert [(m.rule, m.message) for m in read(text)] == [
        ("criterion.used", "no rule reads licence_valid")
    ]


def test_mistakes_of_a_document_without_places_name_the_pointer_alone() -> None:
    document, _ = read_yaml(TEXT)
    document["ladders"][0]["evaluate"] = ["merit"]
    (mistake,) = mistakes(document)
    assert (mistake.pointer, mistake.line) == ("/ladders/0/evaluate", None)
    assert str(mistake).startswith("/ladders/0/evaluate: evaluate names merit")


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a: [1", 1, 6, "not YAML"),
        ("- 1", 1, 1, "not a mapping"),
        ("", 1, 1, "empty"),
        ("a: 1\nopens: 2011-11-15", 2, 8, "timestamp"),
        ("a: 1\nb: yes", 2, 4, "bool"),
        ("a: 010", 1, 4, "int"),
        ("a: 1:30", 1, 4, "int"),
        ("a: .inf", 1, 4, "float"),
        ("a: 1\nb: 2\na: 3", 3, 1, "twice"),
        ("1: a", 1, 1, "not text"),
        ("a: &x 1\nb: *x", 2, 4, "alias"),
        ("a: " + "[" * 5000, 1, 43, "nested too deeply"),
        ("a: !!python/object:os.system x", 1, 4, "os.system"),
        ('a: "\x01"', 1, 5, "not YAML"),
        ("a: 1\n---\nb: 1", 2, 1, "not YAML"),
    ],
)
def test_yaml_that_does_not_say_what_it_seems_to_is_refused(
    text: str, line: int | None, column: int | None, said: str
) -> None:
    with pytest.raises(SchemeMistakes) as refused:
        read_yaml(text)
    mistake = refused.value.mistakes[0]
    assert (mistake.line, mistake.column) == (line, column)
    assert said in mistake.message
    assert mistake.accepts


@pytest.mark.parametrize(
    ("text", "line", "said", "accepts"),
    [
        ("a: 1\n\tb: 2", 2, "a tab", "blanks"),
        ("a:\n  - {b: 1,\tc: 2}", 2, "a tab", "blanks"),
        ("a: 1\nb 2\nc: 3", 2, "without its colon", "key: value"),
        ("id： mine\nversion: 1", 2, "no key can stand here", "half-width signs for ："),
        ("a: 1\nb：2\nc: 3", 2, "without its colon", "half-width signs for ："),
        ("a:\n  - x\n  -y\n", 3, "without its colon", "a blank after the dash: - y"),
        ("a: {b: 1\nc: 2", 2, "the { of 1:4 is still open", "a comma, or } first"),
        ("a: [1, 2\nc: 2", 2, "the [ of 1:4 is still open", "a comma, or ] first"),
        ("a: [1, 2，{b: 3}", 1, "the [ of 1:4 is still open", "half-width signs for ，"),
        ("a: b: c", 1, "no key can stand here", "a text with a colon in quotes"),
        ("a:\n    b: 1\n   c: 2", 3, "", ""),
        ('a: "x\nb: 1', 1, "quote", "quote"),
        ("a: @x", 1, "cannot start", "in quotes"),
        ("- a: 1\nb: 2", 2, "does not belong here", "0 blanks"),
    ],
)
def test_what_is_no_yaml_is_told_in_words(text: str, line: int, said: str, accepts: str) -> None:
    (mistake,) = read(text)
    assert (mistake.rule, mistake.line) == ("yaml", line)
    assert said in mistake.message
    assert accepts in mistake.accepts


def test_a_document_nested_too_deeply_or_without_finite_numbers_is_refused() -> None:
    document, _ = read_yaml(TEXT)
    deep: object = "licence_valid"
    for _ in range(2000):
        deep = {"not": deep}
    document["ladders"][0]["rules"]["merit"] = deep
    document["ladders"][0]["rules"]["accredited"] = {"c": "sentinel_events", "lt": float("inf")}
    with pytest.raises(SchemeMistakes) as refused:
        load(document)
    assert {m.rule for m in refused.value.mistakes} == {"document.depth", "number.finite"}
