"""The three services' domains in one room: each hears the others at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from client.submissions import Submission, route
from contracts.envelope import Recorded, Said
from contracts.events import BY_TYPE, Event
from contracts.refusals import Refused
from contracts.register import Register
from services.grading import domain as grading
from services.pledges import domain as pledges
from services.runtime.contract import read_submission
from services.runtime.wire import Submission as Wired
from services.training import domain as training

DOMAINS: dict[str, ModuleType] = {"grading": grading, "pledges": pledges, "training": training}


@dataclass
class Room:
    """What was recorded, by service, and what was refused. ``now``: the clock of the doors."""

    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    states: dict[tuple[str, str], Any] = field(default_factory=dict)
    registers: dict[str, Register] = field(
        default_factory=lambda: {name: Register() for name in DOMAINS}
    )
    recorded: dict[str, list[Recorded[Event]]] = field(
        default_factory=lambda: {name: [] for name in DOMAINS}
    )
    refused: list[tuple[Submission, Refused]] = field(default_factory=list)

    def submit(self, submission: Submission) -> Event | Refused:
        """The recorded event, or the refusal."""
        service, _ = route(submission)
        event = self.ask(submission)
        if isinstance(event, Refused):
            self.refused.append((submission, event))
            return event
        log = self.recorded[service]
        recorded = Recorded(self._said(submission, service).envelope, event, len(log) + 1)
        self.recall([recorded], service)
        return event

    def recall(self, recorded: Sequence[Recorded[Event]], service: str) -> None:
        """Take in what the service recorded."""
        self.recorded[service] += recorded
        for one in recorded:
            for name, domain in DOMAINS.items():
                if name == service or type(one.event) in domain.HEARS:
                    self._fold(name, one)

    def ask(self, submission: Submission) -> Event | Refused:
        """The event that would be recorded, or the refusal; nothing is."""
        service, _ = route(submission)
        try:
            said = self._said(submission, service)
            state = self._state(service, said.envelope.subject)
            decided: Event = DOMAINS[service].decide(said, state, self.registers[service])
        except Refused as no:
            return no
        return decided

    def case(self, service: str, subject: str) -> list[Event]:
        """What a service recorded about a subject, in order."""
        return [r.event for r in self.recorded[service] if r.envelope.subject == subject]

    def _state(self, service: str, subject: str) -> Any:
        return self.states.get((service, subject), DOMAINS[service].START)

    def _fold(self, service: str, recorded: Recorded[Event]) -> None:
        self.registers[service].evolve(recorded)
        subject = recorded.envelope.subject
        state = self._state(service, subject)
        self.states[service, subject] = DOMAINS[service].evolve(state, recorded)

    def _said(self, submission: Submission, service: str) -> Said[Event]:
        attributes = {name: value for name, value in submission.items() if name != "data"}
        data = json.dumps(submission["data"]).encode()
        said = read_submission(Wired(attributes, data), service, self.now)
        assert said.envelope.type in BY_TYPE
        return said
