"""OrganisationRegistered and RegisterFigureRecorded."""

from decimal import Decimal

import pytest

from contracts.events.grading import OrganisationRegistered, RegisterFigureRecorded
from contracts.refusals import RuleBroken, UnknownReference, UnknownSubject
from tests.support.scenario import says
from tests.unit.grading.situations import (
    BRANCH,
    COUNTY,
    TOWNSHIP,
    day,
    nothing,
    organisation,
    registered,
)

FIGURE = RegisterFigureRecorded(
    figure="members", value=Decimal(31), as_of=day("2011-10-31"), reported_from="member register"
)


def test_the_first_organisation_has_no_superior() -> None:
    nothing.when(organisation(COUNTY, "county_organisation_department")).then_recorded(parent=None)


def test_an_organisation_stands_under_a_registered_superior() -> None:
    register = registered.register
    assert [above.id for above in register.superiors(BRANCH)] == [TOWNSHIP, COUNTY]


def test_a_superior_must_be_registered_first() -> None:
    nothing.when(organisation(BRANCH, "village_branch", TOWNSHIP)).then_refused(
        UnknownReference, field="/data/parent", awaits={"OrganisationRegistered"}
    )


def test_nobody_stands_above_itself() -> None:
    registered.when(organisation(BRANCH, "village_branch", BRANCH)).then_refused(
        RuleBroken, field="/data/parent"
    )


def test_nobody_stands_above_itself_by_a_loop() -> None:
    registered.when(organisation(COUNTY, "county_organisation_department", BRANCH)).then_refused(
        RuleBroken, field="/data/parent"
    )


def test_an_entry_can_change() -> None:
    entry = OrganisationRegistered(kind="village_branch", name_zh="新名", parent=COUNTY)
    story = registered.went(says(entry, about=f"organisation:{BRANCH}"))
    assert story.register.organisations[BRANCH].name_zh == "新名"
    assert [above.id for above in story.register.superiors(BRANCH)] == [COUNTY]


def test_a_figure_is_recorded_of_a_registered_organisation() -> None:
    registered.when(says(FIGURE, about=f"organisation:{BRANCH}")).then(FIGURE)


@pytest.mark.parametrize("value", ["-1", "-40", "2.5", "0.1", "-0.5"])
def test_a_figure_is_a_whole_number_from_zero_on(value: str) -> None:
    figure = FIGURE.model_copy(update={"value": Decimal(value)})
    registered.when(says(figure, about=f"organisation:{BRANCH}")).then_refused(
        RuleBroken, "R-27", field="/data/value", saying="a whole number from 0 on"
    )


@pytest.mark.parametrize("value", ["0", "31", "31.0", "3E+2"])
def test_a_whole_number_is_a_figure_however_it_is_written(value: str) -> None:
    figure = FIGURE.model_copy(update={"value": Decimal(value)})
    registered.when(says(figure, about=f"organisation:{BRANCH}")).then(figure)


def test_a_figure_is_of_a_day_that_has_come() -> None:
    about = f"organisation:{BRANCH}"
    registered.when(says(FIGURE, on="2011-10-30", about=about)).then_refused(
        RuleBroken, "R-22", field="/data/as_of", saying="2011-10-30"
    )
    registered.when(says(FIGURE, on="2011-10-31", about=about)).then(FIGURE)


def test_a_day_that_has_come_anywhere_on_earth_has_come() -> None:
    morning = says(FIGURE, on="2011-10-31T00:30+08:00", about=f"organisation:{BRANCH}")
    registered.when(morning).then(FIGURE)


def test_a_figure_of_nobody_is_refused() -> None:
    registered.when(says(FIGURE, about="organisation:nobody")).then_refused(
        UnknownSubject, field="/subject", awaits={"OrganisationRegistered"}
    )


@pytest.mark.feature("S2-37")
def test_a_name_with_a_misprint_is_registered_with_a_note() -> None:
    entry = OrganisationRegistered(
        kind="village_branch", name_zh="关村村党支部", name_note="汉封 三: 原文“关村粗党支部”",
        parent=TOWNSHIP,
    )  # fmt: skip
    registered.when(says(entry, about="organisation:guan")).then(entry)
