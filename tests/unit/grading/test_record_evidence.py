"""EvidenceRecorded and EvidenceCorrected."""

from decimal import Decimal
from typing import Any

import pytest

from contracts.events.grading import (
    BranchEnrolled,
    CycleOpened,
    EvidenceCorrected,
    SchemePublished,
    Value,
)
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    ReasonMissing,
    RuleBroken,
    UnknownReference,
)
from contracts.values import Quantity
from services.grading import domain as grading
from tests.support import schemes
from tests.support.scenario import Scenario, says
from tests.unit.grading.situations import (
    ELSEWHERE,
    NEIGHBOUR,
    OFFICE,
    ORDINARY,
    RATED,
    TOWNSHIP,
    by_township,
    confirmed,
    day,
    enrolled,
    evidence,
    evidenced,
    fact,
    organisation,
)

SATISFACTION = evidence("satisfaction_pct", 89.99, "survey-1")
GAP = evidence("income_gap_pct", 20, "income-1")


def correction(value: Any, corrects: str = "survey-1", id: str = "survey-2", **more: Any) -> Any:
    said = {"value": None if value is None else fact(value), "reason": "miscounted", **more}
    return EvidenceCorrected(evidence_id=id, corrects=corrects, **said)


def test_evidence_is_recorded_with_its_exact_value() -> None:
    story = enrolled.when(SATISFACTION).then(SATISFACTION)
    assert story.state.facts() == {"satisfaction_pct": ("survey-1", Decimal("89.99"))}


@pytest.mark.parametrize("actor", [TOWNSHIP, OFFICE, "longtan-07"])
def test_the_branch_those_above_it_and_their_offices_record_evidence(actor: str) -> None:
    enrolled.when(says(SATISFACTION, by=actor)).then(SATISFACTION)


@pytest.mark.parametrize("actor", [NEIGHBOUR, ELSEWHERE, "nobody"])
def test_others_record_no_evidence(actor: str) -> None:
    enrolled.when(says(SATISFACTION, by=actor)).then_refused(NotAuthorised, "R-19", field="/actor")


def test_an_evidence_id_is_used_once() -> None:
    enrolled.went(SATISFACTION).when(evidence("reserve_cadres", 2, "survey-1")).then_refused(
        AlreadyRecorded, "R-17", field="/data/evidence_id"
    )


def test_evidence_is_for_a_criterion_of_the_standard() -> None:
    stray = SATISFACTION.model_copy(update={"criterion": "r_collective_income_cny"})
    enrolled.when(stray).then_refused(
        UnknownReference, "R-02", field="/data/criterion", saying="satisfaction_pct"
    )


def test_evidence_is_of_a_kind_that_the_standard_asks_for() -> None:
    hearsay = SATISFACTION.model_copy(update={"kind": "hearsay"})
    enrolled.when(hearsay).then_refused(
        UnknownReference, field="/data/kind", saying="satisfaction_survey"
    )


@pytest.mark.parametrize(
    ("criterion", "value", "accepts"),
    [
        ("satisfaction_pct", 100.01, "to 100"),
        ("satisfaction_pct", -1, "from 0"),
        ("satisfaction_pct", True, "a number"),
        ("satisfaction_pct", "met", "a number"),
        ("reserve_cadres", 2.5, "at most 0 decimals"),
        ("infrastructure_good", 1, "true or false"),
        ("infrastructure_good", "met", "true or false"),
        ("village_economy", "excellent", "lagging or steady"),
        ("village_economy", True, "lagging or steady"),
    ],
)
def test_a_value_is_one_that_the_criterion_can_have(
    criterion: str, value: Any, accepts: str
) -> None:
    enrolled.when(evidence(criterion, value)).then_refused(
        RuleBroken, field="/data/value/value", saying=accepts
    )


@pytest.mark.parametrize(
    ("criterion", "value"),
    [
        ("satisfaction_pct", 0),
        ("satisfaction_pct", 100),
        ("reserve_cadres", 2.0),
        ("infrastructure_good", False),
        ("village_economy", "lagging"),
    ],
)
def test_the_bounds_and_levels_themselves_are_accepted(criterion: str, value: Any) -> None:
    enrolled.when(evidence(criterion, value)).accepted()


def test_evidence_without_a_value_says_nothing() -> None:
    enrolled.when(SATISFACTION.model_copy(update={"value": None})).then_refused(
        RuleBroken, field="/data/value"
    )


def test_a_period_does_not_end_before_it_begins() -> None:
    backwards = evidence(
        "criminal_cases", 0, period_from=day("2011-12-31"), period_to=day("2011-01-01")
    )
    enrolled.when(backwards).then_refused(RuleBroken, field="/data/period_to")


# Derived criteria -----------------------------------------------------------------------------


@pytest.mark.feature("S1-08")
def test_a_derived_value_is_reckoned_from_its_inputs() -> None:
    story = enrolled.when(GAP).then_recorded(value=Value(value=Decimal(20)), inputs=GAP.inputs)
    assert story.state.facts()["income_gap_pct"][1] == Decimal(20)


def test_a_stated_value_may_repeat_what_the_inputs_give() -> None:
    stated = GAP.model_copy(update={"value": fact(20)})
    enrolled.when(stated).then(stated)


def test_a_stated_value_must_not_contradict_the_inputs() -> None:
    enrolled.when(GAP.model_copy(update={"value": fact(25)})).then_refused(
        RuleBroken, field="/data/value/value", saying="20"
    )


def test_inputs_that_are_missing_are_told_in_words() -> None:
    some = GAP.model_copy(update={"inputs": GAP.inputs[:1]})
    detail = enrolled.when(some).then_refused(RuleBroken, field="/data/inputs").detail
    assert detail == (
        "the inputs give no value: income_gap_pct is derived from"
        " township_average_net_income_per_capita, village_net_income_per_capita;"
        f" missing or too many: {GAP.inputs[1].name}"
    )


def test_a_derived_value_without_its_inputs_is_refused() -> None:
    bare = GAP.model_copy(update={"value": fact(20), "inputs": ()})
    enrolled.when(bare).then_refused(
        RuleBroken, field="/data/inputs", saying="township_average_net_income_per_capita"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"unit": "USD_per_person_year"},
        {"name": "county_average"},
    ],
)
def test_an_input_is_one_of_the_criterion_in_its_unit(change: dict[str, str]) -> None:
    first, second = GAP.inputs
    wrong = GAP.model_copy(update={"inputs": (first, second.model_copy(update=change))})
    enrolled.when(wrong).then_refused(RuleBroken, field="/data/inputs/1")


def test_no_input_is_missing_or_given_twice() -> None:
    first, second = GAP.inputs
    for inputs in ((first,), (first, second, second)):
        enrolled.when(GAP.model_copy(update={"inputs": inputs})).then_refused(
            RuleBroken, field="/data/inputs"
        )


def test_an_average_of_zero_gives_no_value() -> None:
    first, second = GAP.inputs
    zero = GAP.model_copy(
        update={"inputs": (first, second.model_copy(update={"value": Decimal(0)}))}
    )
    enrolled.when(zero).then_refused(RuleBroken, field="/data/inputs")


def test_a_criterion_that_is_not_derived_takes_no_inputs() -> None:
    figure = Quantity(name="asked", value=Decimal(100), unit="persons")
    enrolled.when(SATISFACTION.model_copy(update={"inputs": (figure,)})).then_refused(
        RuleBroken, field="/data/inputs"
    )


# What counts ----------------------------------------------------------------------------------


def test_the_latest_days_evidence_counts_whenever_it_was_recorded() -> None:
    story = enrolled.went(
        evidence("satisfaction_pct", 80, "new", as_of=day("2011-10-31")),
        evidence("satisfaction_pct", 60, "old", as_of=day("2010-10-31")),
    )
    assert story.state.facts()["satisfaction_pct"] == ("new", Decimal(80))


def test_of_one_days_evidence_the_last_recorded_counts() -> None:
    story = enrolled.went(
        evidence("satisfaction_pct", 80, "first"), evidence("satisfaction_pct", 60, "second")
    )
    assert story.state.facts()["satisfaction_pct"] == ("second", Decimal(60))


# Corrections ----------------------------------------------------------------------------------


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    story = (
        enrolled.went(SATISFACTION)
        .when(correction(66))
        .then_recorded(criterion="satisfaction_pct", value=fact(66))
    )
    assert story.state.facts() == {"satisfaction_pct": ("survey-2", Decimal(66))}


def test_correcting_older_evidence_does_not_outrank_newer() -> None:
    story = enrolled.went(
        evidence("satisfaction_pct", 60, "survey-1"),
        evidence("satisfaction_pct", 80, "survey-9"),
        correction(61),
    )
    assert story.state.facts()["satisfaction_pct"] == ("survey-9", Decimal(80))


def test_a_correction_without_a_value_withdraws() -> None:
    story = enrolled.went(SATISFACTION).when(correction(None)).then_recorded(value=None)
    assert story.state.facts() == {}
    story.when(evidence("satisfaction_pct", 70, "survey-2")).then_refused(AlreadyRecorded)


def test_evidence_is_corrected_once_and_then_its_correction() -> None:
    once = enrolled.went(SATISFACTION, correction(66))
    once.when(correction(67, id="survey-3")).then_refused(
        AlreadyRecorded, "R-17", field="/data/corrects"
    )
    again = once.went(correction(67, corrects="survey-2", id="survey-3"))
    assert again.state.facts()["satisfaction_pct"] == ("survey-3", Decimal(67))


def test_only_evidence_on_record_is_corrected() -> None:
    enrolled.when(correction(66)).then_refused(
        UnknownReference, "R-17", field="/data/corrects", saying="survey-1"
    )


def test_a_correction_has_an_id_of_its_own() -> None:
    enrolled.went(SATISFACTION).when(correction(66, id="survey-1")).then_refused(
        AlreadyRecorded, "R-17", field="/data/evidence_id"
    )


def test_a_corrected_value_fits_the_criterion_too() -> None:
    enrolled.went(SATISFACTION).when(correction(101)).then_refused(RuleBroken, saying="to 100")


def test_a_derived_value_is_corrected_by_its_inputs() -> None:
    inputs = evidence("income_gap_pct", -20.01).inputs
    story = enrolled.went(GAP)
    story.when(correction(None, corrects="income-1", inputs=inputs)).then_recorded(
        value=fact(-20.01)
    )
    story.when(correction(5, corrects="income-1", inputs=inputs)).then_refused(RuleBroken)


def test_others_do_not_correct_evidence() -> None:
    enrolled.went(SATISFACTION).when(says(correction(66), by=NEIGHBOUR)).then_refused(
        NotAuthorised, "R-19"
    )


def test_evidence_corrected_after_a_decision_leaves_the_decision_as_it_is() -> None:
    story = confirmed.went(by_township(correction(60, corrects="ev-satisfaction_pct")))
    assert story.state.in_force == confirmed.state.in_force
    assert story.state.facts()["satisfaction_pct"] == ("survey-2", Decimal(60))


def test_a_rating_rests_on_the_corrected_value() -> None:
    snapshot = (
        evidenced.went(correction(69.9, corrects="ev-satisfaction_pct"))
        .when(RATED, on="2011-11-12")
        .field("snapshot")
    )
    assert ORDINARY["satisfaction_pct"] == 78
    assert snapshot.facts["satisfaction_pct"].evidence_ids == ("survey-2",)
    assert snapshot.indicated == "backward"


# A qualitative criterion, and one of another ladder (dual-strong) -------------------------------


def rural_branch() -> Scenario[Any]:
    document = schemes.document("dual-strong")
    publish = SchemePublished(
        scheme_version=document["version"], effective_from=day("2011-04-01"), definition=document
    )
    return Scenario(grading, case=f"dual-strong:{document['cycles'][0]['id']}:village-1").went(
        organisation("town", document["issuer"]["kind"]),
        organisation("village-1", "village_branch", "town"),
        says(publish, by="town"),
        says(CycleOpened(scheme_version=document["version"]), by="town"),
        says(BranchEnrolled(ladders=("rural",)), by="town"),
    )


def finding(criterion: str, value: Any, text: str | None) -> Any:
    branch = rural_branch()
    scheme = next(iter(branch.register.schemes.values()))
    declared = scheme.criterion(criterion)
    assert declared is not None
    event = SATISFACTION.model_copy(
        update={
            "criterion": criterion,
            "value": Value(value=value, finding=text),
            "kind": declared.evidence[0],
        }
    )
    return branch.when(event)


def qualitative(prefix: str) -> str:
    scheme = next(iter(rural_branch().register.schemes.values()))
    return next(
        c.id for c in scheme.criteria if c.type == "qualitative" and c.id.startswith(prefix)
    )


def test_a_qualitative_verdict_comes_with_its_finding() -> None:
    finding(qualitative("r_"), "met", "seen on site").accepted()
    finding(qualitative("r_"), "met", None).then_refused(ReasonMissing, field="/data/value/finding")


def test_a_qualitative_verdict_is_met_or_not_met() -> None:
    finding(qualitative("r_"), "good", "seen on site").then_refused(
        RuleBroken, saying="met or not_met"
    )


def test_a_criterion_of_another_ladder_does_not_apply() -> None:
    finding(qualitative("e_"), "met", "seen on site").then_refused(UnknownReference, "R-02")


def test_evidence_is_not_of_a_day_that_has_not_come() -> None:
    enrolled.when(SATISFACTION, on="2011-10-30").then_refused(
        RuleBroken, "R-22", field="/data/as_of"
    )
