"""How the case is folded, and what a calendar period is."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import (
    EvidenceRecorded,
    ExemplarSelected,
    GradeConfirmed,
    OrganisationRegistered,
    RecordFiled,
)
from contracts.events.training import AttendanceCorrected, TrainingAttended
from contracts.refusals import Refused
from contracts.scheme import periods
from services.training import domain as training
from tests.support.scenario import says
from tests.unit.training.story import ATTENDED, BRANCH, STUDIED, STUDY, day

HEARD: list[Event] = [
    GradeConfirmed(ladder="grade", tier="intermediate", meeting_id="m1"),
    RecordFiled(record_id="r1", kind="WorkPlan", fields={}),
]
OWN: list[Event] = [STUDY, ATTENDED]


@settings(deadline=None)
@given(st.permutations(range(4)))
def test_services_may_come_in_any_interleaving(order: list[int]) -> None:
    own, heard = iter(OWN), iter(HEARD)
    mixed = [next(own) if turn % 2 else next(heard) for turn in order]
    assert BRANCH.given(*mixed).state == BRANCH.given(*HEARD, *OWN).state


PERSON = st.sampled_from(["person-1", "person-2", "person-3"])
ACTS = st.lists(
    st.tuples(PERSON, st.sampled_from(["attend", "removed", "added", "changed"])), max_size=12
)


@settings(deadline=None, max_examples=60)
@given(ACTS)
def test_whatever_is_submitted_nobody_is_counted_twice_or_lost(
    acts: list[tuple[str, str]],
) -> None:
    told, present, earlier = STUDIED, dict[str, date](), []
    for person, act in acts:
        first = day("2011-11-03") if act != "changed" else day("2011-11-04")
        days = (None, None) if act == "removed" else (first, day("2011-11-04"))
        event: Event = ATTENDED.model_copy(update={"person": person})
        if act != "attend":
            event = AttendanceCorrected.model_validate(
                {
                    "session_id": "s1", "person": person, "change": act, "reason": "checked",
                    "attended_from": days[0], "attended_to": days[1],
                }
            )  # fmt: skip
        outcome = told.when(event, on="2011-11-06")
        wanted = {
            "attend": person not in present,
            "added": person not in present,
            "removed": person in present,
            "changed": person in present and present[person] != first,
        }[act]
        assert isinstance(outcome.answer, Refused) != wanted
        if wanted:
            present.pop(person, None)
            present |= {} if act == "removed" else {person: first}
            earlier.append((told.state, dict(told.state.sessions["s1"].attended)))
            told = outcome.accepted()
    attended = told.state.sessions["s1"].attended
    assert {person: days[0] for person, days in attended.items()} == present
    assert all(dict(state.sessions["s1"].attended) == then for state, then in earlier)


@settings(deadline=None)
@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
def test_an_attendance_is_accepted_exactly_within_the_sessions_days(
    starts: int, length: int, first: int, stay: int
) -> None:
    zero = day("2011-11-01")
    opens, closes = zero + timedelta(starts), zero + timedelta(starts + length)
    session = STUDY.model_copy(update={"starts_on": opens, "ends_on": closes})
    came, left = zero + timedelta(first), zero + timedelta(first + stay)
    event = ATTENDED.model_copy(update={"attended_from": came, "attended_to": left})
    answer = BRANCH.went(says(session, on="2011-12-01")).when(event, on="2011-12-01").answer
    if opens <= came and left <= closes:
        assert isinstance(answer, TrainingAttended)
        assert answer.days == stay + 1
    else:
        assert isinstance(answer, Refused)


@given(st.dates(date(1900, 1, 1), date(2900, 12, 31)))
def test_every_day_lies_in_one_month_quarter_half_and_year(on: date) -> None:
    quarter, half = (on.month + 2) // 3, (on.month + 5) // 6
    names = {
        "monthly": f"{on:%Y-%m}",
        "quarterly": f"{on:%Y}-Q{quarter}",
        "half_yearly": f"{on:%Y}-H{half}",
        "yearly": f"{on:%Y}",
    }
    for recurrence, name in names.items():
        period = periods.parse(recurrence, name)
        assert period is not None
        assert on in period
        assert period.first - timedelta(1) not in period
        assert period.last + timedelta(1) not in period


def test_what_a_procedure_can_ask_for_is_heard_and_evidence_is_not() -> None:
    wanted = {OrganisationRegistered, GradeConfirmed, ExemplarSelected, RecordFiled}
    assert wanted <= training.HEARS
    assert EvidenceRecorded not in training.HEARS
    assert {event.service for event in training.HEARS} == {"grading"}


def test_progress_notes_sessions_by_kind() -> None:
    assert STUDIED.went(ATTENDED, on="2011-11-05").state.progress == {
        "TrainingSessionHeld": {"study_phase"},
        "TrainingAttended": {"study_phase"},
    }


def test_an_event_of_another_service_is_not_decided_here() -> None:
    with pytest.raises(TypeError, match="GradeConfirmed"):
        BRANCH.when(HEARD[0])


def test_reference_events_leave_the_case_as_it_is() -> None:
    event = OrganisationRegistered(kind="village_branch", name_zh="例村")
    envelope = STUDIED._envelope(says(event), None)
    assert training.evolve(STUDIED.state, Recorded(envelope, event, 1)) is STUDIED.state
