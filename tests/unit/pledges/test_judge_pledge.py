import pytest

from contracts.events.pledges import PledgeFulfilled, PledgeNotFulfilled
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import says
from tests.unit.pledges.story import (
    BRANCH,
    MEMBERS_PLEDGE,
    OPEN_TO_ALL,
    PLEDGED,
    PUBLISHED,
    TOWNSHIP,
    day,
)

ON = "2012-12-10"
KEPT = PledgeFulfilled(
    pledge_id="p1", item_id="road", judged_by=("person-8", "person-9"),
    judged_on=day(ON), finding="2.5 km paved",
)  # fmt: skip
BROKEN = PledgeNotFulfilled(
    pledge_id="p1", item_id="road", judged_by=("person-8",), judged_on=day(ON), reason="1 km"
)


@pytest.mark.feature("S1-23")
def test_members_and_masses_of_the_branch_judge_its_pledge() -> None:
    OPEN_TO_ALL.when(KEPT, by=BRANCH, on=ON).then(KEPT)
    OPEN_TO_ALL.when(BROKEN, by=BRANCH, on=ON).then(BROKEN)


@pytest.mark.feature("S1-23")
def test_the_committee_above_judges_a_pledge() -> None:
    OPEN_TO_ALL.when(KEPT, by=TOWNSHIP, on=ON).then(KEPT)


@pytest.mark.feature("S1-23")
@pytest.mark.parametrize("judges", [(BRANCH,), ("person-8", BRANCH)])
def test_a_pledge_is_judged_by_somebody_other_than_the_pledger(judges: object) -> None:
    event = KEPT.model_copy(update={"judged_by": judges})
    OPEN_TO_ALL.when(event, on=ON).then_refused(NotAuthorised, "R-19", field="/data/judged_by")


@pytest.mark.parametrize("body", ["village-c", "township-office", "nobody"])
def test_a_neighbour_or_an_office_does_not_judge(body: str) -> None:
    OPEN_TO_ALL.when(KEPT, by=body, on=ON).then_refused(
        NotAuthorised, "R-19", field="/actor", saying=TOWNSHIP
    )


def test_a_member_does_not_judge_the_pledge_it_made_with_others() -> None:
    both = MEMBERS_PLEDGE.model_copy(update={"pledger_ids": ("person-1", "person-2")})
    seen = PUBLISHED.model_copy(update={"pledge_id": "p2"})
    told = PLEDGED.went(says(both, on="2011-12-06"), says(seen, on="2011-12-07"))
    event = KEPT.model_copy(update={"pledge_id": "p2", "item_id": "help"})
    himself = event.model_copy(update={"judged_by": ("person-2",)})
    told.when(himself, on=ON).then_refused(NotAuthorised, "R-19", field="/data/judged_by")
    told.when(event, on=ON).then(event)


@pytest.mark.feature("S1-21")
def test_a_public_pledge_is_judged_only_after_it_could_be_read() -> None:
    PLEDGED.when(KEPT, on=ON).then_refused(StepNotOpen, "四(三)", awaits={"PledgePublished"})


@pytest.mark.parametrize(("field", "value"), [("pledge_id", "p9"), ("item_id", "bridge")])
def test_a_judgement_is_of_what_was_pledged(field: str, value: str) -> None:
    event = KEPT.model_copy(update={field: value})
    OPEN_TO_ALL.when(event, on=ON).then_refused(UnknownReference, field=f"/data/{field}")


def test_an_item_is_judged_once() -> None:
    told = OPEN_TO_ALL.went(says(KEPT, on=ON))
    told.when(KEPT, on=ON).then_refused(AlreadyRecorded)
    told.when(BROKEN, on=ON).then_refused(AlreadyRecorded)


def test_the_pledge_as_a_whole_is_judged_once_and_closes_its_items() -> None:
    whole = KEPT.model_copy(update={"item_id": None})
    told = OPEN_TO_ALL.went(says(whole, on=ON))
    told.when(whole, on=ON).then_refused(AlreadyRecorded)
    told.when(BROKEN, on=ON).then_refused(AlreadyRecorded)


def test_the_whole_is_not_kept_where_an_item_was_not() -> None:
    whole = KEPT.model_copy(update={"item_id": None})
    OPEN_TO_ALL.went(says(BROKEN, on=ON)).when(whole, on=ON).then_refused(RuleBroken, "R-19")


def test_the_whole_may_fail_while_one_item_was_kept_but_not_when_all_were() -> None:
    whole = BROKEN.model_copy(update={"item_id": None})
    books = KEPT.model_copy(update={"item_id": "books"})
    one = OPEN_TO_ALL.went(says(KEPT, on=ON))
    one.when(whole, on=ON).then(whole)
    one.went(says(books, on=ON)).when(whole, on=ON).then_refused(RuleBroken, "R-19")


def test_a_judgement_is_not_dated_after_it_was_said() -> None:
    for body in (BRANCH, TOWNSHIP):
        OPEN_TO_ALL.when(KEPT, by=body, on="2012-12-09").then_refused(
            RuleBroken, "R-22", field="/data/judged_on"
        )
