"""What is said to the grading service."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.model.drafts.base import ONCE, PEOPLE, Base, later
from tests.model.standard import COMPARED
from tests.model.worlds import Data

NUMBERS = [
    "50000",
    "49999.99",
    "40",
    "90",
    "89.99",
    "71",
    "70.5",
    "70",
    "69.99",
    "0",
    "2",
    "4",
    "1.5",
    "100",
    "35",
    "45",
    "45.01",
    "60",
    "85",
    "75",
    "74.99",
]


class Grading(Base):
    def CycleClosed(self) -> Any:
        return {"closed_on": self.day}

    def BranchEnrolled(self) -> Any:
        here = [x.id for x in self.scheme.ladders if self.c.enters(x)]
        ladders = self.either(here, *([id] for id in self.of["ladders"]))
        opened = self.set.following or self.chance(0.3)
        tiers = {id: self.one(self.of["ladders"][id].tiers).id for id in ladders if opened}
        return {"ladders": ladders, "opening_tiers": tiers} if ladders else None

    def EvidenceRecorded(self, id: str | None = None, good: float = 0.7) -> Any:
        standard = sorted(self.c.standard())
        known = self.c.facts() if id is None else {}
        unknown = [x for x in standard if x not in known]
        if not standard:
            return None
        x = self.of["criteria"][
            id or self.either(self.one(unknown or standard), *self.of["criteria"])
        ]
        return {
            "evidence_id": self.new("evidence"), "criterion": x.id, "as_of": self.before(40),
            "kind": self.one(x.evidence), "found_in": "file 12", **self.value(x, good),
        }  # fmt: skip

    def value(self, x: Data, good: float) -> Any:
        """A value the criterion can have; near the top of its scale in a ``good`` part of cases."""
        well = self.chance(good)
        if x.derived:
            parts = ["79", "80", "100", "105", "120", "120.5", "135"]
            lower = {"lt", "lte"} & {op for op, _ in self.compared_with(x.id)}
            part = Decimal(
                self.one(parts[:2] if lower else parts[-2:]) if well else self.one(parts)
            )
            figures = (part * 100, 10000)
            units = zip(x.inputs, figures, strict=True)
            return {"inputs": [{"name": i.id, "value": str(f), "unit": i.unit} for i, f in units]}
        if x.type == "boolean":
            return {"value": {"value": well}}
        if x.type == "qualitative":
            return {"value": {"value": "met" if well else "not_met", "finding": "seen"}}
        if x.type == "ordinal":
            levels = [level.id for level in x.levels]
            return {"value": {"value": levels[-1] if well else self.one(levels)}}
        low, high = x.get("min", -(10**6)), x.get("max", 10**6)
        asked = [*self.compared_with(x.id)]
        known = [str(y) for _, y in asked] + (["0", "1", "3", "4"] if x.decimals == 0 else NUMBERS)
        known = [n for n in known if low <= Decimal(n) <= high]
        best = [n for n in known if all(COMPARED[op](Decimal(n), y) for op, y in asked)]
        return {"value": {"value": self.one(best if well and best else known)}}

    def compared_with(self, id: str) -> Iterator[tuple[str, Any]]:
        """How the best tiers of the case's ladders compare a number: operator and operand."""
        ladders = self.c.last("BranchEnrolled").ladders or ()
        best = [x.rules[x.tiers[-1].id] for x in map(self.of["ladders"].get, ladders)]
        while best:
            rule = best.pop()
            if isinstance(rule, Data):
                best += [*(rule.all or ()), *(rule.any or ()), self.of["groups"].get(rule.group)]
                if rule.c == id:
                    yield from ((op, rule[op]) for op in rule if op in COMPARED)
                    yield from zip(("gte", "lte"), rule.between or (), strict=False)

    def EvidenceCorrected(self) -> Any:
        standing = self.c.evidence()
        old = self.one(standing)
        gone = [
            a.evidence_id for a in self.c.said("EvidenceRecorded") if a.evidence_id not in standing
        ]
        corrects = self.either(old, *gone)
        if not corrects:
            return None
        mended = corrects in standing and self.chance(0.7)
        value = self.value(self.of["criteria"][standing[corrects].criterion], 0.5) if mended else {}
        return {
            "evidence_id": self.new("evidence"),
            "corrects": corrects,
            "reason": "mistyped",
            **value,
        }

    def ladder(self) -> Data:
        mine = self.c.last("BranchEnrolled").ladders
        return self.of["ladders"][self.one(mine or self.of["ladders"])]

    def rated(self, x: Data) -> str | None:
        return self.c.last("BranchSelfRated", ladder=x.id).tier

    def tier(self, x: Data) -> str:
        """Any tier, oftener one that somebody has named before."""
        named = [self.c.tier(x.id), self.rated(x), self.c.indicated(x.id)]
        known = [tier for tier in named if tier]
        return str(self.one(known) if known and self.chance(0.6) else self.one(x.tiers).id)

    def BranchSelfRated(self) -> Any:
        x, year = self.ladder(), int(self.day[:4])
        years = self.either([year - 3, year - 2, year - 1], [year - 1], [year - 1, year, year + 1])
        told = [{"year": y, "result": "pass"} for y in self.either(years[:1], [year - 9], [])]
        return {
            "ladder": x.id, "tier": self.tier(x), "basis_years": years, "year_end": told,
            "masses_evaluation": "content", **self.either({"performance": "roads"}, {}),
        }  # fmt: skip

    def SelfRatingFiled(self) -> Any:
        to = {kind for s in self.scheme.procedure for kind in s.to or ()}
        offices = [
            o for o, kind in self.set.kinds.items() if kind in to and self.c.is_body(o, kind)
        ]
        offices = offices or [self.set.issuer]
        filed_with = self.either(offices, offices[:1], offices[1:] or [self.set.issuer])
        return {"ladder": self.ladder().id, "filed_on": self.before(), "filed_with": filed_with}

    def body(self) -> str:
        """One that has not spoken, or has."""
        bodies = ("members_meeting", "mass_representatives_meeting")
        spoken = [a.body for a in self.c.said("MembersReviewRecorded")]
        return str(
            self.either(self.one([x for x in bodies if x not in spoken], bodies[0]), *spoken)
        )

    def MembersReviewRecorded(self) -> Any:
        x = self.ladder()
        votes = {t.id: self.random.randrange(12) for t in x.tiers}
        votes |= self.either({}, dict.fromkeys(votes, 4))
        present = sum(votes.values()) + self.either(self.one((0, 2)), -1)
        tier = self.either(max(votes, key=lambda t: votes[t]), self.tier(x))
        return {
            "ladder": x.id, "body": self.body(),
            "held_on": self.before(), "eligible": present + self.either(self.one((0, 2)), -1),
            "present": present, "votes": votes, "tier": tier,
            **({"tier_reason": "tied"} if self.chance(0.2) else {}),
        } if present > 0 else None  # fmt: skip

    def CommitteeReviewHeld(self) -> Any:
        forms = [s.form for s in self.scheme.procedure if "CommitteeReviewHeld" in s.records]
        form = self.either(self.one(forms) or "special_meeting", "committee_meeting")
        mine = [self.of["ladders"][id] for id in self.c.last("BranchEnrolled").ladders or ()]
        aspects = {y.id: "sound" for x in mine for y in x.considers or ()}
        return {"meeting_id": self.new("meeting"), "form": form, "held_on": self.before(),
                "present": list(PEOPLE), "aspects": aspects}  # fmt: skip

    def meeting(self) -> dict[str, str]:
        met = self.known("CommitteeReviewHeld")
        return {"meeting_id": met.meeting_id} if met else {}

    def reason(self, x: Data, tier: str) -> dict[str, str]:
        reason = {"deviation_reason": "known from everyday work"}
        return {} if tier == self.c.indicated(x.id) else self.either(reason, {})

    def GradeConfirmed(self) -> Any:
        x = self.ladder()
        tier = self.either(self.rated(x) or self.tier(x), *(t.id for t in x.tiers))
        meeting = self.meeting() or {"meeting_id": "no-meeting"}
        return {"ladder": x.id, "tier": tier, **meeting, **self.reason(x, tier)}

    def GradeRevised(self) -> Any:
        x = self.ladder()
        tiers = [t.id for t in x.tiers]
        stands = self.c.waits(x.id) or self.c.tier(x.id) or self.tier(x)
        to = self.either(self.one(t for t in tiers if t != stands), stands)
        grounds = {"reasons": ["seen"], "criteria": sorted(self.c.standard())[:2],
                   "evidence_ids": [*self.c.evidence()][:2]}  # fmt: skip
        grounds |= self.either({}, *({name: []} for name in grounds))
        meeting = self.either(self.meeting(), {})
        return {"ladder": x.id, "from_tier": self.either(stands, *tiers), "to_tier": to,
                **grounds, **meeting, **self.reason(x, to)}  # fmt: skip

    def GradeAssigned(self) -> Any:
        x = self.ladder()
        tier = self.c.indicated(x.id) if self.chance(0.5) else None
        tier = tier or self.tier(x)
        steps = [s for s in self.scheme.procedure if "GradeAssigned" in s.records]
        usual = "year_end_assessment" if x.year_end_decided_by else "assessment_against_standard"
        basis = self.one([v for s in steps for v in s.variants or ()] or [usual])
        return {"ladder": x.id, "tier": tier, "basis": basis, "document": "doc 3",
                **self.reason(x, tier)}  # fmt: skip

    def DemocraticAppraisalHeld(self) -> Any:
        present = dict.fromkeys(("members_present", "mass_representatives_present"), 20)
        return {"held_on": self.before(), "guided_by": self.c.above[0], **present, "sheets": 43,
                "delegates_present": 3, "appraisal_score": "84.5"}  # fmt: skip

    def BranchAssessed(self) -> Any:
        steps = [s for s in self.scheme.procedure if "BranchAssessed" in s.records]
        period = self.one([v for s in steps for v in s.variants or ("year",)], "year")
        task = self.one(({"task_completed": True},) * 4 + ({"task_completed": False}, {}))
        return {"period": period, "held_on": self.before(), "findings": "seen", **task,
                "poorly_organised": self.chance(0.3), "acceptance_score": "82"}  # fmt: skip

    def outcome(self, event: str) -> tuple[Data, Any]:
        of = self.one(
            (x for x in self.scheme.outcomes or () if x.event == event), Data(trigger=["none"])
        )
        form = of.form or "circular"
        return of, {"form": form, "issued_on": self.before(), "document": "circular 12"}

    def CommendationIssued(self) -> Any:
        return {**self.outcome("CommendationIssued")[1], "ground": "every target reached"}

    def CriticismIssued(self) -> Any:
        of, said = self.outcome("CriticismIssued")
        return {**said, "ground": self.either(self.one(of.trigger), "no-ground")}

    def RectificationOrdered(self) -> Any:
        items = [{"item_id": f"item-{n}", "text": "mend"} for n in (1, 2)]
        due = self.either(later(self.day, self.one((1, 20))), self.day)
        return {
            "order_id": self.new("order"),
            "items": items,
            "ordered_on": self.day,
            "due_on": due,
        }

    def RectificationReported(self) -> Any:
        order = self.known("RectificationOrdered")
        items = order and (self.c.open_items(order) or ["item-1"])
        return order and {
            "order_id": order.order_id, "reported_on": self.before(),
            "item_results": [{"item_id": id, "done": self.chance(0.7)} for id in items],
        }  # fmt: skip

    def RectificationVerified(self) -> Any:
        order = self.known("RectificationOrdered")
        if not order:
            return None
        due = self.c.thing(order).due_on
        rest = [id for id in self.c.open_items(order) if self.chance(0.5)]
        new = {"new_due_on": self.either(later(max(due, self.day), 9), due)} if rest else {}
        return {"order_id": order.order_id, "verified_on": self.day, "accepted": not rest,
                "remaining": rest, **self.one((new, {}))}  # fmt: skip

    def DeadlinePassed(self) -> Any:
        """Of a step, or an order; on the day after, or on the day itself."""
        order = self.known("RectificationOrdered")
        steps = [s for s in self.scheme.procedure if self.c.due(s) and s.occurs in ONCE]
        step = self.one(steps)
        if order and "rectification" in self.of["procedure"] and (not steps or self.chance(0.5)):
            said = {"step": "rectification", "order_id": order.order_id}
            due = self.c.thing(order).due_on
        elif step:
            due, said = self.c.due(step), {"step": step.id}
        else:
            return None
        self.day = self.either(max(self.day, later(due, 1)), due)
        return {"obligation": "D-01", **said, "due_on": self.either(due, later(due, -1))}

    def LookBackHeld(self) -> Any:
        return {"meeting_id": self.new("look-back"), "held_on": self.before(), "results": "kept"}

    def category(self) -> str:
        mine = [x.id for x in self.of["selections"].values() if self.c.kind in x.subject]
        return str(self.either(self.one(mine, "exemplars"), *self.of["selections"]))

    def ExemplarNominated(self) -> Any:
        return {"selection": "ten-tens", "category": self.category(), "nominee": self.c.id,
                "grounds": "good work"}  # fmt: skip

    def ExemplarSelected(self) -> Any:
        """The next place of a category that is filled in turn, or one that there is not."""
        chosen = self.c.said("ExemplarSelected")
        categories = [*self.of["selections"]][:2] or ["exemplars"]
        category = categories[0 if self.chance(0.8) else -1]
        place = len([x for x in chosen if x.category == category]) + 1
        nominee = self.c.id if self.chance(0.5) else self.new("farmer")
        return {"selection": "ten-tens", "category": category, "nominee": nominee, "reason": "seen",
                "position": self.either(place, 0, max(1, place - 1), 11)}  # fmt: skip

    def ExemplarRecommendedUpward(self) -> Any:
        return {"to_level": "county", "recommended_on": self.before()}

    def RecordFiled(self, kind: Data | None = None) -> Any:
        kind = kind or self.one(self.kinds("record_kinds"))
        fields = kind and self.fields(kind)
        return fields and {"record_id": self.new("record"), "kind": kind.id, "fields": fields}

    def RecordCorrected(self) -> Any:
        kinds = self.c.records()
        old = self.either(self.one(kinds), *(a.record_id for a in self.c.said("RecordFiled")))
        kind = self.of["record_kinds"].get(kinds.get(old))
        fields = self.fields(kind) if kind else {"text": "text"}
        said = {"record_id": self.new("record"), "corrects": old, "reason": "mistyped"}
        return {**said, "fields": fields} if old and fields else None

    def fields(self, kind: Data) -> dict[str, Any] | None:
        """What it asks for; it closes a record of the right kind, or of another."""
        known = self.c.records()
        wanted = [id for id in known if not kind.closes or known[id] == kind.closes.kind]
        values = {"text": "text", "number": "12.5", "date": self.day, "boolean": True,
                  "person": "person-1", "organisation": "neighbour", "choice": None,
                  "record": self.either(self.one(wanted), *known)}  # fmt: skip
        said = {}
        for f in kind.fields:
            value = self.one(f.choices) if f.choices else values[f.type.removesuffix("s")]
            if f.required or (value and self.chance(0.3)):
                said[f.id] = [value] if f.type.endswith("s") else value
        return None if None in said.values() or [None] in said.values() else said
