"""An explanation on the screen: what decided is shown, in the reader's language."""

from typing import Any

from rich.console import Console

from cli.explained import SHOWN_LINES, renderables


def said(en: str, zh: str | None = None) -> dict[str, str]:
    return {"en": en, "zh": zh or en}


def name(id: str, zh: str | None = None) -> dict[str, Any]:
    return {"id": id, "name": said(id, zh)}


def leaf(number: int, outcome: str) -> dict[str, Any]:
    return {
        "kind": "leaf", "outcome": outcome, "text": said(f"criterion {number}"),
        "asks": said(">= 90"), "clause": "三.1", "values": [{"text": said(f"{number} %")}],
        "children": [],
    }  # fmt: skip


def explanation() -> dict[str, Any]:
    leaves = [leaf(number, "fail" if number else "pass") for number in range(8)]
    inner = {"kind": "all", "outcome": "fail", "holds": 1, "of": 8, "children": leaves}
    standard = {
        "kind": "group", "outcome": "fail", "holds": 0, "of": 1, "children": [inner],
        "text": said("the standard", "标准"),
    }  # fmt: skip
    otherwise = {"kind": "otherwise", "outcome": "pass", "text": said("the rest", "其余")}
    rules = [
        {"tier": name("high"), "purpose": "tier", "outcome": "fail", "condition": standard},
        {"tier": name("low", "低"), "purpose": "tier", "outcome": "pass", "condition": otherwise},
    ]
    corrected = {
        "before": {"text": said("95 %"), "criterion": name("rate")},
        "after": {"text": said("88 %"), "criterion": name("rate")},
    }
    made = {
        "kind": "decision", "tier": name("low", "低"), "summary": [said("because", "因为")],
        "source": {"happened": "2011-12-01T17:00:00Z", "service": "grading", "position": 7},
        "derived": {"indicated": None, "candidates": [name("high"), name("low")], "rules": rules},
        "corrected_since": [corrected],
    }  # fmt: skip
    return {
        "case": "s:c:o", "organisation": name("[village]", "村"),
        "scheme": {"title": said("title"), "timezone": "Asia/Shanghai"},
        "cycle": {"id": "2011"},
        "standing": [{"ladder": name("grade"), "sentence": said("it stands", "级次")}],
        "path": [
            {"ladder": "grade", "name": said("committee", "审定"), "tier": None, "note": None}
        ],
        "classifications": [made], "notices": [{"text": said("look here", "注意")}],
        "open_items": [],
    }  # fmt: skip


def shown(lang: str, *, full: bool = False, of: dict[str, Any] | None = None) -> str:
    console = Console(width=200, no_color=True, force_terminal=False)
    with console.capture() as capture:
        for part in renderables(of or explanation(), lang, full=full):
            console.print(part)
    return capture.get()


def test_the_answer_comes_first_then_sentences_rules_and_notices() -> None:
    text = shown("en")
    places = [text.index(told) for told in ("it stands", "because", "the standard", "look here")]
    assert places == sorted(places)
    assert "Still open" not in text


def test_a_decision_is_of_the_day_that_it_was_where_it_was_taken() -> None:
    assert "Decision → low  2011-12-02 grading:7" in shown("en")


def test_of_several_ladders_each_has_its_stages_under_its_name() -> None:
    two = explanation()
    two["standing"].append({"ladder": name("supplier", "供餐"), "sentence": said("not listed")})
    for stage in ("rated", "listed"):
        row = {"ladder": "supplier", "name": said(stage), "tier": None, "note": None}
        two["path"].append(row)
    lines = [line.split()[:1] for line in shown("zh", of=two).splitlines()]
    at = [lines.index([word]) for word in ("grade", "审定", "供餐", "rated", "listed")]
    assert at == sorted(at)
    assert "grade" not in [line.strip() for line in shown("en").splitlines()]


def test_a_failing_rule_shows_what_failed_and_counts_the_rest() -> None:
    text = shown("en")
    assert "the standard (1 of 8 hold)" in text
    assert "✗ criterion 1 >= 90: 1 % 三.1" in text
    assert "criterion 0" not in text
    assert f"{7 - SHOWN_LINES} more (--full shows all)" in text
    assert "criterion 7" in shown("en", full=True)


def test_while_undetermined_every_candidate_is_named() -> None:
    assert "What the rules give: high / low" in shown("en")


def test_a_correction_is_shown_with_both_values() -> None:
    assert "corrected since: rate: 95 % → 88 %" in shown("en")


def test_names_are_taken_as_they_are_not_as_markup() -> None:
    assert "[village]" in shown("en")


def test_everything_is_said_in_chinese_too() -> None:
    text = shown("zh")
    for told in ("村", "级次", "审定 → 低  2011-12-02 grading:7", "因为", "8项中1项成立", "其余"):
        assert told in text, told
