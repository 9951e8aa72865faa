"""What would have to be otherwise for another tier to be indicated."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from contracts.scheme.evaluate import Evaluation, Node, evaluate
from contracts.scheme.parts import Value
from contracts.scheme.scheme import Scheme

Want = Literal["pass", "fail"]
OPPOSITE: dict[Want, Want] = {"pass": "fail", "fail": "pass"}


class Need(msgspec.Struct, frozen=True):
    """At least ``n`` of the leaves ``of`` would have to come out as ``to``."""

    n: int
    of: tuple[Node, ...]
    to: Want


class Change(msgspec.Struct, frozen=True):
    """What a tier would need: all of ``needs``; ``cost`` is the number of leaves to change."""

    tier: str
    needs: tuple[Need, ...]

    @property
    def cost(self) -> int:
        """How many leaves would have to come out otherwise."""
        return sum(need.n for need in self.needs)


def what_would_change(
    scheme: Scheme, ladder_id: str, facts: Mapping[str, Value]
) -> dict[str, Change]:
    """For each tier that is not indicated, highest first, the fewest leaves that stand against it.

    A tier is reached if its own rule passes and every rule tried before it fails. These changes
    are necessary; whether new values for them also suffice shows only when they are evaluated. Of
    several ways of the same cost the first in the scheme is given. A tier that no facts could
    reach is left out.

    Raises:
        KeyError: the scheme has no such ladder.
        ValueError: a fact is not a value of its criterion.
    """
    return changes(scheme, evaluate(scheme, ladder_id, facts))


def changes(scheme: Scheme, evaluation: Evaluation) -> dict[str, Change]:
    """The same of facts that are evaluated already."""
    ladder = scheme.ladder(evaluation.ladder)
    assert ladder is not None
    found = {}
    for tier in reversed(ladder.tier_ids):
        if tier == evaluation.indicated:
            continue
        before = ladder.evaluate[: ladder.evaluate.index(tier)]
        ways = [_needs(evaluation.trees[earlier], "fail") for earlier in before]
        ways.append(_needs(evaluation.trees[tier], "pass"))
        needs = [need for way in ways if way is not None for need in way]
        if None not in ways:
            found[tier] = Change(tier, tuple(needs))
    return found


def _needs(node: Node, want: Want) -> list[Need] | None:
    """The cheapest way to an outcome; None if there is none."""
    if node.outcome == want:
        return []
    match node.kind:
        case "otherwise":
            return None
        case "leaf":
            return [Need(1, (node,), want)]
        case "not":
            return _needs(node.children[0], OPPOSITE[want])
    passes = {"any": 1, "count": node.n or 0}.get(node.kind, len(node.children))
    wanted = passes if want == "pass" else len(node.children) - passes + 1
    more = wanted - sum(child.outcome == want for child in node.children)
    rest = [child for child in node.children if child.outcome != want]
    if more < len(rest) and all(child.kind == "leaf" for child in rest):
        return [Need(more, tuple(rest), want)]
    ways = [way for child in rest if (way := _needs(child, want)) is not None]
    if len(ways) < more:
        return None
    return [need for way in sorted(ways, key=_cost)[:more] for need in way]


def _cost(way: list[Need]) -> int:
    return sum(need.n for need in way)
