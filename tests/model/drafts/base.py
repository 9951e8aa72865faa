"""How a submission is drafted: rightly, or with one thing about it that a rule may mind."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

from contracts.events import BY_TYPE
from tests.model.reference import Case
from tests.model.worlds import Data, data

EVENTS = {event.name: event for event in BY_TYPE.values()}
PEOPLE = ("person-1", "person-2", "person-3")
ONCE = ("once", "first_cycle", "every_cycle")


class Base:
    """Drafts for one case on one day.

    A method, named after its event, gives what it says, or None where there is nothing to say it
    of. ``slip``: the one of its ``choices``, counted from 1, in which it says something else than
    it should.
    """

    def __init__(self, case: Case, day: str, random: Random, slip: int | None = None) -> None:
        self.c, self.day, self.random, self.slip, self.choices = case, day, random, slip, 0
        self.set, self.scheme, self.of = case.set, case.scheme, case.of

    def draft(self, event: str) -> Data | None:
        """A submission with its event, actor and day, which may fit or not."""
        said = getattr(self, event)()
        if said is None:
            return None
        actor = self.either(self.actor(event, data(said)), self.one(self.set.kinds))
        return data({**said, "event": event, "actor": actor, "day": self.day})

    def one(self, choices: Iterable[Any], otherwise: Any = None) -> Any:
        known = list(choices)
        return self.random.choice(known) if known else otherwise

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def either(self, right: Any, *wrong: Any) -> Any:
        self.choices += bool(wrong)
        return self.one(wrong) if wrong and self.choices == self.slip else right

    def before(self, days: int = 3) -> str:
        return self.either(later(self.day, -self.random.randrange(days)), later(self.day, 1))

    def new(self, word: str) -> str:
        return f"{word}-{len(self.c.log)}-{self.random.randrange(10**6)}"

    def known(self, *events: str) -> Data | None:
        """One of the last of these acts."""
        found: Data | None = self.one(self.c.said(*events)[-2:])
        return found

    def kinds(self, part: str) -> list[Data]:
        """Kinds of a part of the scheme: those that bind the case, or one that does not."""
        every = list(self.of[part].values())
        bound = [x for x in every if self.c.bound(x)]
        return self.either(bound or every, every)

    def actor(self, event: str, said: Data) -> str:
        """A body that the scheme asks to act, where there is one near the case."""
        c, parent = self.c, self.c.above[:1]
        steps = [s for s in self.scheme.procedure if {event, said.kind} & {*s.records}]
        kinds = [(s.acted_by or {}).get(event, s.actor) for s in steps]
        if event == "GradeRevised" and not c.waits(said.ladder):
            kinds = [self.of["ladders"][said.ladder].decided_by.actor]
        if event in ("RecordFiled", "RecordCorrected"):
            kind = said.kind or c.records().get(said.corrects, "")
            kinds = self.of["record_kinds"].get(kind, Data(filed_by=[])).filed_by
        if event in ("ExemplarSelected", "CycleClosed"):
            bodies = [o for o, kind in self.set.kinds.items() if kind in kinds]
            return str(self.one(bodies, self.set.issuer))
        near = [o for o in self.set.kinds if any(c.is_body(o, kind) for kind in kinds)]
        judges = event in ("UpgradeTargetCompleted", "UpgradeTargetMissed")
        if parent and (
            judges or (event in ("PledgeFulfilled", "PledgeNotFulfilled") and self.chance(0.6))
        ):
            near = parent
        return str(self.one(near, c.id))


def later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
