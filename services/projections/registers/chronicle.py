"""What a register is folded from: everything told in a cycle, or in the programme up to it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.register import Cycle, Organisation, Register
from contracts.scheme import Scheme
from contracts.subjects import Case
from contracts.workdays import UNKNOWN, WorkingDays
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.parts import Name
from services.projections.people.names import NOBODY, People

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Chronicle:
    """A programme as far as a register reads it.

    ``scheme``: the version that the asked cycle pins; each story has its own. ``cycles``: the asked
    one, or all up to it, by id in their order. ``stories``: by case, in the order of their ids.
    ``references``: what the register reads of these cycles, and of the organisations' figures.
    ``newest``: the version of the scheme that was published last.
    ``township``: if only the cases under it are told of. ``seen``: ids of the organisations that
    the reader sees; None: all.
    """

    scheme: Scheme
    cycle: Cycle
    cycles: Mapping[str, Cycle]
    closed_on: Mapping[str, date]
    stories: Mapping[Case, Story]
    references: tuple[Recorded[Event], ...]
    organisations: Mapping[str, Organisation]
    judged_at: date
    newest: Scheme
    people: People = NOBODY
    township: str | None = None
    seen: frozenset[str] | None = None
    workdays: WorkingDays = UNKNOWN

    @cached_property
    def register(self) -> Register:
        """The organisations, as the procedure asks about them."""
        return Register(organisations=dict(self.organisations))

    def covers(self, organisation: str) -> bool:
        """Whether it is seen, and is, or stands under, the township asked about, if any is."""
        return (self.seen is None or organisation in self.seen) and (
            self.township in (None, organisation, *self.above(organisation))
        )

    @cached_property
    def is_part(self) -> bool:
        """Whether it tells of a part of the programme only."""
        return self.township is not None or self.tops != [self.cycle.committee]

    @cached_property
    def tops(self) -> list[str]:
        """The organisations that, each with all below it, are what is told of."""
        return self.seen_of(self.township or self.cycle.committee)

    def seen_of(self, top: str) -> list[str]:
        """An organisation, if all of it is seen, else the highest ones below it that are."""
        if self.seen is None or top in self.seen:
            return [top]
        return sorted(
            one.id
            for one in self.organisations.values()
            if one.id in self.seen and one.parent not in self.seen and top in self.above(one.id)
        )

    @cached_property
    def speech(self) -> Speech:
        """The words of the scheme and the registers of organisations and people."""
        return Speech.of(self.scheme, self.organisations, self.people, self.judged_at)

    def of(self, *kinds: type[E]) -> list[tuple[Case, Recorded[E]]]:
        """The events of these classes, all of one service, with their cases, in log order."""
        found = [(case, one) for case, story in self.stories.items() for one in story.of(*kinds)]
        return sorted(found, key=lambda one: one[1].position)

    def said(self, *kinds: type[E]) -> list[Recorded[E]]:
        """The events of these classes about cycles and organisations, in the order of the log."""
        return cast("list[Recorded[E]]", [o for o in self.references if isinstance(o.event, kinds)])

    def of_case(self, case: Case) -> dict[str, Any]:
        """The fields by which a row names its case."""
        return {"case": str(case), "organisation": self.speech.name(case.organisation)}

    def in_scope(self, scope: Collection[str], organisation: str) -> bool:
        """Whether something scoped binds the organisation (R-26); no scope binds all."""
        bound = {one.organisation or one.id for one in self.scheme.scopes if one.id in scope}
        return not scope or not bound.isdisjoint((organisation, *self.above(organisation)))

    def scopes(self, ids: Iterable[str]) -> list[Name]:
        """What the scheme calls these scopes, in its order."""
        wanted = set(ids)
        return [self.speech.piece(s, s.id) for s in self.scheme.scopes if s.id in wanted]

    def above(self, organisation: str) -> list[str]:
        """The organisations above one, the nearest first."""
        return superiors(self.organisations, organisation)


def superiors(organisations: Mapping[str, Organisation], id: str) -> list[str]:
    """The organisations above one, the nearest first, as far as they are known."""
    found: list[str] = []
    while (own := organisations.get(id)) and own.parent and own.parent not in found:
        found.append(id := own.parent)
    return found
