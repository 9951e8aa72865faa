"""The worked history of the programme classification-upgrade: a branch revised to backward.

``revised`` is what the scheme's documentation describes; ``whole`` goes on to the next year.
"""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from contracts.events import grading as g
from contracts.events import pledges as p
from contracts.events import training as t
from contracts.scheme import load_cached
from contracts.values import Quantity
from tests.support.schemes import document
from tests.unit.projections.play import Play

DOCUMENT = document("classification-upgrade")
SCHEME = load_cached(DOCUMENT)
COUNTY, TOWNSHIP, OFFICE, BRANCH = "county-org", "longtan", "longtan-office", "longtan-07"
CASE = f"classification-upgrade:2011-2012:{BRANCH}"
YEARS = (2008, 2009, 2010)
day = date.fromisoformat

FACTS: dict[str, Any] = {
    "two_committees_unity": "fairly_coordinated",
    "cohesion_and_effectiveness": "fairly_strong",
    "secretary_one_good_two_strong": False,
    "secretary_lead_ability": "can_lead",
    "team_overall_ability_strong": False,
    "cultivation_effect": "fairly_good",
    "member_development_fairly_good": True,
    "years_without_new_member": 3,
    "members_role": "majority_fairly_good",
    "reserve_cadres": 0,
    "rules_system": "fairly_sound",
    "management_standard": "fairly_standard",
    "rules_implementation": "fairly_good",
    "members_observe_branch_meetings": False,
    "affairs_openness": "fairly_standard",
    "village_economy": "steady",
    "infrastructure_good": False,
    "leading_industries": 0,
    "income_gap_pct": 3,
    "village_appearance": "fairly_clean",
    "public_security": "fairly_good",
    "criminal_cases": 0,
    "safety_accidents": 0,
    "collective_petitions": 0,
    "instability_events": 0,
    "masses_relations": "fairly_harmonious",
    "satisfaction_pct": 66,
    "acceptance_score": 68,
}


def begun(case: str = CASE, *, lacking: tuple[str, ...] = (), **changed: Any) -> Play:
    """Scheme, register, cycle, the branch enrolled and its evidence on record."""
    play = Play(case)
    for id, kind, zh, en, parent in (
        (
            COUNTY,
            "county_organisation_department",
            "示例县委组织部",
            "Example county department",
            None,
        ),
        (
            TOWNSHIP,
            "township_committee",
            "示例龙潭乡党委",
            "Longtan township committee (example)",
            COUNTY,
        ),
        (
            OFFICE,
            "township_office",
            "示例龙潭乡党政办",
            "Longtan township office (example)",
            TOWNSHIP,
        ),
        (BRANCH, "village_branch", "示例七里村党支部", "Qili village branch (example)", TOWNSHIP),
    ):
        play.say(
            g.OrganisationRegistered(kind=kind, name_zh=zh, name_en=en, parent=parent),
            COUNTY, "2011-10-20", subject=f"organisation:{id}",
        )  # fmt: skip
    play.say(
        g.RegisterFigureRecorded(
            figure="members", value=Decimal(31), as_of=day("2011-10-31"), reported_from="党员名册"
        ),
        BRANCH, "2011-10-31", subject=f"organisation:{BRANCH}",
    )  # fmt: skip
    play.say(
        g.SchemePublished(scheme_version=1, effective_from=day("2011-11-01"), definition=DOCUMENT),
        TOWNSHIP, "2011-10-25", subject="scheme:classification-upgrade",
    )  # fmt: skip
    play.say(
        g.CycleOpened(scheme_version=1), TOWNSHIP, "2011-11-01",
        subject="cycle:classification-upgrade:2011-2012",
    )  # fmt: skip
    play.say(
        g.BranchEnrolled(ladders=("grade",), opening_tiers={"grade": "intermediate"}),
        TOWNSHIP, "2011-11-01",
    )  # fmt: skip
    for criterion, value in {**FACTS, **changed}.items():
        if criterion not in lacking:
            play.say(evidence(criterion, value), BRANCH, "2011-11-05", clerk="clerk-1")
    return play


def evidence(criterion: str, value: Any, id: str | None = None) -> g.EvidenceRecorded:
    """Evidence of the kind that the scheme asks for; a derived value comes from its inputs."""
    known = SCHEME.criterion(criterion)
    assert known is not None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    said: dict[str, Any] = {"value": g.Value(value=Decimal(str(value)) if number else value)}
    if known.derived:
        said = {"inputs": income(value)}
    return g.EvidenceRecorded(
        evidence_id=id or f"ev-{criterion}", criterion=criterion, as_of=day("2011-10-31"),
        kind=known.evidence[0], found_in="档案第12卷", **said,
    )  # fmt: skip


def income(gap_pct: int) -> tuple[Quantity, ...]:
    """The two figures that give an income gap, in yuan."""
    return (
        Quantity(
            name="village_net_income_per_capita", value=Decimal(100 + gap_pct) * 50,
            unit="CNY_per_person_year",
        ),
        Quantity(
            name="township_average_net_income_per_capita", value=Decimal(5000),
            unit="CNY_per_person_year",
        ),
    )  # fmt: skip


def rated(play: Play, tier: str = "intermediate", on: str = "2011-11-12") -> Play:
    """The branch rates itself."""
    play.say(
        g.BranchSelfRated(
            ladder="grade", tier=tier, basis_years=YEARS, performance="修通村组道路两条",
            masses_evaluation="群众总体满意",
            year_end=tuple(g.YearEnd(year=y, result="合格", score=Decimal(75)) for y in YEARS),
            rationale="工作处于中间水平",
        ),
        BRANCH, on, clerk="clerk-1",
    )  # fmt: skip
    return play


def filed(play: Play, on: str = "2011-11-14") -> Play:
    """It files its rating."""
    play.say(
        g.SelfRatingFiled(ladder="grade", filed_on=day(on), filed_with=(TOWNSHIP, OFFICE)),
        BRANCH,
        on,
    )
    return play


def reviewed(play: Play) -> Play:
    """Members and masses vote, and disagree."""
    for body, on, eligible, present, votes, tier in (
        ("members_meeting", "2011-11-18", 31, 26, (0, 17, 9), "intermediate"),
        ("mass_representatives_meeting", "2011-11-19", 40, 33, (0, 12, 21), "backward"),
    ):
        play.say(
            g.MembersReviewRecorded(
                ladder="grade", body=body, held_on=day(on), eligible=eligible, present=present,
                votes=dict(zip(("advanced", "intermediate", "backward"), votes, strict=True)),
                tier=tier,
            ),
            BRANCH, on,
        )  # fmt: skip
    return play


def met(play: Play, on: str = "2011-12-02") -> Play:
    """The committee meets."""
    play.say(
        g.CommitteeReviewHeld(
            meeting_id="meeting-1", form="special_meeting", held_on=day(on),
            present=("person-1", "person-2", "person-3"),
            aspects={
                "party_building": "组织生活不经常", "work_performance": "任务完成一般",
                "target_assessment": "考核得分偏低", "social_evaluation": "群众满意率低",
            },
        ),
        TOWNSHIP, on,
    )  # fmt: skip
    return play


def lowered(play: Play, *criteria: str, clerk: str | None = None) -> Play:
    """The committee gives the lowest tier in place of the branch's own, for these criteria."""
    play.say(
        g.GradeRevised(
            ladder="grade", from_tier="intermediate", to_tier="backward", meeting_id="meeting-1",
            reasons=("满意率和得分均低于后进标准线，自评不客观实际",), criteria=criteria,
            evidence_ids=tuple(f"ev-{criterion}" for criterion in criteria),
        ),
        TOWNSHIP, "2011-12-02", clerk=clerk,
    )  # fmt: skip
    return play


@cache
def revised() -> Play:
    """The committee finds the self-rating not objective and re-classifies."""
    return lowered(
        met(reviewed(filed(rated(begun())))),
        "satisfaction_pct", "acceptance_score", "years_without_new_member", "reserve_cadres",
        clerk="clerk-2",
    )  # fmt: skip


@cache
def criticised() -> Play:
    """The year after: pledges, targets, one of them missed, criticism, an order to rectify."""
    play = met(reviewed(filed(rated(begun()), on="2011-11-17")))
    lowered(play, "satisfaction_pct", "acceptance_score", clerk="clerk-1")
    play.say(
        g.EvidenceCorrected(
            evidence_id="ev-income-2", corrects="ev-income_gap_pct", inputs=income(-4),
            reason="全乡平均收入数字有误，经统计站核实",
        ),
        OFFICE, "2012-01-10",
    )  # fmt: skip
    _promised(play)
    _targeted(play)
    _trained(play)
    _judged(play)
    return play


@cache
def whole() -> Play:
    """All of it, with an overdue rectification, and what the look-back found."""
    play = criticised().apart()
    _rectified(play)
    return play


def _promised(play: Play) -> None:
    play.say(
        p.ResponsibilityLetterSigned(
            letter_id="letter-1", kind="township_village", party_a=TOWNSHIP, party_b=BRANCH,
            signed_on=day("2011-12-20"), target="年内升为中间",
            task="整改满意率", object="村党支部",
        ),
        BRANCH, "2011-12-20",
    )  # fmt: skip
    for id, kind, pledger, who in (
        ("pledge-1", "branch_public", "branch", BRANCH),
        ("pledge-2", "member_public", "member", "person-11"),
    ):
        play.say(
            p.PledgeMade(
                pledge_id=id, kind=kind, pledger_kind=pledger, pledger_ids=(who,),
                items=(p.PledgeItem(item_id="item-1", text="为群众办三件实事"),),
                to=("members", "masses"), made_on=day("2011-12-21"),
            ),
            BRANCH, "2011-12-21",
        )  # fmt: skip
    play.say(
        p.PledgePublished(
            pledge_id="pledge-1", published_on=day("2011-12-22"), channel="村务公开栏",
            audience="全体村民",
        ),
        BRANCH, "2011-12-22",
    )  # fmt: skip
    play.say(
        p.OpinionsHeard(
            held_on=day("2011-12-25"), members=20, masses=35,
            opinions=(p.Opinion(text="尽快修水渠", taken_up=True),),
        ),
        BRANCH, "2011-12-25",
    )  # fmt: skip


def _targeted(play: Play) -> None:
    for id, text, addresses in (
        ("target-1", "群众满意率提高", ("satisfaction_pct",)),
        ("target-2", "新建核桃园", ()),
    ):
        play.say(
            p.UpgradeTargetSet(
                target_id=id, theme="prosperity", text=text, quantifiable=True,
                quantity=Decimal(80), unit="%" if addresses else "亩", quality="核查属实",
                due_on=day("2012-11-30"), addresses=addresses,
            ),
            BRANCH, "2011-12-28",
        )  # fmt: skip
    play.say(
        p.UpgradeTargetFiled(
            target_ids=("target-1", "target-2"), filed_on=day("2012-01-04"), filed_with=OFFICE
        ),
        BRANCH, "2012-01-04",
    )  # fmt: skip
    play.say(
        p.UpgradeTargetAssigned(
            target_id="target-1", assignee="person-11", assignee_kind="party_member",
            share="联系十户",
        ),
        BRANCH, "2012-01-05",
    )  # fmt: skip
    play.say(
        p.UpgradeTargetCompleted(
            target_id="target-2", completed_on=day("2012-11-20"), quantity_done=Decimal(82),
            unit="亩",
        ),
        TOWNSHIP, "2012-11-20",
    )  # fmt: skip
    play.say(
        p.UpgradeTargetMissed(
            target_id="target-1", judged_on=day("2012-12-05"), quantity_done=Decimal(71), unit="%",
            reason="水渠未修通，群众有意见",
        ),
        TOWNSHIP, "2012-12-05",
    )  # fmt: skip


def _trained(play: Play) -> None:
    play.say(
        t.TrainingSessionHeld(
            session_id="session-1", kind="study_phase", starts_on=day("2012-05-10"),
            ends_on=day("2012-05-12"), form="member_training", audience=("member",),
        ),
        BRANCH, "2012-05-12",
    )  # fmt: skip
    play.say(
        t.TrainingAttended(
            session_id="session-1", person="person-11", organisation=BRANCH, role="member",
            attended_from=day("2012-05-10"), attended_to=day("2012-05-12"),
        ),
        BRANCH, "2012-05-12",
    )  # fmt: skip


def appraised(play: Play) -> None:
    """Members and masses score the branch's year."""
    play.say(
        g.DemocraticAppraisalHeld(
            held_on=day("2012-12-10"), guided_by=TOWNSHIP, members_present=25,
            mass_representatives_present=30, delegates_present=3, sheets=55,
            appraisal_score=Decimal("71.5"),
        ),
        BRANCH, "2012-12-10",
    )  # fmt: skip


def _judged(play: Play) -> None:
    appraised(play)
    play.say(
        g.BranchAssessed(
            period="year", held_on=day("2012-12-20"), acceptance_score=Decimal(69),
            task_completed=False, findings="满意率目标未完成",
        ),
        TOWNSHIP, "2012-12-20",
    )  # fmt: skip
    play.say(
        g.GradeAssigned(ladder="grade", tier="backward", basis="year_end_assessment"),
        TOWNSHIP, "2012-12-21",
    )  # fmt: skip
    play.say(
        g.CriticismIssued(
            form="circular", issued_on=day("2012-12-28"), ground="upgrade_task_not_completed",
            document="通报〔2012〕13号",
        ),
        TOWNSHIP, "2012-12-28",
    )  # fmt: skip
    play.say(
        g.RectificationOrdered(
            order_id="order-1",
            items=(
                g.RectificationItem(item_id="item-1", text="修通水渠"),
                g.RectificationItem(item_id="item-2", text="公开账目"),
            ),
            ordered_on=day("2012-12-28"), due_on=day("2013-02-28"),
        ),
        TOWNSHIP, "2012-12-28",
    )  # fmt: skip


def _rectified(play: Play) -> None:
    play.say(
        g.RectificationReported(
            order_id="order-1", reported_on=day("2013-03-10"),
            item_results=(
                g.ItemResult(item_id="item-1", done=True),
                g.ItemResult(item_id="item-2", done=True),
            ),
        ),
        BRANCH, "2013-03-10",
    )  # fmt: skip
    play.say(
        g.RectificationVerified(
            order_id="order-1", verified_on=day("2013-03-20"), accepted=True,
            finding="两项均已整改到位",
        ),
        TOWNSHIP, "2013-03-20",
    )  # fmt: skip
    play.say(
        g.LookBackHeld(
            meeting_id="meeting-9", held_on=day("2013-03-25"), results="整改到位，满意率仍需提高",
            problems=(g.Problem(text="满意率偏低", solved=False),),
        ),
        TOWNSHIP, "2013-03-25",
    )  # fmt: skip
