"""Whether a tier can be reached at all, as far as its rule alone tells.

One rule follows from another if whoever fulfils that one fulfils it too. What is found so is
certain; of CEL texts it is seen only where the same term is compared with two numbers.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import combinations
from typing import Any

from contracts.scheme.conditions import (
    Compare,
    Count,
    Every,
    Expression,
    Negation,
    Otherwise,
    Reference,
    Some,
)
from contracts.scheme.leaves import SYMBOLS, holds
from contracts.scheme.mistakes import Mistake, pointer
from contracts.scheme.scheme import Scheme

_TRUTHS = ("false", "true")
_OPERATORS = {symbol: operator for operator, symbol in SYMBOLS.items()}
_TERM = re.compile(r"([^<>=&|?!:]+?) *(>=|<=|==|<|>) *(-?\d+\.\d+)")
"""A CEL text that compares one term with a number."""
_TEXTS = {"src", "note", "origin", "en", "zh", "needs"}


def unreachable(scheme: Scheme) -> Iterator[Mistake]:
    """Tiers that nobody can reach: their rule cannot hold, or an earlier one takes everyone."""
    logic = Logic(scheme)
    for i, ladder in enumerate(scheme.ladders):
        for at, tier in enumerate(ladder.evaluate):
            rule, here = ladder.rules[tier], pointer("ladders", i, "rules", tier)
            if logic.impossible(rule):
                yield Mistake(
                    here, f"the rule of {tier} contradicts itself", "tier.reachable",
                    "conditions that can hold together",
                )  # fmt: skip
            for earlier in ladder.evaluate[:at]:
                if logic.implies(rule, ladder.rules[earlier]):
                    yield Mistake(
                        here, f"whoever fulfils the rule of {tier} is {earlier}, tried before it",
                        "tier.reachable", f"evaluate with {tier} before {earlier}, or other rules",
                    )  # fmt: skip
                    break


class Logic:
    """What follows from what among the conditions of a scheme; each pair is looked at once.

    ``implies(given, then)``: whether ``then`` surely holds wherever ``given`` does.
    ``contradict(one, other)``: whether the two can surely not hold together.
    ``impossible(one)``: whether it can surely not hold by itself.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self.implies: Callable[[Any, Any], bool] = cache(self._implies)
        self.contradict: Callable[[Any, Any], bool] = cache(self._contradict)
        self.impossible: Callable[[Any], bool] = cache(self._impossible)

    def _implies(self, given: Any, then: Any) -> bool:
        given, then = _plain(self._scheme, given), _plain(self._scheme, then)
        if isinstance(then, Otherwise) or _bare(given) == _bare(then):
            return True
        match then:
            case Every(all=parts):
                return all(self.implies(given, part) for part in parts)
            case Some(any=parts) if any(self.implies(given, part) for part in parts):
                return True
            case Count(count_gte=least) if (
                sum(self.implies(given, part) for part in least.of) >= least.n
            ):
                return True
        match given:
            case Every(all=parts):
                return any(self.implies(part, then) for part in parts)
            case Some(any=parts):
                return all(self.implies(part, then) for part in parts)
            case Compare() | Expression():
                (one, allowed), (other, wanted) = self._read(given), self._read(then)
                return one is not None and one == other and allowed.within(wanted)
            case Negation(not_=part) if isinstance(then, Negation):
                return self.implies(then.not_, part)
        return False

    def _contradict(self, one: Any, other: Any) -> bool:
        one, other = _plain(self._scheme, one), _plain(self._scheme, other)
        match one, other:
            case Every(all=parts), _:
                return any(self.contradict(part, other) for part in parts)
            case Some(any=parts), _:
                return all(self.impossible(p) or self.contradict(p, other) for p in parts)
            case _, Every() | Some():
                return self.contradict(other, one)
        (this, some), (that, others) = self._read(one), self._read(other)
        return this is not None and this == that and some.apart(others)

    def _read(self, condition: Any) -> tuple[str | None, "_Values"]:
        """What a leaf compares, a fact or a CEL term, and what it lets pass; None of no leaf."""
        if isinstance(condition, Compare):
            return condition.c, _values(self._scheme, condition)
        found = _TERM.fullmatch(condition.cel) if isinstance(condition, Expression) else None
        if found is None:
            return None, _Values()
        return found[1], _range(_OPERATORS[found[2]], Decimal(found[3]))

    def _impossible(self, condition: Any) -> bool:
        match _plain(self._scheme, condition):
            case Every(all=parts):
                pairs = any(self.contradict(a, b) for a, b in combinations(parts, 2))
                return pairs or any(self.impossible(part) for part in parts)
            case Some(any=parts):
                return all(self.impossible(part) for part in parts)
        return False


def _plain(scheme: Scheme, condition: Any) -> Any:
    """A condition in its long form: the group for its name, the comparison for a bare id."""
    while isinstance(condition, Reference):
        (condition,) = scheme.groups[condition.group].conditions
    criterion = scheme.criterion(condition) if isinstance(condition, str) else None
    return holds(criterion) if criterion else condition


def _bare(condition: Any) -> Any:
    return type(condition), _without_texts(condition.model_dump())


def _without_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_texts(item) for key, item in value.items() if key not in _TEXTS}
    return [*map(_without_texts, value)] if isinstance(value, list | tuple) else value


@dataclass(frozen=True)
class _Values:
    """What a comparison lets pass: some of a few values, or a range with or without its ends."""

    some: frozenset[str] | None = None
    low: tuple[Decimal, bool] = (Decimal("-Infinity"), False)
    high: tuple[Decimal, bool] = (Decimal("Infinity"), False)

    def within(self, other: "_Values") -> bool:
        if self.some is not None and other.some is not None:
            return self.some <= other.some
        # An end without its value lies inside one at the same number.
        low = (self.low[0], not self.low[1]) >= (other.low[0], not other.low[1])
        return low and self.high <= other.high

    def apart(self, other: "_Values") -> bool:
        if self.some is not None and other.some is not None:
            return not self.some & other.some
        low = max(self.low, other.low, key=lambda end: (end[0], not end[1]))
        high = min(self.high, other.high)
        return low[0] > high[0] or (low[0] == high[0] and not (low[1] and high[1]))


def _values(scheme: Scheme, leaf: Compare) -> _Values:
    operator, operand = leaf.operation
    criterion = scheme.criterion(leaf.c)
    levels = criterion.level_ids if criterion else ()
    match operator:
        case "is" | "met":
            return _Values(frozenset({_TRUTHS[operand]}))
        case "level_is":
            return _Values(frozenset({operand}))
        case "level_gte":
            return _Values(frozenset(levels[levels.index(operand) :]))
        case "level_lte":
            return _Values(frozenset(levels[: levels.index(operand) + 1]))
        case "between":
            return _Values(low=(operand[0], True), high=(operand[1], True))
        case _:
            return _range(operator, operand)


def _range(operator: str, number: Decimal) -> _Values:
    match operator:
        case "eq":
            return _Values(low=(number, True), high=(number, True))
        case "gte" | "gt":
            return _Values(low=(number, operator == "gte"))
        case _:
            return _Values(high=(number, operator == "lte"))
