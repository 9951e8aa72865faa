"""Spring 2004: the ground is known, villages are ranked, plans made, responsible persons named."""

from collections.abc import Iterable

from client.submissions import Submission
from contracts.events.grading import GradeAssigned
from contracts.events.pledges import UpgradeTargetSet
from contracts.scheme import Scheme
from demo.evidence import found
from demo.pioneer_project.district import (
    DEPARTMENT,
    DISTRICT,
    TOWNS,
    Village,
    cadres,
    teams,
    town_of,
    villages,
)
from demo.saying import Pen

ADVANCED = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
BACKWARD = frozenset({11, 36, 37, 38, 39, 40, 41, 42})
DEPARTED_FROM = 11
"""Found to be in between, ranked among the backward, with the reason written down."""

SIX_GOOD, FIVE_GOOD, ENTREPRENEURIAL, DUAL_STRONG = 2, 17, 19, 74
"""Of 5, 42, 47 and 210: the least that reaches 40, 40, 40 and 35 % at the end of 2004."""

MEASURES = (
    "乡镇领导班子思想作风建设十项制度 / ten rules on the style of township teams",
    "乡镇干部抓村级组织建设责任制 / township cadres answer for village organisation",
    "三个转变、两推一选、一肩挑、交叉任职、上挂下派 / three changes, elections, posts",
    "两委联席会议、村委会报告制度、村务公开、村帐乡管 / joint meetings, reports, openness",
)


def baseline(pen: Pen, listed: Iterable[str]) -> list[Submission]:
    """Every township, every village, and all that are listed for this year, are looked at."""
    of = (*TOWNS, *(village.id for village in villages()), *listed)
    return [
        pen.files(
            town_of(id), id, "2004-02-20", "BaselineSurvey",
            findings="经济社会发展和基层组织建设情况(示例)/ state of the place (example)",
        )
        for id in of
    ]  # fmt: skip


def listed_for_recognition(members: Iterable[str]) -> tuple[str, ...]:
    """Teams, cadres and members that this year's targets name."""
    return (*teams(), *cadres()[:DUAL_STRONG], *members)


def plans(pen: Pen, listed: Iterable[str]) -> list[Submission]:
    """A work plan for each township; an operation plan for each that is listed, easy ones first."""
    work = [
        pen.files(
            town, town, "2004-03-10", "WorkPlan", kind="work_plan", measures=MEASURES,
            responsible=(f"{town}-secretary",),
            documents=("乡村干部素质升级工程实施方案 2003-2005",),
        )
        for town in TOWNS
    ]  # fmt: skip
    return work + [
        pen.files(
            town_of(id), id, "2004-03-12", "WorkPlan", kind="operation_plan",
            measures=("落实创建措施(示例)/ what is done here (example)",),
        )
        for id in (*(village.id for village in villages()), *listed)
    ]  # fmt: skip


def ranked(pen: Pen, scheme: Scheme) -> list[Submission]:
    """Each village is put among the advanced, those in between, or the backward."""
    return [said for village in villages() for said in _ranked(pen, scheme, village)]


def tier(village: Village) -> str:
    """Where the township ranks a village."""
    if village.number in ADVANCED:
        return "advanced"
    return "backward" if village.number in BACKWARD else "intermediate"


def _ranked(pen: Pen, scheme: Scheme, village: Village) -> list[Submission]:
    departs = village.number == DEPARTED_FROM
    finding = "intermediate" if departs else tier(village)
    grade = {
        "ladder": "village_state", "tier": tier(village), "basis": "classify_and_rank",
        "document": "示例镇发〔2004〕8号",
    }  # fmt: skip
    if departs:
        grade["deviation_reason"] = "班子三个月未开会(示例)/ the team has not met (example)"
    return [
        found(pen, scheme, village.town, village.id, "baseline_finding", finding, "2004-03-15"),
        pen.says(village.town, GradeAssigned.model_validate(grade), village.id, "2004-03-18"),
    ]


def requirements(pen: Pen, scheme: Scheme) -> list[Submission]:
    """What is asked of a village differs by where it stands."""
    ladder = scheme.ladder("village_state")
    assert ladder is not None
    asked = {tier: text.zh or "" for tier, text in ladder.requirements_by_tier.items()}
    return [
        pen.says(
            village.town,
            UpgradeTargetSet(
                target_id="requirement", theme="分类指导 / by type of village",
                text=asked[tier(village)], quantifiable=False,
                qualitative_demand=asked[tier(village)],
            ),
            village.id, "2004-03-25",
        )
        for village in villages()
    ]  # fmt: skip


def responsible(pen: Pen) -> list[Submission]:
    """Who answers for each township and is assigned to each village; whose contact point it is."""
    said = []
    for town in TOWNS:
        for person, role in (
            ("secretary", "first_responsible"),
            ("deputy", "specific_responsible"),
            ("office-director", "specific_responsible"),
        ):
            said.append(_contact(pen, town, town, f"{town}-{person}", role))
        said.append(_contact(pen, DEPARTMENT, town, f"leader-of-{town}", "contact_point"))
    for village in villages():
        cadre = f"{village.town}-cadre-{village.number}"
        said.append(_contact(pen, village.town, village.id, cadre, "village_assignment"))
        if village.number in ADVANCED:
            leader = f"leader-{village.number:02}"
            said.append(_contact(pen, DEPARTMENT, village.id, leader, "contact_point"))
    return said


def _contact(pen: Pen, by: str, of: str, leader: str, role: str) -> Submission:
    return pen.files(
        by, of, "2004-03-20", "ContactPoint", leader=leader, role=role,
        aid_plan="每月到点一次(示例)/ there once a month (example)",
    )  # fmt: skip


def too_early(pen: Pen) -> Submission:
    """A village is ranked before the township knows the ground."""
    village = villages()[4]
    grade = GradeAssigned(ladder="village_state", tier="advanced", basis="classify_and_rank")
    return pen.says(village.town, grade, village.id, "2004-02-01")


def not_entitled(pen: Pen) -> Submission:
    """A village calls itself five-good."""
    village = villages()[0]
    return pen.own(village.id, recognised("five_good", "five_good"), "2004-04-01")


def recognised(ladder: str, tier: str, document: str = "示例区发〔2004〕61号") -> GradeAssigned:
    """A recognition, with its document; the district's, unless another is named."""
    return GradeAssigned(ladder=ladder, tier=tier, basis="recognition", document=document)


def recognitions(
    pen: Pen, scheme: Scheme, ladder: str, tier: str, criterion: str, ids: Iterable[str], first: int
) -> list[Submission]:
    """The first so many are recognised, each by a document; of the others it is said that not.

    Townships and teams are recognised by the district, villages and cadres by their township.
    """
    district = ladder in ("six_good", "entrepreneurial_team")
    said = []
    for number, id in enumerate(ids, start=1):
        good = number <= first
        said.append(found(pen, scheme, DISTRICT, id, criterion, good, "2004-12-20"))
        given = recognised(
            ladder, tier if good else "not_yet",
            *() if district else ("示例镇发〔2004〕17号",),
        )  # fmt: skip
        said.append(pen.says(DISTRICT if district else town_of(id), given, id, "2004-12-24"))
    return said
