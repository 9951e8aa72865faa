"""Questions about what was due by a day, and what was missed (Q-03, Q-27, Q-33, Q-34)."""

from datetime import date
from typing import Any

from tests.questions.raw import document
from tests.support.programmes import Programmes

RATED = ("classification-upgrade", "2011-2012")
PIONEER = ("pioneer-project", "2004")
MONTHS = [f"2004-{month:02}" for month in range(1, 13)]
QUARTERS = [f"2004-Q{n}" for n in range(1, 5)]


def after(day: str, due_on: str) -> int:
    """Days that a day is late."""
    return max(0, (date.fromisoformat(day) - date.fromisoformat(due_on)).days)


def test_q_03_was_each_self_rating_filed_in_time_and_which_were_late_by_how_many_days(
    all_programmes: Programmes,
) -> None:
    ((due_on,),) = (
        step["deadline"]["on_or_before"]
        for step in document(RATED[0])["procedure"]
        if step["id"] == "self_rating_filing"
    )
    filings = all_programmes.events("SelfRatingFiled", scheme=RATED[0])
    expected = {
        one.organisation: (one.data["filed_on"], after(one.data["filed_on"], due_on))
        for one in filings
    }
    rows = all_programmes.rows("reviews", *RATED, only="voice:self_rating")
    assert {
        row["organisation"]["id"]: (row["filed_on"], row["days_late"]) for row in rows
    } == expected
    owed = all_programmes.rows("obligations", *RATED, only="obligation:self_rating_filing")
    assert {
        row["organisation"]["id"]: (row["met_on"], row["days_late"]) for row in owed
    } == expected
    assert {row["due_on"] for row in owed} == {due_on} == {"2011-11-15"}
    assert {row["organisation"]["id"] for row in owed if row["state"] == "late"} == {
        branch for branch, (_, late) in expected.items() if late
    }
    assert len(expected) == 42
    assert sum(late > 0 for _, late in expected.values()) == 1


def test_q_03_what_was_not_filed_on_a_day_before_is_open(all_programmes: Programmes) -> None:
    filed = {
        one.organisation
        for one in all_programmes.events("SelfRatingFiled", scheme=RATED[0])
        if one.data["filed_on"] <= "2011-11-16"
    }
    rows = all_programmes.rows(
        "obligations", *RATED, only="obligation:self_rating_filing", effective_at="2011-11-16"
    )
    assert {row["organisation"]["id"] for row in rows if row["state"] == "met"} == filed
    ((missed, days),) = (
        (row["organisation"]["id"], row["days_late"]) for row in rows if row["state"] != "met"
    )
    assert (missed in filed, days) == (False, 1)


Order = tuple[str, str, list[str], str, str | None]
"""Ordered on, due on in force, days before it, state, who checked last."""


def orders(played: Programmes, scheme: str, cycle: str, on: str) -> dict[str, Order]:
    """By case, its order of rectification as it stood at the end of a day."""
    found: dict[str, Order] = {}
    events = ("RectificationOrdered", "RectificationReported", "RectificationVerified")
    for one in played.events(*events, scheme=scheme, cycle=cycle):
        if str(one.time.date()) > on:
            continue
        if one.name == "RectificationOrdered":
            due_on = one.data["due_on"]
            found[one.subject] = (one.data["ordered_on"], due_on, [], "open", None)
            continue
        ordered_on, due_on, before, *_ = found[one.subject]
        if one.name == "RectificationReported":
            found[one.subject] = (ordered_on, due_on, before, "reported", None)
        elif one.data["accepted"]:
            found[one.subject] = (ordered_on, due_on, before, "closed", one.actor)
        else:
            moved = one.data["new_due_on"]
            found[one.subject] = (ordered_on, moved, [*before, due_on], "open", one.actor)
    return found


def test_q_27_which_rectifications_are_overdue_extended_and_who_verified_the_closed_ones(
    all_programmes: Programmes,
) -> None:
    extended, overdue = 0, 0
    for scheme, cycle, *days in (
        (*RATED, "2013-02-04", "2013-02-10", "2013-12-31"),
        (*PIONEER, "2004-10-05", "2004-10-20", "2004-12-31"),
        ("dual-strong", "2011", "2011-07-01", "2011-07-12", "2011-12-31"),
    ):
        for day in days:
            asked = {"only": "kind:rectification", "effective_at": day}
            rows = all_programmes.rows("outcomes", scheme, cycle, **asked)
            expected = orders(all_programmes, scheme, cycle, day)
            assert {
                row["case"]: (
                    row["issued_on"], row["due_on"], row["extended_from"], row["state"]["id"],
                    row["verified_by"] and row["verified_by"]["id"],
                )
                for row in rows
            } == expected  # fmt: skip
            late = {
                case: after(day, due_on) if state == "open" else 0
                for case, (_, due_on, _, state, _) in expected.items()
            }
            assert {row["case"]: row["days_overdue"] for row in rows} == late
            extended += sum(bool(before) for _, _, before, _, _ in expected.values())
            overdue += sum(days > 0 for days in late.values())
    assert extended >= 2
    assert overdue >= 2
    passed = {
        (one.subject, one.data["due_on"])
        for one in all_programmes.events("DeadlinePassed")
        if one.data.get("order_id")
    }
    said = {
        (row["case"], (row["extended_from"] or [row["due_on"]])[0])
        for scheme, cycle in (RATED, PIONEER)
        for row in all_programmes.rows("obligations", scheme, cycle, only="kind:rectification")
        if row["extended_from"] or row["days_late"]
    }
    assert said == passed


def sessions(played: Programmes, kind: str) -> list[Any]:
    found = played.events("TrainingSessionHeld", scheme=PIONEER[0])
    return [one for one in found if one.data["kind"] == kind]


def test_q_33_which_branches_missed_their_activity_day_in_which_months_and_were_the_checks_met(
    all_programmes: Programmes,
) -> None:
    held = sessions(all_programmes, "activity_day")
    branches = {
        one.subject
        for one in all_programmes.events("BranchEnrolled", scheme=PIONEER[0])
        if "five_good" in one.data["ladders"]
    }
    took_place = {(one.subject, one.data["starts_on"][:7]) for one in held}
    expected = {(case, month) for case in branches for month in MONTHS} - took_place
    rows = all_programmes.rows(
        "obligations", *PIONEER, only="obligation:activity_day", limit="1000"
    )
    assert {(row["case"], row["period"]) for row in rows if row["state"] == "missed"} == expected
    assert {(row["case"], row["period"]) for row in rows if row["state"] == "met"} == took_place
    missed = all_programmes.events("TrainingObligationMissed", scheme=PIONEER[0])
    assert expected == {
        (one.subject, one.data["period"])
        for one in missed
        if one.data["obligation"] == "activity_day"
    }
    assert len(expected) == 3

    unmet = {
        (one.subject, one.data["session_id"]): {
            check for check, met in one.data["checks"].items() if not met
        }
        for one in held
    }
    told = all_programmes.rows("training", *PIONEER, only="kind:activity_day", limit="1000")
    assert {
        (row["case"], row["id"]): checks_not_met(row)
        for row in told
        if row["row"]["id"] == "session"
    } == unmet
    assert sum(map(bool, unmet.values())) == 92


def checks_not_met(row: dict[str, Any]) -> set[str]:
    """Of ``not met: place fixed, form varied`` the first words."""
    said = [one["en"] for one in row["attention"] if one["en"].startswith("not met: ")]
    return {check.split()[0] for one in said for check in one[len("not met: ") :].split(", ")}


def test_q_34_were_village_cadres_brought_together_in_every_quarter_and_who_did_not_come(
    all_programmes: Programmes,
) -> None:
    held = {
        (one.subject, f"2004-Q{(int(one.data['starts_on'][5:7]) + 2) // 3}"): one
        for one in sessions(all_programmes, "quarterly_study")
    }
    towns = {
        one.subject
        for one in all_programmes.events("BranchEnrolled", scheme=PIONEER[0])
        if "six_good" in one.data["ladders"]
    }
    expected = {
        (town, quarter): ("met", held[town, quarter].data["starts_on"])
        if (town, quarter) in held
        else ("missed", None)
        for town in towns
        for quarter in QUARTERS
    }
    rows = all_programmes.rows("obligations", *PIONEER, only="obligation:quarterly_study")
    assert {(row["case"], row["period"]): (row["state"], row["met_on"]) for row in rows} == expected
    assert [key for key, (state, _) in expected.items() if state == "missed"] == [
        ("pioneer-project:2004:pioneer-town-3", "2004-Q3")
    ]

    studies = {(one.subject, one.data["session_id"]) for one in held.values()}
    absent = {
        (one.subject, one.data["session_id"], one.data["person"], one.data["reason"])
        for one in all_programmes.events("TrainingAbsenceRecorded", scheme=PIONEER[0])
        if (one.subject, one.data["session_id"]) in studies
    }
    listed = all_programmes.rows("attendance", *PIONEER, only="kind:quarterly_study", limit="1000")
    assert {
        (row["case"], row["session"], row["person"]["id"], row["absent"])
        for row in listed
        if row["days"] == 0
    } == absent
    came = {
        (one.subject, one.data["session_id"], one.data["person"])
        for one in all_programmes.events("TrainingAttended", scheme=PIONEER[0])
        if (one.subject, one.data["session_id"]) in studies
    }
    assert {
        (row["case"], row["session"], row["person"]["id"]) for row in listed if row["days"]
    } == came
    assert len(absent) > 5
