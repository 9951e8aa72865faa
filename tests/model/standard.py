"""What a standard's conditions give on the facts, once more: a three-valued logic of our own.

What is written as CEL goes through cel-python, the engine that the services do not use. Numbers
are exact decimals; None is unknown.
"""

import json
import re
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from operator import eq, ge, gt, le, lt
from typing import Any

import celpy
from celpy.adapter import json_to_cel

from tests.model.worlds import Data

COMPARED = {"gte": ge, "gt": gt, "lte": le, "lt": lt, "eq": eq, "is": eq, "met": eq}
COMPARED |= {"level_gte": ge, "level_lte": le, "level_is": eq}


@cache
def program(text: str) -> Any:
    environment = celpy.Environment()
    return environment.program(environment.compile(text))


def cel(text: str, facts: dict[str, Any]) -> Any:
    plain = {id: float(x) if isinstance(x, Decimal) else x for id, x in facts.items()}
    return program(text).evaluate(json_to_cel(plain))


def least(n: float, parts: list[bool | None]) -> bool | None:
    """Whether at least n of the parts hold; None while that is open."""
    if parts.count(True) >= n:
        return True
    return None if len(parts) - parts.count(False) >= n else False


def compared(criterion: Data, value: Any) -> Any:
    """A value as it is compared: a level by its place, a finding as whether it is met."""
    levels = [level.id for level in criterion.levels or ()]
    return levels.index(value) if levels else {"met": True, "not_met": False}.get(value, value)


def reads(of: Any, rules: Any) -> set[str]:
    """The criteria that conditions read."""
    words = set(re.findall(r"\w+", json.dumps(rules, default=str)))
    groups = [of["groups"][id] for id in words & of["groups"].keys()]
    return words & of["criteria"].keys() | (reads(of, groups) if groups else set())


def holds(of: Any, rule: Any, facts: dict[str, Any]) -> bool | None:
    """Whether a condition of the standard holds; None where what is missing could change it."""
    rule = Data(c=rule, met=True) if isinstance(rule, str) else rule
    if rule.group:
        return holds(of, of["groups"][rule.group], facts)
    if rule.cel:
        read = {id: facts.get(id) for id in reads(of, rule.cel)}
        return None if None in read.values() else bool(cel(rule.cel, read))
    if rule.c:
        asked = {**rule, **dict(zip(("gte", "lte"), rule.between or (), strict=False))}
        criterion, value = of["criteria"][rule.c], facts.get(rule.c)
        bounds = [(is_, compared(criterion, asked[x])) for x, is_ in COMPARED.items() if x in asked]
        return None if value is None else all(is_(value, bound) for is_, bound in bounds)
    if "not" in rule:
        return {True: False, False: True}.get(holds(of, rule["not"], facts))
    parts = rule.all or rule.any or (rule.count_gte or Data(of=())).of
    n = rule.count_gte.n if rule.count_gte else 1 if rule.any else len(parts)
    return least(n, [holds(of, part, facts) for part in parts])


def value_of(criterion: Data, a: Data) -> Any:
    """The value that evidence gives, as it is compared; None, if it withdraws one."""
    if not criterion.derived or not a.inputs:
        value = compared(criterion, a.value.value) if a.value else None
        return Decimal(value) if value is not None and criterion.type == "numeric" else value
    found = float(cel(criterion.derived, {x.name: Decimal(x.value) for x in a.inputs}))
    return Decimal(str(found)).quantize(Decimal("1e-9"), ROUND_HALF_EVEN)


def indicated(of: Any, ladder: Data, facts: dict[str, Any]) -> str | None:
    """The first tier, in the ladder's order, that its rule does not exclude; if it is certain."""
    found = ((tier, holds(of, ladder.rules[tier], facts)) for tier in ladder.evaluate)
    return next((tier if holds_ else None for tier, holds_ in found if holds_ is not False), None)
