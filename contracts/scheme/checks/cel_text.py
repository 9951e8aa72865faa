"""A CEL text of a scheme: it parses, reads known facts, and gives what its place asks for.

What is allowed is what every CEL engine does alike: comparison, arithmetic on doubles, logic,
``in``, ``?:``, lists with ``all``, ``exists``, ``exists_one``, ``filter``, ``map`` and ``size``;
no macro inside another, so that no expression of a thousand characters takes long.
Types are tried out on sample facts, as the engine does not check them before it runs.
"""

import json
import re
from collections.abc import Iterator, Mapping
from math import prod
from typing import Literal

from contracts.scheme.leaves import (
    STRING,
    CelValue,
    bound_names,
    compile_cel,
    context,
    functions,
    nests_macros,
    strings,
    variables,
)
from contracts.scheme.mistakes import Mistake, one_of, pointer
from contracts.scheme.standards import Criterion

PORTABLE = frozenset(
    [
        "_&&_",
        "_||_",
        "!_",
        "_==_",
        "_!=_",
        "_<_",
        "_<=_",
        "_>_",
        "_>=_",
        "_+_",
        "_-_",
        "_*_",
        "_/_",
        "-_",
        "_?_:_",
        "@in",
        "size",
        "@not_strictly_false",
    ]
)
_WHOLE = re.compile(r"(?<![\w.])\d+(?![\w.])")
_TYPES: dict[type, str] = {float: "double", str: "string"}
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_TRIES = 64
_MEANT = (
    (r"\band\b", "&&"), (r"\bor\b", "||"), (r"\bnot\b", "!"), (r"=>", ">="), (r"=<", "<="),
    (r"<>", "!="), (r"(?<![<>=!])=(?![=<>])", "=="), (r"\bTrue\b", "true"),
    (r"\bFalse\b", "false"), (r"（", "("), (r"）", ")"), (r"，", ","), (r"≥", ">="), (r"≤", "<="),
    (r"＞", ">"), (r"＜", "<"), (r"[“”]", '"'), (r"×", "*"), (r"÷", "/"),
)  # fmt: skip
"""What is written for a sign of CEL by those who know other languages."""


def check_cel(
    text: str,
    facts: Mapping[str, Criterion | None],
    gives: Literal["bool", "double"],
    *where: str | int,
) -> Iterator[Mistake]:
    """The mistakes of one CEL text. ``facts``: what it may read; None of an unchecked type."""
    here = pointer(*where)
    try:
        compile_cel(text)
    except ValueError as error:
        yield Mistake(here, _parse_error(error), "cel.parses", _meant(text))
        return
    found = list(_names(text, facts, here))
    yield from found
    if not found and all(facts[name] is not None for name in variables(text)):
        yield from _tried(text, facts, gives, here)


def _parse_error(error: ValueError) -> str:
    """The first line an engine gives, with its 1-based column in the CEL text."""
    said = re.search(r"<input>:\d+:(\d+): (?:Syntax error: )?(.*)", str(error))
    if said is None:
        return "CEL does not parse"
    told = said[2].partition(" expecting ")[0].replace("'<EOF>'", "its end")
    return f"CEL does not parse at column {said[1]}: {told}"


def _meant(text: str) -> str:
    """A CEL expression, and which signs it has in place of those that stand there."""
    bare = STRING.sub('""', text)
    found = [(said[0], sign) for wrong, sign in _MEANT if (said := re.search(wrong, bare))]
    return "a CEL expression" + "".join(f"; {sign} in place of {said}" for said, sign in found)


def _names(text: str, facts: Mapping[str, Criterion | None], here: str) -> Iterator[Mistake]:
    for name in variables(text):
        if name not in facts:
            yield Mistake(here, f"no fact {name}", "name.exists", one_of(facts, name))
    for name in sorted(bound_names(text) & set(facts)):
        yield Mistake(here, f"{name} is a fact and cannot be bound", "cel.binds", "another name")
    if nests_macros(text):
        yield Mistake(here, "a macro inside another", "cel.nested", "macros side by side")
    for name in sorted(functions(text) - PORTABLE):
        yield Mistake(
            here, f"CEL calls {name.strip('_@')}, which a rule may not", "cel.portable",
            "comparison, arithmetic, logic, in, ?:, all, exists, exists_one, filter, map, size",
        )  # fmt: skip
    levels = [
        level
        for name in variables(text)
        if (fact := facts.get(name)) is not None
        for level in fact.level_ids
    ]
    for said in strings(text):
        if said not in levels:
            yield Mistake(
                here, f"{said} is no level of what it reads", "cel.level", one_of(levels, said)
            )


def _tried(
    text: str, facts: Mapping[str, Criterion | None], gives: str, here: str
) -> Iterator[Mistake]:
    wanted = bool if gives == "bool" else float
    accepts = f"a {gives} for all that the facts can be"
    if _WHOLE.search(STRING.sub('""', text)):
        accepts += "; decimals in arithmetic, 3.0 and not 3"
    samples = {
        name: _samples(fact, text) for name in variables(text) if (fact := facts[name]) is not None
    }
    for values in _combinations(samples):
        try:
            result = compile_cel(text).execute(context(values))
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
            said = str(error).partition(". CEL ")[0].partition("\n")[0]
            yield Mistake(here, f"CEL fails on {_shown(values)}: {said}", "cel.runs", accepts)
            return
        if not isinstance(result, wanted):
            shown = _TYPES.get(type(result), type(result).__name__)
            yield Mistake(here, f"CEL gives a {shown}, not a {gives}", "cel.type", f"a {gives}")
            return


def _shown(values: dict[str, CelValue]) -> str:
    """Sample facts as CEL writes them."""
    return ", ".join(f"{name} = {json.dumps(value)}" for name, value in values.items())


def _samples(fact: Criterion, text: str) -> tuple[CelValue, ...]:
    match fact.type:
        case "ordinal":
            return fact.level_ids
        case "numeric":
            stated = {float(number) for number in _NUMBER.findall(text)}
            return (1.0, *sorted(stated | {number + 1 for number in stated} | {-2.5}))
        case _:
            return (True, False)


def _combinations(samples: dict[str, tuple[CelValue, ...]]) -> Iterator[dict[str, CelValue]]:
    """Every combination where there are few, else a spread of them."""
    total = prod(map(len, samples.values()))
    for i in range(min(total, _TRIES)):
        rest, chosen = (i if total <= _TRIES else i * (total // _TRIES) + i), {}
        for name, values in samples.items():
            rest, at = divmod(rest, len(values))
            chosen[name] = values[at]
        yield chosen
