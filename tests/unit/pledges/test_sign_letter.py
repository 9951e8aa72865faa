import pytest

from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import says
from tests.unit.pledges.story import (
    AFTER_DECISION,
    AIMED,
    BRANCH,
    ENROLLED,
    LETTER,
    OFFICE,
    OPINIONS,
    TARGET,
    TOWNSHIP,
)

ON = "2011-12-12"
WITH_A_MEMBER = LETTER.model_copy(
    update={"letter_id": "l2", "kind": "tiered", "party_a": BRANCH, "party_b": "person-1"}
)


@pytest.mark.feature("S1-20")
def test_a_branch_signs_its_letter_with_the_township_after_the_decision() -> None:
    AFTER_DECISION.when(LETTER, on=ON).then(LETTER)


@pytest.mark.feature("S1-20")
def test_a_letter_before_the_decision_is_refused_and_waits_for_it() -> None:
    ENROLLED.when(LETTER, on=ON).then_refused(
        StepNotOpen, awaits={"GradeConfirmed", "GradeRevised"}
    )


def test_either_party_may_stand_first() -> None:
    turned = LETTER.model_copy(update={"party_a": BRANCH, "party_b": TOWNSHIP})
    AFTER_DECISION.when(turned, on=ON).then(turned)


@pytest.mark.parametrize(
    ("party_a", "party_b"),
    [
        (BRANCH, BRANCH),
        (TOWNSHIP, "village-c"),
        (BRANCH, "village-c"),
        (BRANCH, OFFICE),
        (BRANCH, "person-1"),
    ],
)
def test_a_letter_is_between_the_branch_and_the_committee_above_it(
    party_a: str, party_b: str
) -> None:
    event = LETTER.model_copy(update={"party_a": party_a, "party_b": party_b})
    AFTER_DECISION.when(event, on=ON).then_refused(
        NotAuthorised, "R-19", field="/data/party_a", saying="township_committee"
    )


@pytest.mark.feature("S1-28")
def test_letters_are_signed_layer_by_layer_down_to_members_once_targets_are_set() -> None:
    AIMED.when(WITH_A_MEMBER, on=ON).then(WITH_A_MEMBER)
    OPINIONS.when(WITH_A_MEMBER, on=ON).then_refused(StepNotOpen, awaits={"UpgradeTargetSet"})


@pytest.mark.feature("S1-28")
def test_the_letter_of_a_member_is_not_signed_with_the_township() -> None:
    event = WITH_A_MEMBER.model_copy(update={"party_b": TOWNSHIP})
    AIMED.when(event, on=ON).then_refused(NotAuthorised, "R-19")


def test_only_the_branch_records_its_letters() -> None:
    AFTER_DECISION.when(LETTER, by=TOWNSHIP, on=ON).then_refused(NotAuthorised, "R-19")


def test_a_kind_that_the_scheme_does_not_know_is_refused() -> None:
    event = LETTER.model_copy(update={"kind": "treaty"})
    AFTER_DECISION.when(event, on=ON).then_refused(
        UnknownReference, field="/data/kind", saying="township_village, tiered"
    )


def test_the_id_of_a_letter_is_used_once_in_a_case() -> None:
    AFTER_DECISION.went(says(LETTER, on=ON)).when(LETTER, on=ON).then_refused(
        AlreadyRecorded, field="/data/letter_id"
    )


@pytest.mark.feature("S1-20", "S1-25")
def test_letter_and_target_are_linked_from_whichever_comes_later() -> None:
    signed = AIMED.went(says(LETTER.model_copy(update={"target_ids": ("t1",)}), on=ON))
    linked = TARGET.model_copy(update={"target_id": "t2", "letter_id": "l1"})
    signed.when(linked, on=ON).then(linked)
    AIMED.when(linked, on=ON).then_refused(UnknownReference, field="/data/letter_id")


def test_a_letter_names_only_targets_that_are_set() -> None:
    event = LETTER.model_copy(update={"target_ids": ("t1", "t9")})
    AIMED.when(event, on=ON).then_refused(UnknownReference, field="/data/target_ids/1")


def test_a_letter_is_not_dated_after_it_was_said() -> None:
    AFTER_DECISION.when(LETTER, on="2011-12-04").then_refused(RuleBroken, "R-22")
