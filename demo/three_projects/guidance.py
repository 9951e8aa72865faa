"""Guidance, supervision, ledger, wages, rewards, admonition; development as it was reported."""

from datetime import date
from decimal import Decimal

from client.submissions import Submission
from contracts.events.grading import CriticismIssued, ProgrammeMeasureRecorded
from contracts.events.pledges import UpgradeTargetSet
from demo.bodies import figure
from demo.saying import Pen
from demo.three_projects.county import (
    COUNTY,
    FANJIAZHAI,
    GENERAL_BRANCH,
    GUODIAN,
    HANFENG,
    NANZHIHUI,
    villages,
)
from demo.three_projects.striving import FIVE_GOOD

SOURCE = {
    FANJIAZHAI: "002 §范家寨", GUODIAN: "002 §郭店 三", HANFENG: "002 §汉封 ",
    NANZHIHUI: "002 §南指挥 1",
}  # fmt: skip
ADMONISHED = "nanzhihui-village-04"
PAID_LATE = ("fanjiazhai-village-07", "2010-06-30")
"""A village whose cadres had their wages five days late, once (example)."""

REPORTED = (
    (HANFENG, "cadres_studying_on_16_march", 56, "二"),
    (HANFENG, "secretaries_trained_at_the_county", 8, "二"),
    (NANZHIHUI, "meetings_used_as_training", 8, ""),
    (NANZHIHUI, "on_site_meetings", 2, ""),
    (GUODIAN, "documents_issued", 3, ""),
    (GUODIAN, "street_investment_last_year_cny_nearly", 1_000_000, ""),
    (GUODIAN, "coloured_tiles_m2_over", 6_000, ""),
    (GUODIAN, "town_streets_greened_m_over", 520, ""),
    (GUODIAN, "roads_greened_km", 6, ""),
    (GUODIAN, "trees_along_roads_over", 2_000, ""),
    (GUODIAN, "villages", 14, ""),
    (GUODIAN, "village_streets_greened", 18, ""),
    (GUODIAN, "trees_in_villages_over", 5_000, ""),
    (GUODIAN, "greenhouse_watermelons_mu_over", 2_000, ""),
    (GUODIAN, "dairy_cows_nearly", 6_000, ""),
    (GUODIAN, "wells", 17, ""),
    (GUODIAN, "channels_m_over", 4_300, ""),
    (GUODIAN, "buried_pipe_m_over", 4_000, ""),
    (GUODIAN, "streets_repaired_over", 60, ""),
    (GUODIAN, "daozi_households_moved_over", 40, ""),
    (GUODIAN, "daozi_rooms_removed_over", 120, ""),
    (GUODIAN, "daozi_roads_hardened_km", 6, ""),
    (HANFENG, "seedlings_over", 18_000, "三"),
    (HANFENG, "streets_greened", 28, "三"),
    (HANFENG, "village_level_sites", 2, "三"),
    (HANFENG, "streets_widened_or_hardened", 37, "三"),
)
"""What the reports count (F2-01 to F2-13), as they round it; events of their own have only the
first two, the meetings and the documents."""

MEASURED = (
    ("T2-10", "20", "members", "example of a year-end report: members in hardship helped"),
    ("T2-12", "2", "villages", "002 §汉封 三 (程家塬村、关村村)"),
    ("T2-13", "2", "industries", "002 §汉封 三 (优质核桃栽植、中药材种植)"),
)


def reported(pen: Pen) -> list[Submission]:
    """The page of 5 May 2010, figure by figure; Hanfeng's other villages are an example."""
    figures = [
        figure(
            pen, town, name, value, as_of="2010-05-05", source=SOURCE[town] + clause,
            by=town, on="2010-05-05",
        )
        for town, name, value, clause in REPORTED
    ]  # fmt: skip
    counted = [
        figure(
            pen, town, "villages", len(villages(town)), as_of="2010-01-01",
            source="示例 / example", by=town, on="2010-02-01",
        )
        for town in (FANJIAZHAI, HANFENG, NANZHIHUI)
    ]  # fmt: skip
    return figures + counted


def measured(pen: Pen) -> list[Submission]:
    """Targets for which the programme has a report and no events."""
    return [
        pen.of_cycle(
            COUNTY,
            ProgrammeMeasureRecorded(
                target=target, value=Decimal(value), unit=unit, as_of=date(2010, 12, 31),
                reported_from=source,
            ),
            "2011-01-05",
        )
        for target, value, unit, source in MEASURED
    ]  # fmt: skip


def supervised(pen: Pen) -> list[Submission]:
    """Nanzhihui: three aspects of each branch, visits, summaries of stages and quarters."""
    said = []
    for place in (*(village.id for village in villages(NANZHIHUI)), GENERAL_BRANCH):
        said.append(
            pen.files(
                NANZHIHUI, place, "2010-02-10", "BaselineSurvey",
                leading_team="班子团结(示例)/ united (example)",
                members_and_cadres="队伍整齐(示例)/ in good order (example)",
                mechanisms="机制待创新(示例)/ methods to be renewed (example)",
            )
        )  # fmt: skip
        said.append(
            pen.files(
                NANZHIHUI, place, "2010-05-20", "InspectionVisit", visited_on="2010-05-20",
                findings=("任务分解到人(示例)/ tasks given to persons (example)",),
            )
        )  # fmt: skip
    periods = (
        ("stage", "2010-02-28"), ("quarter", "2010-03-31"), ("quarter", "2010-06-30"),
        ("quarter", "2010-09-30"), ("quarter", "2010-12-31"),
    )  # fmt: skip
    return said + [
        pen.files(
            NANZHIHUI, NANZHIHUI, on, "PeriodicSummary", period=period, period_to=on,
            summary="分段小结(示例)/ summary of the period (example)",
        )
        for period, on in periods
    ]  # fmt: skip


def admonition(pen: Pen) -> list[Submission]:
    """A village cadre whose preview was a formality: a talk, severe criticism, a task."""
    head = f"{ADMONISHED}-head"
    criticised = CriticismIssued(
        form="severe", issued_on=date(2010, 4, 22), ground="same_as_admonition",
        document="示例镇发〔2010〕12号",
    )  # fmt: skip
    task = UpgradeTargetSet(
        target_id="task-of-the-head", theme="三习 / three previews", person=head,
        text="补做工作计划(示例)/ write the plan again (example)", quantifiable=True,
        quantity=Decimal(1), unit="plans", quality="经镇党委审阅 / read by the committee",
        due_on=date(2010, 5, 31),
    )  # fmt: skip
    return [
        pen.files(
            NANZHIHUI, ADMONISHED, "2010-04-22", "AdmonitionTalk", person=head,
            held_on="2010-04-22", conduct="preparation_as_formality",
            tasks_set=("task-of-the-head",),
        ),
        pen.says(NANZHIHUI, criticised, ADMONISHED, "2010-04-22"),
        pen.says(NANZHIHUI, task, ADMONISHED, "2010-04-22"),
    ]  # fmt: skip


def ledger(pen: Pen) -> list[Submission]:
    """Fanjiazhai's ledger diary on four areas; Guodian's publicity in many forms."""
    areas = ("investment", "projects", "industries", "new_countryside")
    said = [
        pen.files(
            FANJIAZHAI, village.id, on, "LedgerEntry", person=village.secretary,
            area=areas[(village.number + month) % 4], done_on=on,
            entry="台账日记(示例)/ entry of the diary (example)",
        )
        for village in villages(FANJIAZHAI)
        for month, on in enumerate(("2010-03-30", "2010-06-30", "2010-09-30"))
    ]  # fmt: skip
    forms = ("召开会议", "专题讲座", "板报专栏", "悬挂横幅", "张贴标语", "印发资料")
    return said + [
        pen.files(
            GUODIAN, GUODIAN, "2010-03-28", "LedgerEntry", person="guodian-publicist",
            area="publicity", done_on="2010-03-28", entry=form,
        )
        for form in forms
    ]  # fmt: skip


def wages(pen: Pen) -> list[Submission]:
    """Fanjiazhai pays each village's cadres by the quarter, on time and in full, but for once."""
    return [
        pen.files(
            FANJIAZHAI, village.id, paid, "WagePayment", due_on=due, paid_on=paid,
            due_amount=3_600, paid_amount=3_600,
        )
        for due in ("2010-03-31", "2010-06-30", "2010-09-30", "2010-12-31")
        for village in villages(FANJIAZHAI)
        for paid in [due if (village.id, due) != PAID_LATE else "2010-07-05"]
    ]  # fmt: skip


def demonstration_points(pen: Pen) -> list[Submission]:
    """The three that Guodian names."""
    return [
        pen.files(
            GUODIAN, village.id, "2010-04-10", "DemonstrationPoint", kind="新农村示范点",
            recognised_on="2010-04-10",
        )
        for village in villages(GUODIAN)[:3]
    ]  # fmt: skip


def rewards(pen: Pen) -> list[Submission]:
    """After the assessments: allowances, points, awards, care, pay by results; few amounts."""
    on = "2010-12-30"

    def granted(town: str, of: str, kind: str, ground: str, **more: str | int) -> Submission:
        return pen.files(
            town, of, on, "Reward", kind=kind, ground=f"{ground}(示例)", granted_on=on, **more
        )

    said = [
        granted(FANJIAZHAI, f"fanjiazhai-village-{n:02}", "allowance", "“五个好”村党支部")
        for n in FIVE_GOOD[FANJIAZHAI]
    ]
    first, second, poor = villages(FANJIAZHAI)[0], villages(FANJIAZHAI)[1], villages(FANJIAZHAI)[8]
    said += [
        granted(FANJIAZHAI, first.id, "bonus_points", "台账日记优秀", person=first.secretary,
                points=5),
        granted(FANJIAZHAI, second.id, "single_item_award", "台账日记优秀",
                person=second.secretary, amount=500),
        granted(FANJIAZHAI, poor.id, "hardship_support", "生活经济困难", person=poor.cadres[2]),
        granted(GUODIAN, "guodian-village-01", "allowance", "奖惩兑现"),
    ]  # fmt: skip
    return said + [
        granted(HANFENG, village.id, "pay_linked", "报酬与工作实绩挂钩", person=village.secretary)
        for village in villages(HANFENG)
    ]


def reward_before_assessment(pen: Pen) -> Submission:
    """An award in summer, before any assessment."""
    village = villages(FANJIAZHAI)[5]
    return pen.files(
        FANJIAZHAI, village.id, "2010-07-10", "Reward", kind="single_item_award",
        ground="未经考核(示例)", granted_on="2010-07-10",
    )  # fmt: skip
