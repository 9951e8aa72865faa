"""The procedure of a scheme: order of steps, who may act, deadlines, scopes, following cycles."""

from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from contracts.refusals import NotAuthorised, NotInProcedure, Refused, StepNotOpen
from contracts.register import Cycle, Organisation, Register, Setting
from contracts.scheme.procedure import Progress, Verdict, check, is_done, provides_for
from contracts.subjects import Case
from tests.unit.scheme.examples import scheme

BOTH = frozenset({"members_meeting", "mass_representatives_meeting"})
PLAIN = frozenset({""})


@dataclass(frozen=True)
class Village:
    """A case in a small county, and what was recorded in it so far."""

    scheme: str
    cycle: str
    organisation: str = "branch"
    progress: Progress = field(default_factory=dict)

    def after(self, *names: str, **by: frozenset[str]) -> "Village":
        more = {name: PLAIN for name in names} | by
        return replace(self, progress={**self.progress, **more})

    def setting(self) -> tuple[Setting, Register]:
        found, register = scheme(self.scheme), Register()
        for id, kind, parent in ORGANISATIONS:
            register.organisations[id] = Organisation(id, kind, id, id, parent)
        register.schemes[found.id, found.version] = found
        declared = found.cycle(self.cycle)
        assert declared is not None
        register.cycles[found.id, self.cycle] = Cycle(
            found.id, self.cycle, found.version, "township", declared.opens, declared.closes
        )
        return register.setting(Case(found.id, self.cycle, self.organisation)), register

    def check(
        self, name: str, by: str, on: str, variant: str | None = None, due: str | None = None
    ) -> Verdict:
        setting, register = self.setting()
        return check(
            setting, register, name, by, date.fromisoformat(on), self.progress,
            variant=variant, given_due=date.fromisoformat(due) if due else None,
        )  # fmt: skip

    def refused(self, name: str, by: str, on: str = "2011-12-02", **more: str) -> Refused:
        with pytest.raises(Refused) as refused:
            self.check(name, by, on, **more)
        assert refused.value.rule
        assert refused.value.accepts
        return refused.value


ORGANISATIONS = (
    ("county", "county_committee", None),
    ("township", "township_committee", "county"),
    ("office", "township_office", "township"),
    ("tracking", "tracking_team", "township"),
    ("branch", "village_branch", "township"),
    ("community", "community_branch", "township"),
    ("other_township", "township_committee", "county"),
    ("other_office", "township_office", "other_township"),
    ("fanjiazhai", "township_committee", "county"),
    ("fan_village", "village_branch", "fanjiazhai"),
    ("hanfeng", "township_committee", "county"),
    ("han_village", "village_branch", "hanfeng"),
    ("council", "accreditation_council", None),
    ("surveyors", "survey_team", "council"),
    ("hospital", "hospital", "council"),
)
VILLAGE = Village("classification-upgrade", "2011-2012")
FILED = VILLAGE.after("BranchSelfRated", "SelfRatingFiled")
REVIEWED = FILED.after(MembersReviewRecorded=BOTH)
GRADED = REVIEWED.after("CommitteeReviewHeld", "GradeRevised")
FOLLOWING = Village("classification-upgrade", "2013")
TOWN = Village("dual-strong", "2011")


@pytest.mark.feature("S1-15")
def test_cu_p1_the_committee_decides_only_after_both_reviews() -> None:
    refused = FILED.refused("GradeRevised", "township")
    assert isinstance(refused, StepNotOpen)
    assert refused.awaits == {"MembersReviewRecorded"}
    assert "members_meeting and mass_representatives_meeting" in refused.detail
    assert refused.rule == "procedure/committee_review (四(二)3)"


@pytest.mark.feature("S1-14", "S1-15")
def test_cu_p2_one_of_two_meetings_is_not_enough() -> None:
    one = FILED.after(MembersReviewRecorded=frozenset({"members_meeting"}))
    refused = one.refused("GradeConfirmed", "township")
    assert "from mass_representatives_meeting" in refused.detail


@pytest.mark.feature("S1-17")
def test_cu_p3_after_both_the_committee_confirms() -> None:
    verdict = REVIEWED.after("CommitteeReviewHeld").check(
        "GradeConfirmed", "township", "2011-12-02"
    )
    assert (verdict.step.id, verdict.due_on, verdict.late) == ("committee_review", None, False)


@pytest.mark.feature("S1-13")
def test_cu_p6_a_filing_on_the_last_day_is_in_time() -> None:
    verdict = VILLAGE.after("BranchSelfRated").check("SelfRatingFiled", "branch", "2011-11-15")
    assert (verdict.due_on, verdict.late, verdict.days_late) == (date(2011, 11, 15), False, 0)


@pytest.mark.feature("S1-13")
def test_cu_p7_a_filing_after_it_is_late_not_refused() -> None:
    verdict = VILLAGE.after("BranchSelfRated").check("SelfRatingFiled", "branch", "2011-11-16")
    assert (verdict.late, verdict.days_late) == (True, 1)


def test_a_filing_needs_the_self_rating() -> None:
    assert VILLAGE.refused("SelfRatingFiled", "branch").awaits == {"BranchSelfRated"}


@pytest.mark.feature("S1-21")
def test_cu_p8_a_pledge_follows_the_committees_decision() -> None:
    refused = REVIEWED.refused("PledgeMade", "branch", variant="branch_public")
    assert refused.awaits == {"GradeConfirmed", "GradeRevised"}
    verdict = GRADED.check("PledgeMade", "branch", "2011-12-10", "branch_public")
    assert verdict.step.id == "branch_pledge"


def test_a_meeting_alone_is_no_decision() -> None:
    held = REVIEWED.after("CommitteeReviewHeld")
    assert isinstance(held.refused("PledgeMade", "branch"), StepNotOpen)


@pytest.mark.feature("S1-34")
def test_cu_p10_the_assessment_needs_the_appraisal() -> None:
    targeted = GRADED.after("OpinionsHeard", "UpgradeTargetSet")
    refused = targeted.refused("BranchAssessed", "township", "2012-12-20")
    assert refused.awaits == {"DemocraticAppraisalHeld"}
    appraised = targeted.after("DemocraticAppraisalHeld")
    assert appraised.check("BranchAssessed", "township", "2013-01-03").days_late == 3


def test_a_missing_study_record_warns_and_does_not_block() -> None:
    verdict = VILLAGE.check("BranchSelfRated", "branch", "2011-11-12")
    assert verdict.warnings == ("study is not on record",)
    assert VILLAGE.after("TrainingSessionHeld").check(
        "BranchSelfRated", "branch", "2011-11-12"
    ).warnings == ()  # fmt: skip


@pytest.mark.parametrize(
    ("variant", "step"), [("branch_public", "branch_pledge"), ("member_public", "member_pledges")]
)
def test_the_kind_of_pledge_tells_the_step(variant: str, step: str) -> None:
    assert GRADED.check("PledgeMade", "branch", "2011-12-10", variant).step.id == step


@pytest.mark.feature("S1-20", "S1-28")
def test_the_kind_of_letter_tells_the_step_and_what_it_needs() -> None:
    letter = "ResponsibilityLetterSigned"
    assert GRADED.check(letter, "branch", "2011-12-10", "township_village").step.order == 6
    refused = GRADED.refused(letter, "branch", variant="tiered")
    assert refused.awaits == {"UpgradeTargetSet"}
    unknown = GRADED.refused(letter, "branch", variant="striving")
    assert isinstance(unknown, NotInProcedure)
    assert (unknown.field, unknown.accepts) == ("/data/kind", "one of tiered, township_village")


def test_a_step_with_variants_is_done_by_its_own_only() -> None:
    found = scheme("classification-upgrade")
    step = found.step("branch_pledge")
    assert step is not None
    assert is_done(step, {"PledgeMade": frozenset({"branch_public"})})
    assert is_done(step, {"PledgeMade": PLAIN})
    assert not is_done(step, {"PledgeMade": frozenset({"member_public"})})


@pytest.mark.parametrize("actor", ["branch", "office", "other_township", "county", "nobody"])
def test_r_19_only_the_branchs_own_committee_decides(actor: str) -> None:
    refused = REVIEWED.refused("GradeConfirmed", actor)
    assert isinstance(refused, NotAuthorised)
    assert (refused.field, refused.rule) == ("/actor", "R-19")
    assert refused.accepts == "the township_committee above branch"
    assert refused.awaits == ({"OrganisationRegistered"} if actor == "nobody" else frozenset())


@pytest.mark.parametrize("actor", ["township", "community", "office"])
def test_r_19_only_the_branch_itself_rates_itself(actor: str) -> None:
    refused = VILLAGE.refused("BranchSelfRated", actor)
    assert isinstance(refused, NotAuthorised)
    assert refused.accepts == "branch itself"


def test_a_community_branch_acts_like_a_village_branch() -> None:
    community = replace(VILLAGE, organisation="community")
    assert community.check("BranchSelfRated", "community", "2011-11-12").step.id == "self_rating"


def test_what_is_checked_by_the_committee_is_not_reported_by_it() -> None:
    ordered = VILLAGE.after("RectificationOrdered")
    late = ordered.check("RectificationReported", "branch", "2013-03-02", due="2013-02-28")
    assert (late.due_on, late.days_late) == (date(2013, 2, 28), 2)
    assert (
        ordered.check("RectificationVerified", "township", "2013-03-05").step.id == "rectification"
    )
    assert isinstance(ordered.refused("RectificationVerified", "branch"), NotAuthorised)
    assert VILLAGE.refused("RectificationReported", "branch").awaits == {"RectificationOrdered"}


def test_r_09_in_a_following_cycle_the_tier_in_force_stands_for_the_decision() -> None:
    refused = FOLLOWING.refused("BranchSelfRated", "branch", "2013-01-10")
    assert isinstance(refused, NotInProcedure)
    assert FOLLOWING.check("PledgeMade", "branch", "2013-01-10", "branch_public").step.order == 7
    assert FOLLOWING.refused("UpgradeTargetSet", "branch", "2013-01-10").awaits == {"OpinionsHeard"}
    opinions = FOLLOWING.after("OpinionsHeard")
    assert opinions.check("UpgradeTargetSet", "branch", "2013-01-20").due_on is None


@pytest.mark.feature("S1-33", "S1-40")
def test_days_at_year_end_and_early_next_year_follow_the_cycle() -> None:
    graded = FOLLOWING.after("OpinionsHeard", "UpgradeTargetSet")
    assert graded.check("DemocraticAppraisalHeld", "branch", "2014-01-02").days_late == 2
    done = GRADED.after("CommendationIssued")
    look_back = done.check("LookBackHeld", "township", "2013-04-01")
    assert (look_back.due_on, look_back.days_late) == (date(2013, 3, 31), 1)


def test_a_record_kind_has_its_filer_its_step_and_its_prerequisites() -> None:
    measure = GRADED.after("OpinionsHeard").check("ConversionMeasure", "branch", "2012-01-05")
    assert measure.step.id == "set_targets"
    assert isinstance(GRADED.refused("SecretaryReplaced", "branch"), NotAuthorised)
    pairing = GRADED.refused("AidPairing", "township")
    assert pairing.awaits == {"UpgradeTargetAssigned"}
    assert VILLAGE.check("ContactPoint", "township", "2011-11-05").step.id == "ContactPoint"
    assert isinstance(VILLAGE.refused("ContactPoint", "branch"), NotAuthorised)


def test_what_the_scheme_does_not_provide_for_is_named_with_what_it_does() -> None:
    refused = VILLAGE.refused("ExemplarSelected", "township")
    assert isinstance(refused, NotInProcedure)
    assert "BranchSelfRated" in refused.accepts
    found = scheme("classification-upgrade")
    assert not provides_for(found, "ExemplarSelected")
    assert provides_for(found, "GradeRevised")
    assert provides_for(found, "ContactPoint")


@pytest.mark.feature("S3-28")
def test_ds_p1_and_p2_a_key_target_needs_the_survey_and_is_due_in_its_month() -> None:
    refused = TOWN.refused("KeyCultivationTarget", "township", "2011-04-25")
    assert refused.awaits == {"RecordFiled"}
    assert refused.detail.endswith(" needs first: BaselineSurvey")
    surveyed = TOWN.after("BaselineSurvey")
    assert not surveyed.check("KeyCultivationTarget", "township", "2011-04-30").late
    assert surveyed.check("KeyCultivationTarget", "township", "2011-05-01").days_late == 1


@pytest.mark.feature("S3-33")
def test_ds_p4_and_p5_a_recommendation_needs_selection_and_commendation() -> None:
    graded = TOWN.after("GradeAssigned")
    refused = graded.refused("ExemplarRecommendedUpward", "township")
    assert refused.awaits == {"ExemplarSelected", "CommendationIssued"}
    assert graded.after("ExemplarSelected").refused(
        "ExemplarRecommendedUpward", "township"
    ).awaits == {"CommendationIssued"}  # fmt: skip
    chosen = graded.after("ExemplarSelected", "CommendationIssued")
    assert chosen.check("ExemplarRecommendedUpward", "township", "2011-07-02").step.order == 13


def test_each_cycle_has_its_own_day() -> None:
    planned = {"UpgradeTargetSet": PLAIN}
    first = replace(TOWN, progress=planned).check("GradeAssigned", "township", "2011-07-01")
    second = Village("dual-strong", "2012", progress=planned).check(
        "GradeAssigned", "township", "2012-06-30"
    )
    assert (first.due_on, first.days_late) == (date(2011, 6, 30), 1)
    assert (second.due_on, second.late) == (date(2012, 6, 30), False)


def test_a_plan_before_its_first_day_warns_after_its_last_is_late() -> None:
    early = TOWN.check("WorkPlan", "branch", "2011-03-30")
    assert (early.step.id, early.late) == ("creation_plan", False)
    assert early.warnings == ("before 2011-04-01, the first day of the step creation_plan",)
    assert TOWN.check("WorkPlan", "branch", "2012-08-01").days_late == 1


def test_a_body_beside_the_committee_acts_under_the_same_superior() -> None:
    assert TOWN.check("InspectionVisit", "tracking", "2011-05-01").step.id == "tracking"
    assert isinstance(TOWN.refused("InspectionVisit", "other_office"), NotAuthorised)


@pytest.mark.feature("S2-02")
def test_r_26_a_scoped_step_binds_its_township_only() -> None:
    fan = Village("three-projects", "2010", "fan_village")
    han = Village("three-projects", "2010", "han_village")
    assert fan.check("LedgerEntry", "fanjiazhai", "2010-05-05").step.id == "ledger"
    refused = han.refused("LedgerEntry", "hanfeng", "2010-05-05")
    assert isinstance(refused, NotInProcedure)
    assert (refused.rule, refused.accepts) == (
        "R-26", "an organisation in the scope of fanjiazhai or guodian",
    )  # fmt: skip
    letter = han.refused("ResponsibilityLetterSigned", "hanfeng", "2010-03-20")
    assert letter.awaits == {"RecordFiled"}
    planned = han.after("WorkPlan")
    assert planned.check("ResponsibilityLetterSigned", "hanfeng", "2010-04-02").days_late == 2


def test_the_period_assessed_tells_the_step() -> None:
    nan = Village("three-projects", "2010", "fan_village")
    assert nan.check("BranchAssessed", "fanjiazhai", "2010-12-30", "year").step.order == 13
    refused = nan.refused("BranchAssessed", "fanjiazhai", "2010-07-01", variant="half_year")
    assert (refused.field, refused.accepts) == ("/data/period", "one of year")


def test_a_published_scheme_is_on_record_wherever_there_is_a_case() -> None:
    plan = Village("three-projects", "2010", "han_village").check(
        "WorkPlan", "hanfeng", "2010-03-01"
    )
    assert plan.step.id == "study_and_plan"


def test_once_for_the_programme_is_done_in_its_first_cycle() -> None:
    first = Village("pioneer-project", "2004", "branch")
    later = Village("pioneer-project", "2005", "branch")
    refused = first.refused("GradeAssigned", "township", "2004-05-01", variant="classify_and_rank")
    assert refused.awaits == {"RecordFiled"}
    assert (
        later.check("GradeAssigned", "township", "2005-05-01", "classify_and_rank").step.order == 3
    )


def test_r_23_a_plan_of_a_later_cycle_rests_on_the_baseline_of_the_first() -> None:
    first = Village("pioneer-project", "2004", "branch")
    assert "BaselineSurvey" in first.refused("WorkPlan", "township", "2004-02-01").accepts
    later = Village("pioneer-project", "2005", "branch")
    assert later.check("WorkPlan", "township", "2005-02-01").step.id == "work_plan"


@pytest.mark.parametrize(
    ("variant", "by", "on", "due"),
    [
        ("activity_day", "branch", "2004-02-10", date(2004, 2, 29)),
        ("quarterly_study", "township", "2004-05-10", date(2004, 6, 30)),
    ],
)
def test_a_recurring_session_is_due_in_the_period_it_is_held_in(
    variant: str, by: str, on: str, due: date
) -> None:
    organiser = Village("pioneer-project", "2004", by)
    verdict = organiser.check("TrainingSessionHeld", by, on, variant)
    assert (verdict.due_on, verdict.late) == (due, False)


def test_a_programme_without_compulsory_self_assessment_only_warns() -> None:
    hospital = Village("hospital-accreditation", "2025-2026", "hospital")
    visit = hospital.check("SurveyVisit", "surveyors", "2025-09-01")
    assert visit.warnings == ("self_assessment is not on record",)
    report = hospital.refused("SurveyReport", "surveyors", "2025-10-01")
    assert "SurveyVisit" in report.detail
    reported = hospital.after("SurveyVisit", "SurveyReport")
    assert reported.check("GradeAssigned", "council", "2026-12-31").due_on == date(2026, 12, 31)
