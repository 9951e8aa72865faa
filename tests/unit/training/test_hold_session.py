import pytest

from contracts.events.grading import BranchEnrolled, ExemplarSelected
from contracts.events.training import TrainingSessionCancelled
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import says
from tests.unit.training.story import (
    ACTIVITY,
    ANNOUNCED,
    AWAY_HELD,
    BRANCH,
    HANFENG,
    STUDIED,
    STUDY,
    VILLAGE,
    day,
    opened,
)

ON = "2011-11-04"


@pytest.mark.feature("S1-11")
@pytest.mark.parametrize("form", ["mobilisation_meeting", "backbone_training", "member_training"])
def test_a_branch_holds_mobilisation_backbone_training_and_study(form: str) -> None:
    event = STUDY.model_copy(update={"form": form})
    BRANCH.when(event, on=ON).then(event)


@pytest.mark.feature("S1-11")
def test_the_organiser_holds_its_own_sessions_enrolled_or_not() -> None:
    BRANCH.when(STUDY, by="committee", on=ON).then_refused(NotAuthorised, "R-19")
    enrolled = BRANCH.given(says(BranchEnrolled(ladders=("grade",)), by="committee"))
    enrolled.when(STUDY, on=ON).then(STUDY)


def test_a_training_that_the_scheme_does_not_name_is_refused() -> None:
    event = STUDY.model_copy(update={"kind": "karaoke"})
    BRANCH.when(event, on=ON).then_refused(
        UnknownReference, field="/data/kind", saying="study_phase, exchange"
    )


def test_a_session_is_recorded_once_it_has_ended() -> None:
    BRANCH.when(STUDY, on="2011-11-03").then_refused(RuleBroken, "R-22", field="/data/ends_on")
    turned = STUDY.model_copy(update={"ends_on": day("2011-11-02")})
    BRANCH.when(turned, on=ON).then_refused(RuleBroken, field="/data/ends_on")


def test_a_session_is_held_once() -> None:
    STUDIED.when(STUDY, on=ON).then_refused(AlreadyRecorded, field="/data/session_id")


def test_a_session_is_held_as_announced() -> None:
    told = ANNOUNCED.when(AWAY_HELD, on="2010-04-14").then(AWAY_HELD)
    assert told.state.sessions["county-1"].audience == ("secretary",)


def test_it_may_be_held_on_other_days_than_announced() -> None:
    moved = AWAY_HELD.model_copy(update={"ends_on": day("2010-04-15")})
    told = ANNOUNCED.when(moved, on="2010-04-15").then(moved)
    assert told.state.sessions["county-1"].ends_on == day("2010-04-15")


@pytest.mark.parametrize(
    ("field", "value"), [("kind", "general_study"), ("audience", ("village_cadre",))]
)
def test_but_not_as_another_training_or_for_others(field: str, value: object) -> None:
    event = AWAY_HELD.model_copy(update={field: value})
    ANNOUNCED.when(event, on="2010-04-14").then_refused(RuleBroken, "R-16", field=f"/data/{field}")


def test_a_cancelled_session_is_not_held() -> None:
    gone = TrainingSessionCancelled(
        session_id="county-1", reason="flood", cancelled_on=day("2010-04-07")
    )
    told = ANNOUNCED.went(says(gone, on="2010-04-07"))
    told.when(AWAY_HELD, on="2010-04-14").then_refused(RuleBroken, "R-16")


@pytest.mark.feature("S2-02")
def test_the_training_of_one_township_does_not_bind_another() -> None:
    event = AWAY_HELD.model_copy(update={"kind": "everyone_skills"})
    HANFENG.when(event, on="2010-04-14").then_refused(RuleBroken, "R-26", field="/data/kind")


# pioneer-project: quarters, months, checks -----------------------------------------------------


@pytest.mark.feature("S0-24", "S0-25")
def test_an_activity_day_lies_anywhere_in_its_month_and_is_due_on_the_last_day() -> None:
    VILLAGE.when(ACTIVITY, on="2004-03-02").then_recorded(due_on=day("2004-02-29"), late=False)


@pytest.mark.feature("S0-24")
@pytest.mark.parametrize("month", [None, "2004-2", "2004-13", "February", "2004-02-29"])
def test_it_names_its_month(month: str | None) -> None:
    event = ACTIVITY.model_copy(update={"month": month})
    VILLAGE.when(event, on="2004-03-02").then_refused(
        RuleBroken, "三.4", field="/data/month", saying="yyyy-mm"
    )


@pytest.mark.feature("S0-24")
@pytest.mark.parametrize("field", ["starts_on", "ends_on"])
def test_and_keeps_within_it(field: str) -> None:
    days = {"starts_on": "2004-01-31", "ends_on": "2004-03-01"}
    event = ACTIVITY.model_copy(update={field: day(days[field])})
    VILLAGE.when(event, on="2004-03-02").then_refused(RuleBroken, field=f"/data/{field}")


@pytest.mark.feature("S0-25")
def test_its_four_checks_are_told() -> None:
    event = ACTIVITY.model_copy(update={"checks": None})
    VILLAGE.when(event, on="2004-03-02").then_refused(RuleBroken, "三.4", field="/data/checks")


def test_a_session_that_is_not_monthly_names_no_month() -> None:
    event = STUDY.model_copy(update={"month": "2011-11"})
    BRANCH.when(event, on=ON).then_refused(RuleBroken, field="/data/month")


@pytest.mark.feature("S0-11")
def test_a_quarters_study_is_due_on_the_quarters_last_day() -> None:
    township = opened(
        "pioneer-project", "2004", "township-p", "township_committee", "district_committee"
    )
    event = STUDY.model_copy(
        update={
            "kind": "quarterly_study", "starts_on": day("2004-05-10"),
            "ends_on": day("2004-05-10"), "broadcast": True,
        }
    )  # fmt: skip
    township.when(event, on="2004-05-10").then_recorded(due_on=day("2004-06-30"), late=False)


@pytest.mark.feature("S0-10")
def test_a_committee_that_the_scheme_does_not_grade_may_organise() -> None:
    district = opened("pioneer-project", "2004", "district", "district_committee", "city_committee")
    event = STUDY.model_copy(
        update={
            "kind": "annual_central", "starts_on": day("2004-08-01"),
            "ends_on": day("2004-08-03"),
        }
    )  # fmt: skip
    district.when(event, on="2004-08-03").then_recorded(due_on=day("2004-12-31"), late=False)


@pytest.mark.feature("S3-22")
@pytest.mark.parametrize("form", ["report_meeting", "lecture", "study_meeting", "party_class"])
@pytest.mark.parametrize("kind", ["plenum_study", "unit_study"])
def test_a_branch_holds_the_study_action_and_what_its_own_domain_studies(
    kind: str, form: str
) -> None:
    unit = opened("dual-strong", "2011", "unit-1", "government_unit_branch", "township_committee")
    studied = {"starts_on": day("2011-05-03"), "ends_on": day("2011-05-03")}
    event = STUDY.model_copy(update={"kind": kind, "form": form, **studied})
    unit.when(event, on="2011-05-03").then(event)
    rural = event.model_copy(update={"kind": "universal_training"})
    unit.when(rural, on="2011-05-03").then_refused(RuleBroken, "R-26", field="/data/kind")


@pytest.mark.feature("S0-39")
def test_a_promotion_meeting_follows_the_selection_of_exemplars() -> None:
    district = opened("pioneer-project", "2004", "district", "district_committee", "city_committee")
    event = STUDY.model_copy(
        update={
            "kind": "promotion_meeting", "starts_on": day("2004-11-01"),
            "ends_on": day("2004-11-01"),
        }
    )  # fmt: skip
    district.when(event, on="2004-11-01").then_refused(StepNotOpen, awaits={"ExemplarSelected"})
    chosen = ExemplarSelected(
        selection="civilised_households", category="1", nominee="village-p", position=1,
        reason="harmony",
    )  # fmt: skip
    district.given(says(chosen, by="district")).when(event, on="2004-11-01").then(event)
