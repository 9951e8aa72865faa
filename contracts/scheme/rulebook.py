"""The conditions of a scheme, resolved once: leaves compiled, groups shared, texts found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from cel import Program

from contracts.scheme.conditions import (
    Compare,
    Condition,
    Count,
    Every,
    Expression,
    Negation,
    Otherwise,
    Reference,
    Some,
)
from contracts.scheme.leaves import compile_cel, holds, needs, text_of, variables
from contracts.scheme.parts import Label
from contracts.scheme.standards import Criterion, Group, Ladder, Selection

Kind = Literal["all", "any", "not", "count", "group", "leaf", "otherwise"]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A condition ready to be evaluated. ``program`` and ``reads``: of a leaf only."""

    kind: Kind
    label: Label
    src: str | None
    children: tuple["Line", ...] = ()
    n: int | None = None
    group: str | None = None
    cel: str | None = None
    program: Program | None = None
    reads: tuple[str, ...] = ()
    criterion: str | None = None
    needs: str | None = None
    needed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rulebook:
    """Every rule of a valid scheme as lines. A group is one line, wherever it is named.

    ``criteria`` and ``groups``: by id, in the scheme's order.
    """

    ladders: tuple[Ladder, ...]
    criteria: Mapping[str, Criterion]
    groups: Mapping[str, Group]
    selected: tuple[Selection, ...]
    _groups: dict[str, Line] = field(default_factory=dict)

    @cached_property
    def rules(self) -> dict[str, dict[str, Line]]:
        """By ladder and tier."""
        return {
            ladder.id: {tier: self.line(rule) for tier, rule in ladder.rules.items()}
            for ladder in self.ladders
        }

    @cached_property
    def reads(self) -> dict[str, tuple[str, ...]]:
        """By ladder, the criteria that its rules and shortfall groups read, in scheme order."""
        return {ladder.id: self._reads(ladder) for ladder in self.ladders}

    def _reads(self, ladder: Ladder) -> tuple[str, ...]:
        lines = [*self.rules[ladder.id].values()]
        lines += [self.group(name) for name in ladder.shortfall_groups.values()]
        read = {name for line in lines for name in criteria_of(line)}
        return tuple(id for id in self.criteria if id in read)

    @cached_property
    def selections(self) -> dict[str, Line]:
        """What makes eligible, by selection."""
        return {s.id: self.line(s.eligible) for s in self.selected}

    def group(self, id: str) -> Line:
        """The line of a group."""
        if id not in self._groups:
            group = self.groups[id]
            label = Label(en=group.en, zh=group.zh)
            body = tuple(self.line(condition) for condition in group.conditions)
            self._groups[id] = Line("group", label, group.src, body, group=id)
        return self._groups[id]

    def line(self, condition: Condition) -> Line:
        """A condition, resolved."""
        match condition:
            case str():
                return self._comparison(holds(self.criteria[condition]))
            case Compare():
                return self._comparison(condition)
            case Expression(cel=text, en=en, zh=zh, src=src):
                return Line(
                    "leaf", Label(en=en, zh=zh), src, cel=text, program=compile_cel(text),
                    reads=(read := variables(text)), needed=frozenset(read),
                    needs=condition.needs,
                )  # fmt: skip
            case Every(all=parts, en=en, zh=zh, src=src):
                return Line("all", Label(en=en, zh=zh), src, tuple(map(self.line, parts)))
            case Some(any=parts, en=en, zh=zh, src=src):
                return Line("any", Label(en=en, zh=zh), src, tuple(map(self.line, parts)))
            case Negation(not_=part, en=en, zh=zh, src=src):
                return Line("not", Label(en=en, zh=zh), src, (self.line(part),))
            case Count(count_gte=at_least, en=en, zh=zh, src=src):
                children = tuple(map(self.line, at_least.of))
                return Line("count", Label(en=en, zh=zh), src, children, n=at_least.n)
            case Reference(group=name):
                return self.group(name)
            case Otherwise(src=src):
                return Line("otherwise", Label(), src)

    def _comparison(self, leaf: Compare) -> Line:
        criterion = self.criteria[leaf.c]
        text = text_of(leaf, criterion)
        return Line(
            "leaf", criterion.label, leaf.src or criterion.src, cel=text,
            program=compile_cel(text), reads=(leaf.c,), needed=frozenset((leaf.c,)),
            criterion=leaf.c, needs=needs(leaf),
        )  # fmt: skip


def criteria_of(line: Line) -> list[str]:
    """The criteria read anywhere under a line; one may appear more than once."""
    return [*line.reads, *(name for child in line.children for name in criteria_of(child))]
