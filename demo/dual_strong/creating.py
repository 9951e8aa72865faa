"""Survey, key targets, creation plans, pledges, study, practice, tracking."""

from datetime import date
from decimal import Decimal

from client.submissions import Submission
from contracts.events.grading import BranchEnrolled
from contracts.events.pledges import (
    PledgeFulfilled,
    PledgeItem,
    PledgeMade,
    PledgeNotFulfilled,
    PledgeProgressReported,
    PledgePublished,
    UpgradeTargetCompleted,
    UpgradeTargetSet,
)
from demo.bodies import enrolled
from demo.dual_strong.town import (
    BROKEN,
    BY_OPINION,
    KEY,
    TOWN,
    TRACKERS,
    UNION,
    VANGUARD_BROKEN,
    YOUTH_LEAGUE,
    Unit,
    units,
)
from demo.saying import Pen
from demo.schooling import attended, held

MADE = {"2011": "2011-04-28", "2012": "2011-07-20"}
DONE = {"2011": "2011-06-10", "2012": "2012-06-10"}
"""By cycle the days on which plans and pledges are made, and on which they are judged."""

PLEDGES = {
    "rural": ("cadre", "entrepreneurship", None),
    "enterprise": ("member", "member_public", "organisation_public"),
    "government_unit": ("member", "vanguard_member", "vanguard_organisation"),
}
"""By domain who of its people pledges, what kind, and the organisation's own kind."""


def enrolment(pen: Pen, on: str, tiers: dict[Unit, str]) -> list[Submission]:
    """Each branch on the ladder of its own domain; ``tiers``: those in force when it opens."""
    return [
        said
        for unit in units()
        for said in enrolled(
            pen, [unit.id], (unit.domain,), by=TOWN, on=on, domain=unit.domain,
            opening_tiers={unit.domain: tiers[unit]} if unit in tiers else None,
        )
    ]  # fmt: skip


def survey(pen: Pen) -> list[Submission]:
    """April 2011: the town looks at every branch."""
    return [
        pen.files(
            TOWN, unit.id, "2011-04-22", "BaselineSurvey", surveyed_on="2011-04-22",
            findings="调研摸底情况(示例)/ what the survey found (example)",
        )
        for unit in units()
    ]  # fmt: skip


def key_targets(pen: Pen) -> list[Submission]:
    """On the ground of the survey: key targets, persons responsible, a leader and a policy each."""
    said = []
    for unit in KEY:
        leader = f"quanxi-leader-{unit.domain.replace('_', '-')}-{unit.number}"
        measures = ("每月走访(示例)/ a visit a month (example)",)
        said += [
            _designated(pen, unit, "2011-04-25"),
            pen.files(TOWN, unit.id, "2011-04-26", "WorkPlan", kind="work_plan", measures=measures,
                      responsible=(leader,)),
            pen.files(TOWN, unit.id, "2011-04-27", "ContactPoint", leader=leader,
                      aid_plan="“一家一策”(示例)/ one policy for one unit (example)"),
            pen.files(TOWN, unit.id, "2011-04-27", "AidPairing", responsible=(leader,),
                      items=("项目资金 / funds", "党务培训 / training")),
        ]  # fmt: skip
    return said


def _designated(pen: Pen, unit: Unit, on: str) -> Submission:
    return pen.files(
        TOWN, unit.id, on, "KeyCultivationTarget", domain=unit.domain,
        responsible=f"quanxi-leader-{unit.domain.replace('_', '-')}-{unit.number}",
        tasks=("补齐短板(示例)/ what is short (example)",),
    )  # fmt: skip


def before_the_survey(pen: Pen) -> Submission:
    """A key target is designated before anybody has looked."""
    return _designated(pen, KEY[0], "2011-04-21")


def of_another_domain(pen: Pen) -> Submission:
    """An enterprise enters on the villages' ladder."""
    firm = units("enterprise")[0]
    return pen.says(TOWN, BranchEnrolled(ladders=("rural",)), firm.id, "2011-04-21")


def plans(pen: Pen) -> list[Submission]:
    """Each branch's creation plan for the cycle; key targets also set one that can be measured."""
    on, said = MADE[pen.cycle], []
    for unit in units():
        said.append(
            pen.files(
                unit.id, unit.id, on, "WorkPlan", kind="creation_plan",
                measures=("对照标准补短板(示例)/ work on what is short (example)",),
                targets=("“双强”先进(示例)/ dual-strong (example)",),
            )
        )  # fmt: skip
        if unit in KEY:
            target = UpgradeTargetSet(
                target_id="deeds", theme="发展强、党建强 / dual-strong", quantifiable=True,
                text="办实事(示例)/ practical deeds (example)", quantity=Decimal(4), unit="things",
                quality="群众认可 / accepted by the masses",
                due_on=date.fromisoformat(DONE[pen.cycle]),
            )  # fmt: skip
            said.append(pen.own(unit.id, target, on))
    return said


def plans_judged(pen: Pen) -> list[Submission]:
    """The town judges the key targets' measured ones."""
    on = DONE[pen.cycle]
    done = UpgradeTargetCompleted(
        target_id="deeds", completed_on=date.fromisoformat(on), quantity_done=Decimal(4),
        unit="things",
    )  # fmt: skip
    return [pen.says(TOWN, done, unit.id, on) for unit in KEY]


def pledges(pen: Pen) -> list[Submission]:
    """Three people of each branch pledge, firms and offices too; two branches with others."""
    said = []
    for unit in units():
        by, kind, own = PLEDGES[unit.domain]
        for person in unit.members[:3]:
            said += _pledge(pen, unit, f"pledge-{person}", by, kind, (person,))
        if own is not None:
            said += _pledge(pen, unit, f"pledge-{unit.id}", "branch", own, (unit.id,))
    for unit in (KEY[0], KEY[2]):
        together = (unit.id, UNION, YOUTH_LEAGUE)
        said += _pledge(pen, unit, "pledge-together", "joint", "joint", together)
    return said


def _pledge(
    pen: Pen, unit: Unit, id: str, by: str, kind: str, pledgers: tuple[str, ...]
) -> list[Submission]:
    on = date.fromisoformat(MADE[pen.cycle])
    item = PledgeItem(
        item_id="item-1", text="办实事两件(示例)/ two practical things (example)",
        quantity=Decimal(2), unit="things", due_on=date.fromisoformat(DONE[pen.cycle]),
    )  # fmt: skip
    made = PledgeMade.model_validate(
        {
            "pledge_id": id, "kind": kind, "pledger_kind": by, "pledger_ids": pledgers,
            "items": (item,), "to": ("members", "masses"), "made_on": on,
        }
    )  # fmt: skip
    published = PledgePublished(
        pledge_id=id, published_on=on, channel="公开栏 / notice board", audience="全体 / all"
    )
    progress = PledgeProgressReported(
        pledge_id=id, item_id="item-1", reported_on=date.fromisoformat(DONE[pen.cycle]),
        text="已办两件(示例)/ two are done (example)", quantity_done=Decimal(2), unit="things",
    )  # fmt: skip
    return [
        pen.own(unit.id, made, on.isoformat()),
        pen.own(unit.id, published, on.isoformat()),
        pen.own(unit.id, progress, DONE[pen.cycle]),
    ]


def pledges_judged(pen: Pen) -> list[Submission]:
    """Branches judge their people's, the town the organisations' own; one branch is left out."""
    said = []
    for unit in units():
        if unit == BY_OPINION:
            continue
        judges = unit.members[6:9]
        for person in unit.members[:3]:
            said.append(_judged(pen, unit, unit.id, f"pledge-{person}", judges))
        if PLEDGES[unit.domain][2] is not None:
            said.append(_judged(pen, unit, TOWN, f"pledge-{unit.id}", ("quanxi-secretary",)))
    return said


def _judged(pen: Pen, unit: Unit, by: str, id: str, judges: tuple[str, ...]) -> Submission:
    on = date.fromisoformat(DONE[pen.cycle])
    broken = pen.cycle == "2011" and unit in (BROKEN, VANGUARD_BROKEN)
    if broken and id == f"pledge-{unit.members[0]}":
        no = PledgeNotFulfilled(
            pledge_id=id, judged_by=judges, judged_on=on, reason="一件未办(示例)/ one not done"
        )
        return pen.says(by, no, unit.id, on.isoformat())
    kept = PledgeFulfilled(
        pledge_id=id, judged_by=judges, judged_on=on, finding="均已办结(示例)/ all done (example)"
    )
    return pen.says(by, kept, unit.id, on.isoformat())


def study(pen: Pen) -> list[Submission]:
    """The plenary sessions in every branch, in one form after another; all members of villages."""
    on, said = DONE[pen.cycle], []
    forms = ("report", "lecture", "study_meeting", "party_class")
    for place, unit in enumerate(units()):
        session = f"plenum-{pen.cycle}"
        people = [(person, unit.id) for person in unit.members]
        said.append(
            held(pen, unit.id, session, "plenum_study", on, form=forms[place % 4],
                 topics=("十七届五中全会 / the fifth plenum",))
        )  # fmt: skip
        said += attended(pen, unit.id, session, "members", people[:6], on)
        if unit.domain == "rural":
            session = f"universal-{pen.cycle}"
            said.append(held(pen, unit.id, session, "universal_training", on, form="training"))
            said += attended(pen, unit.id, session, "members", people, on)
        if unit.domain == "government_unit":
            session = f"integrity-{pen.cycle}"
            said.append(held(pen, unit.id, session, "unit_study", on, form="study_meeting",
                             reported_attendances=20))  # fmt: skip
    return said


def practice(pen: Pen) -> list[Submission]:
    """Theme practice, service, volunteers, joint creation, publicity: an entry each."""
    on = DONE[pen.cycle]
    areas = ("theme_practice", "service", "volunteering", "joint_creation", "publicity")
    return [
        pen.files(
            unit.id, unit.id, on, "LedgerEntry", area=area, done_on=on,
            entry="活动记录(示例)/ what was done (example)", quantity=1, unit="times",
        )
        for place, unit in enumerate(units())
        for area in (areas[place % 5], areas[(place + 2) % 5])
    ]  # fmt: skip


def tracking(pen: Pen) -> list[Submission]:
    """The tracking team visits in four forms; the town circulates what it found."""
    on, said = DONE[pen.cycle], []
    forms = ("survey", "symposium", "supervision", "random_check")
    for place, unit in enumerate(units()):
        said.append(
            pen.files(
                TRACKERS, unit.id, on, "InspectionVisit", form=forms[place % 4], visited_on=on,
                findings=("按计划推进(示例)/ as planned (example)",),
                problems=("资料不全(示例)/ papers are missing (example)",),
            )
        )  # fmt: skip
        said.append(
            pen.files(
                TOWN, unit.id, on, "FindingsCirculated", visit_ids=("InspectionVisit-1",),
                circulated_on=on,
                document=f"督查点评{pen.cycle}(示例)/ comment {pen.cycle} (example)",
            )
        )  # fmt: skip
    return said
