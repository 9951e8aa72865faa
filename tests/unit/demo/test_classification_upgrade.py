"""The demo's year is accepted by the services' rules as it stands, but for its mistakes."""

from collections import Counter

import pytest

from contracts.events import Event
from contracts.events.grading import (
    EvidenceCorrected,
    GradeAssigned,
    GradeConfirmed,
    GradeRevised,
    MembersReviewRecorded,
    RectificationReported,
)
from contracts.refusals import Refused
from demo.classification_upgrade.saying import case
from demo.classification_upgrade.township import (
    CORRECTED,
    DIVIDED,
    LATE,
    MISSED,
    MODEST,
    villages,
)
from demo.story import PROGRAMMES, Chapter, told_by
from tests.unit.demo.in_memory import Room

SCHEME = "classification-upgrade"


@pytest.fixture(scope="module")
def chapters() -> list[Chapter]:
    return told_by(SCHEME)


@pytest.fixture(scope="module")
def played(chapters: list[Chapter]) -> Room:
    room, seen = Room(), set[str]()
    for chapter in chapters:
        for submission in chapter.submissions:
            if submission["id"] not in seen:  # a desk answers a repeat before it decides
                room.submit(submission)
            seen.add(submission["id"])
    return room


def events(room: Room, number: int, kind: type[Event]) -> list[Event]:
    """The events of a class in a village's case."""
    subject = case(next(village for village in villages() if village.number == number))
    return [event for event in room.case(kind.service, subject) if isinstance(event, kind)]


def test_the_story_is_the_same_at_every_telling(chapters: list[Chapter]) -> None:
    assert told_by(SCHEME) == chapters


def test_ids_are_unique_but_for_the_one_repeat(chapters: list[Chapter]) -> None:
    counts = Counter(s["id"] for chapter in chapters for s in chapter.submissions)
    assert [id for id, count in counts.items() if count > 1] == ["BranchSelfRated-village-01-001"]


def test_all_is_accepted_but_three_mistakes_of_three_kinds(played: Room) -> None:
    kinds = {type(no).__name__: submission["subject"] for submission, no in played.refused}
    assert len(played.refused) == 3
    assert kinds.keys() == {"NotAuthorised", "StepNotOpen", "ContractBroken"}


def test_a_broken_contract_names_every_field(played: Room) -> None:
    (no,) = [no for _, no in played.refused if type(no).__name__ == "ContractBroken"]
    assert isinstance(no, Refused)
    assert [fault.field for fault in no.faults] == ["/data/filed_on", "/data/stars"]


def test_all_is_on_time_but_one_filing_and_one_rectification(played: Room) -> None:
    late = {
        (recorded.event.name, recorded.envelope.subject, getattr(recorded.event, "days_late", None))
        for log in played.recorded.values()
        for recorded in log
        if getattr(recorded.event, "late", False)
    }
    assert late == {
        ("SelfRatingFiled", _subject(LATE), 2),
        ("RectificationReported", _subject(MISSED), 8),
    }


def test_one_self_rating_is_revised_downward_as_the_rules_indicate(played: Room) -> None:
    recorded = played.case("grading", PROGRAMMES["classification-upgrade"].cases[0])
    (revised,) = [event for event in recorded if isinstance(event, GradeRevised)]
    assert (revised.from_tier, revised.to_tier) == ("intermediate", "backward")
    assert revised.snapshot is not None
    assert revised.snapshot.indicated == "backward"
    agreement = revised.agrees_with
    assert agreement.self_rating is agreement.members_meeting is False
    assert agreement.mass_representatives_meeting is agreement.indicated is True


def test_a_modest_self_rating_is_revised_upward_as_the_rules_indicate(played: Room) -> None:
    (revised,) = events(played, MODEST, GradeRevised)
    assert isinstance(revised, GradeRevised)
    assert (revised.from_tier, revised.to_tier) == ("backward", "intermediate")
    assert revised.agrees_with.indicated is True


def test_the_others_are_confirmed_and_agree_with_the_rules(played: Room) -> None:
    confirmed = [
        event
        for village in villages()
        for event in events(played, village.number, GradeConfirmed)
        if isinstance(event, GradeConfirmed)
    ]
    assert len(confirmed) == 40
    assert all(event.agrees_with.indicated for event in confirmed)


def test_two_meetings_disagree(played: Room) -> None:
    tiers = [
        review.tier
        for review in events(played, DIVIDED, MembersReviewRecorded)
        if isinstance(review, MembersReviewRecorded)
    ]
    assert tiers == ["advanced", "intermediate"]


def test_a_missed_target_ends_in_a_late_but_verified_rectification(played: Room) -> None:
    names = [event.name for event in played.case("grading", _subject(MISSED))]
    assert names[-6:-1] == [
        "CriticismIssued", "RectificationOrdered", "DeadlinePassed", "RectificationReported",
        "RectificationVerified",
    ]  # fmt: skip
    (reported,) = events(played, MISSED, RectificationReported)
    assert isinstance(reported, RectificationReported)
    assert (reported.late, reported.days_late) == (True, 8)


def test_one_evidence_is_corrected_after_the_decision(played: Room) -> None:
    names = [event.name for event in played.case("grading", _subject(CORRECTED))]
    assert names.index("EvidenceCorrected") > names.index("GradeConfirmed")
    assert len(events(played, CORRECTED, EvidenceCorrected)) == 1


def test_the_township_moves_as_told(played: Room) -> None:
    movements = Counter(
        event.movement
        for village in villages()
        for event in events(played, village.number, GradeAssigned)
        if isinstance(event, GradeAssigned)
    )
    assert movements == {"same": 31, "up": 11}


def test_every_name_is_marked_as_an_example() -> None:
    assert all("示例" in v.name_zh and "example" in v.name_en for v in villages())


def _subject(number: int) -> str:
    return case(next(village for village in villages() if village.number == number))
