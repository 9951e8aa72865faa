"""A case's events in order, and by name: what an explanation is folded from."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import RegisterFigureRecorded
from contracts.register import Cycle, Organisation
from contracts.scheme import Scheme
from contracts.subjects import Case
from services.projections.people.names import NOBODY, People

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Story:
    """Everything that counts of one case, and what it stands in.

    ``told``: each service's events in the order of its log. ``known``: those that were on record,
    also where they had not happened by the day that the answer is for. ``organisations``: those
    that the events name, by id. ``figured``: the standing figures of the organisation that were on
    record, ``figures`` those that count. ``judged_at``: the day against which a date is overdue.
    ``people``: the persons that the events name, as far as they are registered.
    """

    case: Case
    scheme: Scheme
    cycle: Cycle
    cycle_closed_on: date | None
    organisations: dict[str, Organisation]
    figures: dict[str, int]
    figured: tuple[Recorded[RegisterFigureRecorded], ...]
    told: tuple[Recorded[Event], ...]
    known: tuple[Recorded[Event], ...]
    judged_at: date
    people: People = NOBODY

    @property
    def zone(self) -> ZoneInfo:
        """The clock of the scheme."""
        return ZoneInfo(self.scheme.timezone)

    def of(self, *kinds: type[E]) -> list[Recorded[E]]:
        """The events of these classes, all of one service, in the order of its log."""
        found = [one for kind in kinds for one in self._by_kind.get(kind, ())]
        if len(kinds) > 1:
            found.sort(key=lambda one: one.position)
        return cast("list[Recorded[E]]", found)

    @cached_property
    def _by_kind(self) -> dict[type[Event], list[Recorded[Event]]]:
        found: dict[type[Event], list[Recorded[Event]]] = {}
        for one in self.told:
            found.setdefault(type(one.event), []).append(one)
        return found

    def last(self, *kinds: type[E]) -> Recorded[E] | None:
        """The last of them."""
        found = self.of(*kinds)
        return found[-1] if found else None

    @property
    def is_all_told(self) -> bool:
        """Whether everything that was on record had also happened."""
        return len(self.told) == len(self.known)

    def before(self, position: int) -> "Story":
        """The story as grading told it just before a position; the other services' stays."""
        told = tuple(
            one for one in self.told if one.event.service != "grading" or one.position < position
        )
        return replace(self, told=told)
