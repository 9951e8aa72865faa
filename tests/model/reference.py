"""What domain.md says of every submission, once more and by itself: no code of the services.

Each method below is named after an event and lists what must hold, each with the rule of section
(h)2, or with the kind of refusal: ``subject``, ``reference`` (it names what is not on record),
``procedure`` (no step records it), ``order`` (a step before it is missing), ``once``, ``rule``.
State is the log of what was accepted. Days are ISO texts, figures become ``Decimal`` on use.
"""

from datetime import date
from typing import Any

from tests.model import standard
from tests.model.case import DECISIONS, HAPPENED, Case, Holds, Said, due
from tests.model.grading import Grading
from tests.model.promises import Promises, Training

SESSIONS = (
    "TrainingSessionScheduled", "TraineeSelected", "TrainingSessionHeld", "AttendanceCorrected",
    "TrainingSessionCancelled", "TrainingAttended", "TrainingAbsenceRecorded",
)  # fmt: skip
JUDGED = ("PledgeFulfilled", "PledgeNotFulfilled", "UpgradeTargetCompleted", "UpgradeTargetMissed")
FOLLOWING = (
    "EvidenceCorrected", "RecordCorrected", "PledgePublished", "PledgeProgressReported",
    "UpgradeTargetAmended", "UpgradeTargetProgressReported", "RectificationReported",
    "RectificationVerified", "DeadlinePassed", *JUDGED,
)  # fmt: skip
"""What needs no step of its own: it follows what one recorded."""
STEPLESS = ("BranchEnrolled", "EvidenceRecorded", "RecordFiled")
"""What may be said where no step of the scheme records it."""
BEGUN = {
    "PledgePublished": "PledgeMade", "PledgeProgressReported": "PledgeMade",
    "UpgradeTargetProgressReported": "UpgradeTargetSet",
}  # fmt: skip
"""What belongs to the step of the event that it goes on with, unless it has one of its own."""
OWN = ("PledgePublished", "PledgeProgressReported", "RectificationReported", *SESSIONS,
       "UpgradeTargetProgressReported")  # fmt: skip
DATED = {
    "SelfRatingFiled": "filed_on", "DemocraticAppraisalHeld": "held_on", "LookBackHeld": "held_on",
    "BranchAssessed": "held_on", "GradeAssigned": "", "RecordFiled": "",
    "RectificationReported": "reported_on", "TrainingSessionHeld": "ends_on",
}  # fmt: skip
"""What is late after its deadline (R-22), and on which day it happened: else its own."""
ONCE = ("once", "first_cycle", "every_cycle")
AFTERWARDS = (
    "EvidenceCorrected", "RecordFiled", "RecordCorrected", "CommendationIssued", "CriticismIssued",
    "RectificationOrdered", "RectificationReported", "RectificationVerified", "LookBackHeld",
    "DeadlinePassed", "ExemplarNominated", "ExemplarRecommendedUpward", "AttendanceCorrected",
    *JUDGED,
)  # fmt: skip
"""What may still be said of a closed cycle."""
NEW = {
    "CommitteeReviewHeld": "meeting_id", "RectificationOrdered": "order_id",
    "PledgeMade": "pledge_id", "ResponsibilityLetterSigned": "letter_id",
    "UpgradeTargetSet": "target_id", "TrainingPlanAdopted": "plan_id",
}  # fmt: skip
"""What is named by an id of its own, which is used once; others that name it come later."""


class Reference(Grading, Promises, Training):
    """``judge`` a submission, then ``record`` it."""

    def judge(self, a: Said) -> set[str]:
        """The rules it breaks; none, and it is to be accepted."""
        return {rule for holds, rule in self._rules(a) if not holds}

    def _rules(self, a: Said) -> Holds:
        """What holds of any submission, then what its own method asks."""
        if a.subject.count(":") < 2 or a.subject.startswith("cycle:"):
            yield from getattr(self, a.event)(a, a.data)
            return
        c = self.case(a.subject)
        if c is None:
            yield False, "subject"
            return
        graded = c.kind in self.scheme["applies_to"]
        enrolled = (
            c.all("BranchEnrolled")
            or a.event in ("BranchEnrolled", "TrainingPlanAdopted", *SESSIONS)
            or (a.event.startswith("Record") and not graded)
        )
        yield enrolled, "subject"
        yield not c.cycle["closed"] or a.event in AFTERWARDS, "cycle"
        yield all(a.data[d] <= a.day for d in HAPPENED if d in a.data), "R-22"
        for event, name in NEW.items():
            taken = c.all(event, **{name: a.data[name]}) if a.data.get(name) else None
            if taken is not None and a.event != "LookBackHeld":
                yield (not taken, "once") if event == a.event else (taken, "reference")
        name, variant = self.recorded_as(a, c)
        steps = c.steps(name, variant, self.scopes(c))
        named = any(
            name in s["records"] and variant in (None, *s.get("variants", [variant]))
            for s in self.scheme["procedure"]
        )
        if enrolled and not steps:
            free = a.event in FOLLOWING or (not named and a.event in STEPLESS)
            yield free or self.revises(a, c), "procedure"
            yield a.event not in OWN or a.actor == c.organisation, "R-19"
        if enrolled and steps and a.event != "DeadlinePassed":
            mine = self.by_actor(a, c, steps)
            yield mine or a.event in JUDGED or name in self.record_kinds(), "R-19"
            yield self.revises(a, c) or self.ready(a, c, mine or steps), "order"
        if enrolled:
            yield from getattr(self, a.event)(a, a.data, c)

    def recorded_as(self, a: Said, c: Case) -> tuple[str, str | None]:
        """What a step's ``records`` and ``variants`` call it."""
        if a.event in SESSIONS:
            kind = a.data.get("kind") or self.session(c, a.data["session_id"]).get("kind")
            return "TrainingSessionHeld", kind
        for event, begun in BEGUN.items():
            kind = next(
                (d["kind"] for d in c.all("PledgeMade", pledge_id=a.data.get("pledge_id"))), None
            )
            if a.event == event:
                return (event if c.steps(event, kind, self.scopes(c)) else begun), kind
        if a.event in ("RecordFiled", "RecordCorrected"):
            name = a.data.get("kind") or c.records().get(a.data["corrects"], "")
            told_by = self.record_kinds().get(name, {}).get("told_by")
            return name, a.data["fields"].get(told_by) if a.event == "RecordFiled" else None
        return a.event, a.variant

    def record_kinds(self) -> dict[str, Any]:
        return {k["id"]: k for k in self.scheme.get("record_kinds", ())}

    def by_actor(self, a: Said, c: Case, steps: list[Any]) -> list[Any]:
        return [
            s
            for s in steps
            if self.is_body(a.actor, s.get("acted_by", {}).get(a.event, s["actor"]), c)
        ]

    def ready(self, a: Said, c: Case, steps: list[Any]) -> list[Any]:
        """The steps before which nothing is missing that blocks."""
        return [s for s in steps if all(
            self.done(q["step"], c, a.data.get("ladder")) if "step" in q else c.all(q["event"])
            for q in s["requires"] if "warns" not in q.get("note", ""))]  # fmt: skip

    def taken(self, a: Said, c: Case) -> list[Any]:
        """The steps that an accepted act may belong to, first the one it does."""
        steps = c.steps(*self.recorded_as(a, c), self.scopes(c))
        return self.ready(a, c, self.by_actor(a, c, steps) or steps) or [{"deadline": None}]

    def revises(self, a: Said, c: Case) -> bool:
        """R-07: a tier in force is replaced outside the procedure's review."""
        return a.event == "GradeRevised" and bool(self.stands(a.data, c))

    def derived(self, a: Said) -> dict[str, Any]:
        """What is filled in when it is recorded, by the field's name."""
        if a.subject.count(":") < 2 or a.subject.startswith("cycle:"):
            return {}
        c, d = self.cases[a.subject], a.data
        ladder = c.ladder(d.get("ladder"))
        found: dict[str, Any] = {}
        if a.event in ("BranchSelfRated", *DECISIONS) and ladder:
            names = ("snapshot.indicated", "snapshot.candidates", "snapshot.rules")
            found |= zip(names, standard.indicated(self.scheme, ladder, c.facts()), strict=True)
        if a.event == "GradeAssigned" and ladder:
            tiers, before = [t["id"] for t in ladder["tiers"]], c.in_force(d["ladder"])
            rise = tiers.index(d["tier"]) - tiers.index(before or d["tier"])
            moved = "up" if rise > 0 else "down" if rise < 0 else "same"
            found |= {"previous_tier": before, "movement": moved if before else "first"}
        if a.event == "MembersReviewRecorded":
            found["agrees_with_self_rating"] = c.self_rated(d["ladder"]) == d["tier"]
        if a.event == "BranchAssessed":
            states = [t["state"] for t in c.targets().values() if not t.get("person")]
            found |= {
                "targets_total": len(states),
                "targets_completed": states.count("UpgradeTargetCompleted"),
            }
        if a.event in DATED:
            (step, *_) = self.taken(a, c)
            day = d.get(DATED[a.event], a.day)
            up_to = self.record_kinds().get(d.get("kind", ""), {}).get("up_to")
            last = (
                self.order(d, c)[1]
                if a.event == "RectificationReported"
                else due(step, c.cycle, d["fields"][up_to] if up_to else day)
            )
            found |= {
                "due_on": last and date.fromisoformat(last),
                "late": bool(last) and day > last,
            }
        if a.event == "UpgradeTargetCompleted":
            found["late"] = d["completed_on"] > c.targets()[d["target_id"]].get("due_on", "9")
        return found
