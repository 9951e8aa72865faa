"""The rules of letters, pledges and targets, and of training (domain.md (h)4 and (h)5)."""

from decimal import Decimal
from typing import Any

from tests.model.case import Case, Holds, Said, World

TARGET_NEEDS = {
    "quantifiable": ["quantity", "quality", "deadline"], "otherwise": ["qualitative_demand"],
}  # fmt: skip
KEPT = ("PledgeFulfilled", "PledgeNotFulfilled")


class Promises(World):
    """What the pledges service records."""

    def ResponsibilityLetterSigned(self, a: Said, d: Any, c: Case) -> Holds:
        kinds = {k["id"]: k for k in self.scheme.get("responsibility_letters", ())}
        yield d["kind"] in kinds, "reference"
        yield set(kinds.get(d["kind"], {}).get("scope", "*")) & {*self.scopes(c), "*"}, "R-26"
        yield set(d.get("target_ids", ())) <= c.targets().keys(), "reference"
        parties = (d["party_a"], d["party_b"]) if d["kind"] in kinds else ()
        for party, kind in zip(parties, kinds.get(d["kind"], {}).get("between", ()), strict=True):
            person = kind not in self.kinds.values() and party not in self.kinds
            village = kind == "village" and party == c.organisation
            yield (
                person or village or (party in self.kinds and self.is_body(party, kind, c)),
                "R-19",
            )

    def PledgeMade(self, a: Said, d: Any, c: Case) -> Holds:
        kinds, items = {k["id"]: k for k in self.scheme.get("pledges", ())}, d["items"]
        kind = kinds.get(d["kind"])
        yield kind, "reference"
        yield len({i["item_id"] for i in items}) == len(items), "rule"
        yield all(bool(i.get("quantity")) == bool(i.get("unit")) for i in items), "rule"
        yield all(i.get("due_on", d["made_on"]) >= d["made_on"] for i in items), "rule"
        yield len(set(d["pledger_ids"])) == len(d["pledger_ids"]), "once"
        if kind:
            yield set(kind.get("to", ())) <= set(d.get("to", ())), "rule"
            yield kind.get("domain", "any") in ("any", c.domain()), "R-26"
            by = {"party_member": "member", "village_cadre": "cadre"}.get(kind["by"][0], "branch")
            by = "joint" if len(kind["by"]) > 1 else by
            yield d["pledger_kind"] == by, "R-19"
            yield by != "branch" or d["pledger_ids"] == [c.organisation], "R-19"
            yield (
                by not in ("member", "cadre") or not set(d["pledger_ids"]) & self.kinds.keys(),
                "R-19",
            )

    def PledgePublished(self, a: Said, d: Any, c: Case) -> Holds:
        for pledge in c.all("PledgeMade", pledge_id=d["pledge_id"]):
            yield d["published_on"] >= pledge["made_on"], "rule"
            yield not c.all(a.event, pledge_id=d["pledge_id"], channel=d["channel"]), "once"

    def PledgeProgressReported(self, a: Said, d: Any, c: Case) -> Holds:
        yield not c.all(*KEPT, pledge_id=d["pledge_id"], item_id=d["item_id"]), "once"
        yield not c.all(*KEPT, pledge_id=d["pledge_id"], item_id=None), "once"
        yield from self.measured(d, self.item(d, c))

    def item(self, d: Any, c: Case) -> dict[str, Any] | None:
        pledges = c.all("PledgeMade", pledge_id=d["pledge_id"])
        return next(
            (i for p in pledges for i in p["items"] if i["item_id"] == d.get("item_id")), None
        )

    def measured(self, d: Any, of: dict[str, Any] | None) -> Holds:
        """R-27: a quantity is told in the unit that it was promised in."""
        yield of is not None, "reference"
        yield ("quantity_done" in d) == ("unit" in d), "rule"
        yield of is None or d.get("unit") in (None, of.get("unit")), "rule"

    def judged(self, a: Said, d: Any, c: Case) -> Holds:
        pledge = next(iter(c.all("PledgeMade", pledge_id=d["pledge_id"])), None)
        if pledge is None:
            return
        kind = next(k for k in self.scheme["pledges"] if k["id"] == pledge["kind"])
        on = [(j.event, j.data.get("item_id")) for j in c.log if j.event in KEPT
              and j.data["pledge_id"] == d["pledge_id"]]  # fmt: skip
        judges = [a.actor] if a.actor != c.organisation else d["judged_by"]
        yield not kind.get("public") or c.all("PledgePublished", pledge_id=d["pledge_id"]), "order"
        yield d.get("item_id") is None or self.item(d, c), "reference"
        yield not {*d["judged_by"], *judges} & {*pledge["pledger_ids"], c.organisation}, "R-19"
        at_home = kind.get("supervised_by") or c.organisation not in pledge["pledger_ids"]
        yield self.decides(a.actor, c) or (a.actor == c.organisation and at_home), "R-19"
        yield not {i for _, i in on} & {d.get("item_id"), None}, "once"
        if d.get("item_id") is None:
            opposite = {e for e, _ in on} - {a.event}
            all_so = len(on) == len(pledge["items"])
            yield (
                not opposite
                or (
                    a.event == "PledgeNotFulfilled"
                    and not (all_so and len(opposite) == 1 and a.event not in {e for e, _ in on})
                ),
                "rule",
            )

    PledgeFulfilled = PledgeNotFulfilled = judged

    def decides(self, actor: str, c: Case) -> bool:
        """Whether this is a committee above the case's organisation."""
        return actor in self.above(c.organisation)

    def OpinionsHeard(self, a: Said, d: Any, c: Case) -> Holds:
        yield d["members"] + d["masses"] > 0, "rule"

    def UpgradeTargetSet(self, a: Said, d: Any, c: Case) -> Holds:
        steps = c.steps(a.event, None, self.scopes(c))
        yield (
            not d.get("addresses")
            or set(d["addresses"]) <= {x["id"] for x in self.scheme["criteria"]},
            "reference",
        )
        yield d.get("due_on", d.get("day", a.day)) >= a.day, "R-11"
        needs = next((s["target_needs"] for s in steps if "target_needs" in s), TARGET_NEEDS)
        asked = needs["quantifiable" if d["quantifiable"] else "otherwise"]
        parts = {"quantity": ["quantity", "unit"], "deadline": ["due_on"]}
        yield all(d.get(name) for part in asked for name in parts.get(part, [part])), "R-11"

    def of_target(self, d: Any, c: Case) -> Holds:
        target = c.targets().get(d["target_id"])
        yield target, "reference"
        yield target is None or target["state"] == "open", "once"

    def UpgradeTargetFiled(self, a: Said, d: Any, c: Case) -> Holds:
        to = {k for s in c.steps(a.event, None, self.scopes(c)) for k in s.get("to", ())}
        yield set(d["target_ids"]) <= c.targets().keys(), "reference"
        yield not to or self.kinds.get(d["filed_with"]) in to, "reference"
        yield any(not c.targets().get(t, {}).get("filed") for t in d["target_ids"]), "once"

    def UpgradeTargetAssigned(self, a: Said, d: Any, c: Case) -> Holds:
        yield from self.of_target(d, c)
        yield d["assignee"] not in self.kinds, "R-12"
        yield not c.all(a.event, target_id=d["target_id"], assignee=d["assignee"]), "once"

    def UpgradeTargetAmended(self, a: Said, d: Any, c: Case) -> Holds:
        yield from self.of_target(d, c)
        target = c.targets().get(d["target_id"], {})
        changes = {
            k: v
            for k, v in d.items()
            if k in ("quantity", "unit", "quality", "due_on", "qualitative_demand")
        }
        yield any(target.get(k) != v for k, v in changes.items()), "rule"
        yield self.decides(d["agreed_by"], c), "R-19"
        yield a.actor == c.organisation or self.decides(a.actor, c), "R-19"
        yield d.get("due_on", a.day) >= a.day, "R-11"
        yield "quantity" not in changes or (target | changes).get("unit"), "R-11"

    def UpgradeTargetProgressReported(self, a: Said, d: Any, c: Case) -> Holds:
        yield from self.of_target(d, c)
        yield from self.measured(d, c.targets().get(d["target_id"]))

    def UpgradeTargetCompleted(self, a: Said, d: Any, c: Case) -> Holds:
        yield from self.judged_target(a, d, c)
        target = c.targets().get(d["target_id"], {})
        if target.get("quantifiable"):
            yield (
                Decimal(str(d.get("quantity_done", 0))) >= Decimal(str(target["quantity"])),
                "R-27",
            )

    def UpgradeTargetMissed(self, a: Said, d: Any, c: Case) -> Holds:
        yield from self.judged_target(a, d, c)

    def judged_target(self, a: Said, d: Any, c: Case) -> Holds:
        yield self.decides(a.actor, c), "R-19"
        yield from self.of_target(d, c)
        yield from self.measured(d, c.targets().get(d["target_id"]))


class Training(World):
    """What the training service records. The case is the organiser's."""

    def training(self, id: str) -> dict[str, Any] | None:
        return next((t for t in self.scheme.get("training", ()) if t["id"] == id), None)

    def TrainingPlanAdopted(self, a: Said, d: Any, c: Case) -> Holds:
        yield d["period_from"] <= d["period_to"], "rule"

    def of_kind(self, a: Said, d: Any, c: Case) -> Holds:
        kind = self.training(d["kind"])
        yield kind, "reference"
        yield not kind or set(kind.get("scope", "*")) & {*self.scopes(c), "*"}, "R-26"
        yield not kind or kind.get("domain", "any") in ("any", c.domain()), "R-26"
        yield d["starts_on"] <= d["ends_on"], "rule"

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
        kind = self.training(found.get("kind", "")) or {}
        found["audience"] = found["audience"] or kind.get("audience", [])
        found["by_selection"] = found.get("by_selection") or kind.get("selected")
        return found

    def TrainingSessionScheduled(self, a: Said, d: Any, c: Case) -> Holds:
        yield from self.of_kind(a, d, c)
        yield not c.all(a.event, "TrainingSessionHeld", session_id=d["session_id"]), "once"

    def TraineeSelected(self, a: Said, d: Any, c: Case) -> Holds:
        s = self.session(c, d["session_id"])
        yield "starts_on" in s, "reference"
        yield "starts_on" not in s or s.get("by_selection"), "R-16"
        yield d["person"] not in s["selected"], "once"
        yield d["selected_on"] <= s.get("ends_on", "9"), "R-16"
        yield not s.get("TrainingSessionCancelled"), "rule"

    def TrainingSessionHeld(self, a: Said, d: Any, c: Case) -> Holds:
        s = self.session(c, d["session_id"])
        yield from self.of_kind(a, d, c)
        yield not s.get("TrainingSessionHeld"), "once"
        yield not s.get("TrainingSessionCancelled"), "rule"
        yield s.get("kind", d["kind"]) == d["kind"], "rule"
        yield d["ends_on"] <= a.day, "R-22"
        kind = self.training(d["kind"]) or {}
        month = d["starts_on"][:7] if kind.get("recurrence") == "monthly" else None
        yield d.get("month") == month and month in (None, d["ends_on"][:7]), "rule"
        yield not kind.get("checks") or d.get("checks"), "rule"

    def TrainingSessionCancelled(self, a: Said, d: Any, c: Case) -> Holds:
        s = self.session(c, d["session_id"])
        yield s.get("TrainingSessionScheduled"), "reference"
        yield not s.get("TrainingSessionHeld"), "once"
        yield not s.get(a.event), "rule"

    def of_held(self, a: Said, d: Any, c: Case) -> Holds:
        s = self.session(c, d["session_id"])
        yield "kind" in s, "reference"
        yield s.get("TrainingSessionHeld"), "R-16"

    def TrainingAttended(self, a: Said, d: Any, c: Case) -> Holds:
        s = self.session(c, d["session_id"])
        yield from self.of_held(a, d, c)
        yield d["person"] not in s["came"], "R-16"
        yield d["person"] not in s["absent"], "once"
        yield (
            s.get("starts_on", "0")
            <= d["attended_from"]
            <= d["attended_to"]
            <= s.get("ends_on", "9"),
            "R-16",
        )
        yield not s.get("audience") or d["role"] in s["audience"], "R-16"
        yield not s.get("by_selection") or d["person"] in s["selected"], "R-16"
        yield d.get("organisation") is None or d["organisation"] in self.kinds, "reference"

    def TrainingAbsenceRecorded(self, a: Said, d: Any, c: Case) -> Holds:
        s = self.session(c, d["session_id"])
        yield from self.of_held(a, d, c)
        yield d["person"] not in {*s["came"], *s["absent"]}, "once"
        yield not s.get("by_selection") or d["person"] in s["selected"], "R-16"

    def AttendanceCorrected(self, a: Said, d: Any, c: Case) -> Holds:
        s, days = self.session(c, d["session_id"]), (d.get("attended_from"), d.get("attended_to"))
        yield from self.of_held(a, d, c)
        yield (d["person"] in s["came"]) is (d["change"] != "added"), "R-17"
        if d["change"] == "removed":
            yield days == (None, None), "rule"
        else:
            yield all(days), "rule"
            yield (
                all(days)
                and s.get("starts_on", "0") <= days[0] <= days[1] <= s.get("ends_on", "9"),
                "R-16",
            )
            yield days != s["came"].get(d["person"]), "R-17"
            yield not s.get("by_selection") or d["person"] in s["selected"], "R-16"
