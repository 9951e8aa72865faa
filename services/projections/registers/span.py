"""The part of a chronicle that a target looks at: where, and from when until when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import CommendationIssued
from contracts.events.pledges import ResponsibilityLetterSigned
from contracts.events.training import TrainingAttended, TrainingSessionHeld
from contracts.scheme.programme import Target
from contracts.subjects import Case
from services.projections.explanation.story import Story
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.marks import Marks

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Span:
    """``scope``: ids of scopes, the organisations of which count alone; none: all. Both days count.

    ``here``: the cycle that a cycle's figures are of. ``cycle_only``: what is said in others does
    not count, and the day it closes is the last one (D-10).
    """

    marks: Marks
    scope: tuple[str, ...]
    since: date | None
    until: date | None
    here: str
    cycle_only: bool

    @staticmethod
    def of(marks: Marks, target: Target) -> "Span":
        """What a target looks at, until the day it is due."""
        chronicle = marks.chronicle
        by = target.by
        open_by_then = [one.id for one in chronicle.cycles.values() if not by or one.opens <= by]
        here = open_by_then[-1] if open_by_then else chronicle.cycle.id
        whole = Span(marks, target.scope, target.since, by, here, cycle_only=False)
        return replace(whole, cycle_only=True).of_cycle(here) if target.each == "cycle" else whole

    @property
    def chronicle(self) -> Chronicle:
        """The whole of which it is a part."""
        return self.marks.chronicle

    @property
    def roots(self) -> list[str]:
        """Whose figures are those of the whole."""
        chronicle = self.chronicle
        places = [s.organisation or s.id for s in chronicle.scheme.scopes if s.id in self.scope]
        if not places:
            return chronicle.tops
        return [seen for place in places for seen in chronicle.seen_of(place)]

    def of_cycle(self, id: str) -> "Span":
        """The same, with the figures of this cycle."""
        closes = self.chronicle.cycles[id].closes
        return replace(self, here=id, until=closes if self.cycle_only else self.until)

    def to_this_day(self) -> "Span":
        """The same without an end."""
        return replace(self, until=None)

    @cached_property
    def stories(self) -> list[tuple[Case, Story]]:
        """The cases it looks at, cycle by cycle."""
        order = {id: at for at, id in enumerate(self.chronicle.cycles)}
        found = [one for one in self.chronicle.stories.items() if self.covers(one[0])]
        return sorted(found, key=lambda one: order[one[0].cycle])

    def covers(self, case: Case) -> bool:
        """Whether it looks at a case."""
        if self.cycle_only and case.cycle != self.here:
            return False
        return not self.scope or self.chronicle.in_scope(self.scope, case.organisation)

    def told(self, *kinds: type[E]) -> Iterator[tuple[Case, Recorded[E]]]:
        """The events of these classes that happened in it, case by case."""
        for case, story in self.stories:
            yield from ((case, one) for one in self.within(story, *kinds))

    def said(self, *kinds: type[E]) -> list[Recorded[E]]:
        """The events of these classes about cycles that happened in it."""
        mine = f"cycle:{self.chronicle.scheme.id}:{self.here}"
        return [
            one
            for one in self.chronicle.said(*kinds)
            if self.holds(self.day(one)) and (not self.cycle_only or one.envelope.subject == mine)
        ]

    def within(self, story: Story, *kinds: type[E]) -> list[Recorded[E]]:
        """The events of a case that happened in it."""
        return [one for one in story.of(*kinds) if self.holds(self.day(one))]

    def holds(self, day: date) -> bool:
        """Whether a day belongs to it."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )

    def day(self, recorded: Recorded[Event]) -> date:
        """When something happened: the day that it names itself, else that of its envelope."""
        match recorded.event:
            case CommendationIssued(issued_on=day) | ResponsibilityLetterSigned(signed_on=day):
                return day
            case TrainingSessionHeld(ends_on=day) | TrainingAttended(attended_to=day):
                return day
            case _:
                return recorded.envelope.time.astimezone(self._zone).date()

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.chronicle.scheme.timezone)
