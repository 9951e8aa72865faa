"""The three services and the reference, told the same things: they have to agree on each."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, partial
from random import Random
from typing import Any, TypeVar

from contracts.events import Event
from contracts.events.grading import Snapshot
from contracts.refusals import ContractBroken, Refused
from tests.model.drafts import EVENTS, Drafts, later
from tests.model.reference import Case
from tests.model.standard import compared
from tests.model.worlds import WORLDS, Data, Setting, data, document
from tests.unit.demo.in_memory import Room

T = TypeVar("T")
SHARED = ("CycleClosed", "ExemplarSelected")
"""What is said of the cycle, for every case to know."""
ENVELOPE = ("event", "actor", "day", "name", "variant")


class Disagreement(AssertionError):
    """The services and the reference differ. ``about``: on what, in short."""

    def __init__(self, about: tuple[Any, ...], said: Data, answer: object) -> None:
        super().__init__(f"{about}: {said}\n{answer!r}")
        self.about = about


@cache
def opened(scheme: str, cycle: str) -> Room:
    """Everybody is registered, the scheme published, the cycle opened: nobody refuses this."""
    room, of = Room(datetime(2060, 1, 1, tzinfo=UTC)), Setting(scheme, cycle)
    version, subject = {"scheme_version": of.scheme.version}, f"cycle:{scheme}:{cycle}"
    published = {**version, "effective_from": of.opens, "definition": document(scheme)}
    members = {"figure": "members", "value": of.members, "as_of": of.opens}
    members |= {"reported_from": "the register"}
    said: list[tuple[str, str, Any]] = []
    for id, (kind, parent) in of.organisations.items():
        body = {"kind": kind, "name_zh": f"例{id}", **({"parent": parent} if parent else {})}
        said += [("OrganisationRegistered", f"organisation:{id}", body)]
        said += [("RegisterFigureRecorded", f"organisation:{id}", members)]
    said += [("SchemePublished", f"scheme:{scheme}", published), ("CycleOpened", subject, version)]
    for number, (event, about, body) in enumerate(said):
        act = Data(body, event=event, actor=of.issuer, day=of.opens)
        answer = room.submit(submission(f"s{number}", act, about))
        assert isinstance(answer, Event), answer
    return room


def afresh(room: Room) -> Room:
    """The same room for a play of its own: a cycle may be closed there, an exemplar selected."""
    registers = {
        name: replace(known, cycles={**known.cycles}, selected={**known.selected})
        for name, known in room.registers.items()
    }
    return Room(room.now, {**room.states}, registers)


def submission(id: str, a: Data, about: str) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": id, "source": "/model", "type": EVENTS[a.event].type,
        "subject": about, "actor": a.actor, "time": f"{a.day}T12:00:00Z",
        "data": {name: a[name] for name in a if name not in ENVELOPE},
    }  # fmt: skip


class Remembering(Case):
    """The reference, which works out once what is asked of it again before more is said."""

    memory: tuple[int, dict[str, Any]] = (-1, {})

    def facts(self) -> dict[str, Any]:
        return self._once("", super().facts)

    def indicated(self, ladder: str) -> str | None:
        return self._once(ladder, partial(super().indicated, ladder))

    def _once(self, what: str, work: Callable[[], T]) -> T:
        if self.memory[0] != len(self.log):
            self.memory = len(self.log), {}
        known = self.memory[1]
        if what not in known:
            known[what] = work()
        found: T = known[what]
        return found


@dataclass
class Play:
    """One cycle of a scheme and its cases, on both sides."""

    scheme: str
    cycle: str
    counts: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """By event, what was accepted and what was refused."""

    def __post_init__(self) -> None:
        self.set, self.submitted = Setting(self.scheme, self.cycle), 0
        self.room = afresh(opened(self.scheme, self.cycle))
        self.cases = {id: Remembering(self.set, id) for id in WORLDS[self.scheme].cases}
        self.days = dict.fromkeys(self.cases, self.set.opens)

    def say(self, id: str, event: str, seed: int, slips: float = 0, *, record: bool = True) -> bool:
        """Draft an event and tell it to both sides; without ``record`` they are only asked.

        Raises:
            Disagreement: they do not say the same.
        """
        random = Random(f"{seed}, {self.submitted}")
        if record:
            self.days[id] = later(self.days[id], random.randrange(9))
        right = self._drafts(id, seed)
        a = right.draft(event)
        if random.random() < slips:
            a = self._drafts(id, seed, 1 + random.randrange(right.choices or 1)).draft(event)
        return a is not None and self.tell(id, a, record=record)

    def _drafts(self, id: str, seed: int, slip: int | None = None) -> Drafts:
        return Drafts(self.cases[id], self.days[id], Random(f"{self.submitted} {seed}"), slip)

    def survey(self, id: str, good: float, seed: int) -> None:
        """Evidence on all that the standard asks; of a ``good`` part of it, favourable."""
        for criterion in sorted(self.cases[id].standard()):
            said = self._drafts(id, seed).EvidenceRecorded(criterion, good)
            self.tell(
                id,
                data({**said, "event": "EvidenceRecorded", "actor": id, "day": self.days[id]}),
                record=True,
            )

    def tell(self, id: str, a: Data, *, record: bool) -> bool:
        case = self.cases[id]
        about = f"cycle:{self.scheme}:{self.cycle}" if a.event in SHARED else self._subject(id)
        expected = case.accepts(a)
        answer = self._answer(a, about, record=record)
        assert not isinstance(answer, ContractBroken), (a, answer.field, answer.detail)
        self.counts[a.event, expected] += 1
        if expected is isinstance(answer, Refused):
            said = ("refused", answer.rule) if isinstance(answer, Refused) else ("accepted",)
            raise Disagreement((a.event, *said), a, answer)
        if expected and hasattr(answer, "snapshot"):
            self._rests_on_the_same(case, a, answer.snapshot)
        if expected and record:
            self._recorded(case, a)
        return expected

    def _rests_on_the_same(self, case: Case, a: Data, snapshot: Snapshot | None) -> None:
        """What both know of the criteria that a rating or a decision reads, and what it gives."""
        if snapshot is None:
            return
        theirs = {
            id: compared(case.of["criteria"][id], fact.value)
            for id, fact in snapshot.facts.items()
            if fact.value is not None
        }
        ours = {id: x for id, x in case.facts().items() if id in snapshot.facts}
        if theirs != ours:
            raise Disagreement((a.event, "facts"), a, theirs.items() ^ ours.items())
        indicated = case.indicated(snapshot.ladder)
        if snapshot.indicated != indicated:
            raise Disagreement((a.event, "indicated", indicated), a, snapshot)

    def _recorded(self, case: Case, a: Data) -> None:
        """The reference remembers it, and both sides have the same tiers."""
        a["n"] = len(case.log)
        for known in self.cases.values() if a.event in SHARED else (case,):
            known.log.append(a)
        state = self.room.states.get(("grading", self._subject(case.id)))
        tiers = {id: case.tier(id) for id in case.of["ladders"] if case.tier(id)}
        if (state.in_force if state else {}) != tiers:
            raise Disagreement((a.event, "tier"), a, (state, tiers))

    def _subject(self, id: str) -> str:
        return f"{self.scheme}:{self.cycle}:{id}"

    def _answer(self, a: Data, about: str, *, record: bool) -> Event | Refused:
        self.submitted += 1
        said = submission(f"e{self.submitted}", a, about)
        return self.room.submit(said) if record else self.room.ask(said)
