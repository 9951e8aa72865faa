"""Registers of training and attendance, on a week at the county and a day of three levels."""

from datetime import date
from functools import cache

import pytest

from contracts.events import training as t
from tests.unit.projections.play import Play
from tests.unit.projections.programmes import started
from tests.unit.projections.registers import looks, rows

day = date.fromisoformat
TOWN = "hanfeng"
ROLES = {"march": "township_village_group_cadres", "april": "village_branch_secretaries"}


@cache
def trained() -> Play:
    """56 cadres for one day; eight selected for a week, one of whom leaves early, one is ill."""
    play = started(
        "three-projects", "2010",
        {"county": ("county_committee", None), TOWN: ("township_committee", "county"),
         "village-a": ("village_branch", TOWN)},
        {TOWN: ("five_good_township",)}, on="2010-01-10", by="county",
    )  # fmt: skip
    plan(play)
    held(play, "march", "three_level_cadres", "2010-03-16", "2010-03-16", reported=56)
    for n in range(54):
        attended(play, "march", f"cadre-{n}", "2010-03-16", "2010-03-16")
    play.say(
        t.TrainingSessionScheduled(
            session_id="april", kind="county_secretaries", starts_on=day("2010-04-08"),
            ends_on=day("2010-04-14"), place="县委党校", by_selection=True,
        ),
        TOWN, "2010-04-01",
    )  # fmt: skip
    for n in range(8):
        chosen = t.TraineeSelected(
            session_id="april", person=f"cadre-{n}", selected_on=day("2010-04-02")
        )
        play.say(chosen, TOWN, "2010-04-02")
    held(play, "april", "county_secretaries", "2010-04-08", "2010-04-14")
    for n in range(7):
        attended(play, "april", f"cadre-{n}", "2010-04-08", "2010-04-14" if n else "2010-04-12")
    play.say(
        t.TrainingAbsenceRecorded(
            session_id="april", person="cadre-7", organisation="village-a", reason="生病"
        ),
        TOWN, "2010-04-14",
    )  # fmt: skip
    return play


def plan(play: Play) -> None:
    play.say(
        t.TrainingPlanAdopted(plan_id="plan", period_from=day("2010-01-01"),
                              period_to=day("2010-12-31")),
        TOWN, "2010-02-01",
    )  # fmt: skip


def held(
    play: Play, id: str, kind: str, first: str, last: str, reported: int | None = None
) -> None:
    play.say(
        t.TrainingSessionHeld(
            session_id=id, kind=kind, starts_on=day(first), ends_on=day(last), form="central",
            reported_attendances=reported,
        ),
        TOWN, last,
    )  # fmt: skip


def attended(play: Play, session: str, person: str, first: str, last: str) -> None:
    play.say(
        t.TrainingAttended(
            session_id=session, person=person, organisation="village-a",
            role=ROLES[session],
            attended_from=day(first), attended_to=day(last),
        ),
        TOWN, last,
    )  # fmt: skip


@pytest.mark.feature("S2-06", "S2-23")
def test_a_session_tells_what_is_listed_beside_what_is_reported() -> None:
    found = {row.id: row for row in rows("training", trained())}
    march = found["march"]
    assert (march.attendances, march.listed, march.persons, march.reported) == (56, 54, 54, 56)
    assert looks(march) == ["56 reported, 54 listed"]
    assert march.by_organisation.en == "Example village-a 54"


@pytest.mark.feature("S2-24")
def test_a_week_tells_who_was_selected_and_who_stayed() -> None:
    april = {row.id: row for row in rows("training", trained())}["april"]
    assert (april.days, april.selected, april.listed, april.not_whole, april.absent) == (
        7, 8, 7, 1, 1,
    )  # fmt: skip
    assert looks(april) == ["1 selected did not come"]


@pytest.mark.feature("S2-31", "S2-35")
def test_a_kind_sums_up_its_sessions_and_counts_each_person_once() -> None:
    play = trained_again()
    (total,) = [
        row
        for row in rows("training", play)
        if row.row.id == "kind" and row.kind.id == "general_study"
    ]
    assert (total.sessions, total.attendances, total.listed, total.persons) == (2, 4, 4, 3)


def trained_again() -> Play:
    play = started(
        "three-projects", "2010",
        {"county": ("county_committee", None), TOWN: ("township_committee", "county")},
        {TOWN: ("five_good_township",)}, on="2010-01-10", by="county",
    )  # fmt: skip
    plan(play)
    for id, on, people in (("one", "2010-05-01", "ab"), ("two", "2010-06-01", "bc")):
        held(play, id, "general_study", on, on)
        for person in people:
            play.say(
                t.TrainingAttended(
                    session_id=id, person=person, role="rural_members", attended_from=day(on),
                    attended_to=day(on),
                ),
                TOWN, on,
            )  # fmt: skip
    return play


def test_the_list_of_a_session_puts_who_did_not_stay_first() -> None:
    april = [row for row in rows("attendance", trained()) if row.session == "april"]
    assert len(april) == 8
    assert [(row.person.id, looks(row)) for row in april[:2]] == [
        ("cadre-0", ["5 of 7 days"]), ("cadre-7", ["did not come"]),
    ]  # fmt: skip
    assert april[1].absent == "生病"
    assert all(row.whole and row.days == 7 for row in april[2:])


def test_a_corrected_attendance_counts_as_corrected() -> None:
    play = trained_again()
    play.say(
        t.AttendanceCorrected(session_id="two", person="b", change="removed", reason="代签"),
        TOWN, "2010-06-05",
    )  # fmt: skip
    two = {row.id: row for row in rows("training", play)}["two"]
    assert two.listed == 1
    (row,) = [r for r in rows("attendance", play) if (r.session, r.person.id) == ("two", "b")]
    assert (row.days, row.corrected) == (0, "代签")
