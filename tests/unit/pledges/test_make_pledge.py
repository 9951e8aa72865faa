import pytest

from contracts.events.grading import BranchEnrolled, GradeRevised
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
    UnknownSubject,
)
from tests.support.scenario import says
from tests.unit.pledges.story import (
    AFTER_DECISION,
    BRANCH,
    DECIDED,
    ENROLLED,
    MEMBERS_PLEDGE,
    OPENED,
    PLEDGE,
    PLEDGED,
    TOWNSHIP,
    day,
)

ON = "2011-12-06"


@pytest.mark.feature("S1-21")
def test_a_branch_pledges_to_members_and_masses_after_the_decision() -> None:
    AFTER_DECISION.when(PLEDGE, on=ON).then(PLEDGE)


@pytest.mark.feature("S1-21")
def test_cu_p8_a_pledge_before_the_committees_examination_is_refused() -> None:
    ENROLLED.when(PLEDGE, on=ON).then_refused(
        StepNotOpen,
        "procedure/branch_pledge (四(三))",
        awaits={"GradeConfirmed", "GradeRevised"},
        saying="GradeConfirmed or GradeRevised",
    )


def test_a_revision_opens_the_pledges_as_a_confirmation_does() -> None:
    revised = GradeRevised(
        ladder="grade", from_tier="intermediate", to_tier="backward", meeting_id="m1"
    )
    ENROLLED.given(says(revised, by=TOWNSHIP)).when(PLEDGE, on=ON).then(PLEDGE)


@pytest.mark.feature("S1-22")
def test_every_member_pledges_in_an_event_of_their_own_or_several_in_one() -> None:
    other = MEMBERS_PLEDGE.model_copy(
        update={"pledge_id": "p3", "pledger_ids": ("person-2", "person-3")}
    )
    told = PLEDGED.went(MEMBERS_PLEDGE, other, on=ON)
    pledgers = set[str]().union(
        *(p.pledgers for p in told.state.pledges.values() if p.kind == "member_public")
    )
    assert pledgers == {"person-1", "person-2", "person-3"}


def test_a_member_may_pledge_before_the_branch_does() -> None:
    AFTER_DECISION.when(MEMBERS_PLEDGE, on=ON).then(MEMBERS_PLEDGE)


def test_a_case_that_is_not_enrolled_waits_for_its_enrolment() -> None:
    OPENED.given(DECIDED).when(PLEDGE, on=ON).then_refused(
        UnknownSubject, "R-02", awaits={"BranchEnrolled"}
    )


def test_enrolment_and_decision_may_be_heard_in_either_order() -> None:
    late = says(BranchEnrolled(ladders=("grade",)), by=TOWNSHIP)
    OPENED.given(DECIDED, late).when(PLEDGE, on=ON).then(PLEDGE)


def test_only_the_branch_itself_records_its_pledges() -> None:
    AFTER_DECISION.when(PLEDGE, by=TOWNSHIP, on=ON).then_refused(NotAuthorised, "R-19")
    AFTER_DECISION.when(PLEDGE, by="village-c", on=ON).then_refused(NotAuthorised, "R-19")


def test_a_kind_that_the_scheme_does_not_know_is_named_with_those_it_knows() -> None:
    event = PLEDGE.model_copy(update={"kind": "oath"})
    AFTER_DECISION.when(event, on=ON).then_refused(
        UnknownReference, field="/data/kind", saying="branch_public, member_public"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pledger_kind", "member"),
        ("pledger_kind", "joint"),
        ("pledger_ids", ("village-c",)),
        ("pledger_ids", (BRANCH, "person-1")),
    ],
)
def test_the_pledge_of_the_branch_is_made_by_the_branch(field: str, value: object) -> None:
    event = PLEDGE.model_copy(update={field: value})
    AFTER_DECISION.when(event, on=ON).then_refused(NotAuthorised, "R-19", field=f"/data/{field}")


@pytest.mark.parametrize("pledgers", [(BRANCH,), ("person-1", "person-1"), (TOWNSHIP, "person-1")])
def test_the_pledge_of_members_is_made_by_persons_each_named_once(pledgers: object) -> None:
    event = MEMBERS_PLEDGE.model_copy(update={"pledger_ids": pledgers})
    AFTER_DECISION.when(event, on=ON).then_refused(NotAuthorised, "R-19", field="/data/pledger_ids")


@pytest.mark.feature("S1-21")
@pytest.mark.parametrize("to", [(), ("members",), ("masses",)])
def test_a_pledge_is_made_to_all_whom_the_scheme_names(to: object) -> None:
    event = PLEDGE.model_copy(update={"to": to})
    AFTER_DECISION.when(event, on=ON).then_refused(
        RuleBroken, "四(三)", field="/data/to", saying="members, masses"
    )


def test_the_id_of_a_pledge_is_used_once_in_a_case() -> None:
    PLEDGED.when(PLEDGE, on=ON).then_refused(AlreadyRecorded, "R-17", field="/data/pledge_id")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"item_id": "books"}, "/data/items/1/item_id"),
        ({"unit": None}, "/data/items/0/unit"),
        ({"quantity": None}, "/data/items/0/quantity"),
        ({"due_on": day("2011-12-05")}, "/data/items/0/due_on"),
    ],
)
def test_an_item_has_its_own_id_a_whole_measure_and_a_day_to_come(
    change: dict[str, object], field: str
) -> None:
    road, books = PLEDGE.items
    event = PLEDGE.model_copy(update={"items": (road.model_copy(update=change), books)})
    AFTER_DECISION.when(event, on=ON).then_refused(RuleBroken, field=field)


def test_a_pledge_is_not_dated_after_it_was_said() -> None:
    AFTER_DECISION.when(PLEDGE, on="2011-12-05").then_refused(
        RuleBroken, "R-22", field="/data/made_on"
    )


def test_the_day_of_a_pledge_is_that_of_the_schemes_time_zone() -> None:
    late_on_the_fifth_in_utc = "2011-12-05T16:30+00:00"
    AFTER_DECISION.when(PLEDGE, on=late_on_the_fifth_in_utc).then(PLEDGE)
