"""Questions about who was selected, recommended and cultivated (Q-51 to Q-53)."""

from collections import Counter
from typing import Any

from tests.support.programmes import Programmes, Told

SCHEME, CYCLES = "dual-strong", ("2011", "2012")


def given(played: Programmes, cycle: str) -> dict[str | None, dict[str, Any]]:
    """By branch, what it was given at the round's assessment."""
    found = played.events("GradeAssigned", scheme=SCHEME, cycle=cycle)
    return {one.organisation: one.data for one in found}


def test_q_51_was_any_unit_selected_that_failed_a_line_and_why(all_programmes: Programmes) -> None:
    for cycle in CYCLES:
        grades = given(all_programmes, cycle)
        chosen = all_programmes.events("ExemplarSelected", scheme=SCHEME, cycle=cycle)
        expected = {
            one.data["nominee"]: (
                grades[one.data["nominee"]]["tier"], one.data["position"], one.data["reason"],
            )
            for one in chosen
            if grades[one.data["nominee"]]["snapshot"]["rules"]["dual_strong"] != "pass"
        }  # fmt: skip
        rows = all_programmes.rows("exemplars", SCHEME, cycle)
        assert {
            row["organisation"]["id"]: (row["tier"]["id"], row["position"], row["reason"])
            for row in rows
            if row["attention"]
        } == expected
        nominees = {row["organisation"]["id"] for row in rows if row["kind"]["id"] == "nominee"}
        assert nominees == {one.data["nominee"] for one in chosen}
        if cycle == "2011":
            assert list(expected) == ["quanxi-rural-3"]
            (below,) = (row for row in rows if row["attention"])
            assert [line["id"] for line in below["fails"]] == ["r_secretary_education"]
            facts = grades["quanxi-rural-3"]["snapshot"]["facts"]
            assert facts["r_secretary_education"]["value"] == "junior_high"


def test_q_52_was_a_unit_recommended_upward_without_having_been_commended(
    all_programmes: Programmes,
) -> None:
    for cycle in CYCLES:
        commended = {
            one.organisation: one
            for one in all_programmes.events("CommendationIssued", scheme=SCHEME, cycle=cycle)
        }
        recommended = all_programmes.events("ExemplarRecommendedUpward", scheme=SCHEME, cycle=cycle)
        expected = {
            one.organisation: (
                one.data["to_level"], one.data["recommended_on"],
                commended[one.organisation].data["issued_on"],
            )
            for one in recommended
        }  # fmt: skip
        rows = all_programmes.rows("exemplars", SCHEME, cycle, only="recommended_to:*")
        assert {
            row["organisation"]["id"]: (
                row["recommended_to"]["id"], row["recommended_on"], row["commended_on"],
            )
            for row in rows
        } == expected  # fmt: skip
        assert len(expected) == 3
        assert all(one.position > commended[one.organisation].position for one in recommended)
        assert not any(row["attention"] for row in rows)
    (tried,) = (
        refused["problem"]
        for refused in all_programmes.said["programmes"][SCHEME]["refused"]
        if refused["id"].startswith("ExemplarRecommendedUpward")
    )
    assert "CommendationIssued" in tried["detail"]


def test_q_53_did_key_targets_fare_better_and_were_they_designated_after_the_survey(
    all_programmes: Programmes,
) -> None:
    def filed(kind: str) -> dict[str | None, Told]:
        found = all_programmes.events("RecordFiled", scheme=SCHEME, cycle="2011")
        return {one.organisation: one for one in found if one.data["kind"] == kind}

    def asked(kind: str) -> dict[str, Any]:
        rows = all_programmes.rows("records", SCHEME, "2011", only=f"kind:{kind}")
        return {row["organisation"]["id"]: row for row in rows}

    grades = given(all_programmes, "2011")
    designated, surveyed = filed("KeyCultivationTarget"), filed("BaselineSurvey")
    expected = {
        unit: (str(one.time.date()), str(surveyed[unit].time.date()), grades[unit]["tier"])
        for unit, one in designated.items()
    }
    keys, surveys = asked("KeyCultivationTarget"), asked("BaselineSurvey")
    assert {
        unit: (row["filed_on"], surveys[unit]["filed_on"], row["tier_now"]["id"])
        for unit, row in keys.items()
    } == expected
    assert len(expected) == 4
    assert all(survey < on for on, survey, _ in expected.values())

    others = Counter(one["tier"] for unit, one in grades.items() if unit not in designated)
    rows = all_programmes.rows("grades", SCHEME, "2011")
    rest = (row["tier"]["id"] for row in rows if row["organisation"]["id"] not in keys)
    assert Counter(rest) == others
    fared = Counter(tier for *_, tier in expected.values())
    assert fared["dual_strong"] / fared.total() > others["dual_strong"] / others.total()
