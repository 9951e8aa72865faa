"""Both rounds before 1 July: assessed, selected, commended, recommended; and one criticised."""

from datetime import date
from decimal import Decimal

from client.submissions import Submission
from contracts.events.grading import (
    BranchAssessed,
    CommendationIssued,
    CriticismIssued,
    ExemplarNominated,
    ExemplarRecommendedUpward,
    ExemplarSelected,
    GradeAssigned,
    ItemResult,
    ProgrammeMeasureRecorded,
    RectificationItem,
    RectificationOrdered,
    RectificationReported,
    RectificationVerified,
)
from demo.dual_strong.standard import ASSESSED, strong
from demo.dual_strong.town import BROKEN, NOT_CONSULTED, TOWN, UNSCHOOLED, Unit, units
from demo.saying import Pen

SELECTED = {"2011": "2011-06-25", "2012": "2012-06-25"}
COMMENDED = {"2011": "2011-06-28", "2012": "2012-06-28"}
ORDER = "rectify-2011-1"
BEST = 1
"""The first of each domain is recommended to the county."""


def tier(unit: Unit, cycle: str) -> str:
    """What the town decides in a round: as the rules indicate, undetermined ones below."""
    return "dual_strong" if strong(unit, cycle) else "participating"


def assessed(pen: Pen) -> list[Submission]:
    """Each branch against the standard of its domain."""
    return [said for unit in units() for said in _assessed(pen, unit)]


def _assessed(pen: Pen, unit: Unit) -> list[Submission]:
    on = ASSESSED[pen.cycle]
    round_ = BranchAssessed(
        period="round", held_on=date.fromisoformat(on),
        findings="对照“双强争先”标准(示例)/ against the standard (example)",
    )  # fmt: skip
    grade = {
        "ladder": unit.domain, "tier": tier(unit, pen.cycle),
        "basis": "assessment_against_standard", "document": "示例镇委〔2011〕20号",
    }  # fmt: skip
    if unit == NOT_CONSULTED and pen.cycle == "2011":
        grade["deviation_reason"] = "信访情况未查(示例)/ petitions were not looked into (example)"
    return [
        pen.says(TOWN, round_, unit.id, on),
        pen.says(TOWN, GradeAssigned.model_validate(grade), unit.id, on),
    ]


def chosen(cycle: str) -> dict[Unit, str]:
    """Who is selected, and why: the dual-strong, and in 2011 one below the standard."""
    reasons = {
        unit: "对照标准各项均达到(示例)/ every line is reached (example)"
        for unit in units()
        if strong(unit, cycle)
    }
    if cycle == "2011":
        reasons[UNSCHOOLED] = (
            "书记初中文化,“基本达到”,其余各项均强(示例)/ all but schooling (example)"
        )
    return reasons


def selected(pen: Pen) -> list[Submission]:
    """Nominated, selected by domain, commended together; the best of each recommended upward."""
    on, selection = SELECTED[pen.cycle], f"dual-strong-{pen.cycle}"
    said, places = [], dict.fromkeys(("rural", "enterprise", "government_unit"), 0)
    for unit, reason in chosen(pen.cycle).items():
        places[unit.domain] += 1
        nominated = ExemplarNominated(
            selection=selection, category=unit.domain, nominee=unit.id, grounds=reason
        )
        choice = ExemplarSelected(
            selection=selection, category=unit.domain, nominee=unit.id,
            position=places[unit.domain], reason=reason,
        )  # fmt: skip
        said += [pen.says(TOWN, nominated, unit.id, on), pen.of_cycle(TOWN, choice, on)]
    return said


def commended(pen: Pen) -> list[Submission]:
    """For the ninetieth anniversary, and again a year later; then upward."""
    on = COMMENDED[pen.cycle]
    said = [pen.says(TOWN, _commendation(on), unit.id, on) for unit in chosen(pen.cycle)]
    best = [unit for unit in chosen(pen.cycle) if unit.number == BEST]
    return [*said, *(_recommended(pen, unit) for unit in best)]


def _commendation(on: str) -> CommendationIssued:
    return CommendationIssued(
        form="collective", issued_on=date.fromisoformat(on), ground="“七一”集中表彰 / for 1 July",
        document="示例镇委〔2011〕25号",
    )  # fmt: skip


def _recommended(pen: Pen, unit: Unit) -> Submission:
    on = COMMENDED[pen.cycle]
    upward = ExemplarRecommendedUpward(to_level="county", recommended_on=date.fromisoformat(on))
    return pen.says(TOWN, upward, unit.id, on)


def without_commendation(pen: Pen) -> Submission:
    """A branch that was selected is recommended before it is commended."""
    return _recommended(pen, units("rural")[0])


def criticism(pen: Pen) -> list[Submission]:
    """Spring 2011: one branch worked weakly; criticised, and put right in time."""
    criticised = CriticismIssued(
        form="plain", issued_on=date(2011, 6, 13), ground="weak_work",
        document="示例镇委〔2011〕19号",
    )  # fmt: skip
    reported = RectificationReported(
        order_id=ORDER, reported_on=date(2011, 7, 10),
        item_results=(ItemResult(item_id="deeds", done=True),),
    )  # fmt: skip
    verified = RectificationVerified(
        order_id=ORDER, verified_on=date(2011, 7, 14), accepted=True,
        finding="整改到位(示例)/ put right (example)",
    )  # fmt: skip
    return [
        pen.says(TOWN, criticised, BROKEN.id, "2011-06-13"),
        pen.says(TOWN, _ordered(), BROKEN.id, "2011-06-13"),
        pen.own(BROKEN.id, reported, "2011-07-10"),
        pen.says(TOWN, verified, BROKEN.id, "2011-07-14"),
    ]


def _ordered() -> RectificationOrdered:
    return RectificationOrdered(
        order_id=ORDER, ordered_on=date(2011, 6, 13), due_on=date(2011, 7, 15),
        items=(RectificationItem(item_id="deeds", text="补办承诺事项(示例)/ do what was pledged"),),
    )  # fmt: skip


def without_a_date(pen: Pen) -> Submission:
    """An order to rectify that does not say until when."""
    said = pen.says(TOWN, _ordered(), BROKEN.id, "2011-06-13")
    del said["data"]["due_on"]
    return said


def concluded(pen: Pen) -> list[Submission]:
    """What was learned; points and models that can be seen; the two universals measured."""
    on, said = COMMENDED[pen.cycle], []
    for unit in (units("rural")[0], units("enterprise")[0]):
        kind = {"rural": "model_village", "enterprise": "model_enterprise"}[unit.domain]
        first = pen.cycle == "2011"
        said += [
            pen.files(TOWN, unit.id, on, "DemonstrationPoint", recognised_on=on,
                      kind="demonstration_point" if first else kind),
            pen.files(TOWN, unit.id, on, "PeriodicSummary", period_to=on,
                      summary="经验总结(示例)/ what was learned (example)"),
        ]  # fmt: skip
    shares = {"2011": ("87.5", "62.5"), "2012": ("100", "87.5")}[pen.cycle]
    for target, share in zip(("T3-04", "T3-05"), shares, strict=True):
        measured = ProgrammeMeasureRecorded(
            target=target, value=Decimal(share), unit="percent", as_of=date.fromisoformat(on),
            reported_from="镇总工会统计(示例)/ the union's count (example)",
        )  # fmt: skip
        said.append(pen.of_cycle(TOWN, measured, on))
    return said
