"""The three exemplars of members, out of those with activity ability."""

from collections.abc import Iterator
from dataclasses import dataclass

from client.submissions import Submission
from contracts.events.grading import EvidenceCorrected, Value
from contracts.scheme import Scheme
from demo.evidence import evidence_id, found
from demo.pioneer_project.district import ABLE, able_members, village_of
from demo.pioneer_project.planning import recognised
from demo.saying import Pen

ABILITY = "has_activity_ability"


@dataclass(frozen=True)
class Exemplar:
    """One of the three: its ladder, the criteria beside ability, and how many members reach it."""

    ladder: str
    criteria: tuple[str, ...]
    reached: int


EXEMPLARS = (
    Exemplar("member_xiaokang", ("xiaokang_leader", "leading_prosperous_household"), 300),
    Exemplar(
        "member_culture_science", ("culture_science_disseminator", "science_model_household"), 480
    ),
    Exemplar(
        "member_confidant", ("masses_confidant", "civilised_household", "households_helped"), 840
    ),
)
"""Of 1,200: exactly 25, 40 and 70 %. Of the 1,230 of March they would not be."""

LADDERS = tuple(exemplar.ladder for exemplar in EXEMPLARS)


def listed() -> tuple[str, ...]:
    """Members that the year's targets name: all that reach at least one of the three."""
    return able_members()[: max(exemplar.reached for exemplar in EXEMPLARS)]


def able(pen: Pen, scheme: Scheme) -> list[Submission]:
    """March: who has activity ability, as each branch's register says."""
    return [_found(pen, scheme, id, ABILITY, True, "2004-03-31") for id in able_members()]


def struck_off(pen: Pen) -> list[Submission]:
    """December: the last 30 were entered though they work elsewhere."""
    corrected = EvidenceCorrected(
        evidence_id="ability-corrected", corrects=evidence_id(ABILITY), value=Value(value=False),
        reason="常年外出,不参加活动(示例)/ works elsewhere all year (example)",
    )  # fmt: skip
    return [
        pen.says(village_of(id).id, corrected, id, "2004-12-10") for id in able_members()[ABLE:]
    ]


def exemplars(pen: Pen, scheme: Scheme) -> list[Submission]:
    """December: what the branches found, and whom they recognised."""
    return [*_findings(pen, scheme), *_recognitions(pen)]


def _findings(pen: Pen, scheme: Scheme) -> Iterator[Submission]:
    for exemplar in EXEMPLARS:
        for member in able_members()[: exemplar.reached]:
            for criterion in exemplar.criteria:
                value = 1 if criterion == "households_helped" else "met"
                yield _found(pen, scheme, member, criterion, value, "2004-12-15")


def _recognitions(pen: Pen) -> Iterator[Submission]:
    for exemplar in EXEMPLARS:
        for member in able_members()[: exemplar.reached]:
            branch = village_of(member).id
            given = recognised(exemplar.ladder, "exemplar", "支部会议记录(示例)/ minutes (example)")
            yield pen.says(branch, given, member, "2004-12-24")


def _found(
    pen: Pen, scheme: Scheme, member: str, criterion: str, value: str | bool | int, on: str
) -> Submission:
    return found(pen, scheme, village_of(member).id, member, criterion, value, on)
