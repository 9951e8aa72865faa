"""The three services and the reference, told the same things: they have to agree on each."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from random import Random
from typing import Any

from contracts.events import Event
from contracts.refusals import (
    AlreadyRecorded,
    ContractBroken,
    NotAuthorised,
    NotInProcedure,
    ReasonMissing,
    Refused,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
    UnknownSubject,
)
from tests.model import standard
from tests.model.case import Case, Said
from tests.model.drafts import EVENTS, FOLLOWS, PEOPLE, Drafts, later
from tests.model.flaws import spoiled
from tests.model.reference import Reference
from tests.model.worlds import WORLDS, document
from tests.unit.demo.in_memory import Room

KINDS = {
    AlreadyRecorded: "once", ContractBroken: "contract", NotAuthorised: "R-19",
    NotInProcedure: "procedure", ReasonMissing: "reason", RuleBroken: "rule", StepNotOpen: "order",
    UnknownReference: "reference", UnknownSubject: "subject",
}  # fmt: skip
"""What the reference calls a refusal where domain.md has no number for the rule."""


class Disagreement(AssertionError):
    """The services and the reference differ. ``about``: on what, in short."""

    def __init__(self, about: tuple[Any, ...], said: Said, more: object) -> None:
        super().__init__(f"{about}: {said}\n{more!r}")
        self.about = about


def named(no: Refused) -> set[str]:
    """What a refusal may be called: its rule's number, or its kind."""
    return {KINDS[type(no)], no.rule, *re.findall(r"R-\d\d", no.rule)}


@dataclass
class Play:
    """One scheme, its cycles, its cases, on both sides."""

    scheme: str
    room: Room = field(default_factory=lambda: Room(datetime(2040, 1, 1, tzinfo=UTC)))
    counts: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """By event, what was accepted and what was refused."""

    def __post_init__(self) -> None:
        self.document = document(self.scheme)
        self.reference = Reference(self.document)
        self.submitted = 0
        self.days: dict[str, str] = {}

    def open(self, cycle: str) -> None:
        """Publish the scheme, register everybody, open the cycle."""
        world = WORLDS[self.scheme]
        opens = next(c["opens"] for c in self.document["cycles"] if c["id"] == cycle)
        for id, (kind, parent) in world.organisations.items():
            data = {"kind": kind, "name_zh": f"例{id}", **({"parent": parent} if parent else {})}
            self.submit(Said("OrganisationRegistered", f"organisation:{id}", id, opens, data))
        issuer = next(
            o for o, (k, _) in world.organisations.items() if k == self.document["issuer"]["kind"]
        )
        published = {
            "scheme_version": self.document["version"],
            "effective_from": opens,
            "definition": self.document,
        }
        self.answer(Said("SchemePublished", f"scheme:{self.scheme}", issuer, opens, published))
        opened = {"scheme_version": self.document["version"]}
        self.submit(Said("CycleOpened", f"cycle:{self.scheme}:{cycle}", issuer, opens, opened))
        for id in world.cases:
            members = {"figure": "members", "value": len(PEOPLE), "as_of": opens}
            said = {**members, "reported_from": "the register"}
            self.submit(Said("RegisterFigureRecorded", f"organisation:{id}", id, opens, said))
        self.days = dict.fromkeys(world.cases, opens)

    def case(self, organisation: str) -> Case:
        (cycle,) = self.reference.cycles
        found = self.reference.case(f"{self.scheme}:{cycle}:{organisation}")
        assert found is not None
        return found

    def drafts(self, organisation: str, seed: int) -> Drafts:
        random = Random(f"{seed}, {self.submitted}")
        self.days[organisation] = later(self.days[organisation], random.randrange(12))
        return Drafts(self.reference, self.case(organisation), self.days[organisation], random)

    def say(self, organisation: str, event: str, flaw: str | None, seed: int) -> bool:
        """Draft an event, spoil it if there is a flaw, submit it to both sides."""
        drafts = self.drafts(organisation, seed)
        return self.submit(spoiled(drafts.draft(event), flaw, drafts))

    def advance(self, organisation: str, flaw: str | None, seed: int) -> bool:
        """Say what the procedure waits for next, or something that belongs to a step done."""
        random, c = Random(f"{seed} {self.submitted}"), self.case(organisation)
        going_on = [name for name, begun in FOLLOWS.items() if c.all(begun)]
        if going_on and random.random() < 0.35:
            return self.say(organisation, random.choice(going_on), flaw, seed)
        if not c.all("BranchEnrolled"):
            return self.say(organisation, "BranchEnrolled", flaw, seed)
        steps = [s for s in self.document["procedure"] if self.is_open(s, c)]
        waiting = [s for s in steps if not self.reference.done(s["id"], c, None)]
        steps = steps or self.document["procedure"]
        step = random.choice(waiting[:3] if waiting and random.random() < 0.8 else steps)
        early = [s for s in self.document["procedure"] if s not in [*steps, *waiting]]
        step = random.choice(early[:2]) if early and random.random() < 0.1 else step
        names = step.get("done_by", step["records"]) if random.random() < 0.7 else step["records"]
        name = random.choice([n for n in names if n != "SchemePublished"] or ["RecordFiled"])
        if name == "GradeConfirmed" and not c.all("CommitteeReviewHeld"):
            name = "CommitteeReviewHeld"
        if name == "TrainingSessionHeld" and random.random() < 0.4:
            name = "TrainingSessionScheduled"
        return self.say(organisation, name if name in EVENTS else "RecordFiled", flaw, seed)

    def is_open(self, step: dict[str, Any], c: Case) -> bool:
        """Whether a step binds the case, in this cycle, and nothing before it is missing."""
        here = any(
            step in c.steps(name, None, self.reference.scopes(c)) for name in step["records"]
        )
        return here and all(
            self.reference.done(r["step"], c, None) if "step" in r else c.all(r["event"])
            for r in step["requires"]
        )

    def survey(self, organisation: str, good: float, seed: int) -> None:
        """Evidence for all that the standard asks of the case; a ``good`` part of it favourable."""
        drafts = self.drafts(organisation, seed)
        by_id = standard.criteria(self.document)
        for name in sorted(drafts.c.read()):
            data = drafts.EvidenceRecorded(by_id[name], good)
            subject = f"{self.scheme}:{drafts.c.cycle['id']}:{organisation}"
            self.submit(Said("EvidenceRecorded", subject, organisation, drafts.day, data))

    def answer(self, said: Said) -> Event | Refused:
        self.submitted += 1
        return self.room.submit(
            {
                "specversion": "1.0", "id": f"e{self.submitted}", "source": "/model",
                "type": EVENTS[said.event].type, "subject": said.subject, "actor": said.actor,
                "time": f"{said.day}T12:00:00Z", "data": said.data,
            }
        )  # fmt: skip

    def submit(self, said: Said) -> bool:
        """Whether it was accepted.

        Raises:
            Disagreement: the services and the reference do not say the same.
        """
        broken = self.reference.judge(said)
        answer = self.answer(said)
        self.counts[said.event, not broken] += 1
        if isinstance(answer, Refused):
            if not broken & named(answer):
                raise Disagreement(
                    ("refused", said.event, *sorted(broken), "by", answer.rule), said, answer
                )
            return False
        if broken:
            raise Disagreement(("accepted", said.event, *sorted(broken)), said, answer)
        expected = self.reference.derived(said)
        self.reference.record(said)
        found = {name: attrgetter(name)(answer) for name in expected}
        if found != expected:
            raise Disagreement(("recorded", said.event), said, (found, expected))
        return True
