"""What domain.md says of a submission, once more: accepted or refused, and the tier that results.

Written from domain.md and the schemes' documents alone; R-nn is a rule of its section (h)2. Days
are ISO texts, figures are exact (R-27). A submission is fit to be judged: what it names is on
record, and an id of its own is new.
"""

from collections.abc import Callable
from itertools import chain
from math import inf
from typing import Any

from tests.model.history import (
    ABSENT,
    CAME,
    CANCELLED,
    DECISIONS,
    HELD,
    JUDGED,
    KEPT,
    MENDED,
    PLANNED,
    RECORDS,
    History,
)  # fmt: skip
from tests.model.worlds import Data

# fmt: off
UNENROLLED = ("BranchEnrolled", "ExemplarSelected", "CycleClosed")
CONCERNED = ("BranchEnrolled", "EvidenceRecorded", "EvidenceCorrected", "DeadlinePassed")
RECTIFIED = ("RectificationReported", "RectificationVerified")
AFTERWARDS = (*RECORDS, *RECTIFIED, *JUDGED, *CONCERNED[2:], MENDED, "LookBackHeld",
              "CommendationIssued", "CriticismIssued", "RectificationOrdered", "ExemplarNominated",
              "ExemplarRecommendedUpward", "ExemplarSelected")  # in a closed cycle, too
ONCE = ("once", "first_cycle", "every_cycle")
BEGUN = {"PledgePublished": "PledgeMade", "PledgeProgressReported": "PledgeMade",
         "UpgradeTargetProgressReported": "UpgradeTargetSet"}  # in its step, if it has none
KINDS = {"ResponsibilityLetterSigned": "responsibility_letters", "PledgeMade": "pledges",
         PLANNED: "training", HELD: "training"}
AHEAD = ("due_on", "new_due_on", "starts_on", "ends_on")
NEEDS = Data(quantifiable=["quantity", "quality", "deadline"], otherwise=["qualitative_demand"])
SINGLE = ("DemocraticAppraisalHeld", "LookBackHeld", "BranchAssessed", "GradeAssigned")
TARGETS = (*JUDGED[2:], *(f"UpgradeTarget{x}" for x in ("Assigned", "Amended", "ProgressReported")))
NEVER_AFTER = [  # these, after those, about the same
    (["BranchEnrolled"], ["BranchEnrolled"], []),
    (["BranchSelfRated", "SelfRatingFiled"], ["SelfRatingFiled"], ["ladder"]),
    (["DeadlinePassed"], ["DeadlinePassed"], ["step", "due_on", "order_id"]),
    (["ExemplarNominated"], ["ExemplarNominated"], ["category"]),
    (["ExemplarSelected"], ["ExemplarSelected"], ["category", "nominee"]),
    (["ExemplarSelected"], ["ExemplarSelected"], ["category", "position"]),
    (["CycleClosed"], ["CycleClosed"], []),
    ([*KEPT, "PledgeProgressReported"], KEPT, ["pledge_id", "item_id"]),
    (TARGETS, JUDGED, ["target_id"]),
    ([HELD, CANCELLED], [HELD, CANCELLED], ["session_id"]),
    (["TraineeSelected"], [CANCELLED], ["session_id"]),
    (["TraineeSelected"], ["TraineeSelected"], ["session_id", "person"]),
]
# fmt: on


class Case(History):
    """One organisation's case, and what may be said of it next."""

    def accepts(self, a: Data) -> bool:
        """Whether it is recorded; notes what the procedure calls it."""
        a["name"], a["variant"] = self.named(a)
        steps = self.steps(a.name, a.variant)
        mine = [s for s in steps if self.is_body(a.actor, (s.acted_by or {}).get(a.event, s.actor))]
        s = next(filter(self.ready, mine), Data())
        return bool(
            (self.said("BranchEnrolled") or a.event in UNENROLLED or a.session_id or a.plan_id)
            and (a.event in AFTERWARDS or not self.said("CycleClosed"))
            and not self.ended(a, s)
            and all(a[x] <= a.day for x in a if x.endswith("_on") and x not in AHEAD)
            and self.bound(self.of[KINDS.get(a.event, "")].get(a.kind, Data()))
            and self.may(a, mine or steps, s)
            and RULES.get(a.event, lambda *_: True)(a, self, s)
        )

    def ended(self, a: Data, s: Data) -> bool:
        """Whether it comes after what ends the thing that it is about, or once too often."""
        ends = [(those, same) for these, those, same in NEVER_AFTER if a.event in these]
        if a.event in SINGLE and s.occurs in ONCE:
            ends += [([a.event], ["ladder", "variant"])]
        return any(self.said(*those, **{x: a[x] for x in same}) for those, same in ends)

    # The procedure ---------------------------------------------------------------------------

    def named(self, a: Data) -> tuple[str, str | None]:
        """What steps call an act, in ``records`` and in ``variants``."""
        if a.session_id:
            return HELD, a.kind or self.thing(a).kind
        if a.event in RECORDS:
            return a.kind or self.records().get(a.corrects), None
        begun = BEGUN.get(a.event)
        variant = self.thing(a).kind if begun else a.period or a.basis or a.kind
        return begun if begun and not self.steps(a.event, variant) else a.event, variant

    def steps(self, name: str, variant: str | None) -> list[Data]:
        """The steps that record this here, in this cycle."""
        steps = [s for s in self.scheme.procedure if name in s.records and self.bound(s)]
        steps = [s for s in steps if s.occurs != "first_cycle" or not self.set.following]
        return [s for s in steps if variant in (None, *(s.variants or [variant]))]

    def ready(self, s: Data) -> bool:
        """Whether nothing that a step needs is missing; a need may be one that only warns."""
        needs = [x for x in s.requires if "warns" not in (x.note or "")]
        by_id = self.of["procedure"]
        return all(self.done(by_id[x.step]) if x.step else self.said(x.event) for x in needs)

    def done(self, s: Data) -> bool:
        """Whether a step is done; in a following cycle a tier in force stands for one (R-09)."""
        names = {*(s.done_by or s.records)}
        if self.set.following and s.occurs == "first_cycle":
            return any(self.tier(id) for id in self.of["ladders"])
        if not self.asked(s) or "SchemePublished" in names:
            return True
        acts = [a for a in (*self.common, *self.log) if names & {a.event, a.kind}]
        acts = [a for a in acts if not s.variants or a.variant in (None, *s.variants)]
        return bool(acts) and {*(s.bodies or ())} <= {a.body for a in acts}

    def asked(self, s: Data) -> bool:
        """Whether a step asks anything of the case: what decides tiers, where it has one."""
        names = {*(s.done_by or s.records)}
        actors = {(s.acted_by or {}).get(name, s.actor) for name in names}
        mine = [x for x in self.scheme.ladders if self.kind in x.applies_to]
        deciders = {by.actor for x in mine for by in (x.decided_by, x.year_end_decided_by) if by}
        here = self.bound(s) and (s.occurs != "once" or self.set.initial)
        return here and bool(names - {*DECISIONS} or deciders & actors)

    def due(self, step: Data) -> str | None:
        """The last day of a step in this cycle (section (f)); none of what recurs in it."""
        x, (opens, closes) = step.deadline or Data(), self.set.days
        days = [d for d in x.on_or_before or () if opens <= d <= closes] or x.between
        return days[-1] if days else f"{closes[:4]}-12-31" if x.rule == "year_end" else None

    # Who is who ------------------------------------------------------------------------------

    def bound(self, x: Data) -> bool:
        """R-26."""
        domain = x.domain in (None, "any", *self.set.domains[self.id])
        return domain and (not x.scope or not self.set.scopes[self.id].isdisjoint(x.scope))

    def enters(self, ladder: str) -> bool:
        """R-02."""
        x, scopes = self.of["ladders"][ladder], self.set.scopes[self.id]
        where = x.applies_where or Data()
        here = where.scope in (None, *scopes) and where.scope_not not in scopes
        return here and self.kind in x.applies_to

    def is_body(self, actor: str, kind: str | None) -> bool:
        """R-19: the organisation itself, or a body above it, or an office of one that is."""
        ladders = [x.applies_to for x in self.scheme.ladders if self.kind in x.applies_to]
        if kind in {self.kind, "branch", *chain(*ladders), *self.set.persons}:
            return actor == self.id
        own, above = self.set.kinds[actor], self.set.above[actor]
        peers = {*self.scheme.applies_to, *(self.set.kinds[x] for x in self.above)}
        office = own not in peers and above[:1] and above[0] in self.above
        return kind in (None, own) and bool(actor in self.above or office)

    def is_party(self, id: str, between: list[str]) -> bool:
        persons = {x for side in between for x in side.split("_or_")} & {*self.set.persons}
        above = id in self.above and self.set.kinds[id] in between
        return above if id in self.set.kinds else bool(persons)

    def may(self, a: Data, steps: list[Data], s: Data) -> Any:
        """R-19: whether this body says it, in a step that is open or where none is needed."""
        provided = any(a.name in x.records for x in self.scheme.procedure)
        if a.event in CONCERNED:
            return a.actor == self.id or self.is_body(a.actor, None)
        if a.event == "CycleClosed":
            return a.actor == self.set.issuer
        if a.event == "ExemplarSelected":
            selects = [s.actor for s in self.scheme.procedure if a.event in s.records]
            return self.set.kinds[a.actor] in selects
        if a.event == "GradeRevised" and self.stands(a.ladder):
            return self.is_body(a.actor, self.of["ladders"][a.ladder].decided_by.actor)
        if a.event in RECORDS:
            kind = self.of["record_kinds"].get(a.name, Data(filed_by=[]))
            first = all(self.said("RecordFiled", kind=x) for x in kind.requires or ())
            open_ = any(map(self.ready, steps)) if provided else self.bound(kind)
            return any(self.is_body(a.actor, x) for x in kind.filed_by) and first and open_
        if a.event in KEPT and a.actor == self.id:
            return self.id not in self.thing(a).pledger_ids or self.thing(a).supervised_by
        if a.event in JUDGED and not provided:
            return a.actor in self.above
        return s or (a.event == "UpgradeTargetAmended" and a.actor in (self.id, *self.above))

    # What some rules of (h)2 ask -------------------------------------------------------------

    def rates(self, a: Data, s: Data) -> Any:
        """R-04."""
        years, basis = a.basis_years or [], s.basis
        told = a.performance and a.masses_evaluation and a.year_end
        fits = basis and len({*years}) == len(years) == basis.years and max(years) <= int(a.day[:4])
        rests = not basis or (told and fits and {x.year for x in a.year_end} <= {*years})
        return rests and not self.decided(a.ladder)

    def reviewed(self, a: Data) -> bool:
        """R-05, by each body once on each self-rating."""
        most = [tier for tier in a.votes if a.votes[tier] == max(a.votes.values())]
        before = [x for x in self.log if x.event == "BranchSelfRated" or x.body == a.body]
        counted = sum(a.votes.values()) <= a.present <= a.eligible
        return counted and bool(a.tier_reason or most == [a.tier]) and before[-1].body is None

    def argued(self, a: Data) -> Any:
        """R-08."""
        needed = self.of["ladders"][a.ladder].require_reason_if_differs and not a.deviation_reason
        return not needed or self.indicated(a.ladder) == (a.to_tier or a.tier)

    def assigns(self, a: Data) -> bool:
        """R-19."""
        ladder = self.of["ladders"][a.ladder]
        of_year = a.basis == "year_end_assessment" and ladder.year_end_decided_by
        return self.is_body(a.actor, (of_year or ladder.decided_by).actor)

    def assessed(self, a: Data) -> bool:
        """A task that asks for all targets is completed with them."""
        asks = a.task_completed and any(self.task(id).all_targets for id in self.of["ladders"])
        return not asks or all(*self.counted(Data(upgrade_targets=True)))

    def risen(self) -> bool:
        """R-15: the tiers given since the assessment are ones that the tasks ask for."""
        n, ladders = self.last("BranchAssessed").get("n", inf), self.of["ladders"]
        for id in {a.ladder for a in self.said("GradeAssigned") if a.n > n}:
            tiers, least = [x.id for x in ladders[id].tiers], self.task(id, n).tier_gte
            if least and tiers.index(self.tier(id)) < tiers.index(least):
                return False
        return True

    def shown(self, a: Data) -> bool:
        """Whether the last assessment shows a ground for an outcome in this form."""
        last, free = self.last("BranchAssessed"), a.event == "CommendationIssued"
        of = [x for x in self.scheme.outcomes or () if (x.event, x.form) == (a.event, a.form)]
        grounds = [(x, g) for x in of if self.bound(x) for g in x.trigger if free or g == a.ground]
        asked = [(x.assessed or {}).get(ground, {}) for x, ground in grounds]
        return any(all(last.get(name) is of[name] for name in of) for of in asked)

    def missed(self, a: Data) -> bool:
        """R-22: nothing is on record of what was due on the day."""
        if not a.order_id:
            step = self.of["procedure"][a.step]
            return not self.done(step) and a.due_on == self.due(step)
        acts = self.said(*RECTIFIED, order_id=a.order_id)
        waits = self.open_items(a) and (not acts or acts[-1].new_due_on)
        return bool(waits) and a.due_on == self.thing(a).due_on

    def closes(self, a: Data) -> bool:
        """R-24: a record closes records of the kind that its own kind is there to close."""
        x, kinds = self.of["record_kinds"][a.name].closes or Data(), self.records()
        named = a.fields.get(x.named_in) or []
        return {kinds[id] for id in ([named] if isinstance(named, str) else named)} <= {x.kind}

    def attends(self, a: Data) -> Any:
        """R-16."""
        s, first, last = self.thing(a), a.attended_from, a.attended_to
        chosen = self.said("TraineeSelected", person=a.person, session_id=a.session_id)
        within = first is None or s.starts_on <= first <= last <= s.ends_on
        invited = chosen or not (s.by_selection or s.selected) or a.change not in (None, "added")
        return s[HELD] and within and invited and a.role in (None, *(s.audience or [a.role]))

    def came(self, a: Data) -> str | None:
        return self.present(a).get(a.person, Data()).event


# fmt: off
RULES: dict[str, Callable[[Data, Case, Data], Any]] = {
    "BranchEnrolled": lambda a, c, s: all(map(c.enters, a.ladders)),
    "EvidenceRecorded": lambda a, c, s: a.as_of <= a.day and a.criterion in c.standard(),
    "EvidenceCorrected": lambda a, c, s: a.corrects in c.evidence(),
    "BranchSelfRated": lambda a, c, s: c.rates(a, s),
    "SelfRatingFiled": lambda a, c, s: {*(s.to or ())} <= {c.set.kinds[x] for x in a.filed_with},
    "MembersReviewRecorded": lambda a, c, s: c.reviewed(a),
    "CommitteeReviewHeld": lambda a, c, s: a.form == (s.form or a.form),
    "GradeConfirmed": lambda a, c, s: not c.decided(a.ladder) and a.tier == c.rated(a.ladder)
        and c.said("CommitteeReviewHeld", meeting_id=a.meeting_id) and c.argued(a),
    "GradeRevised": lambda a, c, s: a.from_tier == (c.stands(a.ladder) or c.rated(a.ladder))
        and a.from_tier != a.to_tier and a.reasons and a.criteria and a.evidence_ids
        and (c.stands(a.ladder) or a.meeting_id) and c.argued(a),
    "GradeAssigned": lambda a, c, s: c.assigns(a) and c.argued(a),
    "BranchAssessed": lambda a, c, s: c.assessed(a),
    "CommendationIssued": lambda a, c, s: c.shown(a) and c.risen(),
    "CriticismIssued": lambda a, c, s: c.shown(a),
    "RectificationOrdered": lambda a, c, s: a.due_on > a.ordered_on and (c.said("CriticismIssued")
        or not any(x.event == "CriticismIssued" for x in c.scheme.outcomes or ())),
    "RectificationReported": lambda a, c, s: c.open_items(a),
    "RectificationVerified": lambda a, c, s: c.open_items(a)
        and (a.new_due_on or "9") > max(a.verified_on, c.thing(a).due_on),
    "DeadlinePassed": lambda a, c, s: a.due_on < a.day and c.missed(a),
    "ExemplarNominated": lambda a, c, s:
        c.kind in c.of["selections"].get(a.category, Data(subject=[c.kind])).subject,
    "ExemplarSelected": lambda a, c, s:
        1 <= a.position <= c.of["selections"].get(a.category, Data(quota=99)).quota,
    "ExemplarRecommendedUpward": lambda a, c, s: c.said("ExemplarSelected", nominee=c.id)
        and c.said("CommendationIssued"),
    "RecordFiled": lambda a, c, s: c.closes(a),
    "RecordCorrected": lambda a, c, s: a.corrects in c.records() and c.closes(a),
    "ResponsibilityLetterSigned": lambda a, c, s: c.is_party(a.party_b if a.party_a == c.id
        else a.party_a, c.of["responsibility_letters"][a.kind].between),
    "PledgeMade": lambda a, c, s: {*(c.of["pledges"][a.kind].to or ())} <= {*(a.to or ())}
        and (a.pledger_kind in ("branch", "joint") or c.set.kinds.keys().isdisjoint(a.pledger_ids)),
    "PledgeProgressReported": lambda a, c, s: not c.judged_whole(a),
    **dict.fromkeys(KEPT, lambda a, c, s: not c.judged_whole(a)
        and (a.item_id or c.kept(c.thing(a)) in (None, a.event == KEPT[0]))
        and not {*a.judged_by} & {*c.thing(a).pledger_ids}
        and (c.thing(a).PledgePublished or not c.thing(a).public)),
    "UpgradeTargetSet": lambda a, c, s: (a.due_on or a.day) >= a.day and all(
        a["due_on" if x == "deadline" else x] for x in (s.target_needs or NEEDS)[
            "quantifiable" if a.quantifiable else "otherwise"]),
    "UpgradeTargetFiled": lambda a, c, s: not s.to or c.set.kinds[a.filed_with] in s.to,
    "UpgradeTargetAssigned": lambda a, c, s: a.assignee not in c.set.kinds,
    "UpgradeTargetAmended": lambda a, c, s: a.agreed_by in c.above,
    "UpgradeTargetCompleted": lambda a, c, s:
        float(a.quantity_done or 0) >= float(c.thing(a).quantity or 0),
    HELD: lambda a, c, s: a.ends_on <= a.day,
    "TraineeSelected": lambda a, c, s: (c.thing(a).by_selection or c.thing(a).selected)
        and a.selected_on <= c.thing(a).ends_on,
    **dict.fromkeys((CAME, ABSENT), lambda a, c, s: c.attends(a) and not c.came(a)),
    MENDED: lambda a, c, s: c.attends(a)
        and (a.change != "added") is (c.came(a) in (CAME, MENDED)),
}
# fmt: on
