"""Each mistake of a scheme is named with its rule, its line and column, and what is accepted."""

import pytest

from contracts.scheme import Mistake, SchemeMistakes, load, load_yaml, mistakes, read_yaml
from tests.unit.scheme.examples import PATHS

TEXT = PATHS["hospital-accreditation"].read_text(encoding="utf-8")

CASES = [
    # what is replaced, by what, the rule, where in the new text the mistake is, what is accepted
    ("version: 1\n", "version: one\n", "shape.int_type", "version:", "a whole number"),
    ("version: 1\n", "", "key.required", "", "the key version"),
    ("timezone: Eu", "time_zone: Eu", "key.known", "time_zone", "timezone"),
    ("Europe/Berlin", "Europe/Berlinn", "timezone.exists", "timezone", "Asia/Shanghai"),
    ('opens: "2027-01-01"', 'opens: "2027-02-30"', "shape.value_error", "opens: \"2027-02-30\"", ""),
    ('opens: "2027-01-01"', 'opens: "2026-01-01"', "cycle.overlap", "opens: \"2026-01-01\"", "later"),
    ('closes: "2028-12-31"}\n\n', 'closes: "2029-12-31"}\n\n', "cycle.window", 'closes: "2029', "2028"),
    ("  - {id: medication,", "  - {id: nursing,", "id.unique", "{id: nursing, en: \"Medication", "of its own"),
    ("  - {id: nursing,", "  - {id: while,", "id.cel_word", "id: while", "another id"),
    ("type: qualitative", "type: qualitativ", "value.allowed", "type: qualitativ", "qualitative"),
    ("type: qualitative,", "type: qualitative, min: 0,", "criterion.numeric", "min: 0, evidence: [survey", ""),
    ("max: 100, evidence: [score_sheet], src: \"2.1\"", "max: -1, evidence: [score_sheet]", "criterion.range", "min: 0, max: -1", ""),
    ("type: ordinal", "type: boolean", "criterion.levels", "- id: fire_safety", "two levels"),
    ("derived: \"nurses / beds\"", "derived: \"nurses / bed\"", "name.exists", "derived: \"", "beds"),
    ("derived: \"nurses / beds\"", "derived: \"nurses > beds\"", "cel.type", "derived: \"", "double"),
    ("derived: \"nurses / beds\"", "derived: \"nurses * 2.0\"", "input.used", "{id: beds", "read"),
    ("all: [licence_valid,", "all: [licence_vali,", "name.exists", "licence_vali,", "licence_valid?"),
    ("all: [licence_valid,", "all: [patient_safety,", "operator.type", "patient_safety, {c", "gte"),
    ("level_gte: minor_findings", "level_gte: minor", "name.exists", "level_gte", "minor_findings"),
    ("level_gte: minor_findings", "gte: 3", "operator.type", "gte: 3", "level_gte"),
    ("level_gte: minor_findings", "gte: 3, lt: 4", "shape.value_error", "{c: fire_safety, gte", ""),
    ("level_gte: minor_findings", "more_than: 3", "key.known", "more_than", "level_gte"),
    ("{c: sentinel_events, lt: 3}", "{c: sentinel_events, lt: -3}", "operand.range", "lt: -3", "0 to"),
    ("{c: sentinel_events, lt: 3}", "{c: sentinel_events, between: [3, 1]}", "operand.between", "between", ""),
    ("{c: sentinel_events, lt: 3}", "{c: sentinel_events, lt: many}", "shape.value_error", "lt: many", ""),
    ("{group: accredited_scores}", "{group: accredited_score}", "name.exists", "group: accredited_score}", "accredited_scores"),
    ("{group: accredited_scores}", "{grp: accredited_scores}", "condition.form", "{grp", "group"),
    ("{group: accredited_scores}", "{otherwise: true}", "otherwise.whole", "{otherwise: true}\n          - c", ""),
    ("              n: 2", "              n: 4", "count.reachable", "n: 4", "at most 3"),
    ("    cel: \"[bloodstream_rate, urinary_rate, surgical_rate].all(rate, rate <= 2.0)\"",
     "    all: [{group: infections_under_control}]", "group.acyclic", "infections_under_control:\n", ""),
    ("rate <= 2.0)\"", "rate <= )\"", "cel.parses", "cel: \"[bloodstream", "CEL"),
    ("rate <= 2.0)\"", "rate <= 2.0) ? 1.0 : 2.0\"", "cel.type", "cel: \"[bloodstream", "bool"),
    ("[bloodstream_rate, urinary_rate,", "[bloodstream_rates, urinary_rate,", "name.exists", "cel: \"[bloodstream_rates", "bloodstream_rate"),
    ("rate <= 2.0)\"", "rate <= 2.0 && improvement_culture > 1.0)\"", "cel.runs", "cel: \"[bloodstream", "bool"),
    ("rate <= 2.0)\"", "rate <= double('2'))\"", "cel.portable", "cel: \"[bloodstream", "comparison"),
    (".all(rate, rate <= 2.0)\"", ".all(nursing, nursing <= 2.0)\"", "cel.binds", "cel: \"[bloodstream", ""),
    ("rate <= 2.0)\"", "rate <= 2.0) || fire_safety == 'fine'\"", "cel.level", "cel: \"[bloodstream", "compliant"),
    ("evaluate: [excellence, merit,", "evaluate: [merit,", "evaluate.permutation", "evaluate", "each tier"),
    ("      refused: {otherwise: true}\n", "", "tier.rule", "rules:", "otherwise"),
    ("      refused: {otherwise: true}\n", "      refused: {otherwise: true}\n      denied: {otherwise: true}\n", "name.exists", "denied", "excellence"),
    ("conditional, refused]", "refused, conditional]", "otherwise.last", "refused: {otherwise", "last"),
    ("shortfall_groups: {accredited: accredited_scores}", "shortfall_groups: {accredited: scores}", "name.exists", "accredited: scores", "accredited_scores"),
    ("actor: survey_team, occurs: every_cycle", "actor: survey_team, occurs: sometimes", "value.allowed", "occurs: sometimes", "every_cycle"),
    ("records: [BranchSelfRated]", "records: [BranchSelfRate]", "name.exists", "BranchSelfRate]", "BranchSelfRated"),
    ("records: [SurveyVisit, SurveyReport]", "records: [SurveyVisits, SurveyReport]", "name.exists", "SurveyVisits", "SurveyVisit"),
    ("done_by: [SurveyReport]", "done_by: [PeerAdvice]", "name.exists", "PeerAdvice], dead", "SurveyReport"),
    ("variants: [safety_pledge]", "variants: [safety]", "name.exists", "safety], dead", "safety_pledge"),
    ("{step: survey, strength: explicit}", "{step: surveys, strength: explicit}", "name.exists", "step: surveys", "survey?"),
    ("{step: survey, strength: explicit}", "{step: survey, strength: hard}", "value.allowed", "strength: hard", "explicit"),
    ("{step: survey, strength: explicit}", "{step: survey}", "key.required", "{step: survey}", "strength"),
    ("requires: [], src: \"9.0\"", "requires: [{step: pledge, strength: ours}], src: \"9.0\"", "step.acyclic", "requires: [{step: pledge", ""),
    ("order: 3,", "order: 2,", "step.order", "order: 2, en: \"Dec", "more than 2"),
    ('"2027-06-30"]', '"2029-06-30"]', "deadline.cycle", '"2029-06-30"', "cycle"),
    ("deadline: {rule: year_end}", "deadline: {rule: year_end, promptly: true}", "shape.value_error", "deadline: {rule: year_end,", ""),
    ("from_event: RectificationOrdered, field: due_on", "from_event: RectificationOrdered, field: due", "name.exists", "field: due}", "due_on"),
    ("from_event: RectificationOrdered, field: due_on", "from_event: SurveyReport, field: due_on", "name.exists", "from_event: SurveyReport", ""),
    ("requires: [SurveyVisit]", "requires: [Visit]", "name.exists", "Visit]\n    closes", "SurveyVisit"),
    ("named_in: visits}", "named_in: reported_on}", "closes.field", "named_in", "record"),
    ("- id: PeerAdvice", "- id: GradeAssigned", "record_kind.id", "id: GradeAssigned", "no event"),
    ("- id: PeerAdvice", "- id: peer advice", "shape.string_pattern_mismatch", "id: peer advice", ""),
    ("type: number, unit: beds}", "type: numbers, unit: beds}", "value.allowed", "type: numbers", "number"),
    ("choices: [refuse, conditional, accredit], ", "", "shape.value_error", "{id: recommendation", "choices"),
    ("denominator: \"hospitals enrolled\", ", "", "target.needs", "{id: accredited_share", "denominator"),
    ("each: cycle,", "each: cycle, by: \"2026-12-31\",", "target.due", "each: cycle", "by or each"),
    ("gte: 40, unit: visits", "unit: visits", "target.asks", "- {id: visits, en: \"Survey", "gte or eq"),
    ("event: CommendationIssued", "event: CommendationIssue", "name.exists", "event: CommendationIssue,", "CommendationIssued"),
    ("always_with: warning", "always_with: warn", "name.exists", "always_with", "warning"),
    ("applies_to: [hospital, clinic]\n    tiers", "applies_to: [hospital, clinics]\n    tiers", "name.exists", "clinics", "clinic"),
]  # fmt: skip


def read(text: str) -> tuple[Mistake, ...]:
    try:
        load_yaml(text)
    except SchemeMistakes as found:
        return found.mistakes
    return ()


@pytest.mark.parametrize(
    ("old", "new", "rule", "mark", "accepts"),
    [pytest.param(*case, id=f"{case[2]}-{i}") for i, case in enumerate(CASES)],
)
def test_a_mistake_is_named_with_its_place(
    old: str, new: str, rule: str, mark: str, accepts: str
) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    found = [mistake for mistake in read(text) if mistake.rule == rule]
    assert found, [str(mistake) for mistake in read(text)]
    mistake = found[0]
    assert accepts in mistake.accepts
    assert mistake.message
    if mark:
        at = text.index(mark)
        assert mistake.line == text.count("\n", 0, at) + 1
        assert mistake.column is not None


def test_columns_point_at_the_key_or_the_item() -> None:
    text = TEXT.replace("level_gte: minor_findings", "level_gte: minor")
    (mistake,) = read(text)
    line = text.splitlines()[(mistake.line or 0) - 1]
    assert line[(mistake.column or 0) - 1 :].startswith("level_gte: minor")
    assert mistake.pointer == "/groups/fit_to_operate/all/1/level_gte"
    assert str(mistake).startswith(f"{mistake.line}:{mistake.column}: no level of fire_safety minor")


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
        ("", None, None, "not a mapping"),
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
        ('a: "\x01"', None, None, "not YAML"),
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
