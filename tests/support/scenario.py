"""Given, when, then for a domain: the same ``decide`` and ``evolve`` that production calls.

    village = Scenario(grading, case="upgrade:2011:north-7").given(SCHEME, OPENED, ENROLLED)
    village.when(BranchSelfRated(tier="good"), on="2011-11-12").then_recorded(tier="good")

``given`` folds events in as they stand, own or heard; ``went`` submits them first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

import pytest

from contracts.envelope import Envelope, Recorded, Said
from contracts.events import Event
from contracts.refusals import Refused
from contracts.register import Register

S = TypeVar("S")


class Domain(Protocol[S]):
    """What ``services.<name>.domain`` exports; the package itself is handed in."""

    @property
    def START(self) -> S: ...

    @property
    def decide(self) -> Callable[[Said[Event], S, Register], Event]: ...

    @property
    def evolve(self) -> Callable[[S, Recorded[Event]], S]: ...


@dataclass(frozen=True)
class Saying:
    """An event with what its envelope says; what is left out, the scenario fills in."""

    event: Event
    by: str | None = None
    on: str | None = None
    about: str | None = None
    id: str | None = None


def says(
    event: Event,
    *,
    by: str | None = None,
    on: str | None = None,
    about: str | None = None,
    id: str | None = None,
) -> Saying:
    """``by``: the organisation that acts. ``on``: day, or ISO time. ``about``: the subject."""
    return Saying(event, by, on, about, id)


def time(on: str, zone: str = "Asia/Shanghai") -> datetime:
    """A day (its morning, local) or an ISO time, as the envelope's aware UTC time."""
    at = datetime.fromisoformat(on if "T" in on else f"{on}T09:00")
    return at.replace(tzinfo=at.tzinfo or ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


@dataclass(frozen=True)
class Scenario(Generic[S]):
    """A service's streams by subject, its register, and whose case the story is about.

    ``log``: what was recorded or heard so far, in order.
    """

    domain: Domain[S]
    case: str
    today: str = "2011-11-01"
    states: Mapping[str, S] = field(default_factory=dict)
    register: Register = field(default_factory=Register)
    log: tuple[Recorded[Event], ...] = ()

    @property
    def state(self) -> S:
        """The state of the case that the story is about."""
        return self.state_of(self.case)

    def state_of(self, subject: str) -> S:
        return self.states.get(subject, self.domain.START)

    def given(self, *sayings: Event | Saying, on: str | None = None) -> "Scenario[S]":
        """These were recorded, by this service or another, and are folded in as they stand."""
        here = self
        for saying in map(_saying, sayings):
            envelope = here._envelope(saying, on)
            here = here._recorded(envelope, saying.event)
        return here

    def went(self, *sayings: Event | Saying, on: str | None = None) -> "Scenario[S]":
        """These were submitted, one after another, and each was accepted."""
        here = self
        for saying in map(_saying, sayings):
            here = here.when(saying, on=on).accepted()
        return here

    def when(
        self, saying: Event | Saying, *, by: str | None = None, on: str | None = None
    ) -> "Outcome[S]":
        """This is submitted."""
        saying = _saying(saying)
        saying = replace(saying, by=saying.by or by)
        envelope = self._envelope(saying, on)
        said = Said(envelope, saying.event)
        state = self.state_of(envelope.subject)
        try:
            decided = self.domain.decide(said, state, self.register)
        except Refused as refusal:
            return Outcome(self, envelope, refusal)
        return Outcome(self, envelope, decided)

    def _envelope(self, saying: Saying, on: str | None) -> Envelope:
        scheme, cycle, organisation = self.case.split(":")
        subjects = {
            "case": self.case,
            "scheme": f"scheme:{scheme}",
            "cycle": f"cycle:{scheme}:{cycle}",
            "organisation": f"organisation:{organisation}",
        }
        return Envelope(
            id=saying.id or f"e{len(self.log) + 1}",
            source="/tests",
            type=saying.event.type,
            subject=saying.about or subjects[saying.event.about],
            time=time(saying.on or on or self.today),
            actor=saying.by or organisation,
        )

    def _recorded(self, envelope: Envelope, event: Event) -> "Scenario[S]":
        known = self.register
        register = Register(
            dict(known.schemes),
            dict(known.cycles),
            dict(known.organisations),
            dict(known.selected),
            {id: dict(figures) for id, figures in known.figures.items()},
            dict(known.publishers),
        )
        position = 1 + sum(one.event.service == event.service for one in self.log)
        recorded = Recorded(envelope, event, position)
        register.evolve(recorded)
        state = self.domain.evolve(self.state_of(envelope.subject), recorded)
        return replace(
            self,
            states={**self.states, envelope.subject: state},
            register=register,
            log=(*self.log, recorded),
        )


@dataclass(frozen=True)
class Outcome(Generic[S]):
    """What the domain answered to a submission."""

    scenario: Scenario[S]
    envelope: Envelope
    answer: Event | Refused

    def accepted(self) -> Scenario[S]:
        """The story with the recorded event folded in."""
        return self.scenario._recorded(self.envelope, self.event)

    @property
    def event(self) -> Event:
        """The event that was recorded."""
        if isinstance(self.answer, Refused):
            pytest.fail(f"refused by {self.answer.rule}: {self.answer!r}")
        return self.answer

    def field(self, name: str) -> Any:
        """One field of the event that was recorded."""
        return getattr(self.event, name)

    def then(self, expected: Event) -> Scenario[S]:
        """Exactly this was recorded."""
        assert self.event == expected
        return self.accepted()

    def then_recorded(self, **fields: Any) -> Scenario[S]:
        """An event was recorded with these fields, whatever the others hold."""
        assert {name: getattr(self.event, name) for name in fields} == fields
        return self.accepted()

    def then_refused(
        self,
        kind: type[Refused],
        rule: str | None = None,
        *,
        field: str | None = None,
        awaits: frozenset[str] | set[str] | None = None,
        saying: str = "",
    ) -> Refused:
        """It was refused; ``saying`` is a part of its detail or of what it would accept."""
        assert isinstance(self.answer, Refused), f"accepted: {self.answer!r}"
        assert type(self.answer) is kind, f"{type(self.answer).__name__}: {self.answer}"
        assert rule is None or self.answer.rule == rule
        assert field is None or self.answer.field == field
        assert awaits is None or self.answer.awaits == awaits
        assert saying in f"{self.answer.detail} {self.answer.accepts}"
        return self.answer


def _saying(saying: Event | Saying) -> Saying:
    return saying if isinstance(saying, Saying) else Saying(saying)
