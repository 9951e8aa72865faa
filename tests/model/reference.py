"""What domain.md says of every submission, once more and by itself: no code of the services.

Tables say what many events have in common; the methods, each named after an event, what else must
hold, with the rule of section (h)2, or with the kind of refusal: ``subject``, ``reference`` (it
names what is not on record), ``procedure`` (no step records it), ``order`` (a step before it is
missing), ``once``, ``rule``. Days are ISO texts, figures become ``Decimal`` on use.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.model.case import HAPPENED, Case, Holds, Said, due, value_of
from tests.model.record import SESSIONS, World

KEPT = ("PledgeFulfilled", "PledgeNotFulfilled")
JUDGED = (*KEPT, "UpgradeTargetCompleted", "UpgradeTargetMissed")
FOLLOWING = (
    "EvidenceCorrected", "RecordCorrected", "PledgePublished", "PledgeProgressReported",
    "UpgradeTargetAmended", "UpgradeTargetProgressReported", "RectificationReported",
    "RectificationVerified", "DeadlinePassed", *JUDGED,
)  # fmt: skip
"""What needs no step of its own: it follows what one recorded."""
STEPLESS = ("BranchEnrolled", "EvidenceRecorded", "RecordFiled")
"""What may be said where no step of the scheme records it."""
OWN = ("PledgePublished", "PledgeProgressReported", "RectificationReported", *SESSIONS,
       "UpgradeTargetProgressReported")  # fmt: skip
"""What, where no step records it, is the case's own organisation's to say."""
CONCERNED = ("BranchEnrolled", "EvidenceRecorded", "EvidenceCorrected", "DeadlinePassed")
"""What whoever has a part in the case may say."""
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
AGAIN = {
    "BranchEnrolled": "", "SelfRatingFiled": "ladder", "DemocraticAppraisalHeld": "",
    "LookBackHeld": "", "ExemplarNominated": "category", "PledgePublished": "pledge_id channel",
    "UpgradeTargetAssigned": "target_id assignee", "EvidenceCorrected": "corrects",
    "DeadlinePassed": "step due_on order_id", "TrainingSessionHeld": "session_id",
}  # fmt: skip
"""What is said once in a case, or once of the same."""
KINDS = {
    "ResponsibilityLetterSigned": "responsibility_letters", "PledgeMade": "pledges",
    "TrainingSessionScheduled": "training", "TrainingSessionHeld": "training",
    "RecordFiled": "record_kinds",
}  # fmt: skip
"""What is of a kind, and where the scheme declares the kinds, each with its scope and domain."""
BEFORE = {
    "ordered_on": ("<", "due_on", "R-14"), "period_from": ("<=", "period_to", "rule"),
    "starts_on": ("<=", "ends_on", "rule"), "attended_from": ("<=", "attended_to", "R-16"),
}  # fmt: skip
TARGET_NEEDS = {
    "quantifiable": ["quantity", "quality", "deadline"], "otherwise": ["qualitative_demand"],
}  # fmt: skip


class Reference(World):
    """``judge`` a submission, then ``record`` it."""

    def judge(self, a: Said) -> set[str]:
        """The rules it breaks; none, and it is to be accepted."""
        return {rule for holds, rule in self._rules(a) if not holds}

    def _rules(self, a: Said) -> Holds:
        if not a.of_case:
            yield from getattr(self, a.event)(a, a.data)
            return
        c = self.case(a.subject)
        yield c, "subject"
        if c is None:
            return
        enrolled = (
            c.all("BranchEnrolled")
            or a.event in ("BranchEnrolled", "TrainingPlanAdopted", *SESSIONS)
            or (a.event.startswith("Record") and c.kind not in self.scheme["applies_to"])
        )
        yield enrolled, "subject"
        yield not c.cycle["closed"] or a.event in AFTERWARDS, "cycle"
        yield from self.names(a, a.data, c)
        if enrolled:
            yield from self.procedure(a, c)
            yield from getattr(self, a.event, lambda *_: ())(a, a.data, c)

    def names(self, a: Said, d: Any, c: Case) -> Holds:
        """Days in their order; what is named is on record, what is new is not; once is once."""
        yield all(d[day] <= a.day for day in HAPPENED if day in d), "R-22"
        for first, (how, last, rule) in BEFORE.items():
            if d.get(first) and d.get(last):
                yield d[first] < d[last] or (how == "<=" and d[first] == d[last]), rule
        for event, name in NEW.items():
            if d.get(name) and a.event != "LookBackHeld":
                taken = c.all(event, **{name: d[name]})
                yield (not taken, "once") if event == a.event else (taken, "reference")
        for name, known in (("evidence_id", c.evidence()), ("record_id", c.record_ids())):
            yield d.get(name) not in known, "once"
        if a.event in AGAIN:
            same = {name: d.get(name) for name in AGAIN[a.event].split()}
            yield not c.all(a.event, **same), "R-17" if "corrects" in same else "once"
        several = {"evidence_ids": {*c.evidence()}, "criteria": c.read(),
                   "target_ids": {*c.targets()}, "addresses": {*self.of["criteria"]}}  # fmt: skip
        yield all(set(d.get(name, ())) <= ids for name, ids in several.items()), "reference"
        yield {d[x] for x in ("guided_by", "organisation") if x in d} <= {*self.kinds}, "reference"
        if "ladder" in d:
            tiers = {t["id"] for t in (c.ladder(d["ladder"]) or {"tiers": ()})["tiers"]}
            said = {d[name] for name in ("tier", "from_tier", "to_tier") if name in d}
            yield tiers and said | {*d.get("votes", ())} <= tiers, "reference"
        if a.event in KINDS:
            kind = self.of[KINDS[a.event]].get(d["kind"])
            yield kind, "reference"
            yield not kind or self.in_scope(kind, c), "R-26"
            yield not kind or kind.get("domain", "any") in ("any", c.domain()), "R-26"

    def procedure(self, a: Said, c: Case) -> Holds:
        """A step records it, here and now, by this body, after what it follows."""
        name, variant = self.recorded_as(a, c)
        steps = c.steps(name, variant, self.scopes(c))
        named = [s for s in self.scheme["procedure"] if name in s["records"]]
        named = [s for s in named if variant in (None, *s.get("variants", [variant]))]
        yield a.event not in CONCERNED or self.takes_part(a.actor, c), "R-19"
        if not steps:
            free = a.event in FOLLOWING or (not named and a.event in STEPLESS)
            yield free or self.revises(a, c), "procedure"
            yield a.event not in OWN or a.actor == c.organisation, "R-19"
        elif a.event != "DeadlinePassed":
            mine = self.by_actor(a, c, steps)
            yield mine or a.event in JUDGED or name in self.of["record_kinds"], "R-19"
            yield self.revises(a, c) or self.ready(a, c, mine or steps), "order"

    # Of a cycle, of an organisation ----------------------------------------------------------

    def OrganisationRegistered(self, a: Said, d: Any) -> Holds:
        parent = d.get("parent")
        yield parent in (None, *self.kinds), "reference"
        yield a.subject.split(":")[1] not in (parent, *self.above(parent)), "rule"

    def RegisterFigureRecorded(self, a: Said, d: Any) -> Holds:
        yield a.subject.split(":")[1] in self.kinds, "subject"

    def CycleOpened(self, a: Said, d: Any) -> Holds:
        yield a.subject.split(":")[2] in [c["id"] for c in self.scheme["cycles"]], "reference"
        yield d["scheme_version"] == self.scheme["version"], "R-01"
        yield a.subject.split(":")[2] not in self.cycles, "once"
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
        actors = [s["actor"] for s in self.scheme["procedure"] if a.event in s["records"]]
        quotas = {id: s["quota"] for id, s in self.of["selections"].items()}
        yield cycle, "subject"
        yield actors, "procedure"
        if cycle and actors:
            same = [s for s in cycle["selected"]
                    if all(s[name] == d[name] for name in ("selection", "category"))]  # fmt: skip
            yield self.kinds.get(a.actor) in actors, "R-19"
            yield not quotas or d["category"] in quotas, "reference"
            yield 1 <= d["position"] <= quotas.get(d["category"], d["position"]), "R-20"
            yield (
                not any(s[name] == d[name] for s in same for name in ("nominee", "position")),
                "once",
            )

    # Grading ---------------------------------------------------------------------------------

    def BranchEnrolled(self, a: Said, d: Any, c: Case) -> Holds:
        asked = [self.of["ladders"][id] for id in d["ladders"] if id in self.of["ladders"]]
        places = [(x.get("applies_where", {}), self.scopes(c)) for x in asked]
        yield len(asked) == len(d["ladders"]), "reference"
        yield all(c.kind in x["applies_to"] for x in (self.scheme, *asked)), "R-02"
        yield (
            all(w.get("scope") in (None, *s) and w.get("scope_not") not in s for w, s in places),
            "R-02",
        )
        tiers = {(x["id"], t["id"]) for x in asked for t in x["tiers"]}
        yield set(d.get("opening_tiers", {}).items()) <= tiers, "reference"

    def EvidenceRecorded(self, a: Said, d: Any, c: Case) -> Holds:
        x = self.of["criteria"].get(d["criterion"])
        yield d["as_of"] <= a.day, "R-22"
        yield x and d["criterion"] in c.read() and d["kind"] in x["evidence"], "reference"
        yield not x or value_of(x, d)[1], "rule"

    def EvidenceCorrected(self, a: Said, d: Any, c: Case) -> Holds:
        old = c.evidence().get(d["corrects"])
        yield old, "reference"
        if old and (d.get("value") or d.get("inputs")):
            yield value_of(self.of["criteria"][old["criterion"]], d)[1], "rule"

    def BranchSelfRated(self, a: Said, d: Any, c: Case) -> Holds:
        years, told = d.get("basis_years", []), [y["year"] for y in d.get("year_end", ())]
        yield not c.all("SelfRatingFiled", ladder=d["ladder"]), "R-03"
        yield not c.decided_after_rating(d["ladder"]), "R-03"
        for basis in (s["basis"] for s in self.taken(a, c)[:1] if "basis" in s):
            yield len(set(years)) == len(years) == basis["years"], "R-04"
            yield max(years, default=0) <= int(a.day[:4]), "R-04"
            yield d.get("performance") and d.get("masses_evaluation") and told, "R-04"
            yield len(set(told)) == len(told) and set(told) <= set(years), "R-04"

    def SelfRatingFiled(self, a: Said, d: Any, c: Case) -> Holds:
        to = {kind for s in c.steps(a.event, None, self.scopes(c)) for kind in s.get("to", ())}
        yield c.self_rated(d["ladder"]), "R-03"
        yield to <= {self.kinds.get(o) for o in d["filed_with"]}, "reference"

    def MembersReviewRecorded(self, a: Said, d: Any, c: Case) -> Holds:
        votes, bodies = d["votes"], [b for s in self.taken(a, c) for b in s.get("bodies", ())]
        most = [t for t in votes if votes[t] == max(votes.values())]
        rated = [x.event for x in c.log if x.data.get("ladder") == d["ladder"]
                 and (x.event == "BranchSelfRated" or x.data.get("body") == d["body"])]  # fmt: skip
        yield d["body"] in bodies, "rule"
        yield sum(votes.values()) <= d["present"] <= d["eligible"], "R-05"
        yield d.get("tier_reason") or most == [d["tier"]], "R-05"
        yield rated[-1:] != [a.event], "once"

    def CommitteeReviewHeld(self, a: Said, d: Any, c: Case) -> Holds:
        forms = {s.get("form") for s in c.steps(a.event, None, self.scopes(c))}
        mine = [x for x in self.scheme["ladders"] if c.ladder(x["id"])]
        asked = {x["id"] for y in mine for x in y.get("considers", ())}
        yield None in forms or d["form"] in forms, "rule"
        yield d.get("aspects", {}).keys() >= asked, "reason"
        yield d.get("aspects", {}).keys() <= asked, "reference"

    def departs(self, d: Any, c: Case, tier: str) -> Holds:
        ladder = c.ladder(d["ladder"])
        if ladder and ladder.get("require_reason_if_differs"):
            yield tier == c.indicated(ladder) or d.get("deviation_reason"), "R-08"

    def GradeConfirmed(self, a: Said, d: Any, c: Case) -> Holds:
        yield c.self_rated(d["ladder"]), "R-06"
        yield not c.decided_after_rating(d["ladder"]), "once"
        yield d["tier"] == c.self_rated(d["ladder"]), "R-07"
        yield from self.departs(d, c, d["tier"])

    def stands(self, d: Any, c: Case) -> str | None:
        """The tier in force, if no self-rating of this cycle waits for the committee."""
        waits = c.self_rated(d["ladder"]) and not c.decided_after_rating(d["ladder"])
        return None if waits else c.in_force(d["ladder"])

    def revises(self, a: Said, c: Case) -> bool:
        """R-07: a tier in force is replaced outside the procedure's review."""
        return a.event == "GradeRevised" and bool(self.stands(a.data, c))

    def GradeRevised(self, a: Said, d: Any, c: Case) -> Holds:
        stands, ladder = self.stands(d, c), c.ladder(d["ladder"])
        yield stands or c.self_rated(d["ladder"]), "R-06"
        yield d["from_tier"] == (stands or c.self_rated(d["ladder"])) != d["to_tier"], "R-07"
        yield all(d.get(name) for name in ("reasons", "criteria", "evidence_ids")), "R-07"
        yield stands or d.get("meeting_id"), "reference"
        yield from self.departs(d, c, d["to_tier"])
        yield not ladder or self.is_body(a.actor, ladder["decided_by"]["actor"], c), "R-19"

    def GradeAssigned(self, a: Said, d: Any, c: Case) -> Holds:
        again, ladder = c.all(a.event, ladder=d["ladder"], basis=d["basis"]), c.ladder(d["ladder"])
        yield not again or self.taken(a, c)[0].get("occurs") not in ONCE, "once"
        yield from self.departs(d, c, d["tier"])
        if ladder:
            of_year = d["basis"] == "year_end_assessment" and ladder.get("year_end_decided_by")
            yield self.is_body(a.actor, (of_year or ladder["decided_by"])["actor"], c), "R-19"

    def DemocraticAppraisalHeld(self, a: Said, d: Any, c: Case) -> Holds:
        present = sum(d[f"{x}_present"] for x in ("members", "mass_representatives", "delegates"))
        yield d["sheets"] <= present and 0 <= Decimal(str(d["appraisal_score"])) <= 100, "rule"

    def BranchAssessed(self, a: Said, d: Any, c: Case) -> Holds:
        judged = [t["state"] for t in c.targets().values() if not t.get("person")]
        yield 0 <= Decimal(str(d.get("acceptance_score", 0))) <= 100, "rule"
        often = any(s["occurs"] not in ONCE for s in c.steps(a.event, d["period"], self.scopes(c)))
        yield often or not c.all(a.event, period=d["period"]), "once"
        task = self.scheme.get("upgrade_task_completed", {}).get(c.standing() or "", {})
        claims = d.get("task_completed") and task.get("all_targets")
        yield not claims or set(judged) <= {"UpgradeTargetCompleted"}, "rule"

    def outcome(self, a: Said, d: Any, c: Case, ground: str | None) -> Holds:
        """A form that the scheme has; the last assessment says what the trigger asks (R-15)."""
        of = [o for o in self.scheme["outcomes"] if o["event"] == a.event and self.in_scope(o, c)]
        yield d["form"] in [o["form"] for o in of if "form" in o], "reference"
        said = (c.all("BranchAssessed") or [{}])[-1]
        for o in of:
            yield ground is None or ground in o["trigger"], "reference"
            asked = [
                o.get("assessed", {}).get(t, {}) for t in ([ground] if ground else o["trigger"])
            ]
            shown = all(said.get(key) is value for x in asked for key, value in x.items())
            yield shown, "rule" if ground else "R-15"

    def CriticismIssued(self, a: Said, d: Any, c: Case) -> Holds:
        yield from self.outcome(a, d, c, d["ground"])

    def CommendationIssued(self, a: Said, d: Any, c: Case) -> Holds:
        yield from self.outcome(a, d, c, None)
        assessed = [n for n, x in enumerate(c.log) if x.event == "BranchAssessed"]
        for x in self.scheme["ladders"] if assessed else ():
            tiers, before = [t["id"] for t in x["tiers"]], replace(c, log=c.log[: assessed[-1]])
            task = self.scheme.get("upgrade_task_completed", {}).get(before.in_force(x["id"]))
            if task and replace(c, log=c.log[assessed[-1] :]).all("GradeAssigned", ladder=x["id"]):
                least = tiers.index(task["tier_gte"])
                yield tiers.index(c.in_force(x["id"])) >= least, "R-15"

    def RectificationOrdered(self, a: Said, d: Any, c: Case) -> Holds:
        items = [i["item_id"] for i in d["items"]]
        criticises = any(o["event"] == "CriticismIssued" for o in self.scheme["outcomes"])
        yield not criticises or c.all("CriticismIssued"), "R-14"
        yield len(set(items)) == len(items), "rule"

    def RectificationReported(self, a: Said, d: Any, c: Case) -> Holds:
        open_, _ = c.order(d)
        told = {e for r in d["item_results"] for e in r.get("evidence_ids", ())}
        yield open_, "once"
        yield sorted(r["item_id"] for r in d["item_results"]) == sorted(open_), "rule"
        yield told <= c.evidence().keys(), "reference"

    def RectificationVerified(self, a: Said, d: Any, c: Case) -> Holds:
        (open_, day), rest, new = c.order(d), set(d.get("remaining", ())), d.get("new_due_on")
        yield open_, "once"
        yield rest <= open_, "reference"
        yield d["accepted"] is (not rest), "rule"
        yield new is None or (not d["accepted"] and new > max(d["verified_on"], day)), "rule"

    def DeadlinePassed(self, a: Said, d: Any, c: Case) -> Holds:
        step, open_ = (
            self.of["procedure"].get(d["step"]),
            c.order(d)[0] if "order_id" in d else None,
        )
        yield step, "reference"
        yield d["due_on"] < a.day, "R-22"
        if step and d.get("order_id"):
            yield open_, "once"
            yield d["due_on"] == c.order(d)[1], "R-22"
            yield not c.all("RectificationReported", order_id=d["order_id"]), "R-22"
        elif step:
            yield self.binds(step, c), "R-26"
            yield d["due_on"] == due(step, c.cycle, d["due_on"]), "R-22"
            yield not self.done(step["id"], c, None), "R-22"

    def ExemplarNominated(self, a: Said, d: Any, c: Case) -> Holds:
        of = self.of["selections"]
        yield not of or d["category"] in of, "reference"
        yield d["category"] not in of or c.kind in of[d["category"]]["subject"], "rule"

    def ExemplarRecommendedUpward(self, a: Said, d: Any, c: Case) -> Holds:
        selected = [s for s in c.cycle["selected"] if s["nominee"] == c.organisation]
        yield selected and c.all("CommendationIssued"), "R-21"

    def RecordFiled(self, a: Said, d: Any, c: Case) -> Holds:
        kind = self.of["record_kinds"].get(d["kind"])
        if kind:
            asked = {f["id"]: f for f in kind["fields"]}
            yield any(self.is_body(a.actor, by, c) for by in kind["filed_by"]), "R-19"
            yield all(c.all("RecordFiled", kind=k) for k in kind.get("requires", ())), "order"
            yield d["fields"].keys() <= asked.keys(), "reference"
            yield all(d["fields"].get(id) for id, f in asked.items() if f.get("required")), "rule"
            for id in d["fields"].keys() & asked.keys():
                fits = self.is_field(asked[id], d["fields"][id], c)
                yield from ((fits, "rule"), (fits, "reference"))
            if "closes" in kind:
                closed = d["fields"].get(kind["closes"]["named_in"]) or []
                closed = [closed] if isinstance(closed, str) else closed
                yield {c.records().get(id) for id in closed} <= {kind["closes"]["kind"]}, "R-24"

    def RecordCorrected(self, a: Said, d: Any, c: Case) -> Holds:
        filed = c.records().get(d["corrects"])
        yield filed, "once" if d["corrects"] in c.record_ids() else "reference"
        if filed:
            yield from self.RecordFiled(a, {**d, "kind": filed}, c)

    # Pledges and targets ---------------------------------------------------------------------

    def ResponsibilityLetterSigned(self, a: Said, d: Any, c: Case) -> Holds:
        kind = self.of["responsibility_letters"].get(d["kind"], {"between": ()})
        sides = [x for x in (d["party_a"], d["party_b"]) if x != c.organisation]
        yield len(sides) == 1, "R-19"
        above = [x for x in self.above(c.organisation) if self.kinds[x] in kind["between"]]
        named = {x for side in kind["between"] for x in side.split("_or_")}
        person = named & {*self.scheme.get("persons", ())} and not {*sides} & self.kinds.keys()
        yield {*sides} <= {*above} or person, "R-19"

    def PledgeMade(self, a: Said, d: Any, c: Case) -> Holds:
        kind, items, who = self.of["pledges"].get(d["kind"]), d["items"], d["pledger_ids"]
        yield len({i["item_id"] for i in items}) == len(items), "rule"
        yield all(bool(i.get("quantity")) == bool(i.get("unit")) for i in items), "rule"
        yield all(i.get("due_on", d["made_on"]) >= d["made_on"] for i in items), "rule"
        yield len(set(who)) == len(who), "once"
        if kind:
            by = {"party_member": "member", "village_cadre": "cadre"}.get(kind["by"][0], "branch")
            by = "joint" if len(kind["by"]) > 1 else by
            persons = by in ("member", "cadre")
            yield set(kind.get("to", ())) <= set(d.get("to", ())), "rule"
            yield d["pledger_kind"] == by and (by != "branch" or who == [c.organisation]), "R-19"
            yield not persons or not set(who) & self.kinds.keys(), "R-19"

    def PledgePublished(self, a: Said, d: Any, c: Case) -> Holds:
        for pledge in c.all("PledgeMade", pledge_id=d["pledge_id"]):
            yield d["published_on"] >= pledge["made_on"], "rule"

    def PledgeProgressReported(self, a: Said, d: Any, c: Case) -> Holds:
        for item in (d["item_id"], None):
            yield not c.all(*KEPT, pledge_id=d["pledge_id"], item_id=item), "once"
        yield from self.measured(d, c.item(d))

    def measured(self, d: Any, of: dict[str, Any] | None) -> Holds:
        """R-27: a quantity is told in the unit that it was promised in."""
        yield of, "reference"
        yield ("quantity_done" in d) == ("unit" in d), "rule"
        yield not of or d.get("unit") in (None, of.get("unit")), "rule"

    def judged(self, a: Said, d: Any, c: Case) -> Holds:
        for pledge in c.all("PledgeMade", pledge_id=d["pledge_id"]):
            kind, makers = self.of["pledges"][pledge["kind"]], {*pledge["pledger_ids"]}
            on = {x.data.get("item_id"): x.event for x in c.log if x.event in KEPT
                  and x.data["pledge_id"] == d["pledge_id"]}  # fmt: skip
            public = c.all("PledgePublished", pledge_id=d["pledge_id"])
            yield not kind.get("public") or public, "order"
            yield d.get("item_id") is None or c.item(d), "reference"
            yield not {*d["judged_by"]} & makers, "R-19"
            at_home = kind.get("supervised_by") or c.organisation not in makers
            by_itself = a.actor == c.organisation and at_home
            yield a.actor in self.above(c.organisation) or by_itself, "R-19"
            yield not on.keys() & {d.get("item_id"), None}, "once"
            if d.get("item_id") is None and on:
                all_otherwise = len(on) == len(pledge["items"]) and a.event not in on.values()
                some_otherwise = {*on.values()} != {a.event}
                broken = all_otherwise if a.event == "PledgeNotFulfilled" else some_otherwise
                yield not broken, "rule"

    PledgeFulfilled = PledgeNotFulfilled = judged

    def OpinionsHeard(self, a: Said, d: Any, c: Case) -> Holds:
        yield d["members"] + d["masses"] > 0, "rule"

    def UpgradeTargetSet(self, a: Said, d: Any, c: Case) -> Holds:
        steps = c.steps(a.event, None, self.scopes(c))
        needs = next((s["target_needs"] for s in steps if "target_needs" in s), TARGET_NEEDS)
        asked = needs["quantifiable" if d["quantifiable"] else "otherwise"]
        parts = {"quantity": ["quantity", "unit"], "deadline": ["due_on"]}
        yield all(d.get(name) for part in asked for name in parts.get(part, [part])), "R-11"
        yield d.get("due_on", a.day) >= a.day, "R-11"

    def of_target(self, a: Said, d: Any, c: Case) -> Holds:
        yield c.targets().get(d["target_id"], {"state": "open"})["state"] == "open", "once"

    def UpgradeTargetFiled(self, a: Said, d: Any, c: Case) -> Holds:
        to = {k for s in c.steps(a.event, None, self.scopes(c)) for k in s.get("to", ())}
        yield not to or self.kinds.get(d["filed_with"]) in to, "reference"
        yield any(not c.targets().get(t, {}).get("filed") for t in d["target_ids"]), "once"

    def UpgradeTargetAssigned(self, a: Said, d: Any, c: Case) -> Holds:
        yield from self.of_target(a, d, c)
        yield d["assignee"] not in self.kinds, "R-12"

    def UpgradeTargetAmended(self, a: Said, d: Any, c: Case) -> Holds:
        yield from self.of_target(a, d, c)
        target, above = c.targets().get(d["target_id"], {}), self.above(c.organisation)
        terms = ("quantity", "unit", "quality", "due_on", "qualitative_demand")
        yield any(target.get(k) != d[k] for k in terms if k in d), "rule"
        yield d["agreed_by"] in above and a.actor in (c.organisation, *above), "R-19"
        yield d.get("due_on", a.day) >= a.day, "R-11"
        yield "quantity" not in d or (target | d).get("unit"), "R-11"

    def UpgradeTargetProgressReported(self, a: Said, d: Any, c: Case) -> Holds:
        yield from self.of_target(a, d, c)
        yield from self.measured(d, c.targets().get(d["target_id"]))

    def UpgradeTargetMissed(self, a: Said, d: Any, c: Case) -> Holds:
        yield a.actor in self.above(c.organisation), "R-19"
        yield from self.UpgradeTargetProgressReported(a, d, c)

    def UpgradeTargetCompleted(self, a: Said, d: Any, c: Case) -> Holds:
        yield from self.UpgradeTargetMissed(a, d, c)
        least = c.targets().get(d["target_id"], {}).get("quantity", 0)
        yield Decimal(str(d.get("quantity_done", 0))) >= Decimal(str(least)), "R-27"

    # Training: the case is the organiser's ---------------------------------------------------

    def TrainingSessionScheduled(self, a: Said, d: Any, c: Case) -> Holds:
        yield not c.all(a.event, "TrainingSessionHeld", session_id=d["session_id"]), "once"

    def TraineeSelected(self, a: Said, d: Any, c: Case) -> Holds:
        s = self.session(c, d["session_id"])
        yield "kind" in s, "reference"
        yield "kind" not in s or s["by_selection"], "R-16"
        yield d["person"] not in s["selected"], "once"
        yield d["selected_on"] <= s.get("ends_on", "9"), "R-16"
        yield not s.get("TrainingSessionCancelled"), "rule"

    def TrainingSessionHeld(self, a: Said, d: Any, c: Case) -> Holds:
        s, kind = self.session(c, d["session_id"]), self.of["training"].get(d["kind"], {})
        yield not s.get("TrainingSessionCancelled"), "rule"
        yield s.get("kind", d["kind"]) == d["kind"], "rule"
        yield d["ends_on"] <= a.day, "R-22"
        month = d["starts_on"][:7] if kind.get("recurrence") == "monthly" else None
        yield d.get("month") == month and month in (None, d["ends_on"][:7]), "rule"
        yield not kind.get("checks") or d.get("checks"), "rule"

    def TrainingSessionCancelled(self, a: Said, d: Any, c: Case) -> Holds:
        s = self.session(c, d["session_id"])
        yield s.get("TrainingSessionScheduled"), "reference"
        yield not s.get("TrainingSessionHeld"), "once"
        yield not s.get(a.event), "rule"

    def of_held(self, d: Any, s: Any) -> Holds:
        yield "kind" in s, "reference"
        yield s.get("TrainingSessionHeld"), "R-16"
        selected = not s["by_selection"] or d["person"] in s["selected"]
        yield d.get("change") in ("removed", "changed") or selected, "R-16"
        if d.get("attended_from") and d.get("attended_to"):
            yield s.get("starts_on", "0") <= d["attended_from"], "R-16"
            yield d["attended_to"] <= s.get("ends_on", "9"), "R-16"

    def TrainingAttended(self, a: Said, d: Any, c: Case) -> Holds:
        s = self.session(c, d["session_id"])
        yield from self.of_held(d, s)
        yield d["person"] not in s["came"], "R-16"
        yield d["person"] not in s["absent"], "once"
        yield d["attended_to"] <= a.day, "R-22"
        yield not s["audience"] or d["role"] in s["audience"], "R-16"

    def TrainingAbsenceRecorded(self, a: Said, d: Any, c: Case) -> Holds:
        s = self.session(c, d["session_id"])
        yield from self.of_held(d, s)
        yield d["person"] not in {*s["came"], *s["absent"]}, "once"

    def AttendanceCorrected(self, a: Said, d: Any, c: Case) -> Holds:
        s, days = self.session(c, d["session_id"]), [d.get("attended_from"), d.get("attended_to")]
        yield from self.of_held(d, s)
        yield (d["person"] in s["came"]) is (d["change"] != "added"), "R-17"
        yield not any(days) if d["change"] == "removed" else all(days), "rule"
        yield d["change"] == "removed" or tuple(days) != s["came"].get(d["person"]), "R-17"
