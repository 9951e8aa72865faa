"""Submissions to be judged: drafts that mostly fit where the case is; ``flaws`` spoils them.

A draft may well be too early or by the wrong body: whether it is to be accepted is the reference's
to say, not the draft's. Days, ids and figures come from a ``Random``, so that a step is repeatable.
"""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from contracts.events import BY_TYPE
from tests.model import standard
from tests.model.case import Case, Said, due
from tests.model.reference import Reference

EVENTS = {event.name: event for event in BY_TYPE.values()}
PEOPLE = ("person-1", "person-2", "person-3")
FOLLOWS = {
    "PledgePublished": "PledgeMade", "PledgeProgressReported": "PledgeMade",
    "PledgeFulfilled": "PledgePublished", "PledgeNotFulfilled": "PledgePublished",
    "UpgradeTargetAssigned": "UpgradeTargetSet", "UpgradeTargetFiled": "UpgradeTargetSet",
    "UpgradeTargetAmended": "UpgradeTargetSet", "UpgradeTargetCompleted": "UpgradeTargetSet",
    "UpgradeTargetProgressReported": "UpgradeTargetSet", "UpgradeTargetMissed": "UpgradeTargetSet",
    "TrainingAttended": "TrainingSessionHeld", "TrainingAbsenceRecorded": "TrainingSessionHeld",
    "TrainingSessionScheduled": "TrainingSessionHeld",
    "AttendanceCorrected": "TrainingAttended", "TraineeSelected": "TrainingSessionScheduled",
    "TrainingSessionCancelled": "TrainingSessionScheduled", "EvidenceCorrected": "EvidenceRecorded",
    "RecordCorrected": "RecordFiled", "RectificationOrdered": "CriticismIssued",
    "RectificationReported": "RectificationOrdered", "DeadlinePassed": "BranchEnrolled",
    "RectificationVerified": "RectificationOrdered", "GradeRevised": "EvidenceRecorded",
    "CommendationIssued": "BranchAssessed", "ExemplarNominated": "GradeAssigned",
    "ExemplarSelected": "BranchAssessed", "ExemplarRecommendedUpward": "CommendationIssued",
}  # fmt: skip
"""What goes on with something, and the event that it goes on with."""


class Drafts:
    """Drafts for one case on one day. Methods are named after events and give their data."""

    def __init__(self, reference: Reference, case: Case, day: str, random: Random) -> None:
        self.reference, self.c, self.day, self.random = reference, case, day, random
        self.scheme = reference.scheme

    def draft(self, event: str) -> Said:
        """What is said, by whom it should be."""
        data = getattr(self, event)()
        subject = ":".join((self.scheme["id"], self.c.cycle["id"], self.c.organisation))
        if EVENTS[event].about == "cycle":
            subject = f"cycle:{self.scheme['id']}:{self.c.cycle['id']}"
        return Said(event, subject, self.actor(event, data), self.day, data)

    # Choosing ---------------------------------------------------------------------------------

    def one(self, choices: Any, otherwise: Any = "nothing") -> Any:
        choices = list(choices)
        return self.random.choice(choices) if choices else otherwise

    def some(self, choices: Any) -> list[Any]:
        return [x for x in choices if self.chance(0.5)]

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def before(self, days: int = 3) -> str:
        return later(self.day, -self.random.randrange(days))

    def new(self, word: str) -> str:
        return f"{word}-{self.random.randrange(1000)}"

    def known(self, event: str, name: str) -> str:
        return str(
            self.one([d[name] for d in self.c.all(event)][-2:], f"no-{name}".replace("_", "-"))
        )

    # Who --------------------------------------------------------------------------------------

    def actor(self, event: str, d: Any) -> str:
        """A body that the scheme asks to act, where there is one near the case."""
        scheme, c = self.scheme, self.c
        kinds = [
            s.get("acted_by", {}).get(event, s["actor"])
            for s in scheme["procedure"]
            if event in s["records"]
        ]
        if event == "GradeRevised":
            kinds = [x["decided_by"]["actor"] for x in scheme["ladders"] if x["id"] == d["ladder"]]
        if event in ("RecordFiled", "RecordCorrected"):
            kinds = [
                k
                for x in scheme.get("record_kinds", ())
                if x["id"] == (d.get("kind") or c.records().get(d.get("corrects", "")))
                for k in x["filed_by"]
            ]
        if event in ("UpgradeTargetCompleted", "UpgradeTargetMissed") or (
            event in ("PledgeFulfilled", "PledgeNotFulfilled") and self.chance(0.6)
        ):
            kinds = [self.reference.kinds.get(self.reference.parents.get(c.organisation) or "", "")]
        near = [
            o for o in self.reference.kinds for kind in kinds if self.reference.is_body(o, kind, c)
        ]
        if event == "ExemplarSelected":
            near = [o for o, kind in self.reference.kinds.items() if kind in kinds]
        if event == "CycleClosed":
            near = [c.cycle["by"]]
        return str(self.one(near, c.organisation))

    # Grading ----------------------------------------------------------------------------------

    def CycleClosed(self) -> Any:
        return {"closed_on": self.day}

    def BranchEnrolled(self) -> Any:
        fits = [x for x in self.scheme["ladders"] if self.c.kind in x["applies_to"]]
        fits = [x for x in fits if self.place(x)] if self.chance(0.9) else fits
        ladders = [x["id"] for x in fits] or [self.one(self.scheme["ladders"])["id"]]
        opened = self.c.cycle.get("kind") == "following" or self.chance(0.3)
        tiers = {x["id"]: self.one(x["tiers"])["id"] for x in fits} if opened else {}
        return {"ladders": ladders, "opening_tiers": tiers}

    def place(self, ladder: Any) -> bool:
        where, scopes = ladder.get("applies_where", {}), self.reference.scopes(self.c)
        return where.get("scope") in (None, *scopes) and where.get("scope_not") not in scopes

    def criterion(self) -> Any:
        by_id = standard.criteria(self.scheme)
        read = sorted(self.c.read())
        open_ = [id for id in read if id not in self.c.facts()]
        return by_id[self.one((open_ if self.chance(0.7) else read) or list(by_id))]

    def EvidenceRecorded(self, criterion: Any = None, good: float = 0.6) -> Any:
        x = criterion or self.criterion()
        return {
            "evidence_id": self.new(f"ev-{x['id']}"[:60]), "criterion": x["id"],
            "as_of": self.before(40), "kind": self.one(x["evidence"]), "found_in": "file 12",
            **self.value(x, good),
        }  # fmt: skip

    def value(self, x: Any, good: float) -> Any:
        """A value the criterion can have; near the top of its scale in a ``good`` part of cases."""
        well = self.chance(good)
        if "derived" in x:
            base, spread = Decimal(10000), self.one((0, 5, 20, 20.5, -20, -21, 35))
            figures = (base * (100 + Decimal(str(spread))) / 100, base)
            return {
                "inputs": [
                    {"name": i["id"], "value": str(f), "unit": i["unit"]}
                    for i, f in zip(x["inputs"], figures, strict=True)
                ]
            }
        if x["type"] == "boolean":
            return {"value": {"value": well}}
        if x["type"] == "qualitative":
            return {"value": {"value": "met" if well else "not_met", "finding": "seen"}}
        if x["type"] == "ordinal":
            levels = [level["id"] for level in x["levels"]]
            return {"value": {"value": levels[-1] if well else self.one(levels)}}
        if x.get("decimals") == 0:
            return {"value": {"value": self.one((0, 0, 1, 3, 4))}}
        most = int(x.get("max", 100000))
        values = (
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
        )
        return {"value": {"value": self.one([v for v in values if Decimal(v) <= most])}}

    def EvidenceCorrected(self) -> Any:
        old = self.known("EvidenceRecorded", "evidence_id")
        x = standard.criteria(self.scheme).get(
            self.c.evidence().get(old, {}).get("criterion", ""), self.criterion()
        )
        new = {} if self.chance(0.3) else self.value(x, 0.5)
        return {"evidence_id": self.new("ev-mended"), "corrects": old, "reason": "mistyped", **new}

    def ladder(self) -> Any:
        mine = [x for x in self.scheme["ladders"] if self.c.ladder(x["id"])]
        return self.one(mine or self.scheme["ladders"])

    def tier(self, ladder: Any) -> str:
        """Any tier, oftener one that somebody has named before."""
        named = [
            self.c.in_force(ladder["id"]),
            self.c.self_rated(ladder["id"]),
            self.c.indicated(ladder),
        ]
        return str(
            self.one([t for t in named if t] if self.chance(0.7) else [], None)
            or self.one(ladder["tiers"])["id"]
        )

    def evidence_ids(self) -> list[str]:
        return list(self.c.evidence())[:2]

    def BranchSelfRated(self) -> Any:
        x, year = self.ladder(), int(self.day[:4])
        years = [year - 3, year - 2, year - 1]
        return {
            "ladder": x["id"], "tier": self.tier(x), "basis_years": years, "performance": "roads",
            "masses_evaluation": "content", "evidence_ids": self.evidence_ids(),
            "year_end": [{"year": y, "result": "pass"} for y in years],
        }  # fmt: skip

    def SelfRatingFiled(self) -> Any:
        offices = [
            o
            for o, k in self.reference.kinds.items()
            for s in self.scheme["procedure"]
            if k in s.get("to", ()) and self.reference.acts_above(o, self.c)
        ]
        return {
            "ladder": self.ladder()["id"],
            "filed_on": self.before(),
            "filed_with": sorted(set(offices)) or ["nobody"],
        }

    def MembersReviewRecorded(self) -> Any:
        x = self.ladder()
        votes = {t["id"]: self.random.randrange(12) for t in x["tiers"]}
        votes |= dict.fromkeys(votes, 4) if self.chance(0.1) else {}
        present = sum(votes.values()) + self.one((-1, 0, 0, 1, 2), 0)
        first = max(votes, key=lambda t: votes[t])
        body = self.one(("members_meeting", "mass_representatives_meeting"))
        reason = {"tier_reason": "tied"} if self.chance(0.2) else {}
        tier = first if self.chance(0.9) else self.tier(x)
        eligible = present + self.one((2, 2, 0, -1))
        return {"ladder": x["id"], "body": body, "held_on": self.before(), "eligible": eligible,
                "present": present, "votes": votes, "tier": tier, **reason}  # fmt: skip

    def CommitteeReviewHeld(self) -> Any:
        forms = [
            s["form"]
            for s in self.scheme["procedure"]
            if "form" in s and "CommitteeReviewHeld" in s["records"]
        ]
        mine = [x for x in self.scheme["ladders"] if self.c.ladder(x["id"])]
        aspects = {y["id"]: "sound" for x in mine for y in x.get("considers", ())}
        return {"meeting_id": self.new("meeting"), "form": self.one(forms, "meeting"),
                "held_on": self.before(), "present": list(PEOPLE), "aspects": aspects}  # fmt: skip

    def reason(self, x: Any, tier: str) -> Any:
        needed = tier != self.c.indicated(x)
        return (
            {"deviation_reason": "known from everyday work"} if needed == self.chance(0.9) else {}
        )

    def GradeConfirmed(self) -> Any:
        x = self.ladder()
        tier = self.c.self_rated(x["id"]) or self.tier(x)
        return {
            "ladder": x["id"],
            "tier": tier,
            "meeting_id": self.known("CommitteeReviewHeld", "meeting_id"),
            **self.reason(x, tier),
        }

    def GradeRevised(self) -> Any:
        x = self.ladder()
        stands = self.c.in_force(x["id"]) or self.c.self_rated(x["id"]) or self.tier(x)
        to = self.one([t["id"] for t in x["tiers"] if t["id"] != stands])
        meeting = self.known("CommitteeReviewHeld", "meeting_id")
        met = (
            {"meeting_id": meeting}
            if not self.c.in_force(x["id"]) or self.c.all("CommitteeReviewHeld")
            else {}
        )
        return {"ladder": x["id"], "from_tier": stands, "to_tier": to, "reasons": ["seen"],
                "criteria": sorted(self.c.read())[:2], "evidence_ids": self.evidence_ids(),
                **met, **self.reason(x, to)}  # fmt: skip

    def GradeAssigned(self) -> Any:
        x = self.ladder()
        tier = self.c.indicated(x) if self.chance(0.6) else None
        tier = tier or self.tier(x)
        bases = [
            v
            for s in self.scheme["procedure"]
            if "GradeAssigned" in s["records"]
            for v in s.get("variants", ())
        ]
        bases = bases or [
            "year_end_assessment" if "year_end_decided_by" in x else "assessment_against_standard"
        ]
        return {
            "ladder": x["id"],
            "tier": tier,
            "basis": self.one(bases),
            "document": "doc 3",
            **self.reason(x, tier),
        }

    def DemocraticAppraisalHeld(self) -> Any:
        guide = self.reference.parents.get(self.c.organisation) or "nobody"
        return {"held_on": self.before(), "guided_by": guide, "members_present": 20,
                "mass_representatives_present": 20, "delegates_present": 3,
                "sheets": self.one((40, 43, 44)),
                "appraisal_score": "84.5"}  # fmt: skip

    def BranchAssessed(self) -> Any:
        periods = [
            v
            for s in self.scheme["procedure"]
            if "BranchAssessed" in s["records"]
            for v in s.get("variants", ("year",))
        ]
        open_ = [t for t in self.c.targets().values() if t["state"] != "UpgradeTargetCompleted"]
        task = (
            self.one((True, True, False, None))
            if not open_ or self.chance(0.3)
            else self.one((False, None))
        )
        return {"period": self.one(periods, "year"), "held_on": self.before(), "findings": "seen",
                **({} if task is None else {"task_completed": task}),
                "poorly_organised": self.chance(0.3), "acceptance_score": "82"}  # fmt: skip

    def outcome(self, event: str) -> Any:
        of = self.one(
            [o for o in self.scheme["outcomes"] if o["event"] == event], {"trigger": ["none"]}
        )
        return of, {
            "form": of.get("form", "circular"),
            "issued_on": self.before(),
            "document": "circular 12",
        }

    def CommendationIssued(self) -> Any:
        return {**self.outcome("CommendationIssued")[1], "ground": "every target reached"}

    def CriticismIssued(self) -> Any:
        of, said = self.outcome("CriticismIssued")
        return {**said, "ground": self.one(of["trigger"])}

    def RectificationOrdered(self) -> Any:
        items = [{"item_id": f"item-{n}", "text": "mend"} for n in (1, 2)]
        return {
            "order_id": self.new("order"),
            "items": items,
            "ordered_on": self.day,
            "due_on": later(self.day, self.one((0, 1, 20))),
        }

    def RectificationReported(self) -> Any:
        order = self.known("RectificationOrdered", "order_id")
        open_, _ = self.c.order({"order_id": order})
        results = [{"item_id": i, "done": self.chance(0.7)} for i in sorted(open_)]
        return {
            "order_id": order,
            "reported_on": self.before(),
            "item_results": results or [{"item_id": "item-1", "done": True}],
        }

    def RectificationVerified(self) -> Any:
        order = self.known("RectificationOrdered", "order_id")
        open_, day = self.c.order({"order_id": order})
        rest = self.some(sorted(open_))
        new = {"new_due_on": later(max(day, self.day), self.one((0, 1, 9)))} if rest and day else {}
        return {
            "order_id": order,
            "verified_on": self.day,
            "accepted": not rest,
            "remaining": rest,
            **new,
        }

    def DeadlinePassed(self) -> Any:
        order = self.known("RectificationOrdered", "order_id")
        if self.c.all("RectificationOrdered") and self.chance(0.5):
            return {
                "obligation": "D-08",
                "step": "rectification",
                "order_id": order,
                "due_on": self.c.order({"order_id": order})[1],
            }
        dated = [
            (s["id"], due(s, self.c.cycle, self.day))
            for s in self.scheme["procedure"]
            if "rule" not in (s["deadline"] or {}) or s["deadline"]["rule"] == "year_end"
        ]
        gone = [
            (s, d)
            for s, d in dated
            if d and d < self.day and not self.reference.done(s, self.c, None)
        ]
        step, day = self.one(
            gone if self.chance(0.8) else [(s, d) for s, d in dated if d], ("picnic", self.day)
        )
        return {"obligation": "D-01", "step": step, "due_on": day}

    def LookBackHeld(self) -> Any:
        return {
            "meeting_id": self.new("look-back"),
            "held_on": self.before(),
            "results": "one tier kept",
        }

    def category(self) -> str:
        return str(
            self.one(
                [
                    s["id"]
                    for s in self.scheme.get("selections", ())
                    if self.c.kind in s["subject"] or self.chance(0.1)
                ],
                "exemplars",
            )
        )

    def ExemplarNominated(self) -> Any:
        return {
            "selection": "ten-tens",
            "category": self.category(),
            "nominee": self.c.organisation,
            "grounds": "good work",
        }

    def ExemplarSelected(self) -> Any:
        """The next place of the category that is filled most, one beyond it, or any."""
        quotas = {x["id"]: x["quota"] for x in self.scheme.get("selections", ())}
        chosen = [x["category"] for x in self.c.cycle["selected"]]
        filled = [x for x in quotas if chosen.count(x) < quotas[x]]
        category = max(filled, key=chosen.count) if filled and self.chance(0.7) else self.category()
        place = min(chosen.count(category) + 1, quotas.get(category, 99))
        position = (
            place if self.chance(0.7) else self.one((0, 1, place, quotas.get(category, 9) + 1))
        )
        nominee = self.c.organisation if self.chance(0.2) else self.new("farmer")
        return {"selection": self.one(("spring", "spring", "autumn")), "category": category,
                "nominee": nominee, "position": position, "reason": "seen"}  # fmt: skip

    def ExemplarRecommendedUpward(self) -> Any:
        return {"to_level": "county", "recommended_on": self.before()}

    def RecordFiled(self, kind: Any = None) -> Any:
        scopes = {*self.reference.scopes(self.c), "*"}
        near = [
            k
            for k in self.scheme.get("record_kinds", ())
            if set(k.get("scope", "*")) & scopes or self.chance(0.1)
        ]
        kind = kind or self.one(near, {"id": "Picnic", "fields": []})
        return {"record_id": self.new("record"), "kind": kind["id"], "fields": self.fields(kind)}

    def fields(self, kind: Any) -> Any:
        visits = [
            id
            for id, of in self.c.records().items()
            if of == "InspectionVisit" or of == "SurveyVisit"
        ]
        values = {"text": "text", "number": "12.5", "date": self.before(), "boolean": True,
                  "person": "person-1", "organisation": "neighbour",
                  "record": self.one(visits, "no-record")}  # fmt: skip
        asked = [f for f in kind["fields"] if f.get("required") or self.chance(0.3)]
        said = {}
        for f in asked:
            many = f["type"].endswith("s")
            value = values.get(f["type"].removesuffix("s")) or self.one(f["choices"])
            said[f["id"]] = [value] if many else value
        return said

    def RecordCorrected(self) -> Any:
        old = self.one(self.c.records(), "no-record")
        kind: Any = next(
            (
                k
                for k in self.scheme.get("record_kinds", ())
                if k["id"] == self.c.records().get(old)
            ),
            {"fields": []},
        )
        return {
            "record_id": self.new("record"),
            "corrects": old,
            "fields": self.fields(kind),
            "reason": "mistyped",
        }

    # Pledges ----------------------------------------------------------------------------------

    def ResponsibilityLetterSigned(self) -> Any:
        kind = self.one(
            self.scheme.get("responsibility_letters", ()), {"id": "letter", "between": ["", ""]}
        )
        above = self.reference.parents.get(self.c.organisation) or "nobody"
        sides = {"township_committee": above, "team_member_or_party_member": "person-1"}
        a, b = (sides.get(k, self.c.organisation) for k in kind["between"])
        return {"letter_id": self.new("letter"), "kind": kind["id"], "party_a": a, "party_b": b,
                "signed_on": self.before(), "target": "rise", "task": "farms",
                "object": "all"}  # fmt: skip

    def PledgeMade(self) -> Any:
        mine = [
            k
            for k in self.scheme.get("pledges", ())
            if k.get("domain", "any") in ("any", self.c.domain())
        ]
        kind = self.one(mine, {"id": "pledge", "by": ["branch"]})
        by = {"party_member": "member", "village_cadre": "cadre"}.get(kind["by"][0], "branch")
        by, ids = (
            ("joint", [self.c.organisation, "union-1"])
            if len(kind["by"]) > 1
            else (by, [self.c.organisation] if by == "branch" else list(PEOPLE[:2]))
        )
        made = self.before()
        due = later(made, self.one((60, 0, -1), 0))
        measure = {"quantity": "2.5", "unit": "km", "due_on": due}
        items = [{"item_id": "road", "text": "pave", **measure},
                 {"item_id": "books", "text": "publish"}]  # fmt: skip
        return {"pledge_id": self.new("pledge"), "kind": kind["id"], "pledger_kind": by,
                "pledger_ids": ids, "items": items, "to": ["members", "masses"],
                "made_on": made}  # fmt: skip

    def PledgePublished(self) -> Any:
        return {
            "pledge_id": self.known("PledgeMade", "pledge_id"),
            "published_on": self.before(20) if self.chance(0.3) else self.day,
            "channel": self.one(("board", self.new("board"))),
            "audience": "the village",
        }

    def PledgeProgressReported(self) -> Any:
        return {
            "pledge_id": self.known("PledgeMade", "pledge_id"),
            "item_id": "road",
            "reported_on": self.day,
            "text": "half",
            "quantity_done": "1.2",
            "unit": self.one(("km", "km", "mu")),
        }

    def judgement(self) -> Any:
        """Of an item that nobody judged yet; then of the whole, for or against its items."""
        pledge = self.known("PledgeMade", "pledge_id")
        judged = self.c.all("PledgeFulfilled", "PledgeNotFulfilled", pledge_id=pledge)
        rest = [i for i in ("road", "books") if i not in [d.get("item_id") for d in judged]]
        item = self.one(rest if self.chance(0.8) else ("road", "books"), None)
        item = None if self.chance(0.15) else item
        return {
            "pledge_id": pledge,
            "judged_by": [self.one(("person-8", "person-8", "person-1"))],
            "judged_on": self.day,
            **({"item_id": item} if item else {}),
        }

    def PledgeFulfilled(self) -> Any:
        return {**self.judgement(), "finding": "paved"}

    def PledgeNotFulfilled(self) -> Any:
        return {**self.judgement(), "reason": "1 km"}

    def OpinionsHeard(self) -> Any:
        return {"held_on": self.before(), "members": 20, "masses": 30}

    def UpgradeTargetSet(self) -> Any:
        measure = {
            "quantifiable": True,
            "quantity": "12",
            "unit": "mu",
            "quality": "in use",
            "due_on": later(self.day, self.one((90, 90, 0, -1))),
        }
        words = {"quantifiable": False, "qualitative_demand": "calm meetings"}
        return {
            "target_id": self.new("target"),
            "theme": "prosperity",
            "text": "greenhouses",
            **self.one((measure, words)),
        }

    def target(self) -> str:
        open_ = [id for id, t in self.c.targets().items() if t["state"] == "open"]
        return str(self.one(open_ if self.chance(0.8) else self.c.targets(), "no-target"))

    def UpgradeTargetFiled(self) -> Any:
        with_ = [
            o
            for o, k in self.reference.kinds.items()
            for s in self.scheme["procedure"]
            if "UpgradeTargetFiled" in s["records"] and k in s.get("to", ())
        ]
        new = [id for id, t in self.c.targets().items() if not t.get("filed")]
        return {
            "target_ids": new[:2] or ["no-target"],
            "filed_on": self.day,
            "filed_with": self.one(with_, self.reference.parents.get(self.c.organisation)),
        }

    def UpgradeTargetAssigned(self) -> Any:
        return {
            "target_id": self.target(),
            "assignee": self.one(PEOPLE),
            "assignee_kind": "party_member",
            "share": "half",
        }

    def UpgradeTargetAmended(self) -> Any:
        id = self.target()
        change = (
            {"quality": "in use all winter"}
            if self.c.targets().get(id, {}).get("quantifiable")
            else {"qualitative_demand": "calm and public"}
        )
        above = self.reference.parents.get(self.c.organisation) or "nobody"
        return {"target_id": id, "reason": "frost", "agreed_by": above, **change}

    def done(self, quantity: str) -> Any:
        id = self.target()
        counted = self.c.targets().get(id, {}).get("quantifiable", True)
        return {"target_id": id, **({"quantity_done": quantity, "unit": "mu"} if counted else {})}

    def UpgradeTargetProgressReported(self) -> Any:
        return {**self.done("5"), "reported_on": self.day, "text": "begun"}

    def UpgradeTargetCompleted(self) -> Any:
        return {**self.done(self.one(("12", "12.01", "11.99"))), "completed_on": self.before()}

    def UpgradeTargetMissed(self) -> Any:
        return {**self.done("11.99"), "judged_on": self.day, "reason": "drought"}

    # Training ---------------------------------------------------------------------------------

    def TrainingPlanAdopted(self) -> Any:
        return {
            "plan_id": self.new("plan"),
            "period_from": self.day,
            "period_to": later(self.day, 200),
        }

    def training(self) -> Any:
        scopes = {*self.reference.scopes(self.c), "*"}
        near = [t for t in self.scheme.get("training", ()) if set(t.get("scope", "*")) & scopes]
        return self.one(near if near and self.chance(0.95) else self.scheme["training"])

    def session(self, kind: Any, start: str) -> Any:
        return {
            "session_id": self.new("session"),
            "kind": kind["id"],
            "starts_on": start,
            "ends_on": later(start, 1),
        }

    def TrainingSessionScheduled(self) -> Any:
        kind = self.training()
        return {
            **self.session(kind, later(self.day, self.random.randrange(1, 30))),
            "place": "school",
            "audience": ["member"],
            "by_selection": bool(kind.get("selected", self.chance(0.5))),
        }

    def TrainingSessionHeld(self) -> Any:
        kind, start = self.training(), later(self.day, -1)
        said = {**self.session(kind, start), "form": "meeting"}
        announced = self.one(
            [d for d in self.c.all("TrainingSessionScheduled") if d["ends_on"] <= self.day], None
        )
        if announced and self.chance(0.8):
            said |= {
                name: announced[name] for name in ("session_id", "kind", "starts_on", "ends_on")
            }
        if self.reference.of["training"][said["kind"]].get("checks"):
            said |= {
                "starts_on": self.day,
                "ends_on": self.day,
                "month": self.day[:7],
                "checks": dict.fromkeys(("time", "place", "content", "form"), True),
            }
        return said

    def TrainingSessionCancelled(self) -> Any:
        return {
            "session_id": self.known("TrainingSessionScheduled", "session_id"),
            "reason": "flood",
            "cancelled_on": self.day,
        }

    def TraineeSelected(self) -> Any:
        announced = self.c.all("TrainingSessionScheduled", by_selection=True)
        session = self.one(announced[-2:], {"session_id": "no-session", "ends_on": self.day})
        return {
            "session_id": session["session_id"],
            "person": self.one(self.c.all("TraineeSelected") or [{"person": PEOPLE[0]}])["person"]
            if self.chance(0.3)
            else self.one(PEOPLE),
            "selected_on": self.one(
                (min(self.day, session["ends_on"]), self.day, later(session["ends_on"], 1))
            ),
        }

    def TrainingAttended(self) -> Any:
        id = self.known("TrainingSessionHeld", "session_id")
        s = self.reference.session(self.c, id)
        first, last = s.get("starts_on", self.day), s.get("ends_on", self.day)
        away = self.chance(0.15)
        return {
            "session_id": id,
            "person": self.one(s["selected"] if self.chance(0.7) else PEOPLE, PEOPLE[0]),
            "role": self.one(s["audience"] if self.chance(0.8) else ("guest",), "member"),
            "attended_from": later(first, -1) if away else self.one((first, last)),
            "attended_to": later(last, 1) if away and self.chance(0.5) else last,
        }

    def TrainingAbsenceRecorded(self) -> Any:
        return {
            "session_id": self.known("TrainingSessionHeld", "session_id"),
            "person": self.one(PEOPLE),
            "reason": "ill",
        }

    def AttendanceCorrected(self) -> Any:
        id = self.known("TrainingSessionHeld", "session_id")
        s = self.reference.session(self.c, id)
        person = self.one(s["came"] if self.chance(0.8) else PEOPLE, "person-1")
        change = self.one(("removed", "changed")) if person in s["came"] else "added"
        first, last = s.get("starts_on", self.day), s.get("ends_on", self.day)
        last = later(last, self.one((0, 0, 1)))
        days = {} if change == "removed" else {"attended_from": first, "attended_to": last}
        return {
            "session_id": id,
            "person": person,
            "change": change,
            "reason": "a namesake",
            **days,
        }


def later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
