"""What the reference model has on record of a scheme's cycles, and how it reads its procedure."""

from datetime import date
from typing import Any

from tests.model import standard
from tests.model.case import DECISIONS, Case, Said, due

PARTS = (
    "criteria", "ladders", "selections", "record_kinds", "pledges", "training", "procedure",
    "responsibility_letters",
)  # fmt: skip
SESSIONS = (
    "TrainingSessionScheduled", "TraineeSelected", "TrainingSessionHeld", "AttendanceCorrected",
    "TrainingSessionCancelled", "TrainingAttended", "TrainingAbsenceRecorded",
)  # fmt: skip
BEGUN = {
    "PledgePublished": "PledgeMade", "PledgeProgressReported": "PledgeMade",
    "UpgradeTargetProgressReported": "UpgradeTargetSet",
}  # fmt: skip
"""What belongs to the step of the event that it goes on with, unless it has one of its own."""
DATED = {
    "SelfRatingFiled": "filed_on", "DemocraticAppraisalHeld": "held_on", "LookBackHeld": "held_on",
    "BranchAssessed": "held_on", "GradeAssigned": "", "RecordFiled": "",
    "RectificationReported": "reported_on", "TrainingSessionHeld": "ends_on",
}  # fmt: skip
"""What is late after its deadline (R-22), and on which day it happened: else its own."""


class World:
    """Organisations, cycles and cases on record, and who stands where."""

    def __init__(self, scheme: dict[str, Any]) -> None:
        self.scheme = scheme
        self.of = {part: {x["id"]: x for x in scheme.get(part, ())} for part in PARTS}
        self.kinds: dict[str, str] = {}
        self.parents: dict[str, str | None] = {}
        self.figures: dict[str, dict[str, int]] = {}
        self.cycles: dict[str, dict[str, Any]] = {}
        self.cases: dict[str, Case] = {}

    def record(self, a: Said) -> None:
        if a.event == "OrganisationRegistered":
            id = a.subject.split(":")[1]
            self.kinds[id], self.parents[id] = a.data["kind"], a.data.get("parent")
            self.figures[id] = {}
        elif a.event == "RegisterFigureRecorded":
            self.figures[a.subject.split(":")[1]][a.data["figure"]] = a.data["value"]
        elif a.event == "CycleOpened":
            id = a.subject.split(":")[2]
            (days,) = (c for c in self.scheme["cycles"] if c["id"] == id)
            self.cycles[id] = {**days, "by": a.actor, "closed": False, "selected": []}
        elif a.event == "CycleClosed":
            self.cycles[a.subject.split(":")[2]]["closed"] = True
        elif a.event == "ExemplarSelected":
            self.cycles[a.subject.split(":")[2]]["selected"].append(a.data)
        else:
            self.cases[a.subject].log.append(a)

    def case(self, subject: str) -> Case | None:
        _, cycle, organisation = subject.split(":")
        if cycle not in self.cycles or organisation not in self.kinds:
            return None
        kind, figures = self.kinds[organisation], self.figures[organisation]
        new = Case(self.scheme, self.cycles[cycle], organisation, kind, figures)
        return self.cases.setdefault(subject, new)

    def above(self, organisation: str | None) -> list[str]:
        parent = self.parents.get(organisation or "")
        return [parent, *self.above(parent)] if parent else []

    def takes_part(self, actor: str, c: Case) -> bool:
        return actor == c.organisation or self.acts_above(actor, c)

    def acts_above(self, actor: str, c: Case, kind: str | None = None) -> bool:
        """Whether a body stands above the case's, or is an office of one that does."""
        over = self.above(c.organisation)
        peers = {*self.scheme["applies_to"], *(self.kinds[o] for o in over)}
        office = self.parents.get(actor) in over and self.kinds[actor] not in peers
        return (actor in over or office) and kind in (None, self.kinds[actor])

    def is_body(self, actor: str, kind: str, c: Case) -> bool:
        """R-19: the case's own organisation, for its kind and for persons, else one above it."""
        alike = {
            k for x in self.scheme["ladders"] if c.kind in x["applies_to"] for k in x["applies_to"]
        }
        if kind in {c.kind, "branch", *alike, *self.scheme.get("persons", ())}:
            return actor == c.organisation
        return self.acts_above(actor, c, kind)

    def scopes(self, c: Case) -> set[str]:
        places = (c.organisation, *self.above(c.organisation))
        return {
            s["id"]
            for s in self.scheme.get("scopes", ())
            if s.get("organisation", s["id"]) in places
        }

    def in_scope(self, x: dict[str, Any], c: Case) -> bool:
        """R-26: what names scopes binds only there."""
        return bool(set(x.get("scope", "*")) & {*self.scopes(c), "*"})

    def decides(self, step: dict[str, Any], c: Case) -> bool:
        """Whether there is a tier to decide on the case, in a step that does nothing else."""
        names = step.get("done_by", step["records"])
        actors = {step.get("acted_by", {}).get(name, step["actor"]) for name in names}
        return not {*names} <= {*DECISIONS} or any(
            c.kind in x["applies_to"] and x[by]["actor"] in actors
            for x in self.scheme["ladders"]
            for by in {"decided_by", "year_end_decided_by"} & x.keys()
        )  # fmt: skip

    def binds(self, step: dict[str, Any], c: Case) -> bool:
        """R-26; and what is done once is done in the first cycle's case."""
        later = c.cycle["id"] != self.scheme["cycles"][0]["id"]
        following = c.cycle.get("kind") == "following"
        return (
            self.in_scope(step, c)
            and self.decides(step, c)
            and not (step["occurs"] == "once" and later)
            and not (step["occurs"] == "first_cycle" and following)
        )

    def done(self, step_id: str, c: Case, ladder: str | None) -> bool:
        """Whether a step is done in the case, on a ladder where its events are of one."""
        (step,) = (s for s in self.scheme["procedure"] if s["id"] == step_id)
        if c.cycle.get("kind") == "following" and step["occurs"] == "first_cycle":
            return any(c.in_force(x["id"]) for x in self.scheme["ladders"])
        if not self.binds(step, c) or "SchemePublished" in step["records"]:
            return True
        found = [
            a for a in c.log for name in step.get("done_by", step["records"])
            if name in (a.event, a.data.get("kind"))
            and (ladder is None or a.data.get("ladder") in (None, ladder))
            and (a.variant is None or a.variant in step.get("variants", (a.variant,)))
        ]  # fmt: skip
        if "bodies" in step:
            return set(step["bodies"]) <= {a.data.get("body") for a in found}
        if "ExemplarSelected" in step.get("done_by", step["records"]):
            return bool(c.cycle["selected"])
        return bool(found)

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
            told_by = self.of["record_kinds"].get(name, {}).get("told_by")
            return name, a.data["fields"].get(told_by) if a.event == "RecordFiled" else None
        return a.event, a.variant

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

    def session(self, c: Case, id: str) -> dict[str, Any]:
        """A session as it stands: announced, held, cancelled; who was selected, who came."""
        log = [x for x in c.log if x.data.get("session_id") == id]
        found: dict[str, Any] = {"audience": [], "selected": set(), "came": {}, "absent": set()}
        for x in log:
            d = x.data
            match x.event:
                case "TrainingSessionScheduled" | "TrainingSessionHeld":
                    found = {**found, **d, x.event: True}
                case "TrainingSessionCancelled":
                    found[x.event] = True
                case "TraineeSelected":
                    found["selected"].add(d["person"])
                case "TrainingAbsenceRecorded":
                    found["absent"].add(d["person"])
                case "AttendanceCorrected" if d["change"] == "removed":
                    found["came"].pop(d["person"], None)
                case _:
                    found["absent"].discard(d["person"])
                    found["came"][d["person"]] = (d["attended_from"], d["attended_to"])
        kind = self.of["training"].get(found.get("kind", ""), {})
        found["audience"] = found["audience"] or kind.get("audience", [])
        found["by_selection"] = found.get("by_selection") or kind.get("selected")
        return found

    def is_field(self, f: Any, value: Any, c: Case) -> bool:
        """Whether a record's field has the form of its type."""
        if f["type"] in ("texts", "persons", "organisations", "records"):
            return isinstance(value, list) and all(
                self.is_field({**f, "type": f["type"][:-1]}, v, c) for v in value
            )
        if f["type"] == "number":
            return not isinstance(value, bool | list) and str(value).replace(".", "", 1).isdigit()
        if f["type"] == "boolean":
            return isinstance(value, bool)
        known = {"choice": f.get("choices", ()), "organisation": self.kinds, "record": c.records()}
        text = isinstance(value, str) and value in known.get(f["type"], (value,))
        return text and (f["type"] != "date" or value[4:5] + value[7:8] == "--")

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
            up_to = self.of["record_kinds"].get(d.get("kind", ""), {}).get("up_to")
            last = (
                c.order(d)[1]
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
