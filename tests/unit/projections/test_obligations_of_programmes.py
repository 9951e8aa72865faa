"""What each programme asks for again and again: trainings, summaries, letters, selections."""

import pytest

from contracts.events import grading as g
from contracts.events import pledges as p
from contracts.events import training as t
from tests.unit.projections.obliged import (
    case,
    day,
    dual_strong,
    held,
    pioneer,
    states,
    the,
    three_projects,
    told,
)

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
