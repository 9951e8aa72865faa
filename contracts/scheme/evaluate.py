"""What the rules of a ladder indicate, on facts of which some may be unknown."""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec
from cel import Context, Program

from contracts.scheme.leaves import CelValue, context, in_cel
from contracts.scheme.parts import Label, Value
from contracts.scheme.rulebook import Kind, Line, criteria_of
from contracts.scheme.scheme import Scheme

Outcome = Literal["pass", "fail", "unknown"]


class Node(msgspec.Struct, frozen=True):
    """One condition, evaluated.

    ``cel``: text of a leaf. ``values``: the facts it read, None where unknown; ``criterion`` and
    ``value``: of a leaf on one criterion. ``needs``: what it asks for (``>= 90``). ``n``: how
    many children a count needs. ``group``: the id of a group. ``problem``: why a leaf whose facts
    are all known could still not be evaluated.
    """

    kind: Kind
    label: Label
    outcome: Outcome
    src: str | None = None
    children: tuple["Node", ...] = ()
    n: int | None = None
    group: str | None = None
    cel: str | None = None
    criterion: str | None = None
    value: Value = None
    values: tuple[tuple[str, Value], ...] = ()
    needs: str | None = None
    problem: str | None = None


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules say.

    ``indicated``: the tier, None while undetermined; ``candidates`` then lists every tier still
    possible, in the order rules are tried, and ``missing`` the criteria that keep it open.
    ``rules``: the outcome of each tier's rule taken alone; an ``otherwise`` always passes.
    ``shortfalls``: criteria that fail in the ladder's shortfall groups. ``read``: every criterion
    that the rules and shortfall groups read.
    """

    ladder: str
    indicated: str | None
    candidates: tuple[str, ...]
    rules: Mapping[str, Outcome]
    missing: tuple[str, ...]
    trees: Mapping[str, Node]
    shortfalls: tuple[str, ...]
    shortfall_trees: Mapping[str, Node]
    read: tuple[str, ...]


class _Facts:
    """Facts converted once; groups evaluated once."""

    def __init__(self, scheme: Scheme, read: tuple[str, ...], facts: Mapping[str, Value]) -> None:
        self.values = facts
        known: dict[str, CelValue] = {}
        for name in read:
            criterion, value = scheme.criterion(name), facts.get(name)
            if criterion is not None and value is not None:
                known[name] = in_cel(value, criterion)
        self.known = known
        self.context: Context = context(known)
        self.groups: dict[int, Node] = {}

    def node(self, line: Line) -> Node:
        if line.kind == "leaf":
            return self._leaf(line)
        if line.kind == "group" and (done := self.groups.get(id(line))):
            return done
        children = tuple(map(self.node, line.children))
        outcome = combine(line.kind, [child.outcome for child in children], line.n)
        node = Node(line.kind, line.label, outcome, line.src, children, n=line.n, group=line.group)
        if line.kind == "group":
            self.groups[id(line)] = node
        return node

    def _leaf(self, line: Line) -> Node:
        values = tuple([(name, self.values.get(name)) for name in line.reads])
        outcome: Outcome = "unknown"
        problem: str | None = None
        assert line.program is not None
        if self.known.keys() >= line.needed:
            outcome, problem = _run(line.program, self.context)
        value = self.values.get(line.criterion) if line.criterion else None
        return Node(
            "leaf", line.label, outcome, line.src, cel=line.cel, criterion=line.criterion,
            value=value, values=values, needs=line.needs, problem=problem,
        )  # fmt: skip


def _run(program: Program, facts: Context) -> tuple[Outcome, str | None]:
    """A leaf that cannot be evaluated, like a division of whole numbers by zero, is unknown."""
    try:
        result = program.execute(facts)
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
        return "unknown", str(error)
    if isinstance(result, bool):
        return ("pass" if result else "fail"), None
    return "unknown", f"gives {result!r}, which is neither true nor false"


def combine(kind: Kind, outcomes: list[Outcome], n: int | None = None) -> Outcome:
    """Three-valued logic: an unknown part counts only where it could change the whole."""
    passes, unknowns = outcomes.count("pass"), outcomes.count("unknown")
    match kind:
        case "otherwise":
            return "pass"
        case "not":
            opposite: dict[Outcome, Outcome] = {"pass": "fail", "fail": "pass"}
            return opposite.get(outcomes[0], "unknown")
        case "any":
            wanted = 1
        case "count":
            wanted = n or 0
        case _:
            wanted = len(outcomes)
    if passes >= wanted:
        return "pass"
    return "unknown" if passes + unknowns >= wanted else "fail"


def evaluate(scheme: Scheme, ladder_id: str, facts: Mapping[str, Value]) -> Evaluation:
    """What the rules of a ladder indicate. Facts the rules do not read are ignored.

    Raises:
        KeyError: the scheme has no such ladder.
        ValueError: a fact is not a value of its criterion.
    """
    book = scheme.rulebook
    rules, read = book.rules[ladder_id], book.reads[ladder_id]
    ladder = scheme.ladder(ladder_id)
    assert ladder is not None
    known = _Facts(scheme, read, facts)
    trees = {tier: known.node(line) for tier, line in rules.items()}
    outcomes = {tier: node.outcome for tier, node in trees.items()}
    candidates, decided = walk(ladder.evaluate, outcomes)
    indicated = candidates[0] if decided and len(candidates) == 1 else None
    open_rules = [] if indicated else [trees[tier] for tier in candidates]
    short = {tier: known.node(book.group(g)) for tier, g in ladder.shortfall_groups.items()}
    return Evaluation(
        ladder=ladder_id,
        indicated=indicated,
        candidates=candidates,
        rules=outcomes,
        missing=_ordered(read, (name for tree in open_rules for name in unknown_in(tree))),
        trees=trees,
        shortfalls=_ordered(read, (name for tree in short.values() for name in failed_in(tree))),
        shortfall_trees=short,
        read=read,
    )


def walk(order: tuple[str, ...], outcomes: Mapping[str, Outcome]) -> tuple[tuple[str, ...], bool]:
    """The candidates, and whether a rule that passed ended the walk (scheme grammar, 0.3)."""
    candidates: list[str] = []
    for tier in order:
        if outcomes[tier] != "fail":
            candidates.append(tier)
        if outcomes[tier] == "pass":
            return tuple(candidates), True
    return tuple(candidates), False


def eligible(scheme: Scheme, selection_id: str, facts: Mapping[str, Value]) -> Node:
    """Whether these facts make eligible for a selection, condition by condition.

    Raises:
        KeyError: the scheme has no such selection.
        ValueError: a fact is not a value of its criterion.
    """
    line = scheme.rulebook.selections[selection_id]
    return _Facts(scheme, tuple(dict.fromkeys(criteria_of(line))), facts).node(line)


def failed_in(node: Node) -> tuple[str, ...]:
    """The criteria of the leaves that make a node fail, each once; none if it does not fail."""
    return tuple(dict.fromkeys(_leaves(node, "fail")))


def unknown_in(node: Node) -> tuple[str, ...]:
    """The criteria without a value that keep a node unknown; none if it is not."""
    if node.outcome != "unknown":
        return ()
    missing = tuple(name for name, value in node.values if value is None)
    return missing + tuple(name for child in node.children for name in unknown_in(child))


def failed_groups_in(node: Node) -> tuple[str, ...]:
    """The ids of the groups that make a node fail, outermost only."""
    if node.outcome != "fail":
        return ()
    if node.group is not None:
        return (node.group,)
    return tuple(name for child in node.children for name in failed_groups_in(child))


def _leaves(node: Node, outcome: Outcome) -> tuple[str, ...]:
    if node.outcome != outcome:
        return ()
    if node.kind == "not":
        return _leaves(node.children[0], "pass" if outcome == "fail" else "fail")
    read = tuple(name for name, _ in node.values)
    return read + tuple(name for child in node.children for name in _leaves(child, outcome))


def _ordered(order: tuple[str, ...], names: Iterable[str]) -> tuple[str, ...]:
    wanted = set(names)
    return tuple(name for name in order if name in wanted)
