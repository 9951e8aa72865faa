"""The procedure of classification-upgrade across the services: leave out one event of a village's
year, and the first step that needed it is refused, naming what it waits for."""

from collections.abc import Iterator
from functools import cache

import pytest

from client.submissions import Submission
from contracts.refusals import Refused
from contracts.subjects import parse_case
from demo.story import MISTAKES, Chapter, told_by
from tests.unit.demo.in_memory import Room

REVISED, MISSED = "village-07", "village-23"
"""A branch that the committee re-classified, and one that missed a target and was criticised."""

NEEDED = [
    (REVISED, "BranchEnrolled", "EvidenceRecorded", "BranchEnrolled"),
    (REVISED, "TrainingSessionHeld", "TrainingAttended", "TrainingSessionHeld"),
    (REVISED, "EvidenceRecorded", "BranchSelfRated", None),
    (REVISED, "BranchSelfRated", "SelfRatingFiled", "BranchSelfRated"),
    (REVISED, "SelfRatingFiled", "CommitteeReviewHeld", "SelfRatingFiled"),
    (REVISED, "MembersReviewRecorded", "CommitteeReviewHeld", "MembersReviewRecorded"),
    (REVISED, "CommitteeReviewHeld", "GradeRevised", "CommitteeReviewHeld"),
    (REVISED, "GradeRevised", "ResponsibilityLetterSigned", "GradeRevised"),
    (MISSED, "GradeConfirmed", "ResponsibilityLetterSigned", "GradeConfirmed"),
    (REVISED, "PledgeMade", "PledgePublished", "PledgeMade"),
    (REVISED, "PledgePublished", "PledgeFulfilled", "PledgePublished"),
    (REVISED, "OpinionsHeard", "UpgradeTargetSet", "OpinionsHeard"),
    (REVISED, "UpgradeTargetSet", "UpgradeTargetFiled", "UpgradeTargetSet"),
    (REVISED, "UpgradeTargetAssigned", "UpgradeTargetProgressReported", "UpgradeTargetAssigned"),
    (REVISED, "DemocraticAppraisalHeld", "BranchAssessed", "DemocraticAppraisalHeld"),
    (REVISED, "BranchAssessed", "GradeAssigned", "BranchAssessed"),
    (REVISED, "CommendationIssued", "LookBackHeld", "CommendationIssued"),
    (MISSED, "CriticismIssued", "RectificationOrdered", "CriticismIssued"),
    (MISSED, "RectificationOrdered", "DeadlinePassed", "RectificationOrdered"),
]
"""Village, what is left out, the first that is refused, and what that waits for."""


@cache
def chapters() -> list[Chapter]:
    return told_by("classification-upgrade")


def year_of(village: str) -> Iterator[Submission]:
    """The township's founding, and all that is said about one village."""
    for chapter in chapters():
        for said in chapter.submissions if chapter.title_en != MISTAKES else ():
            case = parse_case(said["subject"])
            if case is None or case.organisation == village:
                yield said


def name_of(said: Submission) -> str:
    return str(said["type"].split(".")[2])


@pytest.mark.parametrize("village", [REVISED, MISSED])
def test_a_whole_year_is_accepted(village: str) -> None:
    room = Room()
    for said in year_of(village):
        room.submit(said)
    assert room.refused == []


@pytest.mark.feature(
    "S1-13", "S1-15", "S1-16", "S1-20", "S1-21", "S1-23", "S1-24", "S1-26", "S1-27", "S1-34",
    "S1-35", "S1-37", "S1-38", "S1-40",
)  # fmt: skip
@pytest.mark.parametrize(("village", "left_out", "stopped", "awaits"), NEEDED)
def test_what_is_left_out_stops_what_needs_it(
    village: str, left_out: str, stopped: str, awaits: str | None
) -> None:
    room = Room()
    for said in year_of(village):
        if name_of(said) == left_out:
            continue
        if isinstance(answer := room.submit(said), Refused):
            assert name_of(said) == stopped
            assert awaits is None or awaits in answer.awaits
            return
    pytest.fail(f"a year without {left_out} was accepted")
