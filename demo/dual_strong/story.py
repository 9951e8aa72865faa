"""April 2011 to July 2012: two rounds of the same standard over three domains."""

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

from client.submissions import Submission
from contracts.events.grading import CycleClosed, CycleOpened
from contracts.scheme import Scheme
from demo.bodies import figure, published, registered, version_published
from demo.dual_strong import commending, creating, standard
from demo.dual_strong.town import KINDS, MEMBERS, TOWN, bodies, units
from demo.programme import Chapter, refused
from demo.saying import Pen

SCHEME = "dual-strong"


def story(document: dict[str, Any], scheme: Scheme) -> list[Chapter]:
    """Both rounds of the town."""
    pen = Pen("example-town-app", SCHEME, "2011")
    first = [*_founding(pen, document, scheme), *_first_round(pen, scheme)]
    pen.cycle = "2012"
    return [*first, *_second_round(pen, scheme), _next_version(pen, document)]


def _founding(pen: Pen, document: dict[str, Any], scheme: Scheme) -> Iterator[Chapter]:
    yield _chapter("town and branches", "镇、各支部", registered(pen, bodies(), TOWN, "2011-04-01"))
    yield Chapter(
        "scheme and first cycle", "方案、第一周期",
        tuple(published(pen, document, scheme.version, by=TOWN, on="2011-04-20")), batch=1,
    )  # fmt: skip
    yield _chapter("members, firms", "党员、企业数", _figures(pen))


def _first_round(pen: Pen, scheme: Scheme) -> Iterator[Chapter]:
    yield refused(creating.of_another_domain(pen))
    yield _chapter("enrolment by domain", "分块列入", creating.enrolment(pen, "2011-04-21", {}))
    yield refused(creating.before_the_survey(pen))
    yield _chapter(
        "survey, then key targets", "调研摸底、重点培育对象",
        [*creating.survey(pen), *creating.key_targets(pen)],
    )  # fmt: skip
    yield from _created(pen)
    yield refused(commending.without_a_date(pen))
    yield _chapter("one criticism", "批评整改", commending.criticism(pen))
    yield from _judged(pen, scheme)
    yield refused(commending.without_commendation(pen))
    yield from _commended(pen, "2011-07-15")


def _second_round(pen: Pen, scheme: Scheme) -> Iterator[Chapter]:
    opened = CycleOpened(scheme_version=scheme.version)
    yield _chapter("second cycle", "第二周期", [pen.of_cycle(TOWN, opened, "2011-07-15")])
    tiers = {unit: commending.tier(unit, "2011") for unit in units()}
    yield _chapter(
        "enrolment with the tiers so far",
        "按上一轮列入",
        creating.enrolment(pen, "2011-07-16", tiers),
    )
    yield from _created(pen)
    yield from _judged(pen, scheme)
    yield from _commended(pen, "2012-07-31")


def _next_version(pen: Pen, document: dict[str, Any]) -> Chapter:
    """For rounds to come: “basically” up to senior high school is read as junior high school."""
    anew = copy.deepcopy(document)
    anew["version"] += 1
    for line in anew["groups"]["r6_team"]["all"]:
        if isinstance(line, dict) and line["c"] == "r_secretary_education":
            line["level_gte"] = "junior_high"
    said = [version_published(pen, anew, by=TOWN, on="2012-08-01")]
    return _chapter("next version of the scheme", "新版方案", said)


def _created(pen: Pen) -> Iterator[Chapter]:
    """What branches do in a round."""
    yield _chapter("creation plans", "争创计划", creating.plans(pen))
    yield _chapter("pledges", "各类承诺", creating.pledges(pen))
    yield _chapter("study", "思想引领、培训", creating.study(pen))
    yield _chapter(
        "practice, tracking",
        "主题实践、跟踪督查",
        [*creating.practice(pen), *creating.tracking(pen)],
    )
    yield _chapter(
        "pledges and targets judged", "承诺、目标评定",
        [*creating.pledges_judged(pen), *creating.plans_judged(pen)],
    )  # fmt: skip


def _judged(pen: Pen, scheme: Scheme) -> Iterator[Chapter]:
    """Evidence, assessment and selection: only once pledges and training have been heard."""
    evidence = [said for unit in units() for said in standard.evidence(pen, scheme, unit)]
    yield _chapter("evidence on every criterion", "各项标准佐证", evidence, "pledges")
    yield _chapter(
        "assessed against the standard", "对照标准考核", commending.assessed(pen), "training"
    )
    yield _chapter("selected", "评选", commending.selected(pen))


def _commended(pen: Pen, closed_on: str) -> Iterator[Chapter]:
    yield _chapter("commended, recommended", "表彰、推荐", commending.commended(pen))
    closed = CycleClosed(closed_on=date.fromisoformat(closed_on))
    yield _chapter(
        "learned, measured, closed", "总结、测算",
        [*commending.concluded(pen), pen.of_cycle(TOWN, closed, closed_on)],
    )  # fmt: skip


def _figures(pen: Pen) -> list[Submission]:
    on, source = "2011-04-20", "示例名册 / example register"
    said = [
        figure(pen, unit.id, "members", MEMBERS, as_of=on, source=source, by=TOWN, on=on)
        for unit in units()
    ]
    firms = KINDS["enterprise"][3]
    return [*said, figure(pen, TOWN, "enterprises", firms, as_of=on, source=source, by=TOWN, on=on)]


def _chapter(en: str, zh: str, said: list[Submission], after: str | None = None) -> Chapter:
    return Chapter(en, zh, tuple(said), after=after)
