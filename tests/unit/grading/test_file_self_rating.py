"""SelfRatingFiled."""

from datetime import date
from typing import Any

import pytest

from contracts.events.grading import SelfRatingFiled
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import says
from tests.unit.grading.situations import (
    FILED,
    OFFICE,
    TOWNSHIP,
    day,
    evidenced,
    filed,
    rated,
)


def but(**changes: Any) -> SelfRatingFiled:
    return FILED.model_copy(update=changes)


def filed_on(iso: str) -> SelfRatingFiled:
    return but(filed_on=day(iso))


@pytest.mark.feature("S1-13")
def test_cu_p6_filing_on_the_fifteenth_is_in_time() -> None:
    rated.when(filed_on("2011-11-15"), on="2011-11-15").then_recorded(
        due_on=date(2011, 11, 15), late=False, days_late=0
    )


@pytest.mark.feature("S1-13")
def test_cu_p7_filing_on_the_sixteenth_is_late_and_recorded() -> None:
    rated.when(filed_on("2011-11-16"), on="2011-11-16").then_recorded(
        due_on=date(2011, 11, 15), late=True, days_late=1
    )


def test_the_day_is_the_one_of_the_schemes_time_zone() -> None:
    late_evening = "2011-11-15T15:59:59+00:00"  # 23:59:59 on the 15th in Shanghai
    rated.when(filed_on("2011-11-15"), on=late_evening).then_recorded(late=False)
    rated.when(filed_on("2011-11-16"), on=late_evening).then_refused(RuleBroken, "R-22")


def test_a_filing_recorded_later_counts_on_its_own_day() -> None:
    rated.when(filed_on("2011-11-14"), on="2011-12-24").then_recorded(late=False)


def test_a_filing_is_not_dated_after_the_envelope() -> None:
    rated.when(filed_on("2011-11-15"), on="2011-11-14").then_refused(RuleBroken, "R-22")


@pytest.mark.feature("S1-13")
@pytest.mark.parametrize(("with_", "missing"), [((TOWNSHIP,), "office"), ((OFFICE,), "committee")])
def test_it_is_filed_with_the_committee_and_the_office(
    with_: tuple[str, ...], missing: str
) -> None:
    rated.when(but(filed_with=with_), on="2011-11-14").then_refused(
        RuleBroken, field="/data/filed_with", saying=missing
    )


def test_whom_it_is_filed_with_is_registered() -> None:
    rated.when(but(filed_with=(TOWNSHIP, "nobody")), on="2011-11-14").then_refused(
        UnknownReference, field="/data/filed_with/1", awaits={"OrganisationRegistered"}
    )


def test_there_is_a_self_rating_to_file() -> None:
    evidenced.when(FILED, on="2011-11-14").then_refused(StepNotOpen, awaits={"BranchSelfRated"})


def test_it_is_filed_once() -> None:
    filed.when(FILED, on="2011-11-14").then_refused(AlreadyRecorded, "R-03")


def test_the_branch_files_it() -> None:
    rated.when(says(FILED, by=TOWNSHIP), on="2011-11-14").then_refused(NotAuthorised, "R-19")


def test_the_ladder_is_one_it_rated_itself_on() -> None:
    rated.when(but(ladder="rural"), on="2011-11-14").then_refused(
        UnknownReference, field="/data/ladder"
    )
