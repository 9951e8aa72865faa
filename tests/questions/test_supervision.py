"""Questions about exemplars, supervision, contact points and the baseline (Q-35 to Q-39)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from tests.questions.raw import called, counted, document, fields, filed, spoken
from tests.support.programmes import Programmes, Told

SCHEME, CYCLE = "pioneer-project", "2004"
Facts = Mapping[str, Told]


def facts(told: Programmes) -> dict[str, dict[str, Told]]:
    """By case and criterion the evidence on record; what was corrected is no matter here."""
    found: dict[str, dict[str, Told]] = {}
    for one in told.events("EvidenceRecorded", scheme=SCHEME, cycle=CYCLE):
        found.setdefault(one.subject, {})[one.data["criterion"]] = one
    return found


def criteria(condition: Any) -> list[str]:
    """What a category's condition reads."""
    match condition:
        case str():
            return [condition]
        case {"c": criterion}:
            return [criterion]
        case {"group": group}:
            return criteria(document(SCHEME)["groups"][group])
        case {"all": parts}:
            return [id for part in parts for id in criteria(part)]
    raise ValueError(condition)


def holds(condition: Any, known: Facts) -> bool | None:
    """Whether it holds; None if a fact that could decide it is missing."""
    match condition:
        case str():
            value = known[condition].data["value"]["value"] if condition in known else None
            return None if value is None else value in (True, "met")
        case {"c": criterion, "gte": least}:
            one = known.get(criterion)
            return None if one is None else Decimal(one.data["value"]["value"]) >= least
        case {"group": group}:
            return holds(document(SCHEME)["groups"][group], known)
        case {"all": parts}:
            each = [holds(part, known) for part in parts]
            return False if False in each else None if None in each else True
    raise ValueError(condition)


def names(told: Programmes) -> dict[str, str]:
    """What organisations are called, by their ids."""
    registered = told.events("OrganisationRegistered")
    return {str(one.organisation): one.data["name_en"] for one in registered}


def stated(one: Told, names: Mapping[str, str]) -> str:
    """A piece of evidence in words: what, from what, of which day and year, by whom, where."""
    data = one.data
    (criterion,) = (c for c in document(SCHEME)["criteria"] if c["id"] == data["criterion"])
    value = data["value"]["value"]
    if criterion["type"] == "numeric":
        value = f"{value} yuan a year"
    elif criterion["type"] == "boolean":
        value = {True: "yes", False: "no"}[value]
    said = [data["kind"].replace("_", " "), spoken(data["as_of"])]
    if "period_from" in data:
        said.append(f"for {spoken(data['period_from'])} to {spoken(data['period_to'])}")
    said += [names[one.actor], data["found_in"]]
    return f"{criterion['en']}: {value} ({'; '.join(said)})"


def nominees(told: Programmes) -> list[dict[str, Any]]:
    return told.rows("exemplars", SCHEME, CYCLE, only="kind:nominee")


@pytest.mark.feature("S0-35", "S0-37")
def test_q_35_on_which_information_was_each_of_the_ten_tens_chosen_and_was_one_ineligible(
    all_programmes: Programmes,
) -> None:
    known, known_as = facts(all_programmes), names(all_programmes)
    rules = {one["id"]: one["eligible"] for one in document(SCHEME)["selections"]}
    nominated = {
        (one.data["category"], one.data["nominee"]): one.subject
        for one in all_programmes.events("ExemplarNominated", scheme=SCHEME, cycle=CYCLE)
    }
    expected = {
        (category := one.data["category"], one.data["nominee"]): (
            one.data["position"],
            holds(rules[category], case := known[nominated[category, one.data["nominee"]]]),
            {stated(case[id], known_as) for id in criteria(rules[category]) if id in case},
        )
        for one in all_programmes.events("ExemplarSelected", scheme=SCHEME, cycle=CYCLE)
    }
    chosen = [row for row in nominees(all_programmes) if row["position"]]
    assert {
        (row["category"]["id"], row["organisation"]["id"]): (
            row["position"],
            row["eligible"],
            {one["en"] for one in row["rests_on"]},
        )
        for row in chosen
    } == expected
    assert len(expected) == 100
    doubtful = {nominee for (_, nominee), (_, eligible, _) in expected.items() if not eligible}
    assert len(doubtful) == 1
    assert {row["organisation"]["id"] for row in chosen if row["attention"]} == doubtful


@pytest.mark.feature("S0-36")
def test_q_36_does_a_chosen_members_household_income_reach_the_line_for_which_year_by_whom(
    all_programmes: Programmes,
) -> None:
    known, known_as = facts(all_programmes), names(all_programmes)
    chosen = {one.data["nominee"] for one in all_programmes.events("ExemplarSelected")}
    expected = {
        (id := str(one.organisation)): (
            stated(piece := known[one.subject]["household_income_cny"], known_as),
            Decimal(piece.data["value"]["value"]) >= 50_000,
            id in chosen,
        )
        for one in all_programmes.events("ExemplarNominated", scheme=SCHEME, cycle=CYCLE)
        if one.data["category"] == "income_50000_leaders"
    }
    income = called(SCHEME, "criteria")["household_income_cny"]
    asked = [r for r in nominees(all_programmes) if r["category"]["id"] == "income_50000_leaders"]
    assert {
        row["organisation"]["id"]: (
            next(one["en"] for one in row["rests_on"] if one["en"].startswith(income)),
            "household_income_cny" not in [one["id"] for one in row["fails"]],
            row["position"] is not None,
        )
        for row in asked
    } == expected
    assert sorted((reaches, taken) for _, reaches, taken in expected.values()) == [
        (False, False), *[(True, True)] * 10,
    ]  # fmt: skip


@pytest.mark.feature("S0-41")
def test_q_37_which_supervision_visits_were_never_circulated(all_programmes: Programmes) -> None:
    circulated = {
        (one.subject, visit)
        for one in filed(all_programmes, "FindingsCirculated", SCHEME)
        for visit in one.data["fields"]["visit_ids"]
    }
    visits = {
        (one.subject, one.data["record_id"])
        for one in filed(all_programmes, "InspectionVisit", SCHEME)
    }
    asked = all_programmes.command(
        "register", "records", "--scheme", SCHEME, "--cycle", CYCLE,
        "--only", "kind:InspectionVisit",
    )  # fmt: skip
    states = {(row["case"], row["id"]): row["state"]["id"] for row in asked["data"]}
    assert states == {visit: "closed" if visit in circulated else "open" for visit in visits}
    assert list(states.values()).count("open") == 1
    assert asked["data"][0]["state"]["id"] == "open"  # it comes first


@pytest.mark.feature("S0-28")
@pytest.mark.parametrize(("scheme", "cycle"), [(SCHEME, CYCLE), ("dual-strong", "2011")])
def test_q_38_whose_contact_point_is_this_village_and_did_visits_follow(
    all_programmes: Programmes, scheme: str, cycle: str
) -> None:
    by_case: dict[str, list[Told]] = {}
    for one in all_programmes.events("RecordFiled", scheme=scheme, cycle=cycle):
        by_case.setdefault(one.subject, []).append(one)
    expected = {
        (one.subject, one.data["record_id"]): (
            one.data["fields"]["leader"],
            one.data["fields"].get("role"),
            counted(scheme, (later for later in those if later.position > one.position)),
        )
        for those in by_case.values()
        for one in those
        if one.data["kind"] == "ContactPoint"
    }
    rows = all_programmes.rows("records", scheme, cycle, only="kind:ContactPoint")
    assert {
        (row["case"], row["id"]): (
            fields(row)["leader"],
            fields(row).get("role"),
            row["followed_by"]["en"] if row["followed_by"] else None,
        )
        for row in rows
    } == expected
    visit = called(scheme, "record_kinds")["InspectionVisit"]
    assert any(visit in (after or "") for _, _, after in expected.values())


@pytest.mark.feature("S0-30", "S0-32")
def test_q_39_was_any_village_classified_before_the_baseline_analysis_was_on_record(
    all_programmes: Programmes,
) -> None:
    surveyed = {one.subject: one for one in filed(all_programmes, "BaselineSurvey", SCHEME)}
    ranked = {
        one.subject: one
        for one in all_programmes.events("GradeAssigned", scheme=SCHEME, cycle=CYCLE)
        if one.data["ladder"] == "village_state"
    }
    expected = {
        case: (survey.on.isoformat(), None, one.data["tier"])
        for case, one in ranked.items()
        if (survey := surveyed[case]).position < one.position and survey.on <= one.on
    }
    rows = all_programmes.rows("records", SCHEME, CYCLE, only="kind:BaselineSurvey")
    assert {
        row["case"]: (row["filed_on"], row["tier_then"], row["tier_now"]["id"])
        for row in rows
        if row["case"] in ranked
    } == expected
    assert len(ranked) == len(expected) == 42
    villages = all_programmes.rows("decisions", SCHEME, CYCLE, only="ladder:village_state")
    assert {row["case"]: row["decided"]["id"] for row in villages} == {
        case: tier for case, (_, _, tier) in expected.items()
    }
    for row in villages:
        analysed = f"Baseline analysis: {spoken(expected[row['case']][0])}"
        assert analysed in [one["en"] for one in row["steps_before"]]
