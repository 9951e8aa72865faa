"""December 2011: the committee decides, and what follows from its decisions is said at once."""

from datetime import date
from decimal import Decimal

from client.submissions import Submission
from contracts.events.grading import (
    CommitteeReviewHeld,
    EvidenceCorrected,
    GradeConfirmed,
    GradeRevised,
    Value,
)
from contracts.events.pledges import (
    PledgeItem,
    PledgeMade,
    PledgePublished,
    ResponsibilityLetterSigned,
)
from contracts.values import Quantity
from demo.classification_upgrade.findings import found
from demo.classification_upgrade.founding import LADDER
from demo.classification_upgrade.rating import evidence_id
from demo.classification_upgrade.records import pledge_exception
from demo.classification_upgrade.saying import TownshipPen
from demo.classification_upgrade.targets import DUE
from demo.classification_upgrade.township import (
    AWAY,
    CLERK,
    COMMITTEE,
    CORRECTED,
    MODEST,
    RECKONED_AGAIN,
    REVISED,
    SILENT,
    Village,
)

MEETING = "special-meeting-2011-12-02"
DECIDED, SIGNED, PLEDGED = date(2011, 12, 2), date(2011, 12, 6), date(2011, 12, 8)


def decision(pen: TownshipPen, village: Village) -> list[Submission]:
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
    revised = {REVISED: _lowered, MODEST: _raised}.get(village.number)
    decided = revised() if revised else _confirmed(village)
    return [pen.committee(village, review, on), pen.committee(village, decided, on)]


def _confirmed(village: Village) -> GradeConfirmed:
    return GradeConfirmed(ladder=LADDER, tier=village.tier, meeting_id=MEETING)


def _raised() -> GradeRevised:
    criteria = ("satisfaction_pct", "acceptance_score")
    return GradeRevised(
        ladder=LADDER, from_tier="backward", to_tier="intermediate", meeting_id=MEETING,
        reasons=("自评偏低:两项均在中间档(示例)/ too modest: both lie between (example)",),
        criteria=criteria,
        evidence_ids=tuple(evidence_id("2011", criterion) for criterion in criteria),
    )  # fmt: skip


def _lowered() -> GradeRevised:
    criteria = (
        "satisfaction_pct", "acceptance_score", "years_without_new_member", "reserve_cadres"
    )  # fmt: skip
    return GradeRevised(
        ladder=LADDER, from_tier="intermediate", to_tier="backward", meeting_id=MEETING,
        reasons=(
            "自评不客观:满意率66%、考核68分 / not objective: satisfaction 66 %, score 68",
            "三年未发展新党员,无后备干部 / three years without a new member, no reserve cadre",
        ),
        criteria=criteria,
        evidence_ids=tuple(evidence_id("2011", criterion) for criterion in criteria),
    )  # fmt: skip


def letter_and_pledges(pen: TownshipPen, village: Village) -> list[Submission]:
    """The letter with the committee, the branch's pledge, and one of every member."""
    letter = ResponsibilityLetterSigned(
        letter_id="letter-township", kind="township_village", party_a=COMMITTEE,
        party_b=village.id, signed_on=SIGNED, target="升级目标(示例)/ upgrade (example)",
        task="完成年度任务(示例)/ the year's tasks (example)", object=village.name_zh,
    )  # fmt: skip
    said = [pen.branch(village, letter, SIGNED.isoformat())]
    said += _pledge(pen, village, "branch", (village.id,), "branch_public")
    for person in village.members:
        if person == AWAY:
            said.append(pen.branch(village, pledge_exception(person), PLEDGED.isoformat()))
        elif person != SILENT:
            said += _pledge(pen, village, "member", (person,), "member_public")
    return said


def correction(pen: TownshipPen, village: Village) -> list[Submission]:
    """A count of satisfaction sheets was wrong; it comes out after the decision."""
    assert village.number == CORRECTED
    corrected = EvidenceCorrected(
        evidence_id="2011-satisfaction-recount",
        corrects=evidence_id("2011", "satisfaction_pct"),
        value=Value(value=Decimal("88.5")),
        reason="测评票重复统计,复核后更正(示例)/ sheets were counted twice (example)",
    )
    return [pen.committee(village, corrected, "2012-01-16")]


AVERAGE = Decimal(5_300)
"""The township's average net income after the county had corrected it, CNY per person and year."""


def reckoned_again(pen: TownshipPen, village: Village) -> list[Submission]:
    """The township's average income had been too low; some files are reckoned again."""
    if village.number not in RECKONED_AGAIN:
        return []
    unit = "CNY_per_person_year"
    income = Decimal(str(found(village, village.tier, year=DECIDED.year)["income"]))
    corrected = EvidenceCorrected(
        evidence_id="2011-income-reckoned-again",
        corrects=evidence_id("2011", "income_gap_pct"),
        inputs=(
            Quantity(name="village_net_income_per_capita", value=income, unit=unit),
            Quantity(name="township_average_net_income_per_capita", value=AVERAGE, unit=unit),
        ),
        reason="全乡平均数更正(示例)/ the township's average was corrected (example)",
    )
    return [pen.committee(village, corrected, "2012-02-10")]


def _pledge(
    pen: TownshipPen, village: Village, by: str, pledgers: tuple[str, ...], kind: str
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
