"""Targets of a township: promotion and conversion, exact, with the names behind them."""

from decimal import Decimal

import pytest

from contracts.events import grading as g
from tests.unit.projections.programme import Programme, asked, day, names


def graded(of: Programme, id: str, *tiers: str, opening: str = "intermediate") -> None:
    of.enrol(id, "grade", "2011-11-02", opening=opening, cycle="2011-2012")
    for tier in tiers:
        of.give(id, "grade", tier, "2012-12-24", basis="year_end_assessment", cycle="2011-2012")


@pytest.mark.feature("S1-41")
def test_promotion_is_exact_and_says_who() -> None:
    of = Programme("classification-upgrade")
    for n in range(11):
        graded(of, f"v{n:02}", "advanced" if n == 0 else "intermediate")
    graded(of, "other", "advanced", opening="backward")
    row = of.rows("2013-03-01")["T1-02"]
    assert asked(row, "rate", "needed", "short_by", "met", "state") == (
        "1/11",
        2,
        1,
        False,
        "missed",
    )
    assert names(row.counted) == ["v00"]
    assert names(row.not_counted) == [f"v{n:02}" for n in range(1, 11)]


@pytest.mark.feature("S1-41")
def test_an_advanced_branch_counts_once_however_often_it_is_listed() -> None:
    of = Programme("classification-upgrade")
    for id in ("a", "b"):
        graded(of, id, opening="advanced")
    listed = {
        "list_level": "county",
        "list_name": "先进",
        "entered_on": "2012-07-01",
        "document": "文",
    }
    of.record("a", "AdvancedListing", "2012-07-02", **listed)
    of.record("a", "AdvancedListing", "2012-07-03", **listed)
    row = of.rows("2012-12-31")["T1-01"]
    assert asked(row, "numerator", "denominator", "met") == (1, 2, True)
    assert names(row.counted) == ["a"]


def listed_on(of: Programme, id: str, entered_on: str, filed_on: str) -> None:
    of.record(
        id, "AdvancedListing", filed_on, list_level="county", list_name="先进",
        entered_on=entered_on, document="文",
    )  # fmt: skip


@pytest.mark.feature("S1-41")
def test_a_list_entered_after_the_close_of_the_cycle_is_late() -> None:
    of = Programme("classification-upgrade")
    graded(of, "a", opening="advanced")
    listed_on(of, "a", "2013-05-01", "2013-05-02")
    row = of.rows("2013-06-01")["T1-01"]
    assert asked(row, "rate", "met", "state", "due_on") == (
        "0/1", False, "missed", day("2012-12-31"),
    )  # fmt: skip
    assert names(row.reached_late) == ["a"]


def test_a_list_entered_by_the_close_counts_though_it_is_filed_later() -> None:
    of = Programme("classification-upgrade")
    graded(of, "a", opening="advanced")
    listed_on(of, "a", "2012-12-31", "2013-01-08")
    row = of.rows("2013-06-01")["T1-01"]
    assert asked(row, "rate", "met", "reached_late") == ("1/1", True, [])


def test_a_listing_counts_on_the_day_that_it_was_corrected_to() -> None:
    of = Programme("classification-upgrade")
    graded(of, "a", opening="advanced")
    listed_on(of, "a", "2012-12-31", "2013-01-08")
    filed = of.told[-1].event
    assert isinstance(filed, g.RecordFiled)
    mended = g.RecordCorrected(
        record_id="mended", corrects=filed.record_id, kind=filed.kind, reason="错",
        fields=dict(filed.fields) | {"entered_on": "2013-01-03"},
    )  # fmt: skip
    of.say(mended, "a", "2013-02-01")
    row = of.rows("2013-06-01")["T1-01"]
    assert (row.rate, names(row.reached_late)) == ("0/1", ["a"])


@pytest.mark.feature("S1-41")
def test_a_tier_given_since_the_close_of_the_cycle_is_late() -> None:
    of = Programme("classification-upgrade")
    graded(of, "a", "intermediate")
    of.give("a", "grade", "advanced", "2013-05-20", basis="recognition")
    row = of.rows("2013-06-01")["T1-02"]
    assert asked(row, "rate", "met", "state") == ("0/1", False, "missed")
    assert names(row.reached_late) == ["a"]


def test_a_tier_in_force_revised_since_the_close_of_the_cycle_is_late() -> None:
    of = Programme("classification-upgrade")
    graded(of, "a", "intermediate")
    revised = g.GradeRevised(
        ladder="grade", from_tier="intermediate", to_tier="advanced", replaces="tier_in_force"
    )
    of.say(revised, "a", "2013-05-20")
    row = of.rows("2013-06-01")["T1-02"]
    assert (row.rate, names(row.reached_late)) == ("0/1", ["a"])


def test_a_year_end_tier_counts_for_its_cycle_however_late_it_is_given() -> None:
    """AMB-32"""
    of = Programme("classification-upgrade")
    graded(of, "a")
    of.give("a", "grade", "advanced", "2013-01-20", basis="year_end_assessment")
    row = of.rows("2013-06-01")["T1-02"]
    assert asked(row, "rate", "state", "waiting", "reached_late") == ("1/1", "met", [], [])


def test_a_report_of_a_day_after_the_close_says_nothing_of_the_cycle() -> None:
    of = Programme("classification-upgrade")
    graded(of, "a")
    of.report("T1-02", Decimal(10), "2012-12-31")
    of.report("T1-02", Decimal(20), "2013-05-20")
    assert [one.counts for one in of.rows("2013-06-01")["T1-02"].reported] == [True, False]


@pytest.mark.feature("S1-41")
def test_who_has_no_year_end_tier_yet_is_named() -> None:
    of = Programme("classification-upgrade")
    graded(of, "a")
    graded(of, "b", "advanced")
    row = of.rows("2012-12-30")["T1-02"]
    assert (names(row.waiting), row.numerator, row.state) == (["a"], 1, "met")


@pytest.mark.feature("S1-42")
def test_conversion_looks_at_the_whole_window() -> None:
    of = Programme("classification-upgrade", "2013")
    graded(of, "a", "backward", opening="backward")
    graded(of, "b", "intermediate", opening="backward")
    graded(of, "c", "advanced", opening="advanced")
    row = of.rows("2013-01-01")["T1-03"]
    assert (row.rate, names(row.not_counted), row.state) == ("1/2", ["a"], "open")
    of.enrol("a", "grade", "2013-01-10", opening="backward", cycle="2013")
    of.give("a", "grade", "intermediate", "2013-12-20", cycle="2013")
    after = of.rows("2013-12-31")["T1-03"]
    assert (after.rate, after.met) == ("1/1", True)
    assert names(after.counted) == ["a", "b"]


def test_promotion_is_of_one_cycle_and_the_whole_is_shown_for_each() -> None:
    of = Programme("classification-upgrade", "2013")
    graded(of, "a", "advanced")
    graded(of, "b", "intermediate")
    of.enrol("b", "grade", "2013-01-10", opening="intermediate", cycle="2013")
    row = of.rows("2013-06-30")["T1-02"]
    assert asked(row, "numerator", "denominator", "denominator_shrank") == (0, 1, True)
    assert [(one.on, one.value) for one in row.denominators] == [
        (day("2011-11-01"), 2), (day("2013-01-01"), 1),
    ]  # fmt: skip


@pytest.mark.feature("S2-36")
@pytest.mark.parametrize(
    ("said", "backed"), [("9.09", True), ("9.1", True), ("9", True), ("10", False)]
)
def test_a_reported_rate_is_held_against_the_events(said: str, backed: bool) -> None:
    of = Programme("classification-upgrade")
    for n in range(11):
        graded(of, f"v{n:02}", "advanced" if n == 0 else "intermediate")
    of.report("T1-02", Decimal(said), "2012-12-31")
    row = of.rows("2013-03-01")["T1-02"]
    assert (row.how, row.met, row.reported[0].backed) == ("both", False, backed)


def test_a_report_does_not_make_a_share_of_nobody_met() -> None:
    """AMB-28"""
    of = Programme("classification-upgrade")
    graded(of, "a", "advanced", opening="advanced")
    of.report("T1-02", Decimal("12.5"), "2012-12-31")
    row = of.rows("2013-03-01")["T1-02"]
    assert asked(row, "denominator", "met", "state", "how") == (
        0, None, "not_applicable", "reported",
    )  # fmt: skip
    assert [one.value for one in row.reported] == [Decimal("12.5")]
