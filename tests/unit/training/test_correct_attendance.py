import pytest

from contracts.events.training import AttendanceCorrected, TrainingAbsenceRecorded
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import says
from tests.unit.training.story import ANNOUNCED, ATTENDED, AWAY_HELD, BRANCH, STUDIED, day

ON = "2011-11-06"
CAME = STUDIED.went(says(ATTENDED, on="2011-11-05"))
REMOVED = AttendanceCorrected(
    session_id="s1", person="person-1", change="removed", reason="a namesake"
)
ADDED = AttendanceCorrected(
    session_id="s1", person="person-2", change="added", reason="sheet found",
    attended_from=day("2011-11-04"), attended_to=day("2011-11-04"),
)  # fmt: skip
CHANGED = ADDED.model_copy(update={"person": "person-1", "change": "changed"})


def test_a_removal_frees_the_person_for_another_attendance() -> None:
    told = CAME.when(REMOVED, on=ON).then(REMOVED)
    assert not told.state.sessions["s1"].attended
    told.when(ATTENDED, on=ON).then_recorded(days=2)
    told.when(REMOVED, on=ON).then_refused(UnknownReference, "R-17", field="/data/person")


def test_an_addition_counts_as_an_attendance() -> None:
    told = CAME.when(ADDED, on=ON).then(ADDED)
    assert set(told.state.sessions["s1"].attended) == {"person-1", "person-2"}
    told.when(ADDED, on=ON).then_refused(AlreadyRecorded, "R-16")


def test_an_addition_lifts_a_recorded_absence() -> None:
    absent = TrainingAbsenceRecorded(session_id="s1", person="person-2", reason="ill")
    told = STUDIED.went(says(absent, on=ON), says(ADDED, on=ON))
    assert not told.state.sessions["s1"].absent


def test_a_change_replaces_the_days() -> None:
    told = CAME.when(CHANGED, on=ON).then(CHANGED)
    assert told.state.sessions["s1"].attended["person-1"] == (day("2011-11-04"), day("2011-11-04"))
    told.when(CHANGED, on=ON).then_refused(RuleBroken, "R-17")


@pytest.mark.parametrize("event", [REMOVED, CHANGED])
def test_only_what_is_on_record_is_removed_or_changed(event: AttendanceCorrected) -> None:
    STUDIED.when(event, on=ON).then_refused(UnknownReference, field="/data/person")
    BRANCH.when(event, on=ON).then_refused(UnknownReference, field="/data/session_id")


@pytest.mark.parametrize("event", [ADDED, CHANGED])
@pytest.mark.parametrize("field", ["attended_from", "attended_to"])
def test_an_addition_or_change_tells_both_days_within_the_session(
    event: AttendanceCorrected, field: str
) -> None:
    missing = event.model_copy(update={field: None})
    CAME.when(missing, on=ON).then_refused(RuleBroken, "R-17", field=f"/data/{field}")
    outside = {"attended_from": day("2011-11-02"), "attended_to": day("2011-11-05")}
    wrong = event.model_copy(update={field: outside[field]})
    CAME.when(wrong, on=ON).then_refused(RuleBroken, "R-16", field=f"/data/{field}")


def test_a_removal_has_no_days() -> None:
    event = REMOVED.model_copy(update={"attended_to": day("2011-11-04")})
    CAME.when(event, on=ON).then_refused(RuleBroken, "R-17")


def test_whoever_is_added_to_a_session_by_selection_was_selected() -> None:
    told = ANNOUNCED.went(says(AWAY_HELD, on="2010-04-14"))
    event = ADDED.model_copy(
        update={
            "session_id": "county-1", "attended_from": day("2010-04-08"),
            "attended_to": day("2010-04-14"),
        }
    )  # fmt: skip
    told.when(event, on="2010-04-15").then_refused(StepNotOpen, "R-16")


def test_the_organiser_corrects() -> None:
    CAME.when(REMOVED, by="committee", on=ON).then_refused(NotAuthorised, "R-19")
