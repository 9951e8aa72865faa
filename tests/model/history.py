"""What is on record of a case and what follows from it: read, not judged."""

from math import inf
from typing import Any

from tests.model.standard import indicated, least, reads, value_of
from tests.model.worlds import Data, Setting

DECISIONS = ("GradeConfirmed", "GradeRevised", "GradeAssigned")
KEPT = ("PledgeFulfilled", "PledgeNotFulfilled")
JUDGED = (*KEPT, "UpgradeTargetCompleted", "UpgradeTargetMissed")
PLANNED, HELD, CANCELLED = (f"TrainingSession{x}" for x in ("Scheduled", "Held", "Cancelled"))
CAME, ABSENT, MENDED = "TrainingAttended", "TrainingAbsenceRecorded", "AttendanceCorrected"
RECORDS = ("RecordFiled", "RecordCorrected")
THINGS = {"session_id": "training", "pledge_id": "pledges", "target_id": "", "order_id": ""}
"""What acts may be about, and the part of the scheme that has its kinds."""


class History:
    """One organisation's case: what was said of it, and what follows.

    ``common``: what was said of the cycle, of which every case knows.
    """

    def __init__(self, setting: Setting, id: str, common: list[Data]) -> None:
        self.id, self.set, self.scheme, self.of = id, setting, setting.scheme, setting.of
        self.kind, self.above, self.common = setting.kinds[id], setting.above[id], common
        self.log = list[Data]()

    def said(self, *events: str, **same: Any) -> list[Data]:
        acts = [a for a in (*self.common, *self.log) if a["event"] in events]
        return [a for a in acts if all(a.get(x) == same[x] for x in same)]

    def last(self, event: str, **same: Any) -> Data:
        return (self.said(event, **same) or [Data()])[-1]

    def thing(self, a: Data) -> Data:
        """The session, pledge, target or order that an act is about: its kind's entry in the
        scheme, the last word on each of its fields, and which events were said of it."""
        id = next((x for x in THINGS if a[x]), "")
        acts = [x for x in self.log if id and x.get(id) == a[id]]
        told = Data(x for act in acts for x in (*act.items(), (act.event, True)))
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

    def decided(self, ladder: str) -> bool:
        """Whether the committee confirmed or revised since the self-rating."""
        acts = [a.event for a in self.said("BranchSelfRated", *DECISIONS[:2], ladder=ladder)]
        return "BranchSelfRated" in acts and acts[-1] in DECISIONS

    def rated(self, ladder: str) -> str | None:
        """The self-rating that waits for the committee, or was decided on."""
        return self.last("BranchSelfRated", ladder=ladder).tier

    def stands(self, ladder: str) -> str | None:
        """The tier that a revision replaces outside the procedure's review (R-07)."""
        waits = self.rated(ladder) and not self.decided(ladder)
        return None if waits else self.tier(ladder)

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
        """Whether of each kind that feeds a criterion enough were kept."""
        kinds = self.counted(feed)
        enough = [least(len(of) * feed.gte_pct / 100, of) if of else None for of in kinds]
        return least(len(enough), enough)

    def counted(self, feed: Data) -> list[list[bool | None]]:
        """Of each kind, which of all were kept: pledges, members' attendance, targets."""
        found = [
            [self.kept(a) for a in self.said("PledgeMade", kind=x)] for x in feed.pledges or ()
        ]
        for kind in feed.training or ():
            acts = [a for s in self.said(HELD, kind=kind) for a in self.present(s).values()]
            came = {a.person for a in acts if a.event != ABSENT}
            told = [id in came for id in {a.person for a in acts}]
            found += [[*told, *[None] * (self.set.members - len(told))]]
        if feed.upgrade_targets:
            targets = [self.thing(a) for a in self.said("UpgradeTargetSet")]
            found += [[x[JUDGED[2]] or (False if x[JUDGED[3]] else None) for x in targets]]
        return found

    def kept(self, pledge: Data) -> bool | None:
        """By the verdict on the whole, or on its items; None while that is open."""
        acts = self.said(*KEPT, pledge_id=pledge.pledge_id)
        judged = {a.item_id: a.event == KEPT[0] for a in acts}
        items = [judged.get(x.item_id) for x in pledge["items"]]
        return judged.get(None, least(len(items), items))

    def judged_whole(self, a: Data) -> bool:
        return bool(self.said(*KEPT, pledge_id=a.pledge_id, item_id=None))

    def present(self, session: Data) -> dict[str, Data]:
        """By person, the last word on whether they came."""
        acts = self.said(CAME, ABSENT, MENDED, session_id=session.session_id)
        return {id: a for id, a in {a.person: a for a in acts}.items() if a.change != "removed"}

    def records(self) -> dict[str, str]:
        """The kinds of the records that stand, by id."""
        found = dict[str, str]()
        for a in self.said(*RECORDS):
            found[a.record_id] = a.kind or found.pop(a.corrects)
        return found

    def open_items(self, a: Data) -> list[str]:
        """Of a rectification order, what is still to be mended."""
        o = self.thing(a)
        items = [x.item_id for x in o["items"] or ()]
        return [] if o.accepted else o.remaining if o.RectificationVerified else items
