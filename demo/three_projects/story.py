"""2010 in four townships: what their reports tell, and a year around it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from client.submissions import Submission
from contracts.events.grading import CycleClosed
from contracts.scheme import Scheme
from demo.bodies import published, registered
from demo.programme import Chapter, refused
from demo.saying import Pen
from demo.three_projects import guidance, striving, training
from demo.three_projects.county import COUNTY, bodies
from demo.three_projects.standing import reward_standing

SCHEME, CYCLE = "three-projects", "2010"


def story(document: dict[str, Any], scheme: Scheme) -> list[Chapter]:
    """The county's year."""
    return list(_chapters(Pen("example-county-app", SCHEME, CYCLE), document, scheme))


def _chapters(pen: Pen, document: dict[str, Any], scheme: Scheme) -> Iterator[Chapter]:
    yield _chapter(
        "county, townships, villages",
        "县、乡镇、村",
        registered(pen, bodies(), COUNTY, "2010-01-05"),
    )
    yield Chapter(
        "scheme and cycle", "方案、周期",
        tuple(published(pen, document, scheme.version, by=COUNTY, on="2010-01-10")), batch=1,
    )  # fmt: skip
    yield _chapter("enrolment", "列入", striving.enrolment(pen))
    yield _chapter(
        "plans, guidance", "工作计划、指导", [*striving.plans(pen), *guidance.supervised(pen)]
    )
    yield _chapter(
        "responsibility letters in March", "3月签订责任书", striving.letters(pen), "grading"
    )
    yield _chapter(
        "training plans, 16 March, 8 to 14 April, meetings", "培训计划及各类培训",
        [*training.plans(pen), *training.sixteenth_of_march(pen), *training.at_the_county(pen),
         *training.meetings(pen)],
    )  # fmt: skip
    yield _chapter("nine sessions of skills", "“人人技能”九场", training.skills(pen))
    yield refused(
        training.twice(pen), training.uninvited(pen), training.elsewhere(pen),
        striving.not_entitled(pen), guidance.reward_before_assessment(pen),
        striving.letter_of_another_town(pen),
    )  # fmt: skip
    yield _chapter(
        "ledger, wages, points, admonition", "台账、工资、示范点、诫勉",
        [*guidance.ledger(pen), *guidance.wages(pen), *guidance.demonstration_points(pen),
         *guidance.admonition(pen), *guidance.reported(pen)],
    )  # fmt: skip
    yield _chapter("upgrade targets", "升级目标", striving.upgrade(pen))
    yield _chapter("findings", "考核材料", striving.findings(pen, scheme))
    yield _chapter("assessments", "半年、年度考核", striving.assessments(pen))
    yield _chapter(
        "recognition and rewards", "认定、奖惩",
        [*striving.recognitions(pen), *reward_standing(pen, scheme), *guidance.rewards(pen)],
    )  # fmt: skip
    closed = CycleClosed(closed_on=date(2011, 1, 10))
    yield _chapter(
        "the year measured and closed", "年度结果",
        [*guidance.measured(pen), pen.of_cycle(COUNTY, closed, "2011-01-10")],
    )  # fmt: skip


def _chapter(en: str, zh: str, said: list[Submission], after: str | None = None) -> Chapter:
    return Chapter(en, zh, tuple(said), after=after)
