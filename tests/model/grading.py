"""The rules of cycles, enrolment, evidence, grades, outcomes and records (domain.md (h)3)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.model.case import Case, Holds, Said, World, due, value_of

ONCE = ("once", "first_cycle", "every_cycle")


class Grading(World):
    """What the grading service records."""

    def stands(self, d: Any, c: Case) -> str | None:
        """The tier in force, if no self-rating of this cycle waits for the committee."""
        waits = c.self_rated(d["ladder"]) and not c.decided_after_rating(d["ladder"])
        return None if waits else c.in_force(d["ladder"])

    # Of a cycle, of an organisation ----------------------------------------------------------

    def OrganisationRegistered(self, a: Said, d: Any) -> Holds:
        parent, id = d.get("parent"), a.subject.split(":")[1]
        yield parent is None or parent in self.kinds, "reference"
        yield parent is None or id not in (parent, *self.above(parent)), "rule"

    def RegisterFigureRecorded(self, a: Said, d: Any) -> Holds:
        yield a.subject.split(":")[1] in self.kinds, "subject"

    def CycleOpened(self, a: Said, d: Any) -> Holds:
        id = a.subject.split(":")[2]
        yield id in [c["id"] for c in self.scheme["cycles"]], "reference"
        yield d["scheme_version"] == self.scheme["version"], "R-01"
        yield id not in self.cycles, "once"
        yield self.kinds.get(a.actor) == self.scheme["issuer"]["kind"], "R-19"

    def CycleClosed(self, a: Said, d: Any) -> Holds:
        cycle = self.cycles.get(a.subject.split(":")[2])
        yield cycle, "subject"
        if cycle:
            yield not cycle["closed"], "once"
            yield cycle["by"] == a.actor, "R-19"
            yield cycle["opens"] <= d["closed_on"] <= a.day, "rule"

    def ExemplarSelected(self, a: Said, d: Any) -> Holds:
        cycle = self.cycles.get(a.subject.split(":")[2])
        steps = [s for s in self.scheme["procedure"] if a.event in s["records"]]
        quotas = {s["id"]: s["quota"] for s in self.scheme.get("selections", ())}
        yield cycle, "subject"
        yield steps, "procedure"
        if cycle and steps:
            here = [s for s in cycle["selected"] if s["selection"] == d["selection"]]
            mine = [s for s in here if s["category"] == d["category"]]
            yield self.kinds.get(a.actor) in [s["actor"] for s in steps], "R-19"
            yield not quotas or d["category"] in quotas, "reference"
            yield 1 <= d["position"] <= quotas.get(d["category"], d["position"]), "R-20"
            yield not any(s[k] == d[k] for s in mine for k in ("nominee", "position")), "once"

    # Grading ---------------------------------------------------------------------------------

    def BranchEnrolled(self, a: Said, d: Any, c: Case) -> Holds:
        ladders = {x["id"]: x for x in self.scheme["ladders"]}
        asked = [ladders[id] for id in d["ladders"] if id in ladders]
        places = [(x.get("applies_where", {}), self.scopes(c)) for x in asked]
        yield len(asked) == len(d["ladders"]), "reference"
        yield all(c.kind in x["applies_to"] for x in (self.scheme, *asked)), "R-02"
        yield (
            all(w.get("scope") in (None, *s) and w.get("scope_not") not in s for w, s in places),
            "R-02",
        )
        for id, tier in d.get("opening_tiers", {}).items():
            tiers = [t["id"] for x in asked if x["id"] == id for t in x["tiers"]]
            yield tier in tiers, "reference"
        yield not c.all("BranchEnrolled"), "once"
        yield self.takes_part(a.actor, c), "R-19"

    def EvidenceRecorded(self, a: Said, d: Any, c: Case) -> Holds:
        criterion = {x["id"]: x for x in self.scheme["criteria"]}.get(d["criterion"])
        yield d["evidence_id"] not in c.evidence(), "once"
        yield self.takes_part(a.actor, c), "R-19"
        yield d["as_of"] <= a.day, "R-22"
        yield criterion and d["criterion"] in c.read(), "reference"
        yield criterion is None or d["kind"] in criterion["evidence"], "reference"
        yield criterion is None or value_of(criterion, d)[1], "rule"

    def EvidenceCorrected(self, a: Said, d: Any, c: Case) -> Holds:
        known = c.evidence()
        yield d["evidence_id"] not in known, "once"
        yield self.takes_part(a.actor, c), "R-19"
        yield d["corrects"] in known, "reference"
        yield not c.all(a.event, corrects=d["corrects"]), "R-17"
        if d["corrects"] in known and (d.get("value") or d.get("inputs")):
            criterion = {x["id"]: x for x in self.scheme["criteria"]}[
                known[d["corrects"]]["criterion"]
            ]
            yield value_of(criterion, d)[1], "rule"

    def tier(self, d: Any, c: Case, *names: str) -> bool:
        ladder = c.ladder(d["ladder"])
        return bool(ladder) and {d[n] for n in names or ("tier",)} <= {
            t["id"] for t in ladder["tiers"]
        }

    def BranchSelfRated(self, a: Said, d: Any, c: Case) -> Holds:
        basis = next(
            (
                s["basis"]
                for s in self.scheme["procedure"]
                if a.event in s["records"] and "basis" in s
            ),
            None,
        )
        years = d.get("basis_years", [])
        yield self.tier(d, c), "reference"
        yield (
            not c.all("SelfRatingFiled", ladder=d["ladder"])
            and not c.decided_after_rating(d["ladder"]),
            "R-03",
        )
        yield set(d.get("evidence_ids", ())) <= c.evidence().keys(), "reference"
        if basis:
            yield (
                len(set(years)) == len(years) == basis["years"] and max(years) <= int(a.day[:4]),
                "R-04",
            )
            yield d.get("performance") and d.get("masses_evaluation"), "R-04"
            told = [y["year"] for y in d.get("year_end", ())]
            yield len(set(told)) == len(told) and set(told) <= set(years), "R-04"
            yield told, "R-04"

    def SelfRatingFiled(self, a: Said, d: Any, c: Case) -> Holds:
        (step,) = [s for s in self.scheme["procedure"] if a.event in s["records"]] or [{}]
        yield c.self_rated(d["ladder"]), "reference"
        yield not c.all(a.event, ladder=d["ladder"]), "once"
        yield set(step.get("to", ())) <= {self.kinds.get(o) for o in d["filed_with"]}, "reference"

    def MembersReviewRecorded(self, a: Said, d: Any, c: Case) -> Holds:
        (step,) = [s for s in self.scheme["procedure"] if a.event in s["records"]] or [
            {"bodies": ()}
        ]
        votes = d["votes"]
        yield self.tier(d, c) and self.tier({**d, "votes": ""}, c), "reference"
        yield d["body"] in step["bodies"], "reference"
        yield (
            c.ladder(d["ladder"])
            and votes.keys() <= {t["id"] for t in c.ladder(d["ladder"])["tiers"]},
            "reference",
        )
        yield sum(votes.values()) <= d["present"] <= d["eligible"], "R-05"
        most = [t for t in votes if votes[t] == max(votes.values())]
        yield d.get("tier_reason") or most == [d["tier"]], "R-05"
        rated = [a.event for a in c.log if a.data.get("ladder") == d["ladder"]
                 and (a.event == "BranchSelfRated" or a.data.get("body") == d["body"])]  # fmt: skip
        yield rated[-1:] != ["MembersReviewRecorded"], "once"

    def CommitteeReviewHeld(self, a: Said, d: Any, c: Case) -> Holds:
        enrolled = [x for x in self.scheme["ladders"] if c.ladder(x["id"])]
        forms = {s.get("form") for s in c.steps(a.event, None, self.scopes(c))}
        yield None in forms or d["form"] in forms, "rule"
        asked = {x["id"] for y in enrolled for x in y.get("considers", ())}
        yield d.get("aspects", {}).keys() >= asked, "reason"
        yield d.get("aspects", {}).keys() <= asked, "reference"

    def departs(self, d: Any, c: Case, tier: str) -> Holds:
        ladder = c.ladder(d["ladder"])
        if ladder and ladder.get("require_reason_if_differs"):
            yield tier == c.indicated(ladder) or d.get("deviation_reason"), "R-08"

    def GradeConfirmed(self, a: Said, d: Any, c: Case) -> Holds:
        yield self.tier(d, c), "reference"
        yield c.self_rated(d["ladder"]), "R-06"
        yield not c.decided_after_rating(d["ladder"]), "once"
        yield d["tier"] == c.self_rated(d["ladder"]), "R-07"
        yield from self.departs(d, c, d["tier"])

    def GradeRevised(self, a: Said, d: Any, c: Case) -> Holds:
        stands = self.stands(d, c)
        yield stands or c.self_rated(d["ladder"]), "R-06"
        meeting = c.all("CommitteeReviewHeld", meeting_id=d.get("meeting_id"))
        yield self.tier(d, c, "from_tier", "to_tier"), "reference"
        yield d["from_tier"] == (stands or c.self_rated(d["ladder"])), "R-07"
        yield d["from_tier"] != d["to_tier"], "R-07"
        yield all(d.get(name) for name in ("reasons", "criteria", "evidence_ids")), "R-07"
        yield set(d.get("criteria", ())) <= {x["id"] for x in self.scheme["criteria"]}, "reference"
        yield set(d.get("evidence_ids", ())) <= c.evidence().keys(), "reference"
        yield meeting or (stands and not d.get("meeting_id")), "reference"
        yield from self.departs(d, c, d["to_tier"])
        if c.ladder(d["ladder"]):
            yield self.is_body(a.actor, c.ladder(d["ladder"])["decided_by"]["actor"], c), "R-19"

    def GradeAssigned(self, a: Said, d: Any, c: Case) -> Holds:
        yield self.tier(d, c), "reference"
        again = c.all(a.event, ladder=d["ladder"], basis=d["basis"])
        yield not again or self.taken(a, c)[0].get("occurs") not in ONCE, "once"
        yield from self.departs(d, c, d["tier"])
        ladder = c.ladder(d["ladder"])
        if ladder and a.actor == c.organisation:
            yield self.is_body(a.actor, ladder["decided_by"]["actor"], c), "R-19"

    def DemocraticAppraisalHeld(self, a: Said, d: Any, c: Case) -> Holds:
        present = sum(
            d[f"{who}_present"] for who in ("members", "mass_representatives", "delegates")
        )
        yield d["guided_by"] in self.kinds, "reference"
        yield d["sheets"] <= present and 0 <= Decimal(str(d["appraisal_score"])) <= 100, "rule"
        yield not c.all(a.event), "once"

    def BranchAssessed(self, a: Said, d: Any, c: Case) -> Holds:
        targets = c.targets()
        score, judged = (
            d.get("acceptance_score"),
            [t["state"] for t in targets.values() if not t.get("person")],
        )
        yield score is None or 0 <= Decimal(str(score)) <= 100, "rule"
        often = any(s["occurs"] not in ONCE for s in c.steps(a.event, d["period"], self.scopes(c)))
        yield often or not c.all(a.event, period=d["period"]), "once"
        task = self.scheme.get("upgrade_task_completed", {}).get(c.standing() or "", {})
        all_done = all(state == "UpgradeTargetCompleted" for state in judged)
        yield not (d.get("task_completed") and task.get("all_targets")) or all_done, "rule"

    def outcome(self, a: Said, d: Any, c: Case, ground: str | None) -> Holds:
        of = [o for o in self.scheme["outcomes"] if o["event"] == a.event]
        of = [o for o in of if set(o.get("scope", "*")) & {*self.scopes(c), "*"}]
        yield d["form"] in [o["form"] for o in of if "form" in o], "reference"
        for o in of:
            yield ground is None or ground in o["trigger"], "reference"
            assessed = c.all("BranchAssessed")
            for name in [ground] if ground else o["trigger"]:
                for key, value in o.get("assessed", {}).get(name, {}).items():
                    yield (
                        bool(assessed) and assessed[-1].get(key) is value,
                        "R-15" if ground is None else "rule",
                    )

    def CommendationIssued(self, a: Said, d: Any, c: Case) -> Holds:
        yield from self.outcome(a, d, c, None)
        assessed = [n for n, x in enumerate(c.log) if x.event == "BranchAssessed"]
        for x in self.scheme["ladders"] if assessed else ():
            tiers, before = [t["id"] for t in x["tiers"]], replace(c, log=c.log[: assessed[-1]])
            task = self.scheme.get("upgrade_task_completed", {}).get(before.in_force(x["id"]))
            if task and replace(c, log=c.log[assessed[-1] :]).all("GradeAssigned", ladder=x["id"]):
                reached = c.in_force(x["id"])
                yield tiers.index(reached) >= tiers.index(task["tier_gte"]), "R-15"

    def CriticismIssued(self, a: Said, d: Any, c: Case) -> Holds:
        yield from self.outcome(a, d, c, d["ground"])

    def RectificationOrdered(self, a: Said, d: Any, c: Case) -> Holds:
        items = [i["item_id"] for i in d["items"]]
        criticises = any(o["event"] == "CriticismIssued" for o in self.scheme["outcomes"])
        yield not criticises or c.all("CriticismIssued"), "R-14"
        yield d["due_on"] > d["ordered_on"], "R-14"
        yield len(set(items)) == len(items), "rule"

    def order(self, d: Any, c: Case) -> tuple[set[str], str]:
        """Items of an order that are still open, and its day; nothing, if there is none."""
        (order,) = c.all("RectificationOrdered", order_id=d["order_id"]) or [
            {"items": [], "due_on": ""}
        ]
        open_, day = {i["item_id"] for i in order["items"]}, order["due_on"]
        for v in c.all("RectificationVerified", order_id=d["order_id"]):
            open_, day = set(v.get("remaining", ())), v.get("new_due_on") or day
        return open_, day

    def RectificationReported(self, a: Said, d: Any, c: Case) -> Holds:
        items = [r["item_id"] for r in d["item_results"]]
        open_, _ = self.order(d, c)
        yield open_, "once"
        yield sorted(items) == sorted(open_), "rule"
        yield (
            {e for r in d["item_results"] for e in r.get("evidence_ids", ())}
            <= c.evidence().keys(),
            "reference",
        )

    def RectificationVerified(self, a: Said, d: Any, c: Case) -> Holds:
        open_, day = self.order(d, c)
        rest, new = set(d.get("remaining", ())), d.get("new_due_on")
        yield open_, "once"
        yield rest <= open_, "reference"
        yield d["accepted"] is (not rest), "rule"
        yield new is None or (not d["accepted"] and new > max(d["verified_on"], day)), "rule"

    def DeadlinePassed(self, a: Said, d: Any, c: Case) -> Holds:
        step = next((s for s in self.scheme["procedure"] if s["id"] == d["step"]), None)
        yield step, "reference"
        yield self.takes_part(a.actor, c), "R-19"
        yield d["due_on"] < a.day, "R-22"
        yield (
            not c.all(a.event, step=d["step"], due_on=d["due_on"], order_id=d.get("order_id")),
            "once",
        )
        if step and d.get("order_id"):
            yield self.order(d, c)[0], "once"
            yield d["due_on"] == self.order(d, c)[1], "R-22"
            yield not c.all("RectificationReported", order_id=d["order_id"]), "R-22"
        elif step:
            yield self.binds(step, c), "R-26"
            yield d["due_on"] == due(step, c.cycle, d["due_on"]), "R-22"
            yield not self.done(step["id"], c, None), "R-22"

    def LookBackHeld(self, a: Said, d: Any, c: Case) -> Holds:
        yield not c.all(a.event), "once"

    def ExemplarNominated(self, a: Said, d: Any, c: Case) -> Holds:
        of = {s["id"]: s for s in self.scheme.get("selections", ())}
        yield not of or d["category"] in of, "reference"
        yield d["category"] not in of or c.kind in of[d["category"]]["subject"], "rule"
        yield not c.all(a.event, category=d["category"]), "once"

    def ExemplarRecommendedUpward(self, a: Said, d: Any, c: Case) -> Holds:
        selected = any(s["nominee"] == c.organisation for s in c.cycle["selected"])
        yield selected and c.all("CommendationIssued"), "R-21"

    def RecordFiled(self, a: Said, d: Any, c: Case) -> Holds:
        kind = next((k for k in self.scheme.get("record_kinds", ()) if k["id"] == d["kind"]), None)
        yield kind, "reference"
        yield d["record_id"] not in c.record_ids(), "once"
        if kind:
            yield set(kind.get("scope", "*")) & {*self.scopes(c), "*"}, "R-26"
            yield any(self.is_body(a.actor, by, c) for by in kind["filed_by"]), "R-19"
            yield all(c.all("RecordFiled", kind=k) for k in kind.get("requires", ())), "order"
            asked = {f["id"]: f for f in kind["fields"]}
            yield d["fields"].keys() <= asked.keys(), "reference"
            yield all(d["fields"].get(id) for id, f in asked.items() if f.get("required")), "rule"
            for id, value in d["fields"].items():
                fits = id not in asked or self.is_field(asked[id], value, c)
                yield from ((fits, "rule"), (fits, "reference"))

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

    def RecordCorrected(self, a: Said, d: Any, c: Case) -> Holds:
        filed = c.records().get(d["corrects"])
        yield filed, "once" if d["corrects"] in c.record_ids() else "reference"
        if filed:
            yield from self.RecordFiled(a, {**d, "kind": filed}, c)
