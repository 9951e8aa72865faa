"""Questions about what followed from the results (Q-24 to Q-30, but for the orders of Q-27)."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from tests.questions.raw import counted, fields, filed
from tests.support.programmes import Programmes, Told

SCHEME, CYCLE = "classification-upgrade", "2011-2012"
TIERS = {
    "GradeConfirmed": "tier", "GradeRevised": "to_tier", "GradeAssigned": "tier",
}  # fmt: skip


def given(told: Programmes, until: date = date.max) -> dict[str, tuple[str, date]]:
    """By organisation the tier in force on a day, and since when without having left it."""
    found: dict[str, tuple[str, date]] = {}
    for one in told.events(*TIERS, scheme=SCHEME, cycle=CYCLE):
        tier = one.data[TIERS[one.name]]
        if one.on <= until and found.get(str(one.organisation), ("", until))[0] != tier:
            found[str(one.organisation)] = tier, one.on
    return found


def outcomes(told: Programmes, kind: str, **asked: str) -> list[dict[str, Any]]:
    return told.rows("outcomes", SCHEME, CYCLE, only=f"kind:{kind}", **asked)


def test_q_24_which_branches_are_still_backward_since_when_and_what_was_done_for_them(
    all_programmes: Programmes,
) -> None:
    summer = date(2012, 6, 30)
    done: dict[str, list[Told]] = {}
    for one in all_programmes.events("RecordFiled", scheme=SCHEME, cycle=CYCLE):
        if one.on <= summer:
            done.setdefault(str(one.organisation), []).append(one)
    expected = {
        id: (day.isoformat(), counted(SCHEME, done[id]))
        for id, (tier, day) in given(all_programmes, summer).items()
        if tier == "backward"
    }
    asked = all_programmes.rows("grades", SCHEME, CYCLE, effective_at=summer.isoformat())
    backward = [row for row in asked if row["tier"]["id"] == "backward"]
    assert {r["organisation"]["id"]: (r["since"], r["records"]["en"]) for r in backward} == expected
    assert len(expected) == 8
    assert all(row["attention"] for row in backward)
    assert backward == asked[:8]  # they come first

    now = {id for id, (tier, _) in given(all_programmes).items() if tier == "backward"}
    rows = all_programmes.rows("grades", SCHEME, CYCLE)
    assert {r["organisation"]["id"] for r in rows if r["tier"]["id"] == "backward"} == now == set()


def failed(told: Programmes) -> list[Told]:
    """The year's assessments that call for a criticism."""
    return [
        one
        for one in told.events("BranchAssessed", scheme=SCHEME, cycle=CYCLE)
        if one.data["task_completed"] is False or one.data["poorly_organised"]
    ]


@pytest.mark.feature("S1-37")
def test_q_25_was_each_failed_branch_criticised_and_given_a_date_and_was_any_spared(
    all_programmes: Programmes,
) -> None:
    criticised = {
        one.data["assessment_event_id"]: one
        for one in all_programmes.events("CriticismIssued", scheme=SCHEME, cycle=CYCLE)
    }
    ordered = {
        one.data["criticism_event_id"]: one
        for one in all_programmes.events("RectificationOrdered", scheme=SCHEME, cycle=CYCLE)
    }
    expected = {
        str(one.organisation): (one.data["held_on"], ordered[criticism.id].data["due_on"])
        for one in failed(all_programmes)
        if (criticism := criticised.get(one.id)) and criticism.id in ordered
    }
    orders = outcomes(all_programmes, "rectification")
    due = {row["organisation"]["id"]: row["due_on"] for row in orders}
    assert {
        row["organisation"]["id"]: (row["assessed_on"], due[row["organisation"]["id"]])
        for row in outcomes(all_programmes, "criticism")
        if row["ordered"]
    } == expected
    assert len(expected) == 2
    assert {str(one.organisation) for one in failed(all_programmes)} == expected.keys()
    assert outcomes(all_programmes, "spared") == []

    # Between the assessments and the criticisms all of them still were.
    then = outcomes(all_programmes, "spared", effective_at="2012-12-24")
    assert {row["organisation"]["id"] for row in then} == expected.keys()


def test_q_26_which_criticisms_rest_on_poor_organisation_and_not_on_an_unmet_target(
    all_programmes: Programmes,
) -> None:
    assessed = {one.id: one for one in all_programmes.events("BranchAssessed", scheme=SCHEME)}
    expected = {
        str(one.organisation): (
            one.data["ground"] == "poorly_organised",
            assessed[one.data["assessment_event_id"]].data["task_completed"],
            one.data["document"],
        )
        for one in all_programmes.events("CriticismIssued", scheme=SCHEME, cycle=CYCLE)
    }
    assert {
        row["organisation"]["id"]: (
            row["ground"]["en"] == "the work was poorly organised",
            row["task_completed"],
            row["document"],
        )
        for row in outcomes(all_programmes, "criticism")
    } == expected
    assert Counter(poorly for poorly, _, _ in expected.values()) == {True: 1, False: 1}


def test_q_28_was_each_commended_branch_one_that_had_completed_its_task(
    all_programmes: Programmes,
) -> None:
    assessed = {one.id: one for one in all_programmes.events("BranchAssessed", scheme=SCHEME)}
    expected = {
        str(one.organisation): (
            assessed[one.data["assessment_event_id"]].data["task_completed"],
            assessed[one.data["assessment_event_id"]].data["held_on"],
        )
        for one in all_programmes.events("CommendationIssued", scheme=SCHEME, cycle=CYCLE)
    }
    rows = outcomes(all_programmes, "commendation")
    assert {
        row["organisation"]["id"]: (row["task_completed"], row["assessed_on"]) for row in rows
    } == expected
    assert len(expected) == 40
    assert all(completed for completed, _ in expected.values())
    assert not any(row["attention"] for row in rows)


@pytest.mark.feature("S1-40")
def test_q_29_was_the_look_back_held_early_the_next_year_and_which_problems_remain_open(
    all_programmes: Programmes,
) -> None:
    held = all_programmes.events("LookBackHeld", scheme=SCHEME, cycle=CYCLE)
    problems = {
        (str(one.organisation), problem["text"]): problem["solved"]
        for one in held
        for problem in one.data["problems"]
    }
    rows = outcomes(all_programmes, "problem")
    assert {
        (row["organisation"]["id"], row["ground"]["zh"]): row["state"]["id"] == "closed"
        for row in rows
    } == problems
    assert set(problems.values()) == {True, False}
    assert [row["organisation"]["id"] for row in rows if row["attention"]] == [
        id for (id, _), solved in problems.items() if not solved
    ]

    assert len(held) == 42
    for one in held:
        (told,) = all_programmes.explanation(one.subject)["look_back"]
        early = date(2013, 1, 1) <= date.fromisoformat(told["held_on"]) <= date(2013, 3, 31)
        assert (told["held_on"], told["late"]) == (one.data["held_on"], not early)


@pytest.mark.feature("S1-32")
def test_q_30_was_a_backward_villages_secretary_replaced_on_what_finding_and_did_the_tier_change(
    all_programmes: Programmes,
) -> None:
    expected = {
        str(one.organisation): (
            one.data["fields"],
            given(all_programmes, one.on)[str(one.organisation)][0],
            given(all_programmes)[str(one.organisation)][0],
        )
        for one in filed(all_programmes, "SecretaryReplaced", SCHEME, CYCLE)
    }
    rows = all_programmes.rows("records", SCHEME, CYCLE, only="kind:SecretaryReplaced")
    assert {
        row["organisation"]["id"]: (fields(row), row["tier_then"]["id"], row["tier_now"]["id"])
        for row in rows
    } == expected
    assert [(then, now) for _, then, now in expected.values()] == [("backward", "intermediate")]
