"""The trail keeps every entry of a case, as it was recorded."""

import msgspec
import pytest

from contracts.events import BY_TYPE
from contracts.events.grading import GradeRevised
from services.projections.trail.reducer import COLUMNS, entries
from services.projections.trail.rows import Trail
from services.runtime.wire import Carried
from tests.unit.projections.history import BRANCH, CASE, revised

HEADERS = {
    "ce-id": "a-1", "ce-source": "/apps/training", "ce-subject": "three-projects:2010:hanfeng",
    "ce-type": "gradetrail.training.TrainingAttended.v1", "ce-time": "2010-03-16T01:00:00Z",
    "ce-recordedat": "2010-03-17T01:00:00Z", "ce-actor": "hanfeng", "ce-version": "4",
}  # fmt: skip


def carried(data: bytes, **changed: str) -> Carried:
    headers = HEADERS | {f"ce-{name}": value for name, value in changed.items()}
    return Carried("training", 7, headers, data)


def test_an_entry_keeps_both_times_actor_ids_and_the_data_as_it_came() -> None:
    (entry,) = [one for one in revised().entries() if one.name == GradeRevised.name]
    assert entry.case_id == CASE
    assert entry.time < entry.recordedat
    assert (entry.actor, entry.recordedby) == ("longtan", "clerk-2")
    assert entry.recorded() == revised().log["grading"][entry.position - 1]


def test_a_row_has_a_value_for_each_column() -> None:
    (row,) = entries(revised().carried[0])
    assert len(row) == len(COLUMNS)
    assert Trail().rows(revised().carried[0]) == [("entry", row)]


@pytest.mark.feature("S1-11")
def test_an_attendance_is_an_entry_of_the_organisers_case_and_of_the_attendees_branch() -> None:
    of_organiser, of_branch = entries(carried(b'{"person":"p","organisation":"guancun"}'))
    assert of_organiser[0] == "three-projects:2010:hanfeng"
    assert of_organiser[13] is None
    assert of_branch[0] == "three-projects:2010:guancun"
    assert of_branch[13] == "three-projects:2010:hanfeng"
    assert of_organiser[1:13] == of_branch[1:13]


@pytest.mark.parametrize("data", [b'{"organisation":"hanfeng"}', b'{"organisation":null}', b"{}"])
def test_an_attendance_of_the_organisers_own_or_of_nobodys_branch_is_one_entry(data: bytes) -> None:
    assert len(list(entries(carried(data)))) == 1


def test_an_attendance_that_cannot_be_read_raises_so_that_its_case_is_parked() -> None:
    with pytest.raises(msgspec.DecodeError):
        list(entries(carried(b'{"organisation":')))


def test_an_event_without_a_required_attribute_raises() -> None:
    one = carried(b"{}")
    del one.headers["ce-recordedat"]  # type: ignore[attr-defined]
    with pytest.raises(KeyError, match="recordedat"):
        list(entries(one))


def test_reference_events_keep_their_own_subject() -> None:
    subjects = {one.case_id for one in revised().entries()} - {CASE}
    assert f"organisation:{BRANCH}" in subjects
    assert "cycle:classification-upgrade:2011-2012" in subjects
    assert "scheme:classification-upgrade" in subjects


def test_every_event_type_is_named_in_the_trail() -> None:
    entry = revised().entries()[0]
    for type_, event in BY_TYPE.items():
        assert entry._replace(type=type_).name == event.name
