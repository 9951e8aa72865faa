"""A rule as a page shows it: what decided first, the rest folded away."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.projections.explanation.model import Condition

MANY = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A group of conditions. ``lines``: what decided it, the first ``MANY``; ``more``: the rest of
    them; ``folded``: its other lines."""

    condition: Condition
    lines: list[Condition]
    more: list[Condition]
    folded: list[Condition]
    blocks: list["Block"]


def block(condition: Condition) -> Block:
    """A condition's lines and inner groups; a group of one thing is that thing."""
    named = condition
    while len(condition.children) == 1 and condition.children[0].children:
        condition = condition.children[0]
        named = named if named.group or not condition.group else condition
    leaves = [one for one in condition.children if not one.children]
    shown = [one for one in leaves if one.outcome in _decisive(condition)]
    if condition.kind in ("any", "count") and not shown:
        shown = leaves
    ordered = sorted(shown, key=lambda one: _ORDER.index(one.outcome))
    return Block(
        condition=_titled(named, condition),
        lines=ordered[:MANY],
        more=ordered[MANY:],
        folded=[one for one in leaves if one not in shown],
        blocks=[block(one) for one in condition.children if one.children],
    )


_ORDER = ("fail", "unknown", "pass")


def _decisive(condition: Condition) -> tuple[str, ...]:
    """Of an any and a count what holds is told first; of an all, what does not."""
    return ("pass", "unknown") if condition.kind in ("any", "count") else ("fail", "unknown")


def _titled(named: Condition, body: Condition) -> Condition:
    """The counts of the body under the name of the group."""
    if named is body:
        return named
    return Condition(
        kind=body.kind, outcome=named.outcome, text=named.text, clause=named.clause or body.clause,
        group=named.group, needed=body.needed, holds=body.holds, of=body.of,
    )  # fmt: skip


def leaves(condition: Condition) -> Iterator[Condition]:
    """All leaves under a condition."""
    if not condition.children:
        yield condition
    for child in condition.children:
        yield from leaves(child)
