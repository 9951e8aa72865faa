"""cel-python, an engine of other authors, agrees on every leaf of every scheme, on many facts."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import islice, product
from typing import Any

import celpy
import pytest
from celpy.adapter import json_to_cel
from celpy.celtypes import BoolType

from contracts.scheme import Criterion, Scheme, derive
from contracts.scheme.derive import rounded
from contracts.scheme.leaves import CelValue, compile_cel, context
from contracts.scheme.rulebook import Line
from tests.unit.scheme.examples import SCHEMES, scheme

FACTS_PER_LEAF = 24


@cache
def environment() -> celpy.Environment:
    return celpy.Environment()


def second_opinion(text: str, facts: dict[str, CelValue]) -> Any:
    program = _program(text)
    return program.evaluate({name: json_to_cel(value) for name, value in facts.items()})


@cache
def _program(text: str) -> celpy.Runner:
    return environment().program(environment().compile(text))


def leaves(found: Scheme) -> dict[str, Line]:
    """Every leaf of a scheme's rules, groups and selections by its CEL text."""
    book = found.rulebook
    todo = [line for rules in book.rules.values() for line in rules.values()]
    todo += [book.group(name) for name in found.groups]
    todo += list(book.selections.values())
    by_text: dict[str, Line] = {}
    while todo:
        line = todo.pop()
        todo.extend(line.children)
        if line.cel is not None:
            by_text[line.cel] = line
    return by_text


def samples(criterion: Criterion, text: str) -> tuple[CelValue, ...]:
    """Values on, beside and away from every number the text states."""
    if criterion.type == "ordinal":
        return criterion.level_ids
    if criterion.type != "numeric":
        return (True, False)
    stated = {
        float(word) for word in text.replace("(", " ").replace(")", " ").split() if _number(word)
    }
    return tuple(sorted({0.0, *stated, *(n - 0.01 for n in stated), *(n + 0.01 for n in stated)}))


def _number(word: str) -> bool:
    return word.lstrip("-").replace(".", "", 1).isdigit()


def facts_for(found: Scheme, line: Line) -> Iterator[dict[str, CelValue]]:
    text = line.cel or ""
    values = [samples(found.criterion(name), text) for name in line.reads]  # type: ignore[arg-type]
    total = 1
    for choices in values:
        total *= len(choices)
    step = max(1, total // FACTS_PER_LEAF)
    for chosen in islice(product(*values), 0, None, step):
        yield dict(zip(line.reads, chosen, strict=True))


@pytest.mark.parametrize("scheme_id", SCHEMES)
def test_a_second_engine_agrees_on_every_leaf(scheme_id: str) -> None:
    found = scheme(scheme_id)
    by_text = leaves(found)
    assert by_text
    outcomes = set()
    for text, line in by_text.items():
        for facts in facts_for(found, line):
            ours = compile_cel(text).execute(context(facts))
            theirs = second_opinion(text, facts)
            assert isinstance(theirs, BoolType | bool), (text, facts, theirs)
            assert ours == bool(theirs), (text, facts)
            outcomes.add(ours)
    assert outcomes == {True, False}


@pytest.mark.parametrize("scheme_id", SCHEMES)
def test_a_second_engine_derives_the_same_values(scheme_id: str) -> None:
    figures = [Decimal("12060"), Decimal("10050"), Decimal("0.7"), Decimal("-3.25"), Decimal(8)]
    for criterion in scheme(scheme_id).criteria:
        if criterion.derived is None:
            continue
        for chosen in product(figures, repeat=len(criterion.inputs)):
            inputs = {item.id: v for item, v in zip(criterion.inputs, chosen, strict=True)}
            theirs = second_opinion(criterion.derived, {k: float(v) for k, v in inputs.items()})
            assert derive(criterion, inputs) == rounded(float(theirs))
