import pytest

from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.schemes import document
from tests.unit.pledges.story import (
    AFTER_DECISION,
    AIMED,
    IN_WORDS,
    OPEN_TO_ALL,
    OPINIONS,
    SCHEME,
    TARGET,
    TOWNSHIP,
    day,
)

ON = "2011-12-10"


@pytest.mark.feature("S1-25", "S1-29")
def test_a_target_with_quantity_quality_and_deadline_is_set() -> None:
    OPINIONS.when(TARGET, on=ON).then(TARGET)


@pytest.mark.feature("S1-29")
def test_a_target_that_cannot_be_counted_has_a_qualitative_demand() -> None:
    OPINIONS.when(IN_WORDS, on=ON).then(IN_WORDS)
    silent = IN_WORDS.model_copy(update={"qualitative_demand": None})
    OPINIONS.when(silent, on=ON).then_refused(
        RuleBroken, "R-11 (四(四)2)", field="/data/qualitative_demand"
    )


@pytest.mark.feature("S1-29")
def test_cu_p9_a_quantifiable_target_without_a_deadline_is_refused() -> None:
    event = TARGET.model_copy(update={"due_on": None})
    OPINIONS.when(event, on=ON).then_refused(
        RuleBroken, "R-11 (四(四)2)", field="/data/due_on", saying="quantity, quality, deadline"
    )


@pytest.mark.feature("S1-29")
@pytest.mark.parametrize("field", ["quantity", "unit", "quality", "due_on"])
def test_each_missing_part_of_a_measure_is_named(field: str) -> None:
    event = TARGET.model_copy(update={field: None})
    OPINIONS.when(event, on=ON).then_refused(RuleBroken, field=f"/data/{field}")


@pytest.mark.feature("S1-29")
def test_all_missing_parts_are_named_at_once() -> None:
    event = TARGET.model_copy(update={"unit": None, "quality": None, "due_on": None})
    refused = OPINIONS.when(event, on=ON).then_refused(RuleBroken)
    assert [fault.field for fault in refused.faults] == [
        "/data/unit",
        "/data/quality",
        "/data/due_on",
    ]


@pytest.mark.feature("S1-24")
def test_opinions_are_heard_before_a_target_is_set() -> None:
    OPEN_TO_ALL.when(TARGET, on=ON).then_refused(
        StepNotOpen, awaits={"OpinionsHeard"}, saying="OpinionsHeard"
    )


def test_a_target_waits_for_all_that_comes_before_it() -> None:
    refused = AFTER_DECISION.when(TARGET, on=ON).then_refused(StepNotOpen)
    assert refused.rule == "procedure/set_targets (四(四)1-2)"


@pytest.mark.feature("S1-25")
def test_a_target_answers_criteria_of_the_scheme() -> None:
    event = TARGET.model_copy(update={"addresses": ("leading_industries", "happiness")})
    OPINIONS.when(event, on=ON).then_refused(UnknownReference, field="/data/addresses/1")


def test_a_deadline_lies_ahead() -> None:
    past = TARGET.model_copy(update={"due_on": day("2011-12-09")})
    OPINIONS.when(past, on=ON).then_refused(RuleBroken, "R-11", field="/data/due_on")
    today = TARGET.model_copy(update={"due_on": day(ON)})
    OPINIONS.when(today, on=ON).then(today)


def test_the_id_of_a_target_is_used_once_in_a_case() -> None:
    AIMED.when(TARGET, on=ON).then_refused(AlreadyRecorded, field="/data/target_id")


def test_the_branch_sets_its_own_targets() -> None:
    OPINIONS.when(TARGET, by=TOWNSHIP, on=ON).then_refused(NotAuthorised, "R-19")


@pytest.mark.feature("S1-30")
@pytest.mark.parametrize("tier", ["backward", "intermediate", "advanced"])
def test_each_measure_that_the_scheme_has_for_a_tier_can_be_made_a_target(tier: str) -> None:
    ladder = next(k for k in document(SCHEME)["ladders"] if k["id"] == "grade")
    measures = ladder["measures_by_tier"][tier]["measures_zh"]
    assert measures
    for measure in measures:
        event = IN_WORDS.model_copy(update={"text": measure})
        OPINIONS.when(event, on=ON).then_recorded(text=measure)
