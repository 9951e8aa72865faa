"""The facts of an event in a reader's words, and the sentence they make."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.events import Event
from contracts.events import grading as g
from services.projections.said import said
from services.projections.texts import LANGS
from services.projections.texts.grading import GRADING
from services.projections.texts.pledges import PLEDGES
from services.projections.texts.sentence import Fact, SentencesOf, Telling
from services.projections.texts.training import TRAINING
from services.projections.texts.words import Words

SENTENCES: SentencesOf = {**GRADING, **PLEDGES, **TRAINING}


def sentence(event: Event, words: Words) -> str:
    """One sentence that says what happened."""
    return _TELLINGS[type(event), words.lang].tell(event, words)


_SHORT = 16
"""Items of a list that are shorter stand side by side; longer ones are clauses."""
_TIERS = frozenset({"tier", "from_tier", "to_tier", "previous_tier"})
_CRITERIA = frozenset({"criterion", "criteria", "addresses"})
PARTIES = frozenset({
    "parent", "filed_with", "guided_by", "party_a", "party_b", "judged_by", "agreed_by", "nominee",
    "pledger_ids", "assignee", "person",
})  # fmt: skip
_TERMS = frozenset({
    "body", "basis", "period", "movement", "replaces", "pledger_kind", "assignee_kind", "change",
    "form", "role", "kind", "figure", "to_level", "to",
})  # fmt: skip


def _in_words(name: str) -> Fact:
    """How a fact is told whose name says what it is."""
    if name in _TIERS:
        return lambda event, words: words.tier(said(event, "ladder", ""), getattr(event, name))
    if name in PARTIES:
        return _each(name, lambda words: words.name)
    if name in _CRITERIA:
        return _each(name, lambda words: words.criterion)
    if name in _TERMS:
        return _each(name, lambda words: lambda value: words.term(name, value))
    return lambda event, words: _plain(name, getattr(event, name), words)


def _each(name: str, naming: Callable[[Words], Callable[[Any], str]]) -> Fact:
    """One thing or several, each by its name."""

    def tell(event: Any, words: Words) -> str:
        value = getattr(event, name)
        if isinstance(value, tuple):
            return words.listed(map(naming(words), value))
        return naming(words)(value) if value is not None else ""

    return tell


def _plain(name: str, value: Any, words: Words) -> str:
    match value:
        case None:
            return ""
        case str():
            return bare(value)
        case bool():
            return words.term(name, value)
        case date():
            return words.day(value)
        case Decimal() | int():
            return words.number(value)
        case tuple():
            items = [bare(str(one)) for one in value]
            short = all(len(item) < _SHORT for item in items)
            return words.listed(items) if short else words.clauses(items)
        case _:
            raise TypeError(f"no words for {name}: {value!r}")


def bare(text: str) -> str:
    """A text as part of a sentence, without its own full stop."""
    return text.strip().rstrip("。.").strip()


def _late_due_on(event: Any, words: Words) -> str:
    return words.day(event.due_on) if event.late and event.due_on else ""


def _days_late(event: Any, words: Words) -> str:
    return words.number(event.days_late) if event.late else ""


def _days(first: str, last: str) -> Fact:
    def tell(event: Any, words: Words) -> str:
        days = getattr(event, first), getattr(event, last)
        return words.days(*days) if None not in days else ""

    return tell


def _ladders(event: Any, words: Words) -> str:
    return words.listed(map(words.ladder, event.ladders))


def _opening_tiers(event: Any, words: Words) -> str:
    return words.listed(words.tier(ladder, tier) for ladder, tier in event.opening_tiers.items())


def _votes(event: Any, words: Words) -> str:
    ladder = words.scheme.ladder(event.ladder) if words.scheme else None
    order = {tier: -rank for rank, tier in enumerate(ladder.tier_ids)} if ladder else {}
    votes = sorted(event.votes.items(), key=lambda vote: order.get(vote[0], 0))
    gap = "" if words.lang == "zh" else " "
    return words.listed(f"{words.tier(event.ladder, tier)}{gap}{n}" for tier, n in votes)


def _aspects(event: Any, words: Words) -> str:
    return words.clauses(
        f"{words.called('aspect', id)}{words.aside(bare(found))}"
        for id, found in event.aspects.items()
    )


def _value(event: Any, words: Words) -> str:
    match event:
        case g.EvidenceRecorded() | g.EvidenceCorrected():
            return words.value(event.criterion, event.value.value) if event.value else ""
        case _:
            return words.number(event.value)


def _finding(event: Any, words: Words) -> str:
    if isinstance(event, g.EvidenceRecorded):
        return bare(event.value.finding) if event.value and event.value.finding else ""
    return bare(event.finding or "")


def _inputs(event: Any, words: Words) -> str:
    if not event.inputs:
        return ""
    criterion = words.scheme.criterion(event.criterion) if words.scheme else None
    texts = {piece.id: piece for piece in criterion.inputs} if criterion else {}
    return words.listed(
        f"{words.named(texts.get(one.name), one.name)} {words.amount(one.value, one.unit)}"
        for one in event.inputs
    )


def _items(event: Any, words: Words) -> str:
    if isinstance(event, g.RectificationOrdered):
        return words.clauses(bare(item.text) for item in event.items)
    return words.clauses(
        bare(item.text)
        + (words.aside(words.amount(item.quantity, item.unit)) if item.quantity is not None else "")
        for item in event.items
    )


def _item_results(event: Any, words: Words) -> str:
    colon = "：" if words.lang == "zh" else ": "
    return words.clauses(
        f"{item.item_id}{colon}{words.term('done', item.done)}" for item in event.item_results
    )


def _problems(event: Any, words: Words) -> str:
    return words.clauses(
        f"{bare(problem.text)}{words.aside(words.term('solved', problem.solved))}"
        for problem in event.problems
    )


def _opinions(event: Any, words: Words) -> str:
    return words.clauses(
        bare(one.text)
        + (words.aside(words.term("taken_up", one.taken_up)) if one.taken_up is not None else "")
        for one in event.opinions
    )


def _checks(event: Any, words: Words) -> str:
    if event.checks is None:
        return ""
    return words.listed(words.term("check", name) for name, met in event.checks if met)


def _step(event: Any, words: Words) -> str:
    return words.called("step", event.step)


def _obligation(event: Any, words: Words) -> str:
    known = words.scheme is not None and words.scheme.training_kind(event.obligation)
    return words.called("training_kind" if known else "step", event.obligation)


def _category(event: Any, words: Words) -> str:
    return words.called("selection", event.category)


def _letter_kind(event: Any, words: Words) -> str:
    return words.called("letter", event.kind)


def _training_kind(event: Any, words: Words) -> str:
    return words.called("training_kind", event.kind)


def _record_kind(event: Any, words: Words) -> str:
    return words.called("record_kind", event.kind)


def _record_fields(event: Any, words: Words) -> str:
    kind = words.scheme.record_kind(event.kind) if words.scheme else None
    texts = {piece.id: piece for piece in kind.fields} if kind else {}
    colon = "：" if words.lang == "zh" else ": "

    return words.clauses(
        f"{words.named(texts.get(name), name)}{colon}{bare(words.field(value))}"
        for name, value in event.fields.items()
        if value is not None
    )


def _unit(event: Any, words: Words) -> str:
    return words.unit(event.unit).strip()


def _ground(event: Any, words: Words) -> str:
    return words.term("ground", bare(event.ground))


SPECIAL: dict[str, Fact] = {
    "late_due_on": _late_due_on,
    "days_late": _days_late,
    "period_days": _days("period_from", "period_to"),
    "session_days": _days("starts_on", "ends_on"),
    "attended_days": _days("attended_from", "attended_to"),
    "ladders": _ladders,
    "opening_tiers": _opening_tiers,
    "votes": _votes,
    "aspects": _aspects,
    "value": _value,
    "finding": _finding,
    "inputs": _inputs,
    "items": _items,
    "item_results": _item_results,
    "problems": _problems,
    "opinions": _opinions,
    "checks": _checks,
    "step": _step,
    "obligation": _obligation,
    "category": _category,
    "letter_kind": _letter_kind,
    "training_kind": _training_kind,
    "record_kind": _record_kind,
    "fields": _record_fields,
    "unit": _unit,
    "ground": _ground,
}


class _Facts(dict[str, Fact]):
    """How each fact is told, by its name."""

    def __missing__(self, name: str) -> Fact:
        return self.setdefault(name, SPECIAL.get(name) or _in_words(name))


FACTS = _Facts()
_TELLINGS = {
    (event, lang): Telling(one.parts(lang), FACTS)
    for event, one in SENTENCES.items()
    for lang in LANGS
}
