"""A programme played through the three domains: what the projections then read.

Every event goes through ``decide``; each service's log has positions of its own.
"""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

from contracts.envelope import Envelope, Recorded, Said
from contracts.events import Event
from contracts.register import Register
from services.grading import domain as grading
from services.pledges import domain as pledges
from services.projections.trail.entry import Entry
from services.projections.trail.reducer import entries
from services.runtime.wire import Carried, encode_state
from services.training import domain as training
from tests.support.carriage import carried
from tests.support.scenario import time

DOMAINS: dict[str, ModuleType] = {"grading": grading, "pledges": pledges, "training": training}


@dataclass
class Play:
    """The logs of the services. ``case``: whom events are about unless they say otherwise."""

    case: str
    log: dict[str, list[Recorded[Event]]] = field(default_factory=lambda: {s: [] for s in DOMAINS})
    carried: list[Carried] = field(default_factory=list)
    states: dict[tuple[str, str], Any] = field(default_factory=dict)
    register: Register = field(default_factory=Register)

    def say(
        self,
        event: Event,
        by: str,
        on: str,
        *,
        subject: str | None = None,
        clerk: str | None = None,
        recorded: str | None = None,
    ) -> Recorded[Event]:
        """Submit an event of a day; it is recorded an hour after it happened, or when told."""
        service, happened = event.service, time(on)
        about = subject or self.case
        envelope = Envelope(
            id=f"{event.name}-{len(self.carried) + 1}",
            source="/apps/example",
            type=event.type,
            subject=about,
            time=happened,
            actor=by,
            recordedby=clerk,
        )
        said = Said(envelope, event)
        decided = DOMAINS[service].decide(said, self._state(service, about), self.register)
        kept = Envelope(
            **{name: getattr(envelope, name) for name in envelope.__struct_fields__}
            | {
                "recordedat": time(recorded) if recorded else happened + timedelta(hours=1),
                "version": 1 + sum(one.envelope.subject == about for one in self.log[service]),
            }
        )
        done = Recorded(kept, decided, len(self.log[service]) + 1)
        self._fold(service, done)
        return done

    def _state(self, service: str, about: str) -> Any:
        return self.states.get((service, about), DOMAINS[service].START)

    def _fold(self, service: str, done: Recorded[Event]) -> None:
        self.log[service].append(done)
        self.register.evolve(done)
        about = done.envelope.subject
        for name, domain in DOMAINS.items():
            if name == service or type(done.event) in domain.HEARS:
                self.states[name, about] = domain.evolve(self._state(name, about), done)
        state = encode_state(done.envelope, done.event.model_dump_json().encode())
        self.carried.append(carried(service, state, done.position))

    def apart(self) -> "Play":
        """The same story, to be gone on with by one test alone."""
        register = {one.name: dict(getattr(self.register, one.name)) for one in fields(Register)}
        return replace(
            self, log={service: list(told) for service, told in self.log.items()},
            carried=list(self.carried), states=dict(self.states), register=Register(**register),
        )  # fmt: skip

    def entries(self) -> list[Entry]:
        """The trail's rows, each service's in the order of its log."""
        rows = [_read(row) for one in self.carried for row in entries(one)]
        return sorted(rows, key=lambda entry: (entry.service, entry.position))

    @property
    def now(self) -> datetime:
        """When the last event was recorded."""
        return max(entry.recordedat for entry in self.entries())


def _read(row: tuple[Any, ...]) -> Entry:
    """A row as PostgreSQL gives it back: it takes the times as text."""
    entry = Entry(*row)
    time, recordedat = (datetime.fromisoformat(str(at)) for at in (entry.time, entry.recordedat))
    return entry._replace(time=time, recordedat=recordedat)
