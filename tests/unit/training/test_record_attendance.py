import pytest

from contracts.events.training import TrainingAbsenceRecorded, TrainingAttended
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import says
from tests.unit.training.story import (
    ANNOUNCED,
    ATTENDED,
    AWAY_HELD,
    BRANCH,
    HANFENG,
    STUDIED,
    STUDY,
    day,
    selected,
    township,
    whole_week,
)
from tests.unit.training.story import PLAN as SKILLS_PLAN

ON = "2011-11-05"
ABSENT = TrainingAbsenceRecorded(
    session_id="s1", person="person-1", organisation="village-b", reason="ill"
)


@pytest.mark.feature("S1-11")
def test_a_person_attended_and_the_days_are_counted() -> None:
    STUDIED.when(ATTENDED, on=ON).then_recorded(days=2)
    one = ATTENDED.model_copy(update={"attended_to": day("2011-11-03")})
    STUDIED.when(one, on=ON).then_recorded(days=1)


@pytest.mark.feature("S2-23")
def test_tp_a1_fifty_six_cadres_attend_one_day_and_count_fifty_six_times() -> None:
    session = STUDY.model_copy(
        update={
            "kind": "three_level_cadres", "starts_on": day("2010-03-16"),
            "ends_on": day("2010-03-16"), "reported_attendances": 56,
            "audience": ("township_cadre", "village_cadre", "group_cadre"),
        }
    )  # fmt: skip
    told = HANFENG.went(says(session, on="2010-03-16"))
    for i in range(56):
        told = told.went(says(_attends_in_march(f"person-{i}"), on="2010-03-17"))
    assert len(told.state.sessions["s1"].attended) == 56
    # tp-a2: the same trainee registered twice
    told.when(_attends_in_march("person-0"), on="2010-03-17").then_refused(
        AlreadyRecorded, "R-16", field="/data/person"
    )
    assert len(told.state.sessions["s1"].attended) == 56


def _attends_in_march(person: str) -> TrainingAttended:
    return ATTENDED.model_copy(
        update={
            "person": person, "organisation": None, "role": "village_cadre",
            "attended_from": day("2010-03-16"), "attended_to": day("2010-03-16"),
        }
    )  # fmt: skip


@pytest.mark.feature("S2-24")
def test_tp_a3_eight_selected_secretaries_make_eight_attendances_of_seven_days() -> None:
    told = ANNOUNCED
    for i in range(8):
        told = told.went(says(selected(f"person-{i}"), on="2010-04-05"))
    told = told.went(says(AWAY_HELD, on="2010-04-14"))
    days = 0
    for i in range(8):
        outcome = told.when(whole_week(f"person-{i}"), on="2010-04-15")
        days += outcome.event.model_dump()["days"]
        told = outcome.accepted()
    assert len(told.state.sessions["county-1"].attended) == 8
    assert days == 56


@pytest.mark.feature("S2-24")
def test_tp_a4_a_secretary_who_was_not_selected_is_refused() -> None:
    told = ANNOUNCED.went(
        says(selected("person-1"), on="2010-04-05"), says(AWAY_HELD, on="2010-04-14")
    )
    told.when(whole_week("person-2"), on="2010-04-15").then_refused(
        StepNotOpen, "R-16", field="/data/person", awaits={"TraineeSelected"}
    )


@pytest.mark.feature("S2-05", "S2-06")
def test_tp_a5_a_farmer_at_three_of_nine_sessions_attends_three_times() -> None:
    told = township("fanjiazhai").went(says(SKILLS_PLAN, on="2010-03-01"))
    for i in range(1, 10):
        held = STUDY.model_copy(
            update={
                "session_id": f"s{i}", "kind": "everyone_skills", "audience": ("masses",),
                "starts_on": day(f"2010-05-0{i}"), "ends_on": day(f"2010-05-0{i}"),
            }
        )  # fmt: skip
        told = told.went(says(held, on="2010-05-10"))
        if i <= 3:
            came = ATTENDED.model_copy(
                update={
                    "session_id": f"s{i}", "organisation": None, "role": "masses",
                    "attended_from": held.starts_on, "attended_to": held.ends_on,
                }
            )  # fmt: skip
            told = told.went(says(came, on="2010-05-10"))
    attended = [person for session in told.state.sessions.values() for person in session.attended]
    assert (len(attended), set(attended)) == (3, {"person-1"})


def test_the_session_was_held() -> None:
    BRANCH.when(ATTENDED, on=ON).then_refused(
        UnknownReference, awaits={"TrainingSessionScheduled", "TrainingSessionHeld"}
    )
    ANNOUNCED.when(whole_week("person-1"), on="2010-04-15").then_refused(
        StepNotOpen, "R-16", awaits={"TrainingSessionHeld"}
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"attended_from": day("2011-11-02")}, "/data/attended_from"),
        ({"attended_to": day("2011-11-05")}, "/data/attended_to"),
        ({"attended_from": day("2011-11-04"), "attended_to": day("2011-11-03")},
         "/data/attended_to"),
    ],
)  # fmt: skip
def test_every_day_of_it_lies_within_the_session(change: dict[str, object], field: str) -> None:
    event = ATTENDED.model_copy(update=change)
    STUDIED.when(event, on=ON).then_refused(RuleBroken, "R-16", field=field)


@pytest.mark.feature("S1-11")
def test_the_role_is_in_the_sessions_audience_or_else_in_that_of_the_scheme() -> None:
    masses = ATTENDED.model_copy(update={"role": "masses"})
    STUDIED.when(masses, on=ON).then_refused(
        RuleBroken, "R-16", field="/data/role", saying="member or cadre"
    )
    silent = BRANCH.went(says(STUDY.model_copy(update={"audience": ()}), on="2011-11-04"))
    silent.when(ATTENDED, on=ON).then_refused(RuleBroken, field="/data/role")
    every = ATTENDED.model_copy(update={"role": "all_members"})
    silent.when(every, on=ON).then_recorded(role="all_members")


def test_the_persons_organisation_is_registered_if_it_is_told() -> None:
    event = ATTENDED.model_copy(update={"organisation": "village-z"})
    STUDIED.when(event, on=ON).then_refused(
        UnknownReference, field="/data/organisation", awaits={"OrganisationRegistered"}
    )
    STUDIED.when(event.model_copy(update={"organisation": None}), on=ON).accepted()


def test_the_organiser_records_attendance() -> None:
    STUDIED.when(ATTENDED, by="committee", on=ON).then_refused(NotAuthorised, "R-19")
    STUDIED.when(ABSENT, by="committee", on=ON).then_refused(NotAuthorised, "R-19")


@pytest.mark.feature("S0-12")
def test_an_absence_is_recorded_with_its_reason_and_once() -> None:
    told = STUDIED.when(ABSENT, on=ON).then(ABSENT)
    told.when(ABSENT, on=ON).then_refused(AlreadyRecorded, field="/data/person")


def test_nobody_is_both_present_and_absent() -> None:
    STUDIED.went(says(ATTENDED, on=ON)).when(ABSENT, on=ON).then_refused(
        AlreadyRecorded, saying="AttendanceCorrected"
    )
    STUDIED.went(says(ABSENT, on=ON)).when(ATTENDED, on=ON).then_refused(
        AlreadyRecorded, saying="AttendanceCorrected"
    )


def test_only_who_was_selected_can_be_absent_from_a_session_by_selection() -> None:
    told = ANNOUNCED.went(says(AWAY_HELD, on="2010-04-14"))
    event = ABSENT.model_copy(update={"session_id": "county-1", "organisation": None})
    told.when(event, on="2010-04-15").then_refused(StepNotOpen, "R-16")
    BRANCH.when(ABSENT, on=ON).then_refused(UnknownReference)
