"""Plans, letters, upgrade, assessment and recognition in the four townships."""

from datetime import date
from decimal import Decimal

from client.submissions import Submission
from contracts.events.grading import BranchAssessed, GradeAssigned
from contracts.events.pledges import (
    ResponsibilityLetterSigned,
    UpgradeTargetCompleted,
    UpgradeTargetProgressReported,
    UpgradeTargetSet,
)
from contracts.scheme import Scheme
from demo.bodies import enrolled
from demo.evidence import found
from demo.saying import Pen
from demo.three_projects.county import (
    COUNTY,
    FANJIAZHAI,
    GUODIAN,
    HANFENG,
    NANZHIHUI,
    TOWNS,
    Village,
    models,
    villages,
)

DIMENSIONS = (
    "leading_team_building", "cadre_member_team_building", "work_mechanism_innovation",
    "xiaokang_building_good", "masses_response_good",
)  # fmt: skip
CLASS_TWO = (3, 4, 5)
"""Three of Fanjiazhai's villages stand in class two, as planned; one stands in class one."""

FIVE_GOOD = {FANJIAZHAI: (1, 2, 3), GUODIAN: (1, 2, 3), HANFENG: (1, 2, 3), NANZHIHUI: (1,)}
"""By township the villages that reach five-good; Hanfeng's three are those that it names."""

WITHOUT_INCOME = 4
"""In Fanjiazhai good in all five aspects, but its farmers' income did not rise."""

DOCUMENTS = {
    GUODIAN: (
        "《关于认真搞好农村基层干部年度培训工作的实施方案》",
        "《关于实施农村基层组织建设争先创优工程的意见》",
        "《关于实施农村基层组织建设激励保障工程的意见》",
    ),
    HANFENG: ("专题会议纪要(示例)/ minutes of the special meeting (example)",),
    NANZHIHUI: ("实施方案及工作计划(示例)/ plan of work (example)",),
}
MANAGEMENT = ("《范家寨乡乡村干部考核管理办法》", "《范家寨乡干部管理奖惩制度》")
"""The source's two documents; they stand in the assessments of the villages."""


def enrolment(pen: Pen) -> list[Submission]:
    """Townships, village branches, cadres of Fanjiazhai and those who may become models."""
    on, said = "2010-01-20", []
    said += enrolled(pen, TOWNS, ("five_good_township",), by=COUNTY, on=on)
    for town in TOWNS:
        ladders = ("upgrade_class", _five_good(town))
        said += enrolled(pen, [v.id for v in villages(town)], ladders, by=town, on=on)
    secretaries = [village.secretary for village in villages(FANJIAZHAI)]
    said += enrolled(pen, secretaries, ("reward_standing",), by=FANJIAZHAI, on=on)
    for town in (FANJIAZHAI, HANFENG):
        said += enrolled(pen, models(town), ("member_model",), by=town, on=on)
    return said


def _five_good(town: str) -> str:
    return "five_good_fanjiazhai" if town == FANJIAZHAI else "five_good"


def plans(pen: Pen) -> list[Submission]:
    """The documents that three townships sent down, to each of their villages."""
    return [
        pen.files(
            town, place, "2010-02-25", "WorkPlan", documents=documents,
            measures=("分解任务、落实责任(示例)/ tasks and duties divided (example)",),
            responsible=(f"{town}-deputy-secretary",),
        )
        for town, documents in DOCUMENTS.items()
        for place in (town, *(village.id for village in villages(town)))
    ]  # fmt: skip


def letters(pen: Pen) -> list[Submission]:
    """March: Hanfeng signs with every village; target, task and object are all clear."""
    return [
        pen.says(HANFENG, _letter(village, "新农村建设任务(示例)/ the year's task"), village.id,
                 f"2010-03-{10 + village.number}")
        for village in villages(HANFENG)
    ]  # fmt: skip


def _letter(village: Village, task: str) -> ResponsibilityLetterSigned:
    return ResponsibilityLetterSigned(
        letter_id="striving-2010", kind="striving_letter", party_a=HANFENG, party_b=village.id,
        signed_on=date(2010, 3, 10 + village.number), target="“五个好”(示例)/ five-good",
        task=task, object=village.zh,
    )  # fmt: skip


def letter_of_another_town(pen: Pen) -> Submission:
    """Guodian has no such letter: it binds Hanfeng alone."""
    village = villages(GUODIAN)[0]
    letter = _letter(village, "任务(示例)").model_copy(update={"party_a": GUODIAN})
    return pen.says(GUODIAN, letter, village.id, "2010-03-20")


def not_entitled(pen: Pen) -> Submission:
    """A village says itself that it is of class one."""
    village = villages(FANJIAZHAI)[9]
    return pen.own(village.id, _grade("upgrade_class", "class_one"), "2010-05-01")


def upgrade(pen: Pen) -> list[Submission]:
    """What branches of Fanjiazhai and Hanfeng set themselves, and how far they came."""
    return [
        said for village in villages(FANJIAZHAI, HANFENG) for said in _upgrade(pen, village)
    ]  # fmt: skip


def _upgrade(pen: Pen, village: Village) -> list[Submission]:
    terms = UpgradeTargetSet(
        target_id="roads", theme="升级晋档 / upgrade", quantifiable=True,
        text="整修街道(示例)/ repair streets (example)", quantity=Decimal(3), unit="streets",
        quality="硬化或沙化 / hardened or sanded", due_on=date(2010, 11, 30),
        addresses=("xiaokang_building_good",),
    )  # fmt: skip
    reported = UpgradeTargetProgressReported(
        target_id="roads", reported_on=date(2010, 6, 20), quantity_done=Decimal(1), unit="streets",
        text="已完成一条(示例)/ one is done (example)",
    )  # fmt: skip
    completed = UpgradeTargetCompleted(
        target_id="roads", completed_on=date(2010, 11, 25), quantity_done=Decimal(3),
        unit="streets",
    )  # fmt: skip
    return [
        pen.own(village.id, terms, "2010-03-20"),
        pen.own(village.id, reported, "2010-06-20"),
        pen.says(village.town, completed, village.id, "2010-11-25"),
    ]


def findings(pen: Pen, scheme: Scheme) -> list[Submission]:
    """December: class and the five aspects of each village, and what a model needs."""
    said = [one for village in villages() for one in _findings(pen, scheme, village)]
    for town in (FANJIAZHAI, HANFENG):
        for member in models(town):
            branch = member.partition("-member")[0]
            for criterion in ("outstanding_member", "leads_masses_to_prosperity"):
                said.append(found(pen, scheme, branch, member, criterion, "met", "2010-12-10"))
    return said


def _findings(pen: Pen, scheme: Scheme, village: Village) -> list[Submission]:
    good = village.number in FIVE_GOOD[village.town]
    of_income = village.town == FANJIAZHAI and village.number == WITHOUT_INCOME
    facts: dict[str, str | bool] = {"class_finding": _class(village)}
    facts |= {criterion: "met" for criterion in DIMENSIONS}
    if not good and not of_income:
        facts["masses_response_good"] = "not_met"
    if village.town == FANJIAZHAI:
        facts |= {"farmers_income_increased": not of_income, "development_accelerated": "met"}
    return [
        found(pen, scheme, village.town, village.id, criterion, value, "2010-12-10")
        for criterion, value in facts.items()
    ]


def _class(village: Village) -> str:
    if village.number in CLASS_TWO:
        return "class_two"
    return "class_one" if village.number <= 2 else "class_three"


def assessments(pen: Pen) -> list[Submission]:
    """Half a year in Nanzhihui, the year in three townships."""
    said = [
        pen.says(NANZHIHUI, _assessed("half_year", date(2010, 6, 28)), village.id, "2010-06-28")
        for village in villages(NANZHIHUI)
    ]
    return said + [
        pen.says(village.town, assessed_year(), village.id, "2010-12-15")
        for village in villages(FANJIAZHAI, HANFENG, NANZHIHUI)
    ]


def _assessed(period: str, on: date) -> BranchAssessed:
    return BranchAssessed.model_validate(
        {
            "period": period,
            "held_on": on,
            "acceptance_score": Decimal(88),
            "findings": f"依据{'、'.join(MANAGEMENT)}考核(示例)/ assessed (example)",
        }
    )


def recognitions(pen: Pen) -> list[Submission]:
    """The villages' classes, who is five-good, and the models."""
    said = []
    for village in villages():
        good = village.number in FIVE_GOOD[village.town]
        given = (
            _grade("upgrade_class", _class(village)),
            _grade(_five_good(village.town), "five_good" if good else "not_yet"),
        )
        said += [pen.says(village.town, grade, village.id, "2010-12-24") for grade in given]
    for town in (FANJIAZHAI, HANFENG):
        for member in models(town):
            said += _model(pen, town, member)
    return said


def _model(pen: Pen, town: str, member: str) -> list[Submission]:
    """A member's own assessment comes first, as for whoever is recognised in the township."""
    return [
        pen.says(town, assessed_year(), member, "2010-12-15"),
        pen.says(town, _grade("member_model", "model"), member, "2010-12-24"),
    ]


def _grade(ladder: str, tier: str) -> GradeAssigned:
    return GradeAssigned(
        ladder=ladder, tier=tier, basis="recognition", document="示例发〔2010〕30号"
    )


def assessed_year() -> BranchAssessed:
    """The township's assessment of the year, the same day for all."""
    return _assessed("year", date(2010, 12, 15))
