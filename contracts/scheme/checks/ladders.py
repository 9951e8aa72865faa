"""Ladders: the order of evaluation is whole, every tier has its rule, every name exists."""

from collections.abc import Iterator

from contracts.scheme.checks.conditions import check_rule
from contracts.scheme.checks.names import Names, unknown_name
from contracts.scheme.conditions import Otherwise
from contracts.scheme.mistakes import Mistake, pointer
from contracts.scheme.scheme import Scheme
from contracts.scheme.standards import Ladder


def check_ladders(scheme: Scheme, names: Names) -> Iterator[Mistake]:
    """All that concerns one ladder at a time."""
    for i, ladder in enumerate(scheme.ladders):
        yield from _tiers(ladder, i)
        yield from _references(scheme, names, ladder, i)
        for tier, rule in ladder.rules.items():
            yield from check_rule(scheme, names, rule, ("ladders", i, "rules", tier))


def _tiers(ladder: Ladder, i: int) -> Iterator[Mistake]:
    if sorted(ladder.evaluate) != sorted(ladder.tier_ids):
        yield Mistake(
            pointer("ladders", i, "evaluate"),
            f"evaluate names {', '.join(ladder.evaluate)}; the tiers are "
            + ", ".join(ladder.tier_ids),
            "evaluate.permutation", "each tier once",
        )  # fmt: skip
    for tier in ladder.tier_ids:
        if tier not in ladder.rules:
            yield Mistake(
                pointer("ladders", i, "rules"), f"the tier {tier} has no rule",
                "tier.rule", "a rule for each tier; {otherwise: true} for the last",
            )  # fmt: skip
    for key in ("rules", "shortfall_groups", "measures_by_tier", "requirements_by_tier"):
        for tier in getattr(ladder, key):
            if tier not in ladder.tier_ids:
                yield unknown_name("tier", tier, ladder.tier_ids, "ladders", i, key, tier)
    for tier in ladder.evaluate[:-1]:
        if isinstance(ladder.rules.get(tier), Otherwise):
            yield Mistake(
                pointer("ladders", i, "rules", tier),
                f"{tier} is tried before {ladder.evaluate[-1]} and takes everyone",
                "otherwise.last", "otherwise for the tier that evaluate names last",
            )  # fmt: skip


def _references(scheme: Scheme, names: Names, ladder: Ladder, i: int) -> Iterator[Mistake]:
    for tier, group in ladder.shortfall_groups.items():
        key = "shortfall_groups"
        yield from names.unknown("groups", group, "ladders", i, key, tier, what="group")
    for j, group in enumerate(ladder.group_ids):
        yield from names.unknown("groups", group, "ladders", i, "group_ids", j, what="group")
    for j, kind in enumerate(ladder.applies_to):
        if kind not in scheme.applies_to:
            known = scheme.applies_to
            yield unknown_name("kind in applies_to", kind, known, "ladders", i, "applies_to", j)
    if ladder.applies_where is not None:
        for key in ("scope", "scope_not"):
            scope = getattr(ladder.applies_where, key)
            where = ("ladders", i, "applies_where", key)
            yield from names.unknown("scopes", scope, *where, what="scope")
