"""2004, the first year of five: the figures of the source, the rest an example."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from client.submissions import Submission
from contracts.events.grading import CycleClosed, ProgrammeMeasureRecorded
from contracts.scheme import Scheme
from demo.bodies import enrolled, figure, published, registered
from demo.pioneer_project import exemplars, learning, members, planning, supervision
from demo.pioneer_project.district import (
    ABLE,
    ABLE_AT_FIRST,
    DISTRICT,
    MEMBERS,
    TOWNS,
    able_members,
    bodies,
    cadres,
    others,
    teams,
    villages,
)
from demo.programme import Chapter, refused
from demo.saying import Pen

SCHEME, CYCLE = "pioneer-project", "2004"
SOURCE, REGISTER = "000 §二", "示例名册 / example register"
MEASURED = (("T0-18", "6.4", "percent"), ("T0-21", "82.5", "percent"), ("T0-22", "0", "villages"))
"""Examples: growth of income, leaders among new members (33 of 40), villages without a new one."""


def story(document: dict[str, Any], scheme: Scheme) -> list[Chapter]:
    """The district's year."""
    return list(_chapters(Pen("example-district-app", SCHEME, CYCLE), document, scheme))


def _chapters(pen: Pen, document: dict[str, Any], scheme: Scheme) -> Iterator[Chapter]:
    listed = planning.listed_for_recognition(members.listed())
    yield _chapter(
        "district, townships, villages, people", "区、乡镇、村、人员",
        registered(pen, [*bodies(), *others()], DISTRICT, "2004-01-05"),
    )  # fmt: skip
    yield Chapter(
        "scheme and cycle", "方案、周期",
        tuple(published(pen, document, scheme.version, by=DISTRICT, on="2004-01-08")), batch=1,
    )  # fmt: skip
    yield _chapter("standing figures", "基本数据", _figures(pen))
    yield _chapter("enrolment", "列入", _enrolment(pen))
    yield refused(planning.too_early(pen), planning.not_entitled(pen))
    yield _chapter("the ground is known", "摸清底数", planning.baseline(pen, listed))
    yield _chapter("plans", "工作规划、操作方案", planning.plans(pen, listed))
    yield _chapter("villages ranked", "分类排队", planning.ranked(pen, scheme))
    yield _chapter(
        "what is asked by type of village", "分类要求", planning.requirements(pen, scheme),
        after="grading",
    )  # fmt: skip
    yield _chapter("who answers, contact points", "责任人、联系点", planning.responsible(pen))
    yield _chapter("who has activity ability", "有活动能力党员", members.able(pen, scheme))
    yield _chapter(
        "training by year and quarter", "年度、季度培训",
        [*learning.yearly(pen), *learning.quarterly(pen), *learning.beside_the_calendar(pen)],
    )  # fmt: skip
    yield _chapter("activity days", "农民党员活动日", learning.activity_days(pen))
    yield refused(learning.in_another_month(pen), supervision.circulated_without_a_visit(pen))
    yield _chapter(
        "inspection, help, one criticism", "督查、帮扶、批评整改",
        [*supervision.inspections(pen), *supervision.help_and_points(pen),
         *supervision.criticism(pen)],
    )  # fmt: skip
    yield _chapter("schooling", "学历、录取", learning.schooling(pen))
    yield _chapter(
        "members struck off, and the figure again", "名册更正",
        [*members.struck_off(pen), _able(pen, ABLE, "2004-12-31")],
    )  # fmt: skip
    yield _chapter("recognition", "达标认定", _recognised(pen, scheme))
    yield _chapter("member exemplars", "党员典型", members.exemplars(pen, scheme))
    yield _chapter("nominations", "推荐", exemplars.nominations(pen, scheme))
    yield _chapter("the ten tens", "“十个十”", exemplars.selections(pen))
    yield refused(exemplars.one_too_many(pen))
    yield _chapter("essays", "专题研讨文章", exemplars.essays(pen))
    yield _chapter(
        "promotion meeting", "现场推进会", exemplars.promotion_meeting(pen), after="grading"
    )
    yield _chapter("the year measured and closed", "年度结果", _closed(pen))


def _chapter(en: str, zh: str, said: list[Submission], after: str | None = None) -> Chapter:
    return Chapter(en, zh, tuple(said), after=after)


def _figures(pen: Pen) -> list[Submission]:
    """What the source counts, with its clause; how it spreads over the villages is an example."""

    def counted(of: str, name: str, value: int, source: str = REGISTER) -> Submission:
        return figure(
            pen, of, name, value, as_of="2004-01-01", source=source, by=DISTRICT, on="2004-01-10"
        )

    return [
        counted(DISTRICT, "township_committees", len(TOWNS), SOURCE),
        counted(DISTRICT, "village_party_organisations", len(villages()), SOURCE),
        counted(DISTRICT, "farmer_party_members", MEMBERS, SOURCE),
        counted(DISTRICT, "college_students_admitted", 19, "000 §三.2"),
        counted(DISTRICT, "villages_with_college_students", 18, "000 §三.2"),
        counted(DISTRICT, "administrative_villages", len(villages())),
        counted(DISTRICT, "leadership_teams", len(teams())),
        counted(DISTRICT, "village_cadres", len(cadres())),
        counted(DISTRICT, "township_cadres", 20 * len(TOWNS)),
        counted(DISTRICT, "village_secretaries", len(villages())),
        *(counted(village.id, "members", village.members) for village in villages()),
        _able(pen, ABLE_AT_FIRST, "2004-03-31"),
    ]


def _able(pen: Pen, number: int, on: str) -> Submission:
    """The denominator of the members' shares, as it stood on a day."""
    return figure(
        pen, DISTRICT, "members_with_activity_ability", number, as_of=on, source=REGISTER,
        by=DISTRICT, on=on,
    )  # fmt: skip


def _enrolment(pen: Pen) -> list[Submission]:
    groups = (
        (TOWNS, ("six_good",)),
        ([village.id for village in villages()], ("village_state", "five_good")),
        (teams(), ("entrepreneurial_team",)),
        (cadres(), ("dual_lead_dual_strong",)),
        (able_members(), members.LADDERS),
    )
    return [
        said
        for ids, ladders in groups
        for said in enrolled(pen, ids, ladders, by=DISTRICT, on="2004-01-15")
    ]


def _recognised(pen: Pen, scheme: Scheme) -> list[Submission]:
    """Exactly as many as the milestones of 2004 need; the others are told not to be there yet."""
    known = (
        ("six_good", "six_good", "six_good_met", TOWNS, planning.SIX_GOOD),
        ("five_good", "five_good", "five_good_met", [v.id for v in villages()],
         planning.FIVE_GOOD),
        ("entrepreneurial_team", "entrepreneurial", "entrepreneurial_team_met", teams(),
         planning.ENTREPRENEURIAL),
        ("dual_lead_dual_strong", "exemplar", "dual_lead_dual_strong_met",
         cadres()[: planning.DUAL_STRONG], planning.DUAL_STRONG),
    )  # fmt: skip
    return [said for one in known for said in planning.recognitions(pen, scheme, *one)]


def _closed(pen: Pen) -> list[Submission]:
    measured = [
        ProgrammeMeasureRecorded(
            target=target, value=Decimal(value), unit=unit, as_of=date(2004, 12, 31),
            reported_from="年度报告(示例)/ the year's report (example)",
        )
        for target, value, unit in MEASURED
    ]  # fmt: skip
    closed = CycleClosed(
        closed_on=date(2005, 1, 10),
        open_items=(f"督查未通报:{supervision.NOT_CIRCULATED} / a visit not circulated",),
    )
    return [
        *(pen.of_cycle(DISTRICT, one, "2005-01-08") for one in measured),
        pen.of_cycle(DISTRICT, closed, "2005-01-10"),
    ]
