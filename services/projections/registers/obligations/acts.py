"""What is on record that fulfils obligations, or says that they were missed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from contracts.acts import day_of, served, variant_of
from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import DeadlinePassed, RecordFiled
from contracts.events.training import TrainingObligationMissed
from contracts.subjects import Case
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.obligations.duties import Owed, Term


@dataclass(frozen=True)
class Act:
    """Something done. ``served``: the due day of the deadline that it was recorded for."""

    day: date
    served: date | None
    variant: str
    recorded: Recorded[Event]

    def is_for(self, term: Term) -> bool:
        """Whether it was done for this term rather than another."""
        if term.period is None:
            return True
        if self.served:
            return self.served == term.due_on
        return term.due_on is not None and term.opens_on <= self.day <= term.due_on


Index = dict[str, list[Act]]
"""Acts by the name of their event or record kind."""


class Acts:
    """One chronicle's acts, found by what they were and by whose case they are of."""

    def __init__(self, chronicle: Chronicle) -> None:
        self.chronicle, self.scheme = chronicle, chronicle.scheme
        self.zone = ZoneInfo(chronicle.scheme.timezone)
        self._cases: dict[Case, Index] = {}

    def fulfilling(self, one: Owed, term: Term) -> Act | None:
        """The act that fulfilled it: the one that made up the number, or the last body's."""
        duty = one.duty
        acts = sorted(
            (act for act in self._acts_of(one) if act.is_for(term)),
            key=lambda act: (act.day, act.recorded.position),
        )
        if duty.step.bodies and not duty.training:
            first = {act.variant: act for act in reversed(acts)}
            acts = [first[body] for body in duty.step.bodies if body in first]
            times = len(duty.step.bodies)
            acts.sort(key=lambda act: act.day)
        else:
            times = duty.times
        return acts[times - 1] if len(acts) >= times else None

    def _acts_of(self, one: Owed) -> Iterator[Act]:
        known = ("", *one.duty.variants)
        indexes = [self._of_cycle, *map(self.of_case, one.where or ())]
        for name in one.duty.names:
            for act in (act for index in indexes for act in index.get(name, ())):
                if not one.duty.variants or act.variant in known:
                    yield act

    def of_case(self, case: Case) -> Index:
        """Those of one case."""
        if case not in self._cases:
            story = self.chronicle.stories.get(case)
            self._cases[case] = self._index(story.told if story else ())
        return self._cases[case]

    @cached_property
    def _of_cycle(self) -> Index:
        cycle = self.chronicle.cycle
        subject = f"cycle:{cycle.scheme}:{cycle.id}"
        return self._index(o for o in self.chronicle.references if o.envelope.subject == subject)

    def _index(self, told: Iterable[Recorded[Event]]) -> Index:
        found: Index = {}
        for one in told:
            event, name, variant = one.event, one.event.name, variant_of(one.event)
            if isinstance(event, RecordFiled):
                kind = self.scheme.record_kind(event.kind)
                name, variant = event.kind, (kind and kind.variant(event.fields)) or ""
            day = day_of(event) or one.envelope.time.astimezone(self.zone).date()
            found.setdefault(name, []).append(Act(day, served(event), variant, one))
        return found

    @cached_property
    def missed(self) -> dict[tuple[str, str, str], Recorded[Event]]:
        """What is on record as missed: by case, by what, and by its period or day."""
        found: dict[tuple[str, str, str], Recorded[Event]] = {}
        for case, story in self.chronicle.stories.items():
            for passed in story.of(DeadlinePassed):
                event = passed.event
                of = event.order_id or event.target_id or event.step
                found[str(case), of, str(event.due_on)] = passed
            for missed in story.of(TrainingObligationMissed):
                found[str(case), missed.event.obligation, missed.event.period] = missed
        return found
