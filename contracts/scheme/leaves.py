"""Leaf conditions as CEL: the text that is shown is the text that is evaluated.

A criterion is a variable of its id. What a fact is in CEL, so that any engine can repeat it:

- numeric: a double, the one nearest to the exact decimal;
- boolean: a bool;
- ordinal: a string, the id of the level as recorded. ``level_gte: good`` lists the levels that
  are high enough, ``x in ["good", "excellent"]``: no rank has to be known;
- qualitative: a bool, ``met`` being true.

A leaf with a variable of unknown value is not evaluated: it is unknown.
"""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

import cel

from contracts.scheme.conditions import Compare
from contracts.scheme.parts import Value
from contracts.scheme.standards import Criterion

CelValue = float | bool | str
SYMBOLS = {"gte": ">=", "gt": ">", "lte": "<=", "lt": "<", "eq": "=="}
OPERATORS_OF = {
    "numeric": ("gte", "gt", "lte", "lt", "eq", "between"),
    "boolean": ("is",),
    "ordinal": ("level_gte", "level_lte", "level_is"),
    "qualitative": ("met",),
}
_MACRO_VARIABLE = re.compile(r"\.\s*(?:all|exists|exists_one|filter|map)\s*\(\s*(\w+)\s*,")
_MACRO_OPENS = re.compile(r"\.\s*(?:all|exists|exists_one|filter|map)\s*\(")
_WORD = re.compile(r"[A-Za-z_]\w*")
STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")


def double(number: Decimal) -> str:
    """A decimal as a CEL double literal: ``90`` is ``90.0``."""
    text = format(number, "f")
    return text if "." in text else text + ".0"


def text_of(leaf: Compare, criterion: Criterion) -> str:
    """The CEL text of a comparison whose operator fits the criterion's type."""
    operator, operand = leaf.operation
    match operator:
        case "between":
            low, high = operand
            return f"{leaf.c} >= {double(low)} && {leaf.c} <= {double(high)}"
        case "is" | "met":
            return leaf.c if operand else f"!{leaf.c}"
        case "level_is":
            return f"{leaf.c} == {json.dumps(operand)}"
        case "level_gte" | "level_lte":
            at = criterion.level_ids.index(operand)
            levels = criterion.level_ids
            chosen = levels[at:] if operator == "level_gte" else levels[: at + 1]
            return f"{leaf.c} in {json.dumps(list(chosen))}"
        case _:
            return f"{leaf.c} {SYMBOLS[operator]} {double(operand)}"


def holds(criterion: Criterion) -> Compare:
    """What a bare criterion id in a list is short for."""
    if criterion.type == "qualitative":
        return Compare(c=criterion.id, met=True)
    return Compare(c=criterion.id, **{"is": True})


def needs(leaf: Compare) -> str:
    """What a comparison asks for, short: ``>= 90``, ``at least good``, ``true``, ``met``."""
    operator, operand = leaf.operation
    match operator:
        case "between":
            return f"{operand[0]} to {operand[1]}"
        case "is":
            return "true" if operand else "false"
        case "met":
            return "met" if operand else "not_met"
        case "level_is":
            return str(operand)
        case "level_gte":
            return f">= {operand}"
        case "level_lte":
            return f"<= {operand}"
        case "eq":
            return f"= {operand}"
        case _:
            return f"{SYMBOLS[operator]} {operand}"


@lru_cache(maxsize=4096)
def compile_cel(text: str) -> cel.Program:
    """The program of a CEL text.

    Raises:
        ValueError: it does not parse.
    """
    return cel.compile(text)


def bound_names(text: str) -> frozenset[str]:
    """The names that the macros of a CEL text bind: the x of ``[a, b].all(x, x > 1.0)``."""
    return frozenset(_MACRO_VARIABLE.findall(STRING.sub('""', text)))


def nests_macros(text: str) -> bool:
    """Whether a macro stands inside another: one over n facts in one over n costs n times n."""
    bare = STRING.sub('""', text)
    opens = {found.end() - 1 for found in _MACRO_OPENS.finditer(bare)}
    inside: list[bool] = []
    for at, sign in enumerate(bare):
        if sign == "(":
            if at in opens and any(inside):
                return True
            inside.append(at in opens)
        elif sign == ")" and inside:
            inside.pop()
    return False


@lru_cache(maxsize=4096)
def variables(text: str) -> tuple[str, ...]:
    """The facts that a CEL text reads, as they first appear, without what its macros bind."""
    facts = set(compile_cel(text).variables()) - bound_names(text)
    words = dict.fromkeys(_WORD.findall(STRING.sub('""', text)))
    return tuple(word for word in words if word in facts)


def functions(text: str) -> frozenset[str]:
    """The functions and operators that a CEL text calls, by their names in the CEL syntax tree."""
    return frozenset(compile_cel(text).functions())


def strings(text: str) -> tuple[str, ...]:
    """The string literals of a CEL text, unquoted."""
    return tuple(found[1:-1] for found in STRING.findall(text))


def in_cel(value: Value, criterion: Criterion) -> CelValue:
    """A known fact as the CEL value of its criterion.

    Raises:
        ValueError: the value is not of the criterion's type.
    """
    match criterion.type:
        case "numeric" if isinstance(value, Decimal | int) and not isinstance(value, bool):
            return float(value)
        case "boolean" if isinstance(value, bool):
            return value
        case "ordinal" if isinstance(value, str) and value in criterion.level_ids:
            return value
        case "qualitative" if value in ("met", "not_met"):
            return value == "met"
    raise ValueError(f"{value!r} is not a value of the {criterion.type} criterion {criterion.id}")


def is_of(value: Value, criterion: Criterion) -> bool:
    """Whether a value is one of the criterion's; what is unknown may be of any."""
    try:
        return value is None or in_cel(value, criterion) is not None
    except ValueError:
        return False


def context(facts: Mapping[str, CelValue]) -> cel.Context:
    """The known facts, converted once for all leaves that read them."""
    return cel.Context(dict(facts))
