"""December 2011: the committee decides, and what follows from its decisions is said at once."""

from datetime import date
from decimal import Decimal

from cli.submissions import Submission
from contracts.events.grading import (
    CommitteeReviewHeld,
    EvidenceCorrected,
    GradeConfirmed,
    GradeRevised,
    Value,
)
from contracts.events.pledges import (
    Opinion,
    OpinionsHeard,
    PledgeItem,
    PledgeMade,
    PledgePublished,
    ResponsibilityLetterSigned,
    UpgradeTargetAssigned,
    UpgradeTargetFiled,
    UpgradeTargetSet,
)
from demo.chapters.founding import LADDER
from demo.chapters.rating import evidence_id
from demo.chapters.records import conversion_measure
from demo.saying import Pen
from demo.township import CLERK, COMMITTEE, CORRECTED, OFFICE, REVISED, Village

MEETING = "special-meeting-2011-12-02"
DECIDED, SIGNED, PLEDGED, HEARD, SET, FILED = (
    date(2011, 12, day) for day in (2, 6, 8, 10, 12, 14)
)  # fmt: skip
DUE = date(2012, 11, 30)
ROADS, INCOME, STABILITY = "target-road", "target-income", "target-stability"
THEMES = {
    ROADS: "发展现代农业 / modern agriculture",
    INCOME: "带领群众致富 / lead the masses to prosperity",
    STABILITY: "维护农村稳定 / keep the countryside stable",
}


def decision(pen: Pen, village: Village) -> list[Submission]:
    """The committee weighs the four aspects in a special meeting and decides."""
    review = CommitteeReviewHeld(
        meeting_id=MEETING, form="special_meeting", held_on=DECIDED,
        present=(CLERK, "person-township-secretary", "person-township-deputy"),
        aspects={
            "party_building": "党的建设(示例)", "work_performance": "工作业绩(示例)",
            "target_assessment": "目标考核(示例)", "social_evaluation": "社会评价(示例)",
        },
    )  # fmt: skip
    on = DECIDED.isoformat()
    decided = _revised() if village.number == REVISED else _confirmed(village)
    return [pen.committee(village, review, on), pen.committee(village, decided, on)]


def _confirmed(village: Village) -> GradeConfirmed:
    return GradeConfirmed(ladder=LADDER, tier=village.tier, meeting_id=MEETING)


def _revised() -> GradeRevised:
    criteria = (
        "satisfaction_pct", "acceptance_score", "years_without_new_member", "reserve_cadres"
    )  # fmt: skip
    return GradeRevised(
        ladder=LADDER, from_tier="intermediate", to_tier="backward", meeting_id=MEETING,
        reasons=(
            "自评不符合客观实际:群众满意率66%、验收考核68分,均低于中间档",
            "The self-rating is not objective: satisfaction 66 % and score 68 are both below"
            " intermediate",
            "连续三年未发展新党员,无村级后备干部",
            "Three years without a new member, and no reserve cadre",
        ),
        criteria=criteria,
        evidence_ids=tuple(evidence_id("2011", criterion) for criterion in criteria),
    )  # fmt: skip


def letter_and_pledges(pen: Pen, village: Village) -> list[Submission]:
    """The letter with the committee, the branch's pledge, and one of every member."""
    letter = ResponsibilityLetterSigned(
        letter_id="letter-township", kind="township_village", party_a=COMMITTEE,
        party_b=village.id, signed_on=SIGNED, target="升级目标(示例)/ upgrade (example)",
        task="完成年度任务(示例)/ the year's tasks (example)", object=village.name_zh,
    )  # fmt: skip
    said = [pen.branch(village, letter, SIGNED.isoformat())]
    said += _pledge(pen, village, "branch", (village.id,), "branch_public")
    for person in village.members:
        said += _pledge(pen, village, "member", (person,), "member_public")
    return said


def opinions_and_targets(pen: Pen, village: Village) -> list[Submission]:
    """Opinions heard, three targets set with a measure, filed, and each assigned."""
    heard = OpinionsHeard(
        held_on=HEARD, members=len(village.members), masses=village.masses,
        opinions=(
            Opinion(text="修通产业路(示例)/ build the farm road (example)", taken_up=True),
            Opinion(text="调解要及时(示例)/ mediate sooner (example)"),
        ),
    )  # fmt: skip
    on = SET.isoformat()
    filed = UpgradeTargetFiled(
        target_ids=(ROADS, INCOME, STABILITY), filed_on=FILED, filed_with=OFFICE
    )
    said = [pen.branch(village, heard, HEARD.isoformat())]
    said += [pen.branch(village, target, on) for target in _targets(village)]
    said.append(pen.branch(village, conversion_measure((ROADS, INCOME)), on))
    said.append(pen.branch(village, filed, FILED.isoformat()))
    said += [
        pen.branch(village, _assigned(target, village, n), FILED.isoformat())
        for n, target in enumerate((ROADS, INCOME, STABILITY))
    ]
    return said


def correction(pen: Pen, village: Village) -> list[Submission]:
    """A count of satisfaction sheets was wrong; it comes out after the decision."""
    assert village.number == CORRECTED
    corrected = EvidenceCorrected(
        evidence_id="2011-satisfaction-recount",
        corrects=evidence_id("2011", "satisfaction_pct"),
        value=Value(value=Decimal("88.5")),
        reason="测评票重复统计,复核后更正(示例)/ sheets were counted twice (example)",
    )
    return [pen.committee(village, corrected, "2012-01-16")]


def _pledge(
    pen: Pen, village: Village, by: str, pledgers: tuple[str, ...], kind: str
) -> list[Submission]:
    pledge_id = f"pledge-{pledgers[0]}"
    made = PledgeMade.model_validate(
        {
            "pledge_id": pledge_id,
            "kind": kind,
            "pledger_kind": by,
            "pledger_ids": pledgers,
            "items": (
                PledgeItem(
                    item_id="item-1",
                    text="为群众办实事(示例)/ do practical things for the masses (example)",
                    quantity=Decimal(3 if by == "branch" else 1),
                    unit="things",
                    due_on=DUE,
                ),
            ),
            "to": ("members", "masses"),
            "made_on": PLEDGED,
        }
    )
    published = PledgePublished(
        pledge_id=pledge_id, published_on=PLEDGED, channel="村务公开栏 / notice board",
        audience="全体党员群众 / all members and masses",
    )  # fmt: skip
    on = PLEDGED.isoformat()
    return [pen.branch(village, made, on), pen.branch(village, published, on)]


def _targets(village: Village) -> tuple[UpgradeTargetSet, ...]:
    return (
        UpgradeTargetSet(
            target_id=ROADS, theme=THEMES[ROADS], quantifiable=True, quantity=Decimal("1.5"),
            text="硬化产业路(示例)/ surface the farm road (example)", unit="km",
            quality="四级路面 / class-four surface", due_on=DUE, addresses=("village_economy",),
            letter_id="letter-township",
        ),
        UpgradeTargetSet(
            target_id=INCOME, theme=THEMES[INCOME], quantifiable=True, quantity=Decimal(8),
            text="人均纯收入增长(示例)/ raise income per head (example)", unit="percent",
            quality="统计口径 / as the statistics count it", due_on=DUE,
            addresses=("income_gap_pct",), letter_id="letter-township",
        ),
        UpgradeTargetSet(
            target_id=STABILITY, theme=THEMES[STABILITY], quantifiable=False,
            text="矛盾不出村(示例)/ settle disputes in the village (example)",
            qualitative_demand="无集体上访 / no collective petition",
            addresses=("masses_relations",),
        ),
    )  # fmt: skip


def _assigned(target: str, village: Village, place: int) -> UpgradeTargetAssigned:
    return UpgradeTargetAssigned(
        target_id=target, assignee=village.team[place], assignee_kind="team_member",
        share="牵头落实(示例)/ leads it (example)",
    )  # fmt: skip
