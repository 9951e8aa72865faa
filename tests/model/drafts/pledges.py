"""What is said to the pledges service."""

from typing import Any

from tests.model.drafts.base import PEOPLE, Base, later
from tests.model.history import JUDGED, KEPT


class Pledges(Base):
    def ResponsibilityLetterSigned(self) -> Any:
        kind = self.one(self.kinds("responsibility_letters"))
        if not kind:
            return None
        sides = [o for o in self.c.above if self.set.kinds[o] in kind.between]
        other = self.either((sides or ["person-1"])[0], "neighbour", "person-1")
        parties = self.one([(self.c.id, other), (other, self.c.id)])
        return {"letter_id": self.new("letter"), "kind": kind.id, "party_a": parties[0],
                "party_b": parties[1], "signed_on": self.before(), "target": "rise",
                "task": "farms", "object": "all"}  # fmt: skip

    def PledgeMade(self) -> Any:
        """By the branch alone, or with others, or by persons: as its kind asks."""
        kind = self.one(self.kinds("pledges"))
        if not kind:
            return None
        by, own, people = kind.by[0], [self.c.id], list(PEOPLE[:2])
        pledger, ids = ("joint", [*own, "union-1"]) if len(kind.by) > 1 else ("branch", own)
        if len(kind.by) == 1 and by in self.set.persons:
            pledger = "member" if by.endswith("member") else "cadre"
            ids = self.either(people, [*people, "neighbour"])
        made = self.before()
        items = [{"item_id": "road", "text": "pave", "quantity": "2.5", "unit": "km"},
                 {"item_id": "books", "text": "publish", "due_on": later(made, 60)}]  # fmt: skip
        return {"pledge_id": self.new("pledge"), "kind": kind.id, "pledger_kind": pledger,
                "pledger_ids": ids, "items": items, "made_on": made,
                "to": self.either(["members", "masses"], ["members"])}  # fmt: skip

    def PledgePublished(self) -> Any:
        made = self.known("PledgeMade")
        day = self.either(self.day, later(self.day, 1))
        return made and {"pledge_id": made.pledge_id, "published_on": day,
                         "channel": self.new("board"), "audience": "the village"}  # fmt: skip

    def PledgeProgressReported(self) -> Any:
        made = self.known("PledgeMade")
        return made and {"pledge_id": made.pledge_id, "item_id": "road", "text": "half",
                         "reported_on": self.day, "quantity_done": "1.2", "unit": "km"}  # fmt: skip

    def judgement(self) -> Any:
        """Of an item that is open, or of the whole; by a neighbour, or a pledger."""
        made = self.known("PledgeMade")
        if not made:
            return None
        judged = [a.item_id for a in self.c.said(*KEPT, pledge_id=made.pledge_id)]
        item = self.one(sorted({"road", "books"}.difference(judged)), "road")
        of = {} if self.chance(0.1) else {"item_id": self.either(item, *filter(None, judged))}
        judge = self.either("person-8", *made.pledger_ids)
        return {"pledge_id": made.pledge_id, "judged_by": [judge], "judged_on": self.day, **of}

    def PledgeFulfilled(self) -> Any:
        said = self.judgement()
        return said and {**said, "finding": "paved"}

    def PledgeNotFulfilled(self) -> Any:
        said = self.judgement()
        return said and {**said, "reason": "1 km"}

    def OpinionsHeard(self) -> Any:
        return {"held_on": self.before(), "members": 20, "masses": 30}

    def UpgradeTargetSet(self) -> Any:
        due = self.either(later(self.day, self.one((0, 90))), later(self.day, -1))
        measure = {"quantity": "12", "unit": "mu", "quality": "in use", "due_on": due}
        less = {name: x for name, x in measure.items() if name != self.one(("quality", "due_on"))}
        words = self.either({"qualitative_demand": "calm meetings"}, {})
        measured = self.chance(0.7)
        terms = self.either(measure, less) if measured else words
        return {"target_id": self.new("target"), "theme": "prosperity", "text": "greenhouses",
                "quantifiable": measured, **terms}  # fmt: skip

    def target(self) -> Any:
        """A target that is open, or one that was judged."""
        known = self.c.said("UpgradeTargetSet")
        judged = {a.target_id for a in self.c.said(*JUDGED)} if self.chance(0.8) else ()
        return self.one(t for t in known if t.target_id not in judged)

    def UpgradeTargetFiled(self) -> Any:
        filed = {id for a in self.c.said("UpgradeTargetFiled") for id in a.target_ids}
        new = [t.target_id for t in self.c.said("UpgradeTargetSet") if t.target_id not in filed]
        steps = [s for s in self.scheme.procedure if "UpgradeTargetFiled" in s.records]
        offices = [o for o, k in self.set.kinds.items() if any(k in (s.to or ()) for s in steps)]
        filed_with = self.either(self.one(offices, self.set.issuer), *self.set.kinds)
        return (
            {"target_ids": new, "filed_on": self.before(), "filed_with": filed_with}
            if new
            else None
        )

    def UpgradeTargetAssigned(self) -> Any:
        t = self.target()
        taken = t and {
            a.assignee for a in self.c.said("UpgradeTargetAssigned", target_id=t.target_id)
        }
        free = t and [id for id in PEOPLE if id not in taken]
        return {"target_id": t.target_id, "assignee": self.either(self.one(free), "neighbour"),
                "assignee_kind": "party_member", "share": "half"} if free else None  # fmt: skip

    def UpgradeTargetAmended(self) -> Any:
        t = self.target()
        word = "quality" if t and t.quantifiable else "qualitative_demand"
        agreed = self.either(self.c.above[0], "neighbour", self.c.id)
        return t and {"target_id": t.target_id, "reason": "frost", word: self.new("calm"),
                      "agreed_by": agreed}  # fmt: skip

    def done(self, quantity: str) -> Any:
        t = self.target()
        measure = {"quantity_done": quantity, "unit": "mu"} if t and t.quantifiable else {}
        return t and {"target_id": t.target_id, **measure}

    def UpgradeTargetProgressReported(self) -> Any:
        said = self.done("5")
        return said and {**said, "reported_on": self.day, "text": "begun"}

    def UpgradeTargetCompleted(self) -> Any:
        said = self.done(self.either(self.one(("12", "12.01")), "11.99"))
        return said and {**said, "completed_on": self.before()}

    def UpgradeTargetMissed(self) -> Any:
        said = self.done("11.99")
        return said and {**said, "judged_on": self.day, "reason": "drought"}
