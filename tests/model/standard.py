"""What a scheme's rules indicate, read from the YAML once more: its own three-valued logic.

Numbers are compared as exact decimals; what is written as CEL goes through cel-python, the engine
that the services do not use. ``None`` is unknown.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, lru_cache
from operator import eq, ge, gt, le, lt
from typing import Any, TypeAlias

import celpy
from celpy.adapter import json_to_cel
from celpy.evaluation import CELEvalError

Facts: TypeAlias = Mapping[str, Any]
Found: TypeAlias = bool | None
NUMBERS = {"gte": ge, "gt": gt, "lte": le, "lt": lt, "eq": eq}
LEVELS = {"level_gte": ge, "level_lte": le, "level_is": eq}
OUTCOME = {True: "pass", False: "fail", None: "unknown"}


@cache
def environment() -> celpy.Environment:
    return celpy.Environment()


@cache
def program(text: str) -> celpy.Runner:
    return environment().program(environment().compile(text))


@cache
def variables(text: str) -> frozenset[str]:
    words = "".join(c if c.isalnum() or c == "_" else " " for c in text).split()
    return frozenset(words)


def cel(text: str, facts: Facts) -> Any:
    """What an expression gives; a decimal is a double there."""
    return _cel(text, tuple(sorted(facts.items())))


@lru_cache(maxsize=10_000)
def _cel(text: str, facts: tuple[tuple[str, Any], ...]) -> Any:
    given = {k: float(v) if isinstance(v, Decimal) else v for k, v in facts}
    return program(text).evaluate({k: json_to_cel(v) for k, v in given.items()})


def derived(criterion: Mapping[str, Any], figures: Facts) -> Decimal | None:
    """A derived value, to nine decimals; None where the figures give none."""
    try:
        value = Decimal(str(float(cel(criterion["derived"], figures))))
        return value.quantize(Decimal("1e-9"), ROUND_HALF_EVEN)
    except (CELEvalError, ZeroDivisionError, ArithmeticError):
        return None


def criteria(scheme: Mapping[str, Any]) -> dict[str, Any]:
    return {criterion["id"]: criterion for criterion in scheme["criteria"]}


def _leaf(scheme: Mapping[str, Any], rule: Mapping[str, Any], facts: Facts) -> Found:
    criterion, value = criteria(scheme)[rule["c"]], facts.get(rule["c"])
    if value is None:
        return None
    if "between" in rule:
        low, high = rule["between"]
        return bool(Decimal(str(low)) <= value <= Decimal(str(high)))
    if "is" in rule or "met" in rule:
        return value in ((True, "met") if rule.get("is", rule.get("met")) else (False, "not_met"))
    for name, compare in NUMBERS.items():
        if name in rule:
            return bool(compare(value, Decimal(str(rule[name]))))
    levels = [level["id"] for level in criterion["levels"]]
    ((name, asked),) = [(n, rule[n]) for n in LEVELS if n in rule]
    return bool(LEVELS[name](levels.index(value), levels.index(asked)))


def holds(scheme: Mapping[str, Any], rule: Any, facts: Facts) -> Found:
    """Whether a condition holds; unknown only where what is missing could change it."""
    if isinstance(rule, str):
        rule = {"c": rule, "is": True}
    if "c" in rule:
        return _leaf(scheme, rule, facts)
    if "otherwise" in rule:
        return True
    if "group" in rule:
        return holds(scheme, scheme["groups"][rule["group"]], facts)
    if "cel" in rule:
        read = variables(rule["cel"]) & criteria(scheme).keys()
        known = {name: facts[name] for name in read if facts.get(name) is not None}
        return bool(cel(rule["cel"], known)) if known.keys() == read else None
    if "not" in rule:
        part = holds(scheme, rule["not"], facts)
        return None if part is None else not part
    counted = rule.get("count_gte")
    parts = [
        holds(scheme, part, facts)
        for part in (counted["of"] if counted else rule.get("all", rule.get("any")))
    ]
    needed = counted["n"] if counted else len(parts) if "all" in rule else 1
    if parts.count(True) >= needed:
        return True
    return False if parts.count(True) + parts.count(None) < needed else None


def reads(scheme: Mapping[str, Any], rule: Any) -> frozenset[str]:
    """The criteria that a condition reads."""
    if isinstance(rule, str):
        return frozenset({rule})
    if "c" in rule:
        return frozenset({rule["c"]})
    if "group" in rule:
        return reads(scheme, scheme["groups"][rule["group"]])
    if "cel" in rule:
        return variables(rule["cel"]) & criteria(scheme).keys()
    parts = rule.get("all") or rule.get("any") or rule.get("count_gte", {}).get("of") or ()
    parts = [rule["not"]] if "not" in rule else parts
    return frozenset().union(*(reads(scheme, part) for part in parts))


def indicated(
    scheme: Mapping[str, Any], ladder: Mapping[str, Any], facts: Facts
) -> tuple[str | None, tuple[str, ...], dict[str, str]]:
    """The indicated tier, or None and the candidates; and what became of each tier's rule."""
    found = {tier: holds(scheme, rule, facts) for tier, rule in ladder["rules"].items()}
    candidates: list[str] = []
    for tier in ladder["evaluate"]:
        if found[tier] is not False:
            candidates.append(tier)
        if found[tier]:
            break
    certain = len(candidates) == 1 and found[candidates[0]]
    return (
        candidates[0] if certain else None,
        tuple(candidates),
        {tier: OUTCOME[outcome] for tier, outcome in found.items()},
    )
