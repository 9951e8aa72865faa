"""What is on record of a case and what follows from it: read, not judged."""

from math import inf
from typing import Any

from tests.model.standard import indicated, least, reads, value_of
from tests.model.worlds import Data, Setting

DECISIONS = ("GradeConfirmed", "GradeRevised", "GradeAssigned")
KEPT = {"PledgeFulfilled": True, "PledgeNotFulfilled": False}
JUDGED = {**KEPT, "UpgradeTargetCompleted": True, "UpgradeTargetMissed": False}
HELD, CANCELLED, CAME = "TrainingSessionHeld", "TrainingSessionCancelled", "TrainingAttended"
PRESENCE = (CAME, "TrainingAbsenceRecorded", "AttendanceCorrected")
RECORDS = ("RecordFiled", "RecordCorrected")
THINGS = {"session_id": "training", "pledge_id": "pledges", "letter_id": "responsibility_letters",
          "target_id": "", "order_id": ""}  # fmt: skip
"""What acts may be about, and the part of the scheme that has its kinds."""


class History:
    """One organisation's case: what was said of it and of its cycle, and what follows."""

    def __init__(self, setting: Setting, id: str) -> None:
        self.id, self.set, self.scheme, self.of = id, setting, setting.scheme, setting.of
        self.kind, self.above = setting.kinds[id], setting.above[id]
        self.log = [Data(event="SchemePublished")]

    def said(self, *events: str, **same: Any) -> list[Data]:
        acts = [a for a in self.log if a["event"] in events]
        return [a for a in acts if all(a.get(x) == same[x] for x in same)]

    def last(self, *events: str, **same: Any) -> Data:
        return (self.said(*events, **same) or [Data()])[-1]

    def thing(self, a: Data) -> Data:
        """The session, pledge, target or order that an act is about: its kind's entry in the
        scheme, and the last word on each of its fields."""
        id = next((x for x in THINGS if a[x]), "")
        told = Data(x for act in self.log if id and act.get(id) == a[id] for x in act.items())
        told["due_on"] = told.new_due_on or told.due_on
        return Data({**self.of[THINGS.get(id, "")].get(told.kind, {}), **told})

    # Tiers -----------------------------------------------------------------------------------

    def tier(self, ladder: str, before: float = inf) -> str | None:
        """The tier in force, or the one before an act."""
        opened = (self.last("BranchEnrolled").opening_tiers or {}).get(ladder)
        decided = [a for a in self.said(*DECISIONS, ladder=ladder) if a.n < before]
        return [opened, *(a.to_tier or a.tier for a in decided)][-1]

    def task(self, ladder: str, before: float = inf) -> Data:
        """What the year asks of the tier that was in force before an act."""
        return (self.scheme.upgrade_task_completed or Data()).get(self.tier(ladder, before), Data())

    def waits(self, ladder: str) -> str | None:
        """The self-rating that the committee has not confirmed or revised."""
        last = self.last("BranchSelfRated", *DECISIONS[:2], ladder=ladder)
        return last.tier if last.event == "BranchSelfRated" else None

    def indicated(self, ladder: str) -> str | None:
        return indicated(self.of, self.of["ladders"][ladder], self.facts())

    # Facts -----------------------------------------------------------------------------------

    def standard(self) -> set[str]:
        """The criteria that its ladders, and the selections, read."""
        mine = [self.of["ladders"][id] for id in self.last("BranchEnrolled").ladders or ()]
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
        """By criterion the value of the latest day, or what other services' acts settle."""
        opinions = sorted(self.evidence().values(), key=lambda e: (e.as_of, e.n))
        said = [(e.criterion, value_of(self.of["criteria"][e.criterion], e)) for e in opinions]
        fed = [(x.id, self.settled(x.fed_by)) for x in self.scheme.criteria if x.fed_by]
        return {id: value for id, value in (*said, *fed) if value is not None}

    def settled(self, feed: Data) -> bool | None:
        """Whether of each kind that feeds a criterion enough were kept, or members came."""
        things = [self.said("PledgeMade", kind=kind) for kind in feed.pledges or ()]
        things += [self.said("UpgradeTargetSet")] if feed.upgrade_targets else []
        kinds = [[self.kept(thing) for thing in of] for of in things]
        for kind in feed.training or ():
            came = [x for s in self.said(HELD, kind=kind) for x in self.present(s).items()]
            told = [(id, True) in came for id in dict(came)]
            kinds += [[*told, *[None] * (self.set.members - len(told))]]
        enough = [least(len(of) * feed.gte_pct / 100, of) if of else None for of in kinds]
        return least(len(enough), enough)

    def kept(self, a: Data) -> bool | None:
        """By the verdict on the whole of a pledge or target, or on its items; None while open."""
        acts = self.said(*JUDGED, pledge_id=a.pledge_id, target_id=a.target_id)
        judged = {x.item_id: JUDGED[x.event] for x in acts}
        items = [judged.get(x.item_id) for x in a["items"] or (a,)]
        return judged.get(None, least(len(items), items))

    def judged_whole(self, a: Data) -> bool:
        return bool(self.said(*KEPT, pledge_id=a.pledge_id, item_id=None))

    def present(self, session: Data) -> dict[str, bool]:
        """By person, whether they came, where that is on record."""
        acts = {x.person: x for x in self.said(*PRESENCE, session_id=session.session_id)}
        return {id: a.event != PRESENCE[1] for id, a in acts.items() if a.change != "removed"}

    def records(self) -> dict[str, str]:
        """The kinds of the records that stand, by id."""
        found = dict[str, str]()
        for a in self.said(*RECORDS):
            found[a.record_id] = a.kind or found.pop(a.corrects)
        return found

    def open_items(self, a: Data) -> list[str]:
        """Of a rectification order, what is still to be mended."""
        o = self.thing(a)
        return [x.item_id for x in o["items"] or ()] if o.remaining is None else o.remaining
