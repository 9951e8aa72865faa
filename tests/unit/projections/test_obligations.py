"""The register of obligations: what each programme asks for by a day, and what came of it."""

import copy
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import grading as g
from contracts.events import pledges as p
from contracts.events import training as t
from contracts.scheme import load_cached
from contracts.workdays import WorkingDays
from services.projections.registers.obligations.register import ObligationRow, rows, state_of
from services.projections.trail.entry import Entry
from services.runtime.workdays import china
from tests.unit.projections.chronicled import chronicled
from tests.unit.projections.history import BRANCH, DOCUMENT, rated, whole
from tests.unit.projections.history import begun as begun_2011
from tests.unit.projections.play import Play
from tests.unit.projections.programmes import started

day = date.fromisoformat

DISTRICT = {
    "district": ("district_committee", None),
    "town": ("township_committee", "district"),
    "neighbour": ("township_committee", "district"),
    "village": ("village_branch", "town"),
    "hamlet": ("village_branch", "neighbour"),
}
COUNTY = {
    "county": ("county_committee", None),
    "hanfeng": ("township_committee", "county"),
    "nanzhihui": ("township_committee", "county"),
    "signing": ("village_branch", "hanfeng"),
    "assessed": ("village_branch", "nanzhihui"),
}
TOWN = {
    "town": ("township_committee", None),
    "village": ("village_branch", "town"),
    "works": ("enterprise_branch", "town"),
}


def pioneer() -> Play:
    cases = {"village": ("five_good",), "hamlet": ("five_good",)}
    return started("pioneer-project", "2004", DISTRICT, cases, on="2004-01-01", by="district")


def three_projects() -> Play:
    cases = {"signing": ("five_good",), "assessed": ("five_good",)}
    return started("three-projects", "2010", COUNTY, cases, on="2010-01-01", by="county")


def dual_strong(cycle: str = "2011", on: str = "2011-04-01") -> Play:
    cases = {"village": ("rural",), "works": ("enterprise",)}
    return started("dual-strong", cycle, TOWN, cases, on=on, by="town")


def case(play: Play, organisation: str) -> str:
    """The case of an organisation in the cycle that is played."""
    return f"{play.case.rpartition(':')[0]}:{organisation}"


def told(
    play: Play, on: str | date, *, township: str | None = None, workdays: WorkingDays | None = None
) -> list[ObligationRow]:
    """The register on a day, of what had happened by then."""
    asked = on if isinstance(on, date) else day(on)
    chronicle = chronicled(
        [one for one in play.entries() if _happened(one) <= asked],
        judged_at=asked, township=township, workdays=workdays or china(),
    )  # fmt: skip
    return rows(chronicle)


def _happened(entry: Entry) -> date:
    return (entry.time + timedelta(hours=8)).date()  # in China


def the(
    found: list[ObligationRow], obligation: str, period: str | None = None, of: str | None = None
) -> ObligationRow:
    """The one row of an obligation."""
    (one,) = (
        row
        for row in found
        if row.obligation.id == obligation
        and row.period == period
        and of in (None, row.organisation.id)
    )
    return one


def states(found: list[ObligationRow], obligation: str) -> dict[str | None, str]:
    return {row.period: row.state for row in found if row.obligation.id == obligation}


def held(kind: str, on: str, id: str = "session-1") -> t.TrainingSessionHeld:
    monthly = kind == "activity_day"
    return t.TrainingSessionHeld(
        session_id=id, kind=kind, starts_on=day(on), ends_on=day(on), form="meeting",
        month=on[:7] if monthly else None,
        checks=t.Checks(time=True, place=True, content=True, form=True) if monthly else None,
    )  # fmt: skip


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


# Training that recurs ---------------------------------------------------------------------------


@pytest.mark.feature("S0-24")
def test_a_branch_that_held_no_activity_day_shows_the_months() -> None:
    play = pioneer()
    play.say(held("activity_day", "2004-02-29"), "village", "2004-02-29")
    found = [row for row in told(play, "2004-04-10") if row.organisation.id == "village"]
    months = states(found, "activity_day")
    assert [months[f"2004-{month:02}"] for month in range(1, 7)] == [
        "missed", "met", "missed", "open", "not_due", "not_due",
    ]  # fmt: skip
    assert the(found, "activity_day", "2004-01").due_on == day("2004-01-31")
    assert the(found, "activity_day", "2004-01").worked_on == day("2004-02-02")


@pytest.mark.feature("S0-11")
def test_a_quarter_without_study_is_the_townships_own() -> None:
    play = pioneer()
    study = held("quarterly_study", "2004-03-31")
    play.say(study, "town", "2004-03-31", subject=case(play, "town"))
    found = told(play, "2004-07-01")
    quarters = {
        (row.organisation.id, row.period): row.state
        for row in found
        if row.obligation.id == "quarterly_study" and row.state != "not_due"
    }
    assert quarters == {
        ("town", "2004-Q1"): "met", ("town", "2004-Q2"): "missed",
        ("neighbour", "2004-Q1"): "missed", ("neighbour", "2004-Q2"): "missed",
        ("town", "2004-Q3"): "open", ("neighbour", "2004-Q3"): "open",
    }  # fmt: skip


@pytest.mark.feature("S0-10")
def test_a_year_without_central_training_is_the_districts() -> None:
    year = the(told(pioneer(), "2005-01-01"), "annual_central", "2004")
    assert (year.state, year.organisation.id) == ("missed", "district")
    assert (year.due_on, year.said_by) == (day("2004-12-31"), "TrainingObligationMissed")


def test_a_miss_on_record_is_named_beside_its_month() -> None:
    play = pioneer()
    missed = t.TrainingObligationMissed(
        obligation="activity_day", period="2004-01", due_on=day("2004-01-31")
    )
    play.say(missed, "district", "2004-02-01")
    found = told(play, "2004-03-01")
    january = the(found, "activity_day", "2004-01", of="village")
    assert january.missed_by is not None
    assert january.missed_by.event == "TrainingObligationMissed"
    assert the(found, "activity_day", "2004-01", of="hamlet").missed_by is None


def test_a_township_sees_its_own_and_not_the_districts() -> None:
    found = told(pioneer(), "2004-02-10", township="town")
    assert {row.organisation.id for row in found} == {"town", "village"}
    owed = {row.owed_by.id for row in found if row.obligation.id == "recognise_villages"}
    assert owed == {"town"}


# Periods and days of the other programmes -------------------------------------------------------


@pytest.mark.feature("S2-32")
def test_a_quarters_summary_is_for_its_quarter_also_where_it_comes_late() -> None:
    play = three_projects()
    for id, on, period, up_to in (
        ("stage", "2010-02-10", "stage", "2010-02-10"),
        ("first", "2010-04-10", "quarter", "2010-03-31"),
        ("second", "2010-06-30", "quarter", "2010-06-30"),
    ):
        summary = {"period": period, "period_to": up_to, "summary": "小结"}
        filed = g.RecordFiled(record_id=id, kind="PeriodicSummary", fields=summary)
        play.say(filed, "nanzhihui", on, subject=case(play, "assessed"))
    found = told(play, "2010-10-08")
    assert states(found, "quarter_summary") == {
        "2010-Q1": "late", "2010-Q2": "met", "2010-Q3": "missed", "2010-Q4": "open",
    }  # fmt: skip
    first = the(found, "quarter_summary", "2010-Q1")
    assert (first.organisation.id, first.days_late) == ("nanzhihui", 10)
    assert the(found, "quarter_summary", "2010-Q3").working_days_late == 1  # the 8th


@pytest.mark.feature("S2-32")
def test_a_half_year_is_assessed_in_its_own_township_only() -> None:
    play = three_projects()
    assessed = g.BranchAssessed(period="half_year", held_on=day("2010-06-28"), findings="良好")
    play.say(assessed, "nanzhihui", "2010-06-28", subject=case(play, "assessed"))
    found = told(play, "2011-01-01")
    assert {
        row.organisation.id for row in found if row.obligation.id == "half_year_assessment"
    } == {"assessed"}
    assert states(found, "half_year_assessment") == {"2010-H1": "met", "2010-H2": "missed"}


def test_letters_are_due_in_march() -> None:
    play = three_projects()
    letter = the(told(play, "2010-04-01"), "responsibility_letters")
    assert (letter.organisation.id, letter.owed_by.id, letter.state) == (
        "signing",
        "hanfeng",
        "missed",
    )
    assert the(told(play, "2010-02-28"), "responsibility_letters").state == "not_due"
    signed = p.ResponsibilityLetterSigned(
        letter_id="letter-1", kind="striving_letter", party_a="hanfeng", party_b="signing",
        signed_on=day("2010-03-20"), target="五个好", task="争优", object="程家塬村",
    )  # fmt: skip
    plan = g.RecordFiled(
        record_id="plan", kind="WorkPlan", fields={"documents": ("方案",), "measures": ("一",)}
    )
    play.say(plan, "hanfeng", "2010-03-01")
    play.say(signed, "hanfeng", "2010-03-20")
    assert the(told(play, "2010-04-01"), "responsibility_letters").state == "met"


def test_a_town_surveys_once_for_all_and_selects_by_the_eve_of_july() -> None:
    play = dual_strong()
    survey = g.RecordFiled(
        record_id="survey", kind="BaselineSurvey",
        fields={"findings": "全镇", "surveyed_on": "2011-04-20"},
    )  # fmt: skip
    play.say(survey, "town", "2011-04-21", subject=case(play, "works"))
    found = told(play, "2011-07-01")
    assert the(found, "baseline_survey").state == "met"
    assert the(found, "designate_targets").state == "missed"
    selection = the(found, "select_commend")
    assert (selection.due_on, selection.organisation.id) == (day("2011-06-30"), "town")
    assert selection.said_by is None  # it is of the cycle, not of a case
    assert the(found, "assess", of="village").owed_by.id == "town"
    assert the(found, "creation_plan", of="works").due_on == day("2012-07-31")


def test_what_is_done_once_is_not_asked_for_again() -> None:
    play = dual_strong("2012", on="2012-01-10")
    asked = {row.obligation.id for row in told(play, "2012-07-01")}
    assert asked == {"creation_plan", "assess", "select_commend"}


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
    entries = [one for one in whole().entries() if _happened(one) <= day(on)]
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
