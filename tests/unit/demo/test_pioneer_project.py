"""A district's 2004: the source's figures, and enough of an example for each question asked."""

from collections import Counter

import pytest

from contracts.events.grading import (
    ExemplarNominated,
    ExemplarSelected,
    GradeAssigned,
    RecordFiled,
    RectificationReported,
    RectificationVerified,
    RegisterFigureRecorded,
)
from contracts.events.training import TrainingObligationMissed, TrainingSessionHeld
from tests.unit.demo.telling import recorded

NAME = "pioneer-project"


def figures(of: str, name: str) -> list[int]:
    """What was said of a figure, one time after another."""
    return [
        int(event.value)
        for subject, event in recorded(NAME, RegisterFigureRecorded)
        if subject == f"organisation:{of}" and event.figure == name
    ]


def reached(ladder: str) -> Counter[str]:
    return Counter(e.tier for _, e in recorded(NAME, GradeAssigned) if e.ladder == ladder)


def records(kind: str) -> list[tuple[str, RecordFiled]]:
    return [(s, event) for s, event in recorded(NAME, RecordFiled) if event.kind == kind]


@pytest.mark.feature("S0-02")
def test_the_population_is_the_sources_and_the_villages_add_up_to_it() -> None:
    district = "example-district"
    assert figures(district, "township_committees") == [5]
    assert figures(district, "village_party_organisations") == [42]
    assert figures(district, "farmer_party_members") == [2800]
    members = [figures(f"pioneer-village-{n:02}", "members") for n in range(1, 43)]
    assert sum(count for (count,) in members) == 2800


@pytest.mark.feature("S0-17")
def test_the_denominator_of_the_members_shares_shrinks() -> None:
    assert figures("example-district", "members_with_activity_ability") == [1230, 1200]


@pytest.mark.feature("S0-04", "S0-05", "S0-06", "S0-16", "S0-18")
def test_the_milestones_of_2004_are_just_reached() -> None:
    assert reached("six_good") == {"six_good": 2, "not_yet": 3}
    assert reached("five_good") == {"five_good": 17, "not_yet": 25}
    assert reached("entrepreneurial_team") == {"entrepreneurial": 19, "not_yet": 28}
    assert reached("dual_lead_dual_strong") == {"exemplar": 74}
    shares = {"member_xiaokang": 300, "member_culture_science": 480, "member_confidant": 840}
    assert {ladder: reached(ladder)["exemplar"] for ladder in shares} == shares


def test_every_recognition_is_what_its_document_indicates() -> None:
    grades = [e for _, e in recorded(NAME, GradeAssigned) if e.basis == "recognition"]
    assert all(e.document and e.snapshot and e.snapshot.indicated == e.tier for e in grades)


@pytest.mark.feature("S0-32")
def test_villages_of_all_three_states_and_one_ranked_against_its_finding() -> None:
    ranked = [e for _, e in recorded(NAME, GradeAssigned) if e.ladder == "village_state"]
    assert Counter(e.tier for e in ranked) == {"advanced": 10, "intermediate": 24, "backward": 8}
    assert [e.tier for e in ranked if e.deviation_reason] == ["backward"]


@pytest.mark.feature("S0-35", "S0-37")
def test_ten_are_selected_in_each_of_ten_categories_one_of_them_not_proven_eligible() -> None:
    chosen = recorded(NAME, ExemplarSelected)
    counts = Counter(event.category for _, event in chosen)
    assert set(counts.values()) == {10}
    assert len(counts) == 10
    nominated = {event.nominee: event for _, event in recorded(NAME, ExemplarNominated)}
    doubtful = [e.reason for _, e in chosen if nominated[e.nominee].eligible is not True]
    assert len(doubtful) == 1
    assert "担保" in doubtful[0]


@pytest.mark.feature("S0-36")
def test_one_nominee_stays_a_yuan_below_the_line_and_is_not_selected() -> None:
    refused = [e.nominee for _, e in recorded(NAME, ExemplarNominated) if e.eligible is False]
    assert len(refused) == 1
    assert refused[0] not in {event.nominee for _, event in recorded(NAME, ExemplarSelected)}


@pytest.mark.feature("S0-14")
def test_19_students_of_18_villages_were_admitted() -> None:
    admitted = records("CollegeAdmission")
    assert (len(admitted), len({subject for subject, _ in admitted})) == (19, 18)
    assert figures("example-district", "college_students_admitted") == [19]
    assert figures("example-district", "villages_with_college_students") == [18]


@pytest.mark.feature("S0-14", "S0-15")
def test_a_class_before_the_examination_and_the_ten_ones_are_held() -> None:
    kinds = {event.kind for _, event in recorded(NAME, TrainingSessionHeld)}
    assert kinds >= {"exam_preparation", "ten_ones"}


def test_months_and_a_quarter_are_missed() -> None:
    missed = {
        (subject.rpartition(":")[2], event.period)
        for subject, event in recorded(NAME, TrainingObligationMissed)
    }
    assert missed == {
        ("pioneer-village-13", "2004-07"), ("pioneer-village-13", "2004-08"),
        ("pioneer-village-27", "2004-11"), ("pioneer-town-3", "2004-Q3"),
    }  # fmt: skip
    days = [e for _, e in recorded(NAME, TrainingSessionHeld) if e.kind == "activity_day"]
    assert len(days) == 42 * 12 - 3
    assert any(not day.checks.place for day in days if day.checks)


@pytest.mark.feature("S0-41")
def test_one_visit_was_never_circulated() -> None:
    visited = {subject for subject, _ in records("InspectionVisit")}
    circulated = {subject for subject, _ in records("FindingsCirculated")}
    assert visited - circulated == {"pioneer-project:2004:pioneer-village-05"}


@pytest.mark.feature("S0-38")
def test_every_main_leader_of_a_team_writes() -> None:
    assert len({event.fields["author"] for _, event in records("Essay")}) == 47


@pytest.mark.feature("S0-42")
def test_the_criticised_branch_is_late_and_gets_more_time() -> None:
    reports = [event for _, event in recorded(NAME, RectificationReported)]
    assert [(one.late, one.days_late) for one in reports] == [(True, 8), (False, 0)]
    checks = [event for _, event in recorded(NAME, RectificationVerified)]
    assert [(one.accepted, str(one.new_due_on)) for one in checks] == [
        (False, "2004-10-31"), (True, "None"),
    ]  # fmt: skip
