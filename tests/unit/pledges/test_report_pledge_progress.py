from decimal import Decimal

import pytest

from contracts.events.pledges import PledgeFulfilled, PledgeProgressReported
from contracts.refusals import AlreadyRecorded, RuleBroken, StepNotOpen, UnknownReference
from tests.support.scenario import says
from tests.unit.pledges.story import CARRYING_OUT, OPEN_TO_ALL, day

ON = "2012-06-30"
REPORT = PledgeProgressReported(
    pledge_id="p1",
    item_id="road",
    reported_on=day(ON),
    text="half of it",
    quantity_done=Decimal("1.2"),
    unit="km",
)


@pytest.mark.feature("S1-23")
def test_a_branch_reports_how_far_a_pledged_item_has_come() -> None:
    CARRYING_OUT.when(REPORT, on=ON).then(REPORT)


def test_progress_belongs_to_the_carrying_out_which_needs_assigned_targets() -> None:
    OPEN_TO_ALL.when(REPORT, on=ON).then_refused(StepNotOpen, awaits={"UpgradeTargetAssigned"})


@pytest.mark.parametrize(("field", "value"), [("pledge_id", "p9"), ("item_id", "bridge")])
def test_progress_is_of_an_item_on_record(field: str, value: str) -> None:
    event = REPORT.model_copy(update={field: value})
    CARRYING_OUT.when(event, on=ON).then_refused(UnknownReference, field=f"/data/{field}")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unit": "m"}, "/data/unit"),
        ({"unit": None}, "/data/unit"),
        ({"quantity_done": None}, "/data/quantity_done"),
    ],
)
def test_progress_is_told_in_the_unit_of_the_pledge(change: dict[str, object], field: str) -> None:
    event = REPORT.model_copy(update=change)
    CARRYING_OUT.when(event, on=ON).then_refused(RuleBroken, "R-27", field=field)


def test_an_item_without_a_measure_may_be_told_in_any_or_in_none() -> None:
    words = REPORT.model_copy(update={"item_id": "books", "quantity_done": None, "unit": None})
    CARRYING_OUT.when(words, on=ON).then(words)
    pages = REPORT.model_copy(update={"item_id": "books", "unit": "pages"})
    CARRYING_OUT.when(pages, on=ON).then(pages)


@pytest.mark.parametrize("judged", ["road", None])
def test_no_progress_follows_a_judgement_of_the_item_or_of_the_whole(judged: str | None) -> None:
    verdict = PledgeFulfilled(
        pledge_id="p1", item_id=judged, judged_by=("person-8",), judged_on=day(ON), finding="done"
    )
    told = CARRYING_OUT.went(says(verdict, on=ON))
    told.when(REPORT, on=ON).then_refused(AlreadyRecorded, field="/data/item_id")
    if judged:
        books = REPORT.model_copy(update={"item_id": "books", "quantity_done": None, "unit": None})
        told.when(books, on=ON).then(books)
