"""RectificationOrdered, RectificationReported and RectificationVerified."""

from datetime import date
from typing import Any

import pytest

from contracts.events.grading import BranchEnrolled, ItemResult, RectificationItem
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import says
from tests.unit.grading.situations import (
    BRANCH,
    CRITICISED,
    ORDERED,
    REPORTED,
    TOWNSHIP,
    VERIFIED,
    appraised,
    assessed_badly,
    by_township,
    commended,
    criticised,
    day,
    ordered,
    organisation,
    reported,
    under,
)

ON = "2012-12-28"
ONLY_ONE = VERIFIED.model_copy(update={"accepted": False, "remaining": ("item-2",)})
MORE_TIME = ONLY_ONE.model_copy(update={"new_due_on": day("2013-04-30")})


def changed(event: Any, **changes: Any) -> Any:
    return event.model_copy(update=changes)


# The order ------------------------------------------------------------------------------------


@pytest.mark.feature("S1-37")
def test_an_order_completes_the_criticism_it_follows() -> None:
    story = criticised.when(by_township(ORDERED, ON)).then_recorded(
        criticism_event_id="criticism-1"
    )
    assert story.state.criticisms == {"criticism-1": True}


@pytest.mark.feature("S1-37")
def test_each_criticism_gets_its_order_the_oldest_first() -> None:
    story = criticised.went(by_township(CRITICISED, ON, id="criticism-2"))
    first = story.when(by_township(ORDERED, ON))
    assert first.field("criticism_event_id") == "criticism-1"
    second = first.accepted().when(by_township(changed(ORDERED, order_id="order-2"), ON))
    assert second.field("criticism_event_id") == "criticism-2"
    third = second.accepted().when(by_township(changed(ORDERED, order_id="order-3"), ON))
    assert third.field("criticism_event_id") == "criticism-2"


@pytest.mark.feature("S1-37")
def test_there_is_no_order_without_a_criticism() -> None:
    for story in (assessed_badly, commended):
        story.when(by_township(ORDERED, ON)).then_refused(
            StepNotOpen, "R-14", awaits={"CriticismIssued"}
        )
    appraised.when(by_township(ORDERED, ON)).then_refused(StepNotOpen, awaits={"BranchAssessed"})


@pytest.mark.feature("S1-37")
def test_a_scheme_that_criticises_orders_nothing_without() -> None:
    story = under(
        "pioneer-project",
        [
            organisation("district", "district_committee"),
            organisation("town", "township_committee", "district"),
        ],
        "town",
        "district",
    ).went(says(BranchEnrolled(ladders=("six_good",)), by="district"))
    order = changed(ORDERED, ordered_on=day("2004-06-01"), due_on=day("2004-07-01"))
    story.when(says(order, by="district"), on="2004-06-01").then_refused(
        StepNotOpen, "R-14", awaits={"CriticismIssued"}
    )


@pytest.mark.parametrize("due", ["2012-12-28", "2012-12-27"])
def test_an_order_is_due_after_its_own_day(due: str) -> None:
    criticised.when(by_township(changed(ORDERED, due_on=day(due)), ON)).then_refused(
        RuleBroken, "R-14", field="/data/due_on"
    )
    criticised.when(by_township(changed(ORDERED, due_on=day("2012-12-29")), ON)).accepted()


def test_an_orders_id_is_used_once() -> None:
    ordered.when(by_township(ORDERED, ON)).then_refused(AlreadyRecorded, field="/data/order_id")


def test_an_orders_items_have_ids_of_their_own() -> None:
    item = RectificationItem(item_id="item-1", text="replant")
    criticised.when(by_township(changed(ORDERED, items=(item, item)), ON)).then_refused(
        RuleBroken, "R-14", field="/data/items"
    )


def test_the_branch_orders_nothing() -> None:
    criticised.when(says(ORDERED, by=BRANCH), on=ON).then_refused(NotAuthorised, "R-19")


# The report -----------------------------------------------------------------------------------


@pytest.mark.feature("S1-38")
def test_a_report_in_time() -> None:
    ordered.when(REPORTED, on="2013-02-20").then_recorded(
        due_on=date(2013, 2, 28), late=False, days_late=0
    )


@pytest.mark.feature("S1-38")
def test_a_report_after_the_day_is_late_and_recorded() -> None:
    late = changed(REPORTED, reported_on=day("2013-03-03"))
    ordered.when(late, on="2013-03-03").then_recorded(late=True, days_late=3)


def test_a_report_names_an_order_on_record() -> None:
    ordered.when(changed(REPORTED, order_id="order-9"), on="2013-02-20").then_refused(
        UnknownReference, "R-14", field="/data/order_id", saying="order-1"
    )
    criticised.when(REPORTED, on="2013-02-20").then_refused(
        UnknownReference, awaits={"RectificationOrdered"}
    )


@pytest.mark.parametrize(
    ("results", "refusal", "field"),
    [
        (("item-1", "item-9"), UnknownReference, "/data/item_results/1/item_id"),
        (("item-1", "item-1"), RuleBroken, "/data/item_results/1/item_id"),
    ],
)
def test_a_report_names_each_item_of_the_order_once(
    results: tuple[str, ...], refusal: Any, field: str
) -> None:
    items = tuple(ItemResult(item_id=id, done=True) for id in results)
    ordered.when(changed(REPORTED, item_results=items), on="2013-02-20").then_refused(
        refusal, field=field
    )


def test_a_reports_evidence_is_on_record() -> None:
    item = ItemResult(item_id="item-1", done=True, evidence_ids=("photo-1",))
    ordered.when(changed(REPORTED, item_results=(item,)), on="2013-02-20").then_refused(
        UnknownReference, field="/data/item_results/0/evidence_ids/0"
    )


def test_the_branch_reports() -> None:
    ordered.when(says(REPORTED, by=TOWNSHIP), on="2013-02-20").then_refused(NotAuthorised, "R-19")


# The verification -----------------------------------------------------------------------------


@pytest.mark.feature("S1-38")
def test_the_committee_accepts_and_the_order_is_closed() -> None:
    story = reported.when(by_township(VERIFIED, "2013-03-05")).then(VERIFIED)
    assert story.state.orders["order-1"].closed
    story.when(REPORTED, on="2013-03-06").then_refused(AlreadyRecorded, field="/data/order_id")
    story.when(by_township(VERIFIED, "2013-03-06")).then_refused(AlreadyRecorded)


@pytest.mark.feature("S1-38")
def test_what_remains_stays_open_until_a_new_day() -> None:
    story = reported.went(by_township(MORE_TIME, "2013-03-05"))
    items = (ItemResult(item_id="item-2", done=True),)
    again = changed(REPORTED, reported_on=day("2013-04-29"), item_results=items)
    story.when(again, on="2013-04-29").then_recorded(due_on=date(2013, 4, 30), late=False)
    story.when(REPORTED, on="2013-04-29").then_refused(
        UnknownReference, field="/data/item_results/0/item_id"
    )


def test_what_remains_without_a_new_day_is_still_due_on_the_old() -> None:
    story = reported.went(by_township(ONLY_ONE, "2013-03-05"))
    items = (ItemResult(item_id="item-2", done=True),)
    again = changed(REPORTED, reported_on=day("2013-03-10"), item_results=items)
    story.when(again, on="2013-03-10").then_recorded(due_on=date(2013, 2, 28), days_late=10)


@pytest.mark.parametrize(
    "change", [{"accepted": False}, {"accepted": True, "remaining": ("item-1",)}]
)
def test_what_is_accepted_leaves_nothing_and_what_is_not_leaves_something(change: Any) -> None:
    reported.when(by_township(changed(VERIFIED, **change), "2013-03-05")).then_refused(
        RuleBroken, field="/data/remaining"
    )


def test_what_remains_is_of_the_order() -> None:
    stray = changed(ONLY_ONE, remaining=("item-2", "item-9"))
    reported.when(by_township(stray, "2013-03-05")).then_refused(
        UnknownReference, field="/data/remaining/1"
    )


@pytest.mark.parametrize("new", ["2013-02-28", "2013-03-05"])
def test_a_new_day_is_after_the_verification_and_the_old_day(new: str) -> None:
    event = changed(MORE_TIME, new_due_on=day(new))
    reported.when(by_township(event, "2013-03-05")).then_refused(
        RuleBroken, field="/data/new_due_on"
    )


def test_what_is_accepted_has_no_new_day() -> None:
    event = changed(VERIFIED, new_due_on=day("2013-05-01"))
    reported.when(by_township(event, "2013-03-05")).then_refused(
        RuleBroken, field="/data/new_due_on"
    )


def test_an_order_can_be_verified_on_site_without_a_report() -> None:
    ordered.when(by_township(VERIFIED, "2013-03-05")).accepted()


def test_the_committee_verifies() -> None:
    reported.when(says(VERIFIED, by=BRANCH), on="2013-03-05").then_refused(NotAuthorised, "R-19")
