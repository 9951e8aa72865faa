"""The words and helpers of the pages."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from jinja2 import nodes

from services.projections.explanation.model import Condition
from services.projections.explanation.model_case import Amount
from services.projections.pages.blocks import MANY, block, leaves
from services.projections.pages.language import language
from services.projections.pages.routes import HERE, environment, percent, share
from services.projections.pages.ui import Ui
from services.projections.parts import Name, Said
from services.projections.registers import REGISTERS
from services.projections.registers.reported import Reported
from services.projections.texts import LANGS
from services.projections.texts.pages import PAGE
from services.projections.texts.registers import COLUMNS
from services.projections.texts.sentence import placeholders
from tests.unit.projections.history import SCHEME

TEMPLATES = sorted((HERE / "templates").glob("*.html"))


def used(template: Path) -> tuple[set[str], set[str]]:
    """Keys of the words in a template: whole ones, and the beginnings of composed ones."""
    whole, begun = set(), set()
    tree = environment().parse(template.read_text("utf-8"))
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Getattr) and call.node.attr == "t":
            key = call.args[0]
            for choice in [key.expr1, key.expr2] if isinstance(key, nodes.CondExpr) else [key]:
                if isinstance(choice, nodes.Const):
                    whole.add(choice.value)
                elif isinstance(choice, nodes.Concat):
                    begun.add(choice.nodes[0].value)
    return whole, begun


def test_every_word_of_the_pages_is_in_both_languages_and_speaks_of_the_same() -> None:
    for key, text in PAGE.items():
        assert text.en, key
        assert text.zh, key
        assert set(placeholders(text.en)) == set(placeholders(text.zh)), key


def test_templates_use_only_words_that_there_are() -> None:
    for template in TEMPLATES:
        whole, begun = used(template)
        assert whole <= PAGE.keys(), template.name
        for start in begun:
            assert any(key.startswith(start) for key in PAGE), (template.name, start)


def test_no_word_is_left_over() -> None:
    text = "".join(template.read_text("utf-8") for template in TEMPLATES)
    begun = set().union(*(used(template)[1] for template in TEMPLATES))
    for key in PAGE:
        named = re.search(rf"""["']{key}["']""", text)
        plain = key in {"pass", "fail", "unknown", "error", "warning", "information", "kept",
                        "not_kept", "commendation", "criticism", "up", "down", "same"}  # fmt: skip
        assert named or plain or any(key.startswith(start) for start in begun), key


def test_templates_ask_for_nothing_outside() -> None:
    for file in (*TEMPLATES, *(HERE / "assets").iterdir()):
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text, file.name
        assert "<script" not in text, file.name
        assert "style=" not in text, file.name


@pytest.mark.parametrize(
    ("asked", "accepted", "expected"),
    [
        (None, None, "en"),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "zh-Hans-CN", "zh"),
        (None, "en-GB,en;q=0.9,zh;q=0.4", "en"),
        (None, "fr,de;q=0.5", "en"),
        (None, "fr, zh;q=0.1", "zh"),
        (None, "zh;q=nonsense, en;q=0.2", "en"),
        (None, "zh;q=0", "en"),
        ("zh", "en", "zh"),
        ("en", "zh", "en"),
        ("xx", "zh", "zh"),
    ],
)
def test_the_language_asked_for_comes_before_the_browsers(
    asked: str | None, accepted: str | None, expected: str
) -> None:
    assert language(asked, accepted) == expected


TEXT = Said(en="x", zh="x")


def leaf(outcome: str) -> Condition:
    return Condition(kind="leaf", outcome=outcome, text=TEXT)  # type: ignore[arg-type]


def group(kind: str, *children: Condition, outcome: str = "fail") -> Condition:
    return Condition(kind=kind, outcome=outcome, text=TEXT, children=list(children))  # type: ignore[arg-type]


def test_of_an_all_what_fails_is_told_first_and_passes_are_folded() -> None:
    found = block(group("all", leaf("pass"), leaf("unknown"), leaf("fail"), leaf("pass")))
    assert [one.outcome for one in found.lines] == ["fail", "unknown"]
    assert [one.outcome for one in found.folded] == ["pass", "pass"]


def test_of_an_any_what_holds_is_told_first() -> None:
    found = block(group("any", leaf("fail"), leaf("pass"), outcome="pass"))
    assert [one.outcome for one in found.lines] == ["pass"]
    assert [one.outcome for one in found.folded] == ["fail"]


def test_of_an_any_that_fails_every_line_is_told() -> None:
    assert len(block(group("any", leaf("fail"), leaf("fail"))).lines) == 2


def test_many_failing_lines_are_told_in_part() -> None:
    found = block(group("all", *[leaf("fail")] * (MANY + 3)))
    assert (len(found.lines), len(found.more)) == (MANY, 3)


def test_inner_groups_keep_their_place_and_no_line_is_lost() -> None:
    whole = group("any", group("group", group("any", leaf("fail"), leaf("pass"))), leaf("fail"))
    found = block(whole)
    assert len(found.blocks) == 1
    assert len(list(leaves(whole))) == 3


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(0, 5, 0), (1, 42, 5), (21, 42, 50), (42, 42, 100), (1, 0, 0)]
)
def test_a_share_is_drawn_in_steps_and_never_as_nothing(
    part: int, whole: int, expected: int
) -> None:
    assert share(part, whole) == expected


def test_a_rate_is_shown_with_two_decimals_at_most() -> None:
    assert percent(Decimal("9.090909091")) == "9.09"
    assert percent(Decimal("100.000000000")) == "100"
    assert percent(Decimal(10)) == "10"


def test_the_colour_of_a_tier_is_its_place_on_its_ladder() -> None:
    ui = Ui("en", "/", {}, SCHEME)
    assert [ui.colour("grade", tier) for tier in ("advanced", "intermediate", "backward")] == [
        "high", "middle", "low",
    ]  # fmt: skip
    assert ui.colour("grade", None) == ui.colour("nothing", "x") == "none"


@pytest.mark.parametrize(
    ("column", "value", "en", "zh"),
    [
        ("quantity", Amount(quantity=Decimal(8), unit="percent"), "8 %", "8%"),
        ("done", Amount(quantity=Decimal(2), unit="persons"), "2 persons", "2人"),
        ("step", "set_targets", "Annual upgrade targets and conversion measures set",
         "制定年度升级目标和转化措施"),
        ("said_by", "DeadlinePassed", "deadline passed", "期限已过"),
        ("events", ["CommendationIssued", "ExemplarSelected"], "commendation, selection of an "
         "exemplar", "表彰、典型评选"),
        ("role", Name(id="x", name=Said(en="x", zh="某")), "x", "某"),
    ],
)  # fmt: skip
def test_a_field_of_a_row_is_told_in_the_readers_language(
    column: str, value: object, en: str, zh: str
) -> None:
    assert Ui("en", "/", {}, SCHEME).cell(value, column) == en
    assert Ui("zh", "/", {}, SCHEME).cell(value, column) == zh


def test_a_reported_figure_is_told_with_its_unit() -> None:
    figure = Reported(
        value=Decimal(12), unit="percent", as_of=None, reported_from="年报", counts=True,
        backed=None, source=None,
    )  # fmt: skip
    assert Ui("zh", "/", {}, SCHEME).cell(figure).startswith("12%；年报")


def test_the_columns_of_a_register_are_told_apart() -> None:
    for register in REGISTERS.values():
        for lang in LANGS:
            named = Counter(COLUMNS[one].to(lang) for one in register.row.__struct_fields__)
            assert [name for name, n in named.items() if n > 1] == [], (register.id, lang)


def test_links_carry_on_what_was_asked_and_drop_what_is_told() -> None:
    ui = Ui("zh", "/cases/a:b:c", {"as_of": "2011-12-31"})
    assert ui.link(order="desc") == "/cases/a:b:c?lang=zh&as_of=2011-12-31&order=desc"
    assert ui.link(as_of=None) == "/cases/a:b:c?lang=zh"
