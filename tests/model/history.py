"""What is on record of a case, what follows from it, and where it stands: read, not judged."""

from itertools import chain
from math import inf
from typing import Any

from tests.model.standard import indicated, least, reads, value_of
from tests.model.worlds import Data, Setting

DECISIONS = ("GradeConfirmed", "GradeRevised", "GradeAssigned")
KEPT = ("PledgeFulfilled", "PledgeNotFulfilled")
JUDGED = (*KEPT, "UpgradeTargetCompleted", "UpgradeTargetMissed")
PLANNED, HELD, CANCELLED = (f"TrainingSession{x}" for x in ("Scheduled", "Held", "Cancelled"))
CAME, ABSENT, MENDED = "TrainingAttended", "TrainingAbsenceRecorded", "AttendanceCorrected"
RECTIFIED = ("RectificationReported", "RectificationVerified")
RECORDS = ("RecordFiled", "RecordCorrected")


class History:
    """One organisation's case: what was said of it, and what follows.

    ``common``: what was said of the cycle, of which every case knows.
    """

    def __init__(self, setting: Setting, id: str, common: list[Data]) -> None:
        self.id, self.set, self.scheme, self.of = id, setting, setting.scheme, setting.of
        self.kind, self.above, self.common = setting.kinds[id], setting.above[id], common
        self.log, self.known = list[Data](), (-1, dict[str, Any]())

    def said(self, *events: str, **fields: Any) -> list[Data]:
        acts = [a for a in (*self.common, *self.log) if a.event in events]
        return [a for a in acts if all(a.get(x) == fields[x] for x in fields)]

    def merged(self, *events: str, **fields: Any) -> Data:
        """What these acts say together, the last word of each field, and which there are."""
        return Data(x for a in self.said(*events, **fields) for x in (*a.items(), (a.event, True)))

    def tier(self, ladder: str, before: float = inf) -> str | None:
        """The tier in force, or the one before an act."""
        opened = (self.merged("BranchEnrolled").opening_tiers or {}).get(ladder)
        decided = [a for a in self.said(*DECISIONS, ladder=ladder) if a.n < before]
        return [opened, *(a.to_tier or a.tier for a in decided)][-1]

    def task(self, ladder: str, before: float = inf) -> Data:
        """What the year asks of the tier that was in force before an act."""
        return (self.scheme.upgrade_task_completed or Data()).get(self.tier(ladder, before), Data())

    def rated(self, ladder: str) -> str | None:
        """The self-rating that waits for the committee, or was decided on."""
        return self.merged("BranchSelfRated", ladder=ladder).tier

    def decided(self, ladder: str) -> bool:
        """Whether the committee confirmed or revised since the self-rating."""
        acts = [a.event for a in self.said("BranchSelfRated", *DECISIONS[:2], ladder=ladder)]
        return "BranchSelfRated" in acts and acts[-1] in DECISIONS

    def stands(self, ladder: str) -> str | None:
        """The tier that a revision replaces outside the procedure's review (R-07)."""
        waits = self.rated(ladder) and not self.decided(ladder)
        return None if waits else self.tier(ladder)

    def indicated(self, ladder: str) -> str | None:
        return indicated(self.of, self.of["ladders"][ladder], self.facts())

    def standard(self) -> set[str]:
        """The criteria that its ladders, and the selections, read."""
        mine = [self.of["ladders"][id] for id in self.merged("BranchEnrolled").ladders or ()]
        rules = [(x.rules, x.shortfall_groups) for x in mine]
        return reads(self.of, [rules, [s.eligible for s in self.scheme.selections or ()]])

    def evidence(self) -> dict[str, Data]:
        """What stands: a correction has the criterion, day and place of what it corrects, or only
        withdraws it."""
        found = dict[str, Data]()
        for a in self.said("EvidenceRecorded", "EvidenceCorrected"):
            old = found.pop(a.corrects, a)
            found[a.evidence_id] = Data({**old, "value": None, "inputs": None, **a, "n": old.n})
        return {id: e for id, e in found.items() if e.value or e.inputs}

    def facts(self) -> dict[str, Any]:
        """By criterion the value of the latest day, or what pledges and attendances settle."""
        if self.known[0] != len(self.log):
            self.known = len(self.log), self._facts()
        return self.known[1]

    def _facts(self) -> dict[str, Any]:
        known, by_id = dict[str, Any](), self.of["criteria"]
        for e in sorted(self.evidence().values(), key=lambda e: (e.as_of, e.n)):
            value = value_of(by_id[e.criterion], e)
            known |= {} if value is None else {e.criterion: value}
        for id, feed in ((x.id, x.fed_by) for x in self.scheme.criteria if x.fed_by):
            parts = [least(len(of) * feed.gte_pct / 100, of) for of in self.counted(feed) if of]
            settled = least(len(parts), parts) if parts else None
            known |= {} if settled is None else {id: settled}
        return known

    def counted(self, feed: Data) -> Any:
        """Of each kind that feeds a criterion, which of all were kept."""
        for kind in feed.pledges or ():
            yield [self.kept(a) for a in self.said("PledgeMade", kind=kind)]
        for kind in feed.training or ():
            acts = [a for s in self.said(HELD, kind=kind) for a in self.present(s).values()]
            came = {a.person for a in acts if a.event != ABSENT}
            told = [id in came for id in {a.person for a in acts}]
            yield told and [*told, *[None] * (self.set.members - len(told))]
        if feed.upgrade_targets:
            judged = [
                self.said(*JUDGED, target_id=a.target_id) for a in self.said("UpgradeTargetSet")
            ]
            yield [acts[0].event == "UpgradeTargetCompleted" if acts else None for acts in judged]

    def kept(self, pledge: Data) -> bool | None:
        acts = self.said(*KEPT, pledge_id=pledge.pledge_id)
        judged = {a.item_id: a.event == KEPT[0] for a in acts}
        items = [judged.get(x.item_id) for x in pledge["items"]]
        return judged.get(None, least(len(items), items))

    def present(self, session: Data) -> dict[str, Data]:
        """By person, the last word on whether they came."""
        acts = self.said(CAME, ABSENT, MENDED, session_id=session.session_id)
        return {id: a for id, a in {a.person: a for a in acts}.items() if a.change != "removed"}

    def last(self, a: Data) -> Data:
        """The last word on whether a person came, if one stands."""
        found: Data = self.present(a).get(a.person, Data())
        return found

    def session(self, a: Data) -> Data:
        s = self.merged(PLANNED, HELD, CANCELLED, session_id=a.session_id)
        kind = self.of["training"].get(s.kind, Data())
        return Data({**kind, **s, "chosen": s.by_selection or kind.selected})

    def order(self, a: Data) -> Data:
        """A rectification order as it stands: what is open, until when, and whether reported."""
        o = self.merged("RectificationOrdered", "RectificationVerified", order_id=a.order_id)
        rest = o.remaining if o.RectificationVerified else [x.item_id for x in o.get("items", ())]
        acts = self.said(*RECTIFIED, order_id=a.order_id)
        reported = bool(acts) and not acts[-1].new_due_on
        due = o.new_due_on or o.due_on
        return Data(open=[] if o.accepted else rest, due_on=due, reported=reported)

    def target(self, a: Data) -> Data:
        """A target as amended, while it is open; what was judged is empty."""
        judged = self.said(*JUDGED, target_id=a.target_id)
        events = () if judged else ("UpgradeTargetSet", "UpgradeTargetAmended")
        return self.merged(*events, target_id=a.target_id)

    def pledge(self, a: Data) -> Data:
        """A pledge with its kind's entry in the scheme, and whether what is said of is judged."""
        made = self.merged("PledgeMade", "PledgePublished", pledge_id=a.pledge_id)
        judged = {x.item_id for x in self.said(*KEPT, pledge_id=a.pledge_id)} & {None, a.item_id}
        return Data({**self.of["pledges"].get(made.kind, {}), **made, "judged": judged})

    def records(self) -> dict[str, str]:
        """The kinds of the records that stand, by id."""
        found = dict[str, str]()
        for a in self.said(*RECORDS):
            found[a.record_id] = a.kind or found.pop(a.corrects)
        return found

    # Where it stands -------------------------------------------------------------------------

    def bound(self, x: Data) -> bool:
        """R-26."""
        domain = x.domain in (None, "any", *self.set.domains[self.id])
        return domain and (not x.scope or not self.set.scopes[self.id].isdisjoint(x.scope))

    def is_body(self, actor: str, kind: str | None) -> bool:
        """R-19: the organisation itself, or a body above it, or an office of one that is."""
        ladders = [x.applies_to for x in self.scheme.ladders if self.kind in x.applies_to]
        if kind in {self.kind, "branch", *chain(*ladders), *self.set.persons}:
            return actor == self.id
        own, above = self.set.kinds[actor], self.set.above[actor]
        peers = {*self.scheme.applies_to, *(self.set.kinds[x] for x in self.above)}
        office = own not in peers and above[:1] and above[0] in self.above
        return kind in (None, own) and bool(actor in self.above or office)

    def enters(self, ladder: str) -> bool:
        x, scopes = self.of["ladders"][ladder], self.set.scopes[self.id]
        where = x.applies_where or Data()
        here = where.scope in (None, *scopes) and where.scope_not not in scopes
        return here and self.kind in x.applies_to

    def is_party(self, id: str, between: list[str]) -> bool:
        persons = {x for side in between for x in side.split("_or_")} & {*self.set.persons}
        above = id in self.above and self.set.kinds[id] in between
        return above if id in self.set.kinds else bool(persons)

    def due(self, step: Data) -> str | None:
        """The last day of a step in this cycle (section (f)); none of what recurs in it."""
        x, (opens, closes) = step.deadline or Data(), self.set.days
        days = [d for d in x.on_or_before or () if opens <= d <= closes] or x.between
        return days[-1] if days else f"{closes[:4]}-12-31" if x.rule == "year_end" else None

    def steps(self, name: str, variant: str | None) -> list[Data]:
        """The steps that record this here, in this cycle."""
        steps = [s for s in self.scheme.procedure if name in s.records and self.bound(s)]
        steps = [s for s in steps if s.occurs != "first_cycle" or not self.set.following]
        return [s for s in steps if variant in (None, *(s.variants or [variant]))]

    def asked(self, s: Data) -> bool:
        """Whether a step asks anything of the case: what decides tiers, where it has one."""
        names = {*(s.done_by or s.records)}
        actors = {(s.acted_by or {}).get(name, s.actor) for name in names}
        mine = [x for x in self.scheme.ladders if self.kind in x.applies_to]
        deciders = {by.actor for x in mine for by in (x.decided_by, x.year_end_decided_by) if by}
        here = self.bound(s) and (s.occurs != "once" or self.set.initial)
        return here and bool(names - {*DECISIONS} or deciders & actors)

    def assigns(self, a: Data) -> bool:
        """R-19."""
        ladder = self.of["ladders"][a.ladder]
        of_year = a.basis == "year_end_assessment" and ladder.year_end_decided_by
        return self.is_body(a.actor, (of_year or ladder.decided_by).actor)
