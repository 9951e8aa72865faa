"""Standing figures of the register, on a day: the denominators that are counted by hand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from contracts.envelope import Recorded
from contracts.events.grading import RegisterFigureRecorded
from services.projections.registers.chronicle import Chronicle


class Told(NamedTuple):
    """A figure as it stood on a day. ``own``: by organisation what it states of itself.

    ``have``: ids of those, and of all above them, who can add it up; ``kinds``: of all of these.
    """

    own: Mapping[str, int]
    have: set[str]
    kinds: set[str]


@dataclass(frozen=True)
class Figures:
    """What the register states of organisations."""

    chronicle: Chronicle

    @cached_property
    def stated(self) -> dict[tuple[str, str], list[Recorded[RegisterFigureRecorded]]]:
        """By organisation and figure, the earliest day first."""
        found: dict[tuple[str, str], list[Recorded[RegisterFigureRecorded]]] = {}
        for one in self.chronicle.said(RegisterFigureRecorded):
            organisation = one.envelope.subject.partition(":")[2]
            found.setdefault((organisation, one.event.figure), []).append(one)
        for those in found.values():
            those.sort(key=lambda one: (one.event.as_of, one.position))
        return found

    def sum(self, roots: Iterable[str], names: Iterable[str], day: date | None) -> int | None:
        """Several figures of several organisations together; None while one is not stated."""
        places, found = list(roots), list[int | None]()
        for name in names:
            told = self._told(name, day)
            found += [self._of(one, told) if one in told.have else None for one in places]
        return _sum(found) if found else None

    def _told(self, name: str, day: date | None) -> Told:
        own = {
            organisation: int(one.event.value)
            for (organisation, figure), those in self.stated.items()
            if figure == name
            for one in those
            if day is None or one.event.as_of <= day
        }
        have = {id for one in own for id in (one, *self.chronicle.above(one))}
        return Told(own, have, {kind for one in have if (kind := self._kind(one))})

    def _of(self, organisation: str, told: Told) -> int | None:
        """What it states itself, else what those under it do together; None: one is missing.

        Missing is whoever has no figure though others of the same kind have one: a township is,
        beside townships that state theirs, but no office that never counts.
        """
        if organisation in told.own:
            return told.own[organisation]
        if organisation not in told.have and self._kind(organisation) in told.kinds:
            return None
        return _sum([self._of(one, told) for one in self._under.get(organisation, ())])

    def _kind(self, organisation: str) -> str | None:
        known = self.chronicle.organisations.get(organisation)
        return known.kind if known else None

    def days(self, roots: Iterable[str], names: Iterable[str]) -> list[date]:
        """When any of these figures was stated anew, of these organisations or any under them."""
        wanted, mine = set(names), set(roots)
        return sorted(
            {
                one.event.as_of
                for (organisation, name), those in self.stated.items()
                if name in wanted
                and not mine.isdisjoint((organisation, *self.chronicle.above(organisation)))
                for one in those
            }
        )

    @cached_property
    def _under(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for one in self.chronicle.organisations.values():
            if one.parent:
                found.setdefault(one.parent, []).append(one.id)
        return found


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
