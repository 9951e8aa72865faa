"""Criteria, groups, rules and selections: names exist, operators fit, every tier has its rule."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from contracts.scheme.checks.cel_text import check_cel
from contracts.scheme.checks.names import Names, unknown_name
from contracts.scheme.conditions import (
    Compare,
    Condition,
    Count,
    Expression,
    Otherwise,
    Reference,
    inner,
)
from contracts.scheme.leaves import OPERATORS_OF, variables
from contracts.scheme.mistakes import Mistake, one_of, pointer
from contracts.scheme.scheme import Scheme
from contracts.scheme.standards import Criterion, Feed, Group

Path = tuple[str | int, ...]


def check_criteria(scheme: Scheme, names: Names) -> Iterator[Mistake]:
    """Levels, bounds and derivations belong to the types that have them."""
    for i, criterion in enumerate(scheme.criteria):
        yield from _criterion(criterion, ("criteria", i))
        if criterion.fed_by:
            yield from _feed(criterion, criterion.fed_by, names, ("criteria", i, "fed_by"))


def _criterion(criterion: Criterion, here: Path) -> Iterator[Mistake]:
    kind = criterion.type
    if (kind == "ordinal") != bool(criterion.levels) or len(criterion.levels) == 1:
        yield Mistake(
            pointer(*here), f"{criterion.id} is {kind} and has {len(criterion.levels)} levels",
            "criterion.levels", "two levels or more of an ordinal, none of any other",
        )  # fmt: skip
    for key in ("unit", "decimals", "min", "max", "derived"):
        if kind != "numeric" and getattr(criterion, key) is not None:
            yield Mistake(
                pointer(*here, key), f"{criterion.id} is {kind} and has no {key}",
                "criterion.numeric", f"{key} of a numeric criterion only",
            )  # fmt: skip
    if criterion.min is not None and criterion.max is not None and criterion.min > criterion.max:
        yield Mistake(
            pointer(*here, "min"), f"min {criterion.min} is above max {criterion.max}",
            "criterion.range", "min at most max",
        )  # fmt: skip
    if bool(criterion.inputs) != (criterion.derived is not None):
        yield Mistake(
            pointer(*here, "inputs"), f"{criterion.id}: derived and inputs belong together",
            "criterion.derived", "both, or neither",
        )  # fmt: skip
    elif criterion.derived is not None:
        figures = {item.id: Criterion(id=item.id, type="numeric") for item in criterion.inputs}
        yield from check_cel(criterion.derived, figures, "double", *here, "derived")
        for j, item in enumerate(criterion.inputs):
            if item.id not in read_by(criterion.derived):
                yield Mistake(
                    pointer(*here, "inputs", j), f"{item.id} is not read by the expression",
                    "input.used", "only inputs that are read",
                )  # fmt: skip


def _feed(criterion: Criterion, feed: Feed, names: Names, here: Path) -> Iterator[Mistake]:
    if criterion.type not in ("boolean", "qualitative"):
        yield Mistake(
            pointer(*here), f"{criterion.id} is {criterion.type} and cannot be fed",
            "feed.type", "a boolean or a qualitative criterion",
        )  # fmt: skip
    given = [key for key in ("pledges", "training", "upgrade_targets") if getattr(feed, key)]
    if len(given) != 1:
        yield Mistake(
            pointer(*here), f"{criterion.id} is fed by {' and '.join(given) or 'nothing'}",
            "feed.one", "one of pledges, training, upgrade_targets",
        )  # fmt: skip
    if bool(feed.training) != (feed.of is not None):
        yield Mistake(
            pointer(*here), f"{criterion.id}: attendance is a share of persons, and only that",
            "feed.of", "of, a figure of the register, where training feeds; nowhere else",
        )  # fmt: skip
    for key, what in (("pledges", "pledge"), ("training", "training")):
        for j, kind in enumerate(getattr(feed, key)):
            yield from names.unknown(key, kind, *here, key, j, what=what)


def check_groups(scheme: Scheme, names: Names) -> Iterator[Mistake]:
    """A group has one condition, and no group contains itself."""
    for name, group in scheme.groups.items():
        here: Path = ("groups", name)
        if len(group.conditions) != 1:
            yield Mistake(
                pointer(*here), f"the group {name} has {len(group.conditions)} conditions",
                "group.one", "exactly one of all, any, not, count_gte, cel",
            )  # fmt: skip
        for condition in group.conditions:
            yield from _condition(scheme, names, condition, here)
    for name in scheme.groups:
        if name in _reached(scheme, name):
            yield Mistake(
                pointer("groups", name), f"the group {name} contains itself",
                "group.acyclic", "groups that do not lead back",
            )  # fmt: skip


def check_selections(scheme: Scheme, names: Names) -> Iterator[Mistake]:
    """What makes eligible is a valid condition."""
    for i, selection in enumerate(scheme.selections):
        where = ("selections", i, "eligible")
        yield from _condition(scheme, names, selection.eligible, where)


def check_rule(scheme: Scheme, names: Names, rule: Condition, here: Path) -> Iterator[Mistake]:
    """A tier's rule; only a whole rule may be ``otherwise``."""
    if not isinstance(rule, Otherwise):
        yield from _condition(scheme, names, rule, here)


def check_used(scheme: Scheme) -> Iterator[Mistake]:
    """Every criterion is read by a rule, a shortfall group or a selection."""
    read: set[str] = set()
    for ladder in scheme.ladders:
        for rule in ladder.rules.values():
            read |= _facts(scheme, rule)
        for name in ladder.shortfall_groups.values():
            read |= _facts(scheme, Reference(group=name))
    for selection in scheme.selections:
        read |= _facts(scheme, selection.eligible)
    for i, criterion in enumerate(scheme.criteria):
        if criterion.id not in read:
            yield Mistake(
                pointer("criteria", i), f"no rule reads {criterion.id}", "criterion.used",
                "a rule, a shortfall group or a selection that reads it",
            )  # fmt: skip


def _condition(scheme: Scheme, names: Names, condition: Any, here: Path) -> Iterator[Mistake]:
    match condition:
        case str():
            yield from _bare(scheme, names, condition, here)
        case Compare():
            yield from _comparison(scheme, names, condition, here)
        case Expression(cel=text):
            facts = {name: scheme.criterion(name) for name in sorted(names["criteria"])}
            yield from check_cel(text, facts, "bool", *here, "cel")
        case Reference(group=name):
            yield from names.unknown("groups", name, *here, "group", what="group")
        case Otherwise():
            yield Mistake(
                pointer(*here), "otherwise inside a condition", "otherwise.whole",
                "otherwise as the whole rule of a tier",
            )  # fmt: skip
        case Count(count_gte=at_least) if at_least.n > len(at_least.of):
            yield Mistake(
                pointer(*here, "count_gte", "n"),
                f"{at_least.n} of {len(at_least.of)} conditions can never hold",
                "count.reachable", f"at most {len(at_least.of)}",
            )  # fmt: skip
    for path, part in inner(condition):
        yield from _condition(scheme, names, part, (*here, *path))


def _bare(scheme: Scheme, names: Names, name: str, here: Path) -> Iterator[Mistake]:
    criterion = scheme.criterion(name)
    yield from names.unknown("criteria", name, *here, what="criterion")
    if criterion is not None and criterion.type not in ("boolean", "qualitative"):
        yield Mistake(
            pointer(*here), f"{name} is {criterion.type}: its id alone says nothing",
            "operator.type",
            f"{{c: {name}, …}} with " + ", ".join(OPERATORS_OF[criterion.type]),
        )  # fmt: skip


def _comparison(scheme: Scheme, names: Names, leaf: Compare, here: Path) -> Iterator[Mistake]:
    criterion = scheme.criterion(leaf.c)
    yield from names.unknown("criteria", leaf.c, *here, "c", what="criterion")
    if criterion is None:
        return
    operator, operand = leaf.operation
    if operator not in OPERATORS_OF[criterion.type]:
        yield Mistake(
            pointer(*here, operator), f"{operator} does not fit the {criterion.type} {leaf.c}",
            "operator.type", one_of(OPERATORS_OF[criterion.type]),
        )  # fmt: skip
    elif operator.startswith("level_") and operand not in criterion.level_ids:
        yield unknown_name(f"level of {leaf.c}", operand, criterion.level_ids, *here, operator)
    elif criterion.type == "numeric":
        yield from _operand(criterion, operator, operand, here)


def _operand(criterion: Criterion, operator: str, operand: Any, here: Path) -> Iterator[Mistake]:
    numbers: tuple[Decimal, ...] = operand if operator == "between" else (operand,)
    low, high = criterion.min, criterion.max
    for number in numbers:
        if (low is not None and number < low) or (high is not None and number > high):
            yield Mistake(
                pointer(*here, operator), f"{number} is no value that {criterion.id} can have",
                "operand.range", f"{low} to {high}",
            )  # fmt: skip
    if operator == "between" and numbers[0] > numbers[1]:
        yield Mistake(
            pointer(*here, operator), f"{numbers[0]} is above {numbers[1]}",
            "operand.between", "the lower number first",
        )  # fmt: skip


def _facts(scheme: Scheme, condition: Any, seen: frozenset[str] = frozenset()) -> set[str]:
    match condition:
        case str():
            return {condition}
        case Compare(c=name):
            return {name}
        case Expression(cel=text):
            return read_by(text)
        case Reference(group=name) if name in scheme.groups and name not in seen:
            bodies = scheme.groups[name].conditions
            return set().union(*(_facts(scheme, body, seen | {name}) for body in bodies))
    return set().union(*(_facts(scheme, part, seen) for _, part in inner(condition)))


def read_by(text: str) -> set[str]:
    """The facts a CEL text reads; none of a text that does not parse, a mistake of its own."""
    try:
        return set(variables(text))
    except ValueError:
        return set()


def _reached(scheme: Scheme, name: str) -> set[str]:
    """The groups named anywhere inside a group."""
    found: set[str] = set()
    todo: list[Any] = list(scheme.groups[name].conditions)
    while todo:
        part = todo.pop()
        if isinstance(part, Reference) and part.group not in found:
            found.add(part.group)
            group: Group | None = scheme.groups.get(part.group)
            todo.extend(group.conditions if group else ())
        todo.extend(piece for _, piece in inner(part))
    return found
