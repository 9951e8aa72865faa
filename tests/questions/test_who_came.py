"""Who was in which class, and for how long (Q-41)."""

from datetime import date

import pytest

from tests.support.programmes import Programmes, Told

SCHEME, CYCLE = "three-projects", "2010"
Came = dict[str, tuple[str, int, bool]]


def days(one: Told) -> int:
    """Calendar days of an attendance, its first and last included."""
    first, last = (date.fromisoformat(one.data[f"attended_{end}"]) for end in ("from", "to"))
    return (last - first).days + 1


def session(told: Programmes, starts_on: str, ends_on: str) -> str:
    """The class of the township Hanfeng that was held on these days."""
    (held,) = [
        one.data["session_id"]
        for one in told.events("TrainingSessionHeld", scheme=SCHEME, cycle=CYCLE)
        if (one.organisation, one.data["starts_on"], one.data["ends_on"])
        == ("hanfeng", starts_on, ends_on)
    ]
    return str(held)


def attended(told: Programmes, id: str, length: int) -> Came:
    """By person the role, the days, and whether that was all of them."""
    return {
        one.data["person"]: (one.data["role"], days(one), days(one) == length)
        for one in told.events("TrainingAttended", scheme=SCHEME, cycle=CYCLE)
        if one.data["session_id"] == id
    }


def asked(told: Programmes, id: str) -> Came:
    rows = told.rows("attendance", SCHEME, CYCLE, only=f"session:{id}")
    return {
        row["person"]["id"]: (row["role"]["id"], row["days"], row["whole"])
        for row in rows
        if row["days"]
    }


@pytest.mark.feature("S2-23", "S2-24")
def test_q_41_who_are_the_cadres_of_16_march_by_level_and_did_each_secretary_stay_all_seven_days(
    all_programmes: Programmes,
) -> None:
    march = session(all_programmes, "2010-03-16", "2010-03-16")
    expected = attended(all_programmes, march, 1)
    assert asked(all_programmes, march) == expected
    assert len(expected) == 56
    assert {role for role, _, _ in expected.values()} == {
        "township_cadre", "village_cadre", "group_cadre",
    }  # fmt: skip

    april = session(all_programmes, "2010-04-08", "2010-04-14")
    expected = attended(all_programmes, april, 7)
    assert asked(all_programmes, april) == expected
    selected = {
        one.data["person"]
        for one in all_programmes.events("TraineeSelected", scheme=SCHEME, cycle=CYCLE)
        if one.data["session_id"] == april
    }
    assert expected.keys() == selected
    assert len(selected) == 8
    left = {person for person, (_, _, whole) in expected.items() if not whole}
    assert len(left) == 1
    rows = all_programmes.rows("attendance", SCHEME, CYCLE, only=f"session:{april}")
    assert {row["person"]["id"] for row in rows if row["attention"]} == left
    assert all(row["selected"] and row["of_days"] == 7 for row in rows)
