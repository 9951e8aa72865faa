"""The whole story, in its order: what is published together, and what waits for what."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from client.submissions import Submission
from contracts.scheme import Scheme
from demo.classification_upgrade import deciding, founding, mistakes, rating, targets, year
from demo.classification_upgrade.rating import evidence_id
from demo.classification_upgrade.saying import TownshipPen
from demo.classification_upgrade.township import CORRECTED, Village, villages
from demo.programme import Chapter, refused

HELPER = 5
SELF_RATED_ON = ("satisfaction_pct", "acceptance_score", "members_role")


def story(document: dict[str, Any], scheme: Scheme) -> list[Chapter]:
    """The cycle 2011–2012 of the township, from the founding to the look-back."""
    return list(_chapters(TownshipPen(), villages(), document, scheme))


def _chapters(
    pen: TownshipPen, all_: tuple[Village, ...], document: dict[str, Any], scheme: Scheme
) -> Iterator[Chapter]:
    by_number = {village.number: village for village in all_}

    def each(chapter: Any, *more: Any) -> tuple[Submission, ...]:
        return tuple(said for village in all_ for said in chapter(pen, village, *more))

    yield Chapter(
        "scheme, township, cycle", "方案、乡村、周期",
        tuple(founding.founding(pen, all_, document, scheme.version)), batch=1,
    )  # fmt: skip
    yield Chapter(
        "enrolment, study", "入轨、学习提高",
        (*founding.enrolment(pen, all_), *rating.study(pen, all_)),
    )  # fmt: skip
    yield Chapter(
        "evidence", "佐证材料",
        tuple(
            said
            for village in all_
            for said in rating.evidence(
                pen, scheme, village, village.tier, on=date(2011, 11, 7), label="2011"
            )
        ),
    )  # fmt: skip
    rated = tuple(evidence_id("2011", criterion) for criterion in SELF_RATED_ON)
    ratings = each(rating.self_rating, rated)
    yield Chapter("self-rating and filing", "自评自定、备案", ratings, batch=1)
    yield Chapter("a repeat", "重复发送", (ratings[0],), batch=1)
    yield refused(
        mistakes.not_entitled(pen, by_number[1]),
        mistakes.too_early(pen, by_number[2]),
        mistakes.broken_contract(pen, by_number[3]),
    )
    yield Chapter("members' and masses' review", "党员群众评定", each(rating.two_meetings))
    yield Chapter(
        "decisions, and in the same breath letters, pledges, targets",
        "组织考评,同时签责任书、公开承诺、定目标",
        each(_decided),
    )
    yield Chapter(
        "corrections after the decision", "决定后更正",
        (*deciding.correction(pen, by_number[CORRECTED]), *each(deciding.reckoned_again)), batch=1,
    )  # fmt: skip
    yield Chapter("the year's work", "转化升级", each(year.progress, by_number[HELPER]))
    yield Chapter("targets changed", "目标变更", each(targets.changes))
    yield Chapter("targets judged", "目标考核", each(year.judged))
    yield Chapter(
        "evidence of the year", "年度佐证",
        tuple(
            said
            for village in all_
            for said in rating.evidence(
                pen, scheme, village, village.year_end_tier, on=date(2012, 12, 10), label="2012"
            )
        ),
    )  # fmt: skip
    yield Chapter(
        "appraisal, assessment, year-end tier", "民主评议、综合考评、评定级次",
        each(year.assessment), after="pledges",
    )  # fmt: skip
    yield Chapter("outcomes", "结果运用", each(year.outcome))
    yield Chapter("looking back", "回头看", tuple(year.look_back(pen, all_)))


def _decided(pen: TownshipPen, village: Village) -> list[Submission]:
    return [
        *deciding.decision(pen, village),
        *deciding.letter_and_pledges(pen, village),
        *targets.opinions_and_targets(pen, village),
    ]
