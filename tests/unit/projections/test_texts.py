"""Every event has a sentence, and no text is missing in either language."""

import re
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from contracts.events import BY_TYPE, Event
from contracts.events import grading as g
from contracts.events import training as t
from services.projections.pages.ui import Ui
from services.projections.texts import LANGS, Bi, Lang, explanation, notices, rules
from services.projections.texts.sentence import Telling, placeholders
from services.projections.texts.terms import TERMS, UNITS
from services.projections.texts.told import FACTS, SENTENCES, SPECIAL, sentence
from services.projections.texts.words import Words
from tests.support.schemes import document
from tests.unit.projections.history import BRANCH, SCHEME, TOWNSHIP, whole

NAMES = {TOWNSHIP: Bi("Longtan committee", "龙潭乡党委"), BRANCH: Bi(None, "七里村党支部")}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MODULES = (explanation, notices, rules)


def texts_of(module: ModuleType) -> list[Bi]:
    found: list[Bi] = []
    for value in vars(module).values():
        if isinstance(value, Bi):
            found.append(value)
        elif isinstance(value, dict):
            found += [one for one in value.values() if isinstance(one, Bi)]
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_both_languages_speak_of_the_same_facts(module: ModuleType) -> None:
    for text in texts_of(module):
        assert text.en
        assert text.zh
        assert set(placeholders(text.en)) == set(placeholders(text.zh)), text


def test_every_word_of_ours_is_in_both_languages() -> None:
    for text in (*TERMS.values(), *UNITS.values()):
        assert text.en
        assert text.zh


def test_every_event_has_a_sentence() -> None:
    assert set(SENTENCES) == set(BY_TYPE.values())


@pytest.mark.parametrize("event", BY_TYPE.values(), ids=lambda event: event.name)
def test_a_sentence_tells_the_same_in_both_languages(event: type[Event]) -> None:
    told = {
        lang: {fact for part in SENTENCES[event].parts(lang) for fact in placeholders(part)}
        for lang in LANGS
    }
    assert told["en"] == told["zh"]
    assert told["en"], "a sentence without a fact says nothing"


@pytest.mark.parametrize("event", BY_TYPE.values(), ids=lambda event: event.name)
def test_every_fact_of_a_sentence_is_one_of_its_event(event: type[Event]) -> None:
    told = {fact for part in SENTENCES[event].en for fact in placeholders(part)}
    assert told <= event.model_fields.keys() | SPECIAL.keys()


@pytest.mark.parametrize("lang", LANGS)
def test_a_played_history_is_told_without_a_gap(lang: Lang) -> None:
    words = Words(lang, SCHEME, NAMES)
    for entry in whole().entries():
        said = sentence(entry.event(), words)
        assert said
        assert not re.search(r"[{}]|None|  |\.\.|。。", said), said
        assert bool(CHINESE.search(said)) or lang == "en"


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "The committee replaced the self-rating “intermediate” by “backward”. Reasons: 低."
         " Criteria relied on: Masses' satisfaction rate."),
        ("zh", "党委重新划类，将自评级次“中间”改定为“后进”。理由：低。所依据的标准：群众满意率。"),
    ],
)  # fmt: skip
def test_a_revision_in_words(lang: Lang, expected: str) -> None:
    event = g.GradeRevised(
        ladder="grade", from_tier="intermediate", to_tier="backward", reasons=("低。",),
        criteria=("satisfaction_pct",), evidence_ids=("ev",),
    )  # fmt: skip
    assert sentence(event, Words(lang, SCHEME)) == expected


@pytest.mark.parametrize(
    ("lang", "one", "several"),
    [("en", ", 7 January 2012", ", 7 January 2012 to 9 January 2012"),
     ("zh", "，2012年1月7日", "，2012年1月7日至2012年1月9日")],
)  # fmt: skip
def test_a_session_of_one_day_names_the_day_once(lang: Lang, one: str, several: str) -> None:
    for ends, said in ((date(2012, 1, 7), one), (date(2012, 1, 9), several)):
        held = t.TrainingSessionHeld(
            session_id="s", kind="study", starts_on=date(2012, 1, 7), ends_on=ends,
            form="member_training",
        )  # fmt: skip
        came = t.TrainingAttended(
            session_id="s", person="p", organisation=BRANCH, role="member",
            attended_from=held.starts_on, attended_to=ends,
        )  # fmt: skip
        for told in (sentence(held, Words(lang)), sentence(came, Words(lang))):
            assert said in told
            assert told.count("2012") == said.count("2012")


@pytest.mark.parametrize(
    ("lang", "days", "said"),
    [("en", 1, ", 1 day late (due"), ("en", 2, ", 2 days late (due"), ("zh", 1, "逾期1天")],
)
def test_a_noun_agrees_with_its_number(lang: Lang, days: int, said: str) -> None:
    filed = g.SelfRatingFiled(
        ladder="grade", filed_on=date(2011, 11, 17), filed_with=(TOWNSHIP,), late=True,
        days_late=days, due_on=date(2011, 11, 15),
    )  # fmt: skip
    assert said in sentence(filed, Words(lang, SCHEME, NAMES))


@pytest.mark.parametrize(("n", "said"), [(1, "1 row in all"), (0, "0 rows in all")])
def test_so_it_does_on_a_page(n: int, said: str) -> None:
    assert Ui("en", "/", {}).t("rows_in_all", n=n) == said


def test_a_part_whose_fact_is_missing_is_left_out() -> None:
    event = g.RectificationVerified(order_id="o", verified_on=date(2012, 1, 1), accepted=False)
    assert sentence(event, Words("en")) == "The committee checked the rectification: not accepted."


@pytest.mark.parametrize("lang", LANGS)
def test_a_name_known_in_one_language_serves_both(lang: Lang) -> None:
    assert Words(lang, None, NAMES).name(BRANCH) == "七里村党支部"


def test_an_english_reader_gets_the_id_before_a_text_in_chinese_only() -> None:
    piece: Any = Bi(None, "后进")
    assert Words("en").named(piece, "left_behind") == "left behind (后进)"
    assert Words("zh").named(piece, "left_behind") == "后进"


def test_a_word_nobody_knows_is_shown_as_it_is() -> None:
    assert Words("zh").term("role", "night_watch") == "night watch"
    assert Words("en").term("form", "night_meeting") == "night meeting"


def test_a_form_nobody_knows_is_quoted_within_a_chinese_sentence() -> None:
    held = g.CommitteeReviewHeld(
        meeting_id="m", form="panel", held_on=date(2011, 12, 2), present=("p",),
    )  # fmt: skip
    assert "召开“panel”研究" in sentence(held, Words("zh"))
    assert Words("zh").term("form", "报告会") == "报告会"


@pytest.mark.parametrize("scheme", ["classification-upgrade", "dual-strong", "pioneer-project",
                                    "three-projects"])  # fmt: skip
def test_no_word_of_a_scheme_of_ours_is_left_in_english_for_who_reads_chinese(scheme: str) -> None:
    left: set[str] = set()
    words, our = Words("zh"), document(scheme)

    def look(part: Any) -> None:
        match part:
            case dict():
                for key, value in part.items():
                    many = value if isinstance(value, list) else [value]
                    if key == "unit" and value:
                        left.add(words.unit(value).strip())
                    elif key in ("audience", "attendees"):
                        left.update(words.term("role", one) for one in many)
                    elif key in ("form", "forms"):
                        left.update(words.term("form", one) for one in many)
                    look(value)
            case list():
                for one in part:
                    look(one)

    look({key: our.get(key) for key in ("criteria", "training", "targets", "procedure")})
    for ladder in our["ladders"]:
        left.update(words.named(Bi(t["en"], t["zh"]), t["id"], "tier") for t in ladder["tiers"])
    for one in our["outcomes"]:
        left.update(words.term("form", form) for form in [one.get("form")] if form)
    assert {word for word in left if not CHINESE.search(word)} <= {"%"}
    for event in BY_TYPE.values():
        assert CHINESE.search(words.term("event", event.name)), event.name


def test_a_fact_without_words_is_a_mistake_of_ours() -> None:
    event = g.OrganisationRegistered(kind="village_branch", name_zh="七里村")
    with pytest.raises(AttributeError):
        Telling(("{colour}",), FACTS).tell(event, Words("en"))


def test_a_unit_follows_its_number_in_either_language() -> None:
    assert Words("zh").amount(3, "years") == "3年"
    assert Words("zh").amount(3, "percent") == "3%"
    assert Words("zh").amount(3, "upheld_complaints") == "3 upheld complaints"
    assert Words("zh").amount(3, "件") == "3件"
    assert Words("en").amount(3, "years") == "3 years"
    assert Words("en").amount(3, "件") == "3 件"
