"""Four townships' 2010: the figures of their reports, each with its events or as reported."""

from collections import Counter

import pytest

from contracts.events.grading import (
    BranchAssessed,
    GradeAssigned,
    OrganisationRegistered,
    ProgrammeMeasureRecorded,
    RecordFiled,
    RegisterFigureRecorded,
)
from contracts.events.pledges import ResponsibilityLetterSigned
from contracts.events.training import TrainingAttended, TrainingPlanAdopted, TrainingSessionHeld
from tests.unit.demo.telling import recorded

NAME = "three-projects"


def attendances(session: str) -> list[TrainingAttended]:
    return [e for _, e in recorded(NAME, TrainingAttended) if e.session_id == session]


def records(kind: str) -> list[RecordFiled]:
    return [event for _, event in recorded(NAME, RecordFiled) if event.kind == kind]


@pytest.mark.feature("S2-23")
def test_56_cadres_of_three_levels_study_on_16_march() -> None:
    came = attendances("three-levels-2010-03-16")
    assert len({event.person for event in came}) == 56
    levels = {"township_cadre": 12, "village_cadre": 24, "group_cadre": 20}
    assert Counter(event.role for event in came) == levels


@pytest.mark.feature("S2-24")
def test_8_secretaries_are_at_the_county_for_seven_days_but_for_one() -> None:
    came = attendances("county-2010-04")
    assert sorted(event.days for event in came) == [4, 7, 7, 7, 7, 7, 7, 7]


@pytest.mark.feature("S2-05", "S2-06")
def test_nine_sessions_reach_what_was_planned() -> None:
    (plan,) = [
        e for s, e in recorded(NAME, TrainingPlanAdopted) if s == "three-projects:2010:fanjiazhai"
    ]
    held = [e for _, e in recorded(NAME, TrainingSessionHeld) if e.kind == "everyone_skills"]
    came = [one for session in held for one in attendances(session.session_id)]
    assert len(held) == plan.planned_sessions == 9
    assert len(came) == 2412
    assert plan.planned_attendances == 2400
    assert len({event.person for event in came}) == 1340


@pytest.mark.feature("S2-31")
def test_eight_meetings_and_two_on_site() -> None:
    kinds = Counter(e.kind for _, e in recorded(NAME, TrainingSessionHeld))
    assert (kinds["meeting_as_training"], kinds["on_site_meeting"]) == (8, 2)


@pytest.mark.feature("S2-25")
def test_a_letter_with_every_village_of_hanfeng_in_march() -> None:
    signed = [event for _, event in recorded(NAME, ResponsibilityLetterSigned)]
    assert len({letter.party_b for letter in signed}) == 8
    assert all(letter.signed_on.month == 3 and not letter.late for letter in signed)
    assert all(letter.target and letter.task and letter.object for letter in signed)


@pytest.mark.feature("S2-26", "S2-37")
def test_the_three_named_branches_reach_five_good() -> None:
    names = {s: e for s, e in recorded(NAME, OrganisationRegistered)}
    good = {
        names[f"organisation:{subject.rpartition(':')[2]}"].name_zh
        for subject, event in recorded(NAME, GradeAssigned)
        if event.tier == "five_good" and ":hanfeng" in subject
    }
    assert good == {"程家塬村党支部", "关村粗党支部", "汉封村党支部"}
    note = names["organisation:hanfeng-village-02"].name_note
    assert note is not None
    assert "关村村" in note


@pytest.mark.feature("S2-07", "S2-08", "S2-10")
def test_every_grade_is_what_the_findings_indicate() -> None:
    grades = [event for _, event in recorded(NAME, GradeAssigned)]
    assert all(one.snapshot and one.snapshot.indicated == one.tier for one in grades)
    in_fanjiazhai = Counter(e.tier for s, e in recorded(NAME, GradeAssigned) if ":fanjiazhai" in s)
    assert in_fanjiazhai["class_two"] == in_fanjiazhai["five_good"] == 3
    assert in_fanjiazhai["model"] == 9


@pytest.mark.feature("S2-11")
def test_wages_are_late_once() -> None:
    paid = [event.fields for event in records("WagePayment")]
    assert sum(one["paid_on"] > one["due_on"] for one in paid) == 1
    assert all(one["paid_amount"] == one["due_amount"] for one in paid)


@pytest.mark.feature("S2-19")
def test_reported_figures_name_their_clause() -> None:
    reported = [e for _, e in recorded(NAME, RegisterFigureRecorded)]
    from_source = [one for one in reported if one.reported_from.startswith("002 §")]
    assert len(from_source) == 26
    assert {one.figure: int(one.value) for one in from_source}["wells"] == 17


@pytest.mark.feature("S2-16", "S2-34")
def test_guodians_publicity_and_nanzhihuis_admonition_are_on_record() -> None:
    assert sum(one.fields["area"] == "publicity" for one in records("LedgerEntry")) == 6
    assert [one.fields["tasks_set"] for one in records("AdmonitionTalk")] == [("task-of-the-head",)]


@pytest.mark.feature("S2-12", "S2-13", "S2-14", "S2-18", "S2-29")
def test_rewards_of_every_kind_follow_an_assessment() -> None:
    kinds = Counter(one.fields["kind"] for one in records("Reward"))
    assert kinds == {
        "allowance": 4, "bonus_points": 1, "single_item_award": 1, "hardship_support": 1,
        "pay_linked": 8,
    }  # fmt: skip


@pytest.mark.feature("S2-15", "S2-17")
def test_the_documents_that_the_source_names_are_kept() -> None:
    plans = {document for one in records("WorkPlan") for document in one.fields["documents"]}
    assert sum(document.startswith("《") for document in plans) == 3
    found = {event.findings for _, event in recorded(NAME, BranchAssessed)}
    assert all("《范家寨乡乡村干部考核管理办法》" in one for one in found)


@pytest.mark.feature("S2-27", "S2-28")
def test_what_hanfeng_counts_without_events_is_measured_as_reported() -> None:
    measured = {event.target: event for _, event in recorded(NAME, ProgrammeMeasureRecorded)}
    assert {target: int(one.value) for target, one in measured.items()} == {
        "T2-10": 20, "T2-12": 2, "T2-13": 2,
    }  # fmt: skip
    assert all(one.reported for one in measured.values())
    models = Counter(s.split(":")[2][:7] for s, e in recorded(NAME, GradeAssigned)
                     if e.tier == "model")  # fmt: skip
    assert models["hanfeng"] == 8
