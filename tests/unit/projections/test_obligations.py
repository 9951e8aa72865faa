"""The register of obligations: what a branch owes by a day, and what came of it."""

import copy
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import grading as g
from contracts.scheme import load_cached
from contracts.workdays import WorkingDays
from services.projections.registers.obligations.register import ObligationRow, rows, state_of
from services.runtime.workdays import china
from tests.unit.projections.chronicled import chronicled
from tests.unit.projections.history import BRANCH, DOCUMENT, rated, whole
from tests.unit.projections.history import begun as begun_2011
from tests.unit.projections.obliged import day, happened, held, pioneer, the, told

# A branch's filing, appraisal, assessment, tier, orders, targets --------------------------------


@pytest.mark.feature("S1-13")
@pytest.mark.parametrize(
    ("on", "state", "days"),
    [("2011-11-15", "open", 0), ("2011-11-16", "missed", 1), ("2011-11-18", "late", 2)],
)
def test_the_self_rating_is_filed_by_the_fifteenth(on: str, state: str, days: int) -> None:
    filing = the(told(whole(), on), "self_rating_filing")
    assert (filing.state, filing.days_late) == (state, days)
    assert filing.due_on == day("2011-11-15")
    assert (filing.met_by is not None) == (state == "late")


def test_every_deadline_of_a_branchs_years_is_there() -> None:
    found = told(whole(), "2013-04-01")
    due = {row.obligation.id: row.due_on for row in found}
    assert due == {
        "self_rating": day("2011-11-15"),
        "self_rating_filing": day("2011-11-15"),
        "target-1": day("2012-11-30"),
        "target-2": day("2012-11-30"),
        "democratic_appraisal": day("2012-12-31"),
        "comprehensive_assessment": day("2012-12-31"),
        "year_end_tier": day("2012-12-31"),
        "order-1": day("2013-02-28"),
        "look_back": day("2013-03-31"),
        "file_targets": None,
    }
    assert [row.state for row in found] == ["missed", "late", "late", *["met"] * 7]


def test_a_look_back_has_its_time_after_the_cycle() -> None:
    before = the(told(whole(), "2012-12-31"), "look_back")
    assert (before.state, before.opens_on) == ("not_due", day("2013-01-01"))
    assert the(told(whole(), "2013-03-24"), "look_back").state == "open"


@pytest.mark.feature("S1-38")
def test_an_order_that_is_not_reported_on_is_missed_and_says_so_once_it_is_on_record() -> None:
    order = the(told(whole(), "2013-03-05"), "order-1")
    assert (order.kind, order.state, order.days_late) == ("rectification", "missed", 5)
    assert order.working_days_late == 3  # Friday, Monday, Tuesday
    assert order.said_by == "DeadlinePassed"


@pytest.mark.feature("S1-38")
def test_an_order_may_be_given_another_day() -> None:
    play = whole.__wrapped__()  # its own, as it goes on
    again = g.RectificationOrdered(
        order_id="order-2", items=(g.RectificationItem(item_id="a", text="整改"),),
        ordered_on=day("2013-03-11"), due_on=day("2013-04-10"),
    )  # fmt: skip
    report = g.RectificationReported(
        order_id="order-2", reported_on=day("2013-04-08"),
        item_results=(g.ItemResult(item_id="a", done=False),),
    )  # fmt: skip
    check = g.RectificationVerified(
        order_id="order-2", verified_on=day("2013-04-12"), accepted=False, remaining=("a",),
        new_due_on=day("2013-05-10"),
    )  # fmt: skip
    play.say(again, "longtan", "2013-03-11")
    play.say(report, BRANCH, "2013-04-08")
    play.say(check, "longtan", "2013-04-12")
    assert the(told(play, "2013-04-11"), "order-2").state == "met"
    extended = the(told(play, "2013-04-12"), "order-2")
    assert (extended.state, extended.due_on) == ("open", day("2013-05-10"))
    assert extended.extended_from == [day("2013-04-10")]
    assert the(told(play, "2013-05-11"), "order-2").state == "missed"


def test_a_target_is_missed_by_its_day_or_by_judgement() -> None:
    assert the(told(whole(), "2012-11-30"), "target-1").state == "open"
    passed = the(told(whole(), "2012-12-01"), "target-1")
    assert (passed.state, passed.missed_by) == ("missed", None)
    reached = the(told(whole(), "2012-12-01"), "target-2")
    assert (reached.state, reached.met_on) == ("met", day("2012-11-20"))


def test_what_is_to_be_done_promptly_has_no_day_and_is_never_missed() -> None:
    assert the(told(begun_2011(), "2020-01-01"), "file_targets").state == "open"
    assert the(told(pioneer(), "2005-01-01"), "baseline_analysis", of="town").state == "open"


# The working days -------------------------------------------------------------------------------


def test_a_year_without_a_known_calendar_is_said_not_guessed() -> None:
    unknown = told(pioneer(), "2004-02-10", workdays=WorkingDays(lambda _: None))
    january = the(unknown, "activity_day", "2004-01", of="village")
    assert (january.days_late, january.worked_on, january.working_days_late) == (10, None, None)


@pytest.mark.parametrize(
    ("within", "due_on", "late", "working"),
    [
        ({"working_days": 3}, "2011-12-31", 4, 1),  # a Saturday that was worked for New Year
        ({"working_days": 4}, "2012-01-04", 0, 0),
        ({"days": 3}, "2011-12-31", 4, 1),
    ],
)
def test_a_scheme_may_count_days_from_an_act(
    within: dict[str, int], due_on: str, late: int, working: int
) -> None:
    filing = the(counting(within, "2012-01-10"), "file_targets")
    assert (filing.opens_on, filing.due_on) == (day("2011-12-28"), day(due_on))
    assert (filing.days_late, filing.working_days_late) == (late, working)
    assert filing.said_by is None


def test_before_the_act_nothing_is_asked_for_and_without_a_calendar_no_day_is_guessed() -> None:
    asked = {row.obligation.id for row in counting({"working_days": 3}, "2011-12-01")}
    assert "file_targets" not in asked
    unknown = counting({"working_days": 3}, "2012-01-02", WorkingDays(lambda _: None))
    assert (the(unknown, "file_targets").due_on, the(unknown, "file_targets").state) == (
        None, "open",
    )  # fmt: skip


def counting(
    within: dict[str, int], on: str, workdays: WorkingDays | None = None
) -> list[ObligationRow]:
    """The branch's years, had the scheme counted the days from the target to its filing."""
    document = copy.deepcopy(DOCUMENT)
    (step,) = (step for step in document["procedure"] if step["id"] == "file_targets")
    step["deadline"] = {"within": {**within, "of": "UpgradeTargetSet"}}
    entries = [one for one in whole().entries() if happened(one) <= day(on)]
    found = chronicled(entries, judged_at=day(on), workdays=workdays or china())
    return rows(replace(found, scheme=load_cached(document)))


# As time passes ---------------------------------------------------------------------------------


DAYS = st.dates(day("2003-12-01"), day("2005-03-01"))


@given(DAYS, DAYS, st.none() | DAYS, DAYS)
def test_a_state_holds_to_its_days(opens: date, due: date, met: date | None, on: date) -> None:
    state, late = state_of(on, opens, due, met)
    assert (state == "missed") == (met is None and on > due)
    assert (late > 0) == (state in ("late", "missed"))
    if met is not None:
        assert state_of(on + timedelta(days=400), opens, due, met) == (state, late)


AFTER = {
    "not_due": {"not_due", "open", "met", "missed", "late"},
    "open": {"open", "met", "missed", "late"},
    "missed": {"missed", "late"},
    "late": {"late"},
    "met": {"met"},
}


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.dates(day("2004-01-01"), day("2004-12-31")), max_size=5, unique=True),
    st.lists(st.dates(day("2004-01-02"), day("2005-03-01")), min_size=2, max_size=4),
)
def test_what_is_met_stays_met_and_what_is_missed_comes_at_most_late(
    sessions: list[date], asked: list[date]
) -> None:
    play = pioneer()
    for number, on in enumerate(sorted(sessions)):
        session = held("activity_day", on.isoformat(), f"session-{number}")
        play.say(session, "village", on.isoformat())
    before: dict[tuple[str, str, str | None], str] = {}
    for on in sorted(asked):
        now = {(r.case, r.obligation.id, r.period): r for r in told(play, on)}
        for key, row in now.items():
            assert row.state in AFTER[before.get(key, "not_due")]
            assert row.state != "missed" or (row.due_on is not None and on > row.due_on)
        before |= {key: row.state for key, row in now.items()}


def test_a_rating_of_itself_is_late_where_it_comes_late() -> None:
    late = rated(begun_2011(), on="2011-11-20")
    assert the(told(late, "2011-11-21"), "self_rating").days_late == 5
