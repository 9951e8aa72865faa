"""What domain.md says of a submission, once more: accepted or refused, and the tier that results.

Written from domain.md and the schemes' documents alone; R-nn is a rule of its section (h)2. Days
are ISO texts, figures are exact (R-27). A submission is fit to be judged: what it names is on
record, and an id of its own is new.
"""

from typing import Any

from tests.model.history import CANCELLED, DECISIONS, HELD, JUDGED, KEPT, RECORDS, THINGS, History
from tests.model.worlds import Data

# fmt: off
UNENROLLED = ("BranchEnrolled", "ExemplarSelected", "CycleClosed")
RECTIFIED = ("RectificationOrdered", "RectificationReported", "RectificationVerified")
AFTERWARDS = (*RECORDS, *RECTIFIED, *JUDGED, "EvidenceCorrected", "AttendanceCorrected",
              "DeadlinePassed", "LookBackHeld", "CommendationIssued", "CriticismIssued",
              "ExemplarNominated", "ExemplarSelected", "ExemplarRecommendedUpward")  # it is closed
ANYTIME = (*UNENROLLED, *JUDGED, "EvidenceRecorded", "EvidenceCorrected", "DeadlinePassed",
           "GradeRevised", "UpgradeTargetAmended")  # whether a step is open or not
BEGUN = {"PledgePublished": "PledgeMade", "PledgeProgressReported": "PledgeMade",
         "UpgradeTargetProgressReported": "UpgradeTargetSet"}  # in its step, if it has none
NEEDS = Data(quantifiable=["quantity", "quality", "deadline"], otherwise=["qualitative_demand"])
PAST = ("d_on", "made_on", "as_of")  # how a field is called whose day has come
SINGLE = ("DemocraticAppraisalHeld", "LookBackHeld", "BranchAssessed", "GradeAssigned")
NEVER_AFTER = [  # these, after those, about the same
    (["BranchEnrolled"], ["BranchEnrolled"], []),
    (["BranchSelfRated", "SelfRatingFiled"], ["SelfRatingFiled"], ["ladder"]),
    (["DeadlinePassed"], ["DeadlinePassed"], ["step", "due_on", "order_id"]),
    (["ExemplarNominated"], ["ExemplarNominated"], ["category"]),
    (["ExemplarSelected"], ["ExemplarSelected"], ["category", "nominee"]),
    (["ExemplarSelected"], ["ExemplarSelected"], ["category", "position"]),
    ([*JUDGED, "UpgradeTargetAssigned", "UpgradeTargetAmended", "UpgradeTargetProgressReported",
      "PledgeProgressReported"], JUDGED, ["target_id", "pledge_id", "item_id"]),
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
        steps = [s for s in self.steps(a.name, a.variant) if self.acts_in(a, s) and self.ready(s)]
        s = steps[0] if steps else Data()
        ends = [(those, same) for these, those, same in NEVER_AFTER if a.event in these]
        if a.event in SINGLE and s.occurs in ("once", "first_cycle", "every_cycle"):
            ends += [([a.event], ["ladder", "variant"])]
        kinds = [self.of[x].get(a.kind, Data()) for x in THINGS.values()]
        return bool(
            (self.said("BranchEnrolled") or a.event in UNENROLLED or a.session_id or a.plan_id)
            and (a.event in AFTERWARDS or not self.said("CycleClosed"))
            and (s or a.event in ANYTIME)
            and not any(self.said(*those, **{x: a[x] for x in same}) for those, same in ends)
            and all(a[x] <= a.day for x in a if x.endswith(PAST))
            and all(map(self.bound, kinds))
            and RULES.get(a.event, lambda *_: True)(a, self, s)
        )

    # The procedure ---------------------------------------------------------------------------

    def named(self, a: Data) -> tuple[str, str | None]:
        """What steps call an act, in ``records`` and in ``variants``."""
        kind = a.kind or self.thing(a).kind or self.records().get(a.corrects)
        name = HELD if a.session_id else kind if a.event in RECORDS else a.event
        variant = None if a.event in RECORDS else a.period or a.basis or kind
        return name if self.steps(name, variant) else BEGUN.get(name, name), variant

    def steps(self, name: str, variant: str | None) -> list[Data]:
        """The steps that record this here, in this cycle; a record kind may be one by itself."""
        alone = [Data(scope=x.scope) for x in self.scheme.record_kinds if x.id == name]
        every = [s for s in self.scheme.procedure if name in s.records] or alone
        return [s for s in every if self.bound(s) and variant in (None, *(s.variants or [variant]))]

    def ready(self, s: Data) -> bool:
        """Whether nothing that a step needs is missing; a need may be one that only warns."""
        needs = [x for x in s.requires or () if "warns" not in (x.note or "")]
        by_id = self.of["procedure"]
        return all(self.done(by_id[x.step]) if x.step else self.said(x.event) for x in needs)

    def done(self, s: Data) -> bool:
        """Whether a step is done; in a following cycle a tier in force stands for one (R-09)."""
        if self.set.following and s.occurs == "first_cycle":
            return any(map(self.tier, self.of["ladders"]))
        acts = [a for a in self.log if {a.event, a.kind} & {*(s.done_by or s.records)}]
        acts = [a for a in acts if not s.variants or a.variant in (None, *s.variants)]
        return not self.asked(s) or {*(s.bodies or [None])} <= {a.body for a in acts}

    def asked(self, s: Data) -> bool:
        """Whether a step asks anything of the case: what decides tiers, where it has one."""
        decided_by = {x.decided_by.actor for x in self.scheme.ladders if self.enters(x)}
        here = self.bound(s) and (s.occurs != "once" or self.set.initial)
        return here and bool({*(s.done_by or s.records)} - {*DECISIONS} or s.actor in decided_by)

    def due(self, step: Data) -> str | None:
        """The last day of a step in this cycle (section (f)); none of what recurs in it."""
        x, (opens, closes) = step.deadline or Data(), self.set.days
        days = [d for d in x.on_or_before or () if opens <= d <= closes] or x.between
        return days[-1] if days else f"{closes[:4]}-12-31" if x.rule == "year_end" else None

    # Who is who ------------------------------------------------------------------------------

    def bound(self, x: Data) -> bool:
        """R-26: whether it is meant for this case, and for this cycle."""
        here = not x.scope or not self.set.scopes[self.id].isdisjoint(x.scope)
        domain = x.domain in (None, "any", *self.set.domains[self.id])
        return here and domain and (x.occurs != "first_cycle" or not self.set.following)

    def enters(self, ladder: Data) -> bool:
        """R-02."""
        where, scopes = ladder.applies_where or Data(), self.set.scopes[self.id]
        here = where.scope in (None, *scopes) and where.scope_not not in scopes
        return here and self.kind in ladder.applies_to

    def acts_in(self, a: Data, s: Data) -> bool:
        """R-19: whether a body records this in a step; a record kind may name others."""
        actor = (s.acted_by or {}).get(a.event, s.actor)
        filed_by = self.of["record_kinds"].get(a.name, Data()).filed_by or [actor]
        return any(self.is_body(a.actor, x) for x in ([actor] if actor in filed_by else filed_by))

    def is_body(self, actor: str, kind: str | None = None) -> bool:
        """R-19: the organisation itself, or a body above it, or an office of one that is."""
        own, parent = self.set.organisations[actor]
        peers = any(kind in x.applies_to for x in self.scheme.ladders if self.enters(x))
        if peers or kind in {self.kind, "branch", *self.set.persons}:
            return actor == self.id
        graded = {*self.scheme.applies_to, *(self.set.kinds[x] for x in self.above)}
        office = parent in self.above and own not in graded
        return kind in (None, own) and (office or actor in (self.id, *self.above))

    def is_party(self, id: str, between: list[str]) -> bool:
        """R-19: whether this is a body above, or a person, whom a letter is to be signed with."""
        body, person = self.set.kinds.get(id), any(x in " ".join(between) for x in self.set.persons)
        return id in self.above and body in between if body else person

    # What some rules of (h)2 ask -------------------------------------------------------------

    def argued(self, a: Data) -> Any:
        """R-08."""
        free = a.deviation_reason or not self.of["ladders"][a.ladder].require_reason_if_differs
        return free or self.indicated(a.ladder) == (a.to_tier or a.tier)

    def decides(self, a: Data) -> bool:
        """R-19: whether the body that the ladder names decides."""
        return self.is_body(a.actor, self.of["ladders"][a.ladder].decided_by.actor)

    def risen(self) -> bool:
        """R-15: the tiers given since the assessment are ones that the tasks ask for."""
        n = self.last("BranchAssessed").n or 0
        for id in {a.ladder for a in self.said("GradeAssigned") if a.n > n}:
            tiers = [x.id for x in self.of["ladders"][id].tiers]
            if tiers.index(self.tier(id)) < tiers.index(self.task(id, n).tier_gte or tiers[0]):
                return False
        return True

    def shown(self, a: Data) -> bool:
        """Whether the last assessment shows a ground for an outcome in this form."""
        of = [x for x in self.scheme.outcomes or () if (x.event, x.form) == (a.event, a.form)]
        grounds = [(y, (x.assessed or {}).get(y, {})) for x in of for y in x.trigger]
        shown = [y for y, asked in grounds if asked.items() <= self.last("BranchAssessed").items()]
        return a.ground in shown or (a.event == "CommendationIssued" and bool(shown))

    def missed(self, a: Data) -> bool:
        """R-22: nothing is on record of what was due on the day."""
        if not a.order_id:
            step = self.of["procedure"][a.step]
            return not self.done(step) and a.due_on == self.due(step)
        last = self.last(*RECTIFIED, order_id=a.order_id)
        return a.due_on == (last.new_due_on or last.due_on)

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
        fits = within and a.role in (None, *(s.audience or [a.role]))
        open_ = fits and (chosen or not (s.by_selection or s.selected))
        return open_ and self.said(HELD, session_id=a.session_id)


# fmt: off
RULES: dict[str, Any] = {  # of an act, its case, and the step that it is open in
    "BranchEnrolled": lambda a, c, s: c.is_body(a.actor)
        and all(c.enters(c.of["ladders"][x]) for x in a.ladders),
    "EvidenceRecorded": lambda a, c, s: c.is_body(a.actor) and a.criterion in c.standard(),
    "EvidenceCorrected": lambda a, c, s: c.is_body(a.actor) and a.corrects in c.evidence(),
    "BranchSelfRated": lambda a, c, s:
        (c.waits(a.ladder) or not c.said(a.event, ladder=a.ladder)) and (not s.basis or (
        len({*a.basis_years}) == s.basis.years and {x.year for x in a.year_end} <= {*a.basis_years}
        and max(a.basis_years) <= int(a.day[:4]) and all(a[x] for x in s.basis.inputs))),
    "SelfRatingFiled": lambda a, c, s: {*(s.to or ())} <= {c.set.kinds[x] for x in a.filed_with},
    "MembersReviewRecorded": lambda a, c, s: sum(a.votes.values()) <= a.present <= a.eligible
        and (a.tier_reason or all(a.votes[x] < a.votes[a.tier] for x in {*a.votes} - {a.tier}))
        and all(x.n < c.last("BranchSelfRated", ladder=a.ladder).n
                for x in c.said(a.event, ladder=a.ladder, body=a.body)),
    "CommitteeReviewHeld": lambda a, c, s: a.form == (s.form or a.form),
    "GradeConfirmed": lambda a, c, s: a.tier == c.waits(a.ladder)
        and c.said("CommitteeReviewHeld", meeting_id=a.meeting_id) and c.argued(a),
    "GradeRevised": lambda a, c, s: a.from_tier == (c.waits(a.ladder) or c.tier(a.ladder))
        and a.from_tier != a.to_tier and a.reasons and a.criteria and a.evidence_ids
        and (s and a.meeting_id if c.waits(a.ladder) else c.decides(a)) and c.argued(a),
    "GradeAssigned": lambda a, c, s: c.decides(a) and c.argued(a),
    "BranchAssessed": lambda a, c, s: not a.task_completed
        or not any(c.task(id).all_targets for id in c.of["ladders"])
        or all(map(c.kept, c.said("UpgradeTargetSet"))),
    "CommendationIssued": lambda a, c, s: c.shown(a) and c.risen(),
    "CriticismIssued": lambda a, c, s: c.shown(a),
    "RectificationOrdered": lambda a, c, s: a.due_on > a.ordered_on and (c.said("CriticismIssued")
        or not any(x.event == "CriticismIssued" for x in c.scheme.outcomes or ())),
    **dict.fromkeys(RECTIFIED[1:], lambda a, c, s: c.open_items(a)
        and (a.new_due_on or "9") > max(a.verified_on or "", c.thing(a).due_on)),
    "DeadlinePassed": lambda a, c, s: c.is_body(a.actor) and a.due_on < a.day and c.missed(a),
    "ExemplarNominated": lambda a, c, s:
        c.kind in c.of["selections"].get(a.category, Data(subject=[c.kind])).subject,
    "ExemplarSelected": lambda a, c, s:
        any(x.actor == c.set.kinds[a.actor] for x in c.steps(a.event, None))
        and 1 <= a.position <= c.of["selections"].get(a.category, Data(quota=99)).quota,
    "ExemplarRecommendedUpward": lambda a, c, s: c.said("ExemplarSelected", nominee=c.id)
        and c.said("CommendationIssued"),
    "CycleClosed": lambda a, c, s: a.actor == c.set.issuer,
    **dict.fromkeys(RECORDS, lambda a, c, s: c.closes(a) and all(
        c.said("RecordFiled", kind=x) or not any(map(c.asked, c.steps(x, None)))
        for x in c.of["record_kinds"][a.name].requires or ())),
    "ResponsibilityLetterSigned": lambda a, c, s: c.is_party(a.party_b if a.party_a == c.id
        else a.party_a, c.of["responsibility_letters"][a.kind].between),
    "PledgeMade": lambda a, c, s: {*(c.of["pledges"][a.kind].to or ())} <= {*(a.to or ())}
        and (a.pledger_kind in ("branch", "joint") or c.set.kinds.keys().isdisjoint(a.pledger_ids)),
    "PledgeProgressReported": lambda a, c, s: not c.judged_whole(a),
    **dict.fromkeys(KEPT, lambda a, c, s: not c.judged_whole(a)
        and (a.item_id or c.kept(c.thing(a)) in (None, KEPT[a.event]))
        and not {*a.judged_by} & {*c.thing(a).pledger_ids}
        and (a.actor in c.above or (a.actor == c.id
             and (c.id not in c.thing(a).pledger_ids or c.thing(a).supervised_by)))
        and (c.said("PledgePublished", pledge_id=a.pledge_id) or not c.thing(a).public)),
    "UpgradeTargetSet": lambda a, c, s: (a.due_on or a.day) >= a.day and all(
        a["due_on" if x == "deadline" else x] for x in (s.target_needs or NEEDS)[
            "quantifiable" if a.quantifiable else "otherwise"]),
    "UpgradeTargetFiled": lambda a, c, s: not s.to or c.set.kinds[a.filed_with] in s.to,
    "UpgradeTargetAssigned": lambda a, c, s: a.assignee not in c.set.kinds,
    "UpgradeTargetAmended": lambda a, c, s: a.actor in (c.id, *c.above) and a.agreed_by in c.above,
    "UpgradeTargetMissed": lambda a, c, s: a.actor in c.above,
    "UpgradeTargetCompleted": lambda a, c, s: a.actor in c.above
        and float(a.quantity_done or 0) >= float(c.thing(a).quantity or 0),
    HELD: lambda a, c, s: a.ends_on <= a.day,
    "TraineeSelected": lambda a, c, s: (c.thing(a).by_selection or c.thing(a).selected)
        and a.selected_on <= c.thing(a).ends_on,
    **dict.fromkeys(("TrainingAttended", "TrainingAbsenceRecorded"), lambda a, c, s: c.attends(a)
        and a.person not in c.present(c.thing(a))),
    "AttendanceCorrected": lambda a, c, s: c.attends(a)
        and (a.change != "added") is c.present(c.thing(a)).get(a.person, False),
}
# fmt: on
