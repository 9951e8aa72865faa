"""A programme's events told directly, without the rules of who may say them: for folds of many."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from contracts.envelope import Envelope, Recorded
from contracts.events import Event
from contracts.events import grading as g
from contracts.events import training as t
from contracts.register import Cycle, Organisation
from contracts.workdays import UNKNOWN
from services.projections.registers import REGISTERS
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.gather import compose
from services.projections.registers.targets import ProgrammeTargetRow
from tests.support.scenario import time
from tests.unit.scheme.examples import scheme

ROOT = "committee"
day = date.fromisoformat


@dataclass
class Programme:
    """A scheme's cycles under one committee. ``cycle``: of whose cases events are told."""

    id: str
    cycle: str = ""
    told: list[Recorded[Event]] = field(default_factory=list)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.scheme = scheme(self.id)
        self.cycle = self.cycle or self.scheme.cycles[0].id
        self.organisation(ROOT, "committee", None)
        for scope in self.scheme.scopes:
            self.organisation(scope.organisation or scope.id, "township_committee")

    def organisation(
        self, id: str, kind: str, parent: str | None = ROOT, name: str | None = None
    ) -> str:
        self.organisations[id] = Organisation(id, kind, name or f"例{id}", f"Example {id}", parent)
        return id

    def say(self, event: Event, about: str, on: str, cycle: str | None = None) -> None:
        """``about``: an organisation, or ``cycle``."""
        where = cycle or self.cycle
        if isinstance(event, g.RegisterFigureRecorded):
            subject = f"organisation:{about}"
        elif event.about == "cycle":
            subject = f"cycle:{self.id}:{where}"
        else:
            subject = f"{self.id}:{where}:{about}"
        position = next(self.numbers)
        envelope = Envelope(
            id=f"event-{position}", source="/apps/example", type=event.type, subject=subject,
            time=time(on), actor=ROOT, recordedat=time(on), version=1,
        )  # fmt: skip
        self.told.append(Recorded(envelope, event, position))

    # What is often told ---------------------------------------------------------------------------

    def enrol(
        self, id: str, ladder: str, on: str, *, opening: str | None = None, kind: str = "",
        parent: str = ROOT, cycle: str | None = None,
    ) -> str:  # fmt: skip
        found = self.scheme.ladder(ladder)
        assert found
        if id not in self.organisations:
            self.organisation(id, kind or found.applies_to[0], parent)
        tiers = {ladder: opening} if opening else {}
        self.say(g.BranchEnrolled(ladders=(ladder,), opening_tiers=tiers), id, on, cycle)
        return id

    def give(
        self, id: str, ladder: str, tier: str, on: str, *, basis: str = "recognition",
        cycle: str | None = None, document: str | None = None,
    ) -> None:  # fmt: skip
        said = g.GradeAssigned(ladder=ladder, tier=tier, basis=basis, document=document)
        self.say(said, id, on, cycle)

    def figure(self, name: str, value: int, on: str, of: str = ROOT) -> None:
        said = g.RegisterFigureRecorded(
            figure=name, value=value, as_of=day(on), reported_from="名册 / register"
        )
        self.say(said, of, on)

    def record(
        self, id: str, name: str, on: str, /, *, cycle: str | None = None, **fields: object
    ) -> str:
        number = f"record-{next(self.numbers)}"
        said = g.RecordFiled(record_id=number, kind=name, fields=fields)
        self.say(said, id, on, cycle)
        return number

    def report(self, target: str, value: object, on: str, cycle: str | None = None) -> None:
        known = self.scheme.target(target)
        assert known
        said = g.ProgrammeMeasureRecorded(
            target=target, value=value, unit=known.unit or "", as_of=day(on), reported_from="总结"
        )
        self.say(said, "cycle", on, cycle)

    # What is asked --------------------------------------------------------------------------------

    def chronicle(self, today: str, township: str | None = None) -> Chronicle:
        cycles = self._cycles()
        known = {one.id for one in cycles}
        figures = [o for o in self.told if isinstance(o.event, g.RegisterFigureRecorded)]
        return compose(
            cycles,
            {id: self.scheme for id in known},
            {},
            [o for o in self.told if known & set(o.envelope.subject.split(":"))],
            figures,
            self.organisations,
            workdays=UNKNOWN,
            judged_at=day(today),
            township=township,
        )

    def _cycles(self) -> list[Cycle]:
        """The cycles up to the asked one."""
        known = [
            Cycle(self.id, one.id, 1, ROOT, one.opens, one.closes) for one in self.scheme.cycles
        ]
        asked = next(one for one in known if one.id == self.cycle)
        return [one for one in known if one.opens <= asked.opens]

    def rows(self, today: str, township: str | None = None) -> dict[str, ProgrammeTargetRow]:
        found: Iterable[ProgrammeTargetRow] = REGISTERS["targets"].rows(
            self.chronicle(today, township)
        )
        return {row.target.id: row for row in found}


def held(
    of: Programme,
    id: str,
    *people: str,
    kind: str = "everyone_skills",
    at: str = "fanjiazhai",
    on: str = "2010-06-01",
    last: str = "",
    **said: Any,
) -> None:
    end = day(last or on)
    session = t.TrainingSessionHeld(
        session_id=id, kind=kind, starts_on=day(on), ends_on=end, form="lecture", **said
    )
    of.say(session, at, on)
    for person in people:
        came = t.TrainingAttended(
            session_id=id, person=person, role="masses", attended_from=day(on), attended_to=end
        )
        of.say(came, at, on)


def names(found: Iterable[object]) -> list[str]:
    """The ids of names, or of who counts."""
    return [getattr(one, "name", one).id if hasattr(one, "source") else one.id for one in found]


def asked(row: ProgrammeTargetRow, *fields: str) -> tuple[Any, ...]:
    """These fields of a row."""
    return tuple(getattr(row, field) for field in fields)
