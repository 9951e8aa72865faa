"""Standing figures of the register, on a day: the denominators that are counted by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from contracts.envelope import Recorded
from contracts.events.grading import RegisterFigureRecorded
from services.projections.registers.chronicle import Chronicle


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
        found = [self._on(root, name, day) for root in roots for name in names]
        known = [value for value in found if value is not None]
        return sum(known) if known and len(known) == len(found) else None

    def _on(self, organisation: str, name: str, day: date | None) -> int | None:
        """What it states itself, else what those under it state together."""
        told = [
            one.event
            for one in self.stated.get((organisation, name), ())
            if day is None or one.event.as_of <= day
        ]
        if told:
            return int(told[-1].value)
        below = [self._on(one, name, day) for one in self._under.get(organisation, ())]
        known = [value for value in below if value is not None]
        return sum(known) if known else None

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
