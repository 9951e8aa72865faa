"""Tiers, selections and outcomes of the other programmes, each as its scheme declares it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.events.grading import (
    BranchAssessed,
    BranchEnrolled,
    CommendationIssued,
    CriticismIssued,
    CycleOpened,
    EvidenceRecorded,
    ExemplarNominated,
    ExemplarSelected,
    GradeAssigned,
    ItemResult,
    RecordFiled,
    RectificationItem,
    RectificationOrdered,
    RectificationReported,
    RectificationVerified,
    Value,
)
from contracts.refusals import (
    NotAuthorised,
    ReasonMissing,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from tests.support.scenario import Scenario, says
from tests.unit.grading.programmes import branch, filing, three_projects, township
from tests.unit.grading.situations import TARGET, day, organisation, under


def evidence(criterion: str, value: Any, kind: str, on: str) -> EvidenceRecorded:
    finding = "seen" if isinstance(value, str) else None
    return EvidenceRecorded(
        evidence_id=f"ev-{criterion}", criterion=criterion, kind=kind, as_of=day(on),
        value=Value(value=value, finding=finding), found_in="file 3",
    )  # fmt: skip


# pioneer-project --------------------------------------------------------------------------------

CHOSEN = ExemplarSelected(
    selection="ten-tens", category="confidant_members", nominee="member-1", position=1,
    reason="helps every household",
)  # fmt: skip


@pytest.mark.feature("S0-35")
def test_there_are_ten_categories_of_ten() -> None:
    (scheme,) = township.register.schemes.values()
    assert [one.quota for one in scheme.selections] == [10] * 10


@pytest.mark.feature("S0-38")
def test_the_head_of_each_team_writes_an_essay_once_exemplars_are_selected() -> None:
    essay = filing(
        ("town", "Essay", {
            "author": "person-1", "title": "on the Pioneer Project", "submitted_on": "2004-11-20",
            "published_in": "the column of the district paper",
        })
    )  # fmt: skip
    township.when(essay, on="2004-11-21").then_refused(StepNotOpen)
    chosen = township.given(says(CHOSEN, by="district"), on="2004-11-01")
    chosen.when(essay, on="2004-11-21").accepted()


CRITICISED = CriticismIssued(
    form="serious", issued_on=day("2004-08-01"), ground="formalism", document="circular 7"
)
GUIDED = {"form": "guidance", "visited_on": "2004-07-10", "findings": ("little is done",)}


@pytest.mark.feature("S0-42")
def test_good_work_is_an_exemplar_weak_work_is_guided_none_is_criticised() -> None:
    branch.when(says(CHOSEN, by="district")).accepted()
    branch.when(filing(("department", "InspectionVisit", GUIDED)), on="2004-07-11").accepted()
    branch.when(
        says(CRITICISED.model_copy(update={"ground": "rain"}), by="district"), on="2004-08-01"
    ).then_refused(UnknownReference, field="/data/ground", saying="shirking")
    order = RectificationOrdered(
        order_id="order-1", items=(RectificationItem(item_id="i1", text="a plan"),),
        ordered_on=day("2004-08-02"), due_on=day("2004-09-01"),
    )  # fmt: skip
    criticised = branch.went(says(CRITICISED, by="district", id="criticism-1"), on="2004-08-01")
    criticised.when(says(order, by="district"), on="2004-08-02").then_recorded(
        criticism_event_id="criticism-1"
    )


# three-projects ---------------------------------------------------------------------------------

RECOGNISED = GradeAssigned(ladder="five_good_township", tier="five_good", basis="recognition")
DOCUMENT = evidence("five_good_township_met", True, "recognition_document", "2010-12-01")


@pytest.mark.feature("S2-09")
@pytest.mark.parametrize("town", ["fanjiazhai", "guodian", "hanfeng"])
def test_the_county_recognises_a_five_good_township_which_does_not_do_so_itself(town: str) -> None:
    found = three_projects(town).went(says(DOCUMENT, by="county"), on="2010-12-02")
    graded = found.when(says(RECOGNISED, by="county"), on="2010-12-20")
    graded.then_recorded(movement="first")
    assert graded.field("snapshot").indicated == "five_good"
    own = found.given(says(BranchAssessed(period="year", held_on=day("2010-12-19"),
                                          findings="good"), by=town))  # fmt: skip
    own.when(says(RECOGNISED, by=town), on="2010-12-20").then_refused(NotAuthorised, "R-19")


def village(town: str, kind: str = "village_branch", ladder: str = "five_good") -> Scenario[Any]:
    """A village, or a cadre of one, in one of the four townships."""
    places = [
        organisation("county", "county_committee"),
        organisation(town, "township_committee", "county"),
        organisation("village", "village_branch", town),
        organisation("cadre", "village_cadre", "village"),
    ]
    story = under(
        "three-projects", places, "village" if kind == "village_branch" else "cadre", "county"
    )
    return story.went(says(BranchEnrolled(ladders=(ladder,)), by="county"))


ASSESSED = BranchAssessed(period="year", held_on=day("2010-12-15"), findings="on course")
REWARDS: dict[str, tuple[str, dict[str, Any]]] = {
    "S2-12 branch": ("fanjiazhai", {"kind": "allowance", "ground": "five-good branch"}),
    "S2-12 worker": (
        "fanjiazhai", {"kind": "allowance", "person": "person-1", "ground": "advanced worker"},
    ),
    "S2-14": (
        "fanjiazhai", {"kind": "hardship_support", "person": "person-2", "ground": "hardship"},
    ),
    "S2-18": ("guodian", {"kind": "bonus_points", "points": "5", "ground": "assessment"}),
    "S2-29": ("hanfeng", {"kind": "pay_linked", "amount": "-100", "ground": "results"}),
}  # fmt: skip


@pytest.mark.feature("S2-12", "S2-14", "S2-18", "S2-29")
@pytest.mark.parametrize(("town", "fields"), REWARDS.values(), ids=REWARDS)
def test_rewards_and_penalties_follow_the_years_assessment(
    town: str, fields: dict[str, Any]
) -> None:
    ladder = "five_good_fanjiazhai" if town == "fanjiazhai" else "five_good"
    story = village(town, ladder=ladder)
    reward = filing((town, "Reward", {**fields, "granted_on": "2010-12-28"}))
    if town == "guodian":  # no step of its own assesses the year
        story.when(reward, on="2010-12-28").accepted()
        return
    story.when(reward, on="2010-12-28").then_refused(StepNotOpen, awaits={"BranchAssessed"})
    assessed = story.given(says(ASSESSED, by=town), on="2010-12-15")
    assessed.when(reward, on="2010-12-28").accepted()


@pytest.mark.feature("S2-15")
def test_the_two_documents_on_managing_cadres_stand_in_the_scheme() -> None:
    (scheme,) = three_projects("fanjiazhai").register.schemes.values()
    kept = [one.zh for one in scheme.structure["documents"] if one.src == "范家寨 ¶3"]
    assert kept == ["《范家寨乡乡村干部考核管理办法》", "《范家寨乡干部管理奖惩制度》"]


@pytest.mark.feature("S2-32")
def test_supervision_summaries_and_assessments_make_a_year_of_one_town() -> None:
    story = village("nanzhihui")
    visit = {"visited_on": "2010-04-02", "findings": ("on course",)}
    story.when(filing(("nanzhihui", "InspectionVisit", visit)), on="2010-04-03").accepted()
    for period in ("stage", "quarter"):
        summary = {"period": period, "period_to": "2010-03-31", "summary": "three meetings held"}
        story.when(filing(("nanzhihui", "PeriodicSummary", summary)), on="2010-04-05").accepted()
    for period, on, due in (("half_year", "2010-06-30", "06-30"), ("year", "2011-01-02", "12-31")):
        assessed = BranchAssessed(period=period, held_on=day(on), findings="fair")
        story.when(says(assessed, by="nanzhihui"), on=on).then_recorded(
            due_on=day(f"2010-{due}"), late=on > f"2010-{due}"
        )


# dual-strong ------------------------------------------------------------------------------------

UNITS = {
    "rural": "village_branch", "enterprise": "enterprise_branch",
    "government_unit": "government_unit_branch",
}  # fmt: skip
PLAN = RecordFiled(
    record_id="plan-1", kind="WorkPlan",
    fields={"kind": "creation_plan", "targets": ("all strongs",), "measures": ("a plan",)},
)  # fmt: skip
PLACES = [
    organisation("town", "township_committee"),
    *(organisation(domain, kind, "town") for domain, kind in UNITS.items()),
]


def unit(domain: str = "rural", cycle: str = "2011") -> Scenario[Any]:
    """A unit with its creation plan, in the first or the second round."""
    story = under("dual-strong", PLACES, domain, "town")
    if cycle != "2011":
        later = says(CycleOpened(scheme_version=1), by="town", about=f"cycle:dual-strong:{cycle}")
        story = replace(story.went(later), case=f"dual-strong:{cycle}:{domain}")
    story = story.went(says(BranchEnrolled(ladders=(domain,), domain=domain), by="town"))
    return story.given(says(PLAN, by=domain), TARGET, on="2011-04-28")


def graded(tier: str = "dual_strong", domain: str = "rural") -> GradeAssigned:
    return GradeAssigned(
        ladder=domain, tier=tier, basis="assessment_against_standard",
        deviation_reason="the standard is met as a whole",
    )  # fmt: skip


def chosen(domain: str = "rural", reason: str = "leads the town", position: int = 1) -> Any:
    event = ExemplarSelected(
        selection="july-first", category=domain, nominee=domain, position=position, reason=reason
    )
    return says(event, by="town")


LIVES = {
    "S3-06 systems": ("rural", "r_four_democratic_systems", Decimal(4), "rules_file"),
    "S3-06 election": ("rural", "r_direct_election", True, "election_record"),
    "S3-14 union": ("enterprise", "e_union_sound", True, "union_record"),
    "S3-14 employment": ("enterprise", "e_lawful_employment", True, "labour_record"),
    "S3-14 pay": ("enterprise", "e_pay_fulfilled", True, "labour_record"),
    "S3-14 insurance": ("enterprise", "e_insurance", True, "insurance_record"),
    "S3-14 protection": ("enterprise", "e_labour_protection", True, "inspection_report"),
}


@pytest.mark.feature("S3-06", "S3-14")
@pytest.mark.parametrize(("domain", "criterion", "value", "kind"), LIVES.values(), ids=LIVES)
def test_evidence_of_a_line_is_what_decides_it(
    domain: str, criterion: str, value: Any, kind: str
) -> None:
    """With it the line holds, with its opposite the unit is not dual-strong, whatever else is."""
    worse = Decimal(3) if isinstance(value, Decimal) else False
    for found, tiers in ((value, ("dual_strong", "participating")), (worse, ("participating",))):
        told = says(evidence(criterion, found, kind, "2011-05-01"), by="town", on="2011-05-02")
        story = unit(domain).went(told)
        decided = story.when(says(graded(domain=domain), by="town"), on="2011-06-20")
        assert decided.field("snapshot").candidates == tiers
        assert decided.field("snapshot").facts[criterion].value == found


@pytest.mark.feature("S3-02")
def test_a_branch_is_judged_on_its_own_domain_only() -> None:
    other = BranchEnrolled(ladders=("enterprise",), domain="rural")
    story = under("dual-strong", PLACES, "rural", "town")
    story.when(says(other, by="town")).then_refused(RuleBroken, "R-02", field="/data/ladders/0")
    union = evidence("e_union_sound", True, "union_record", "2011-05-01")
    unit().when(says(union, by="town"), on="2011-05-02").then_refused(
        UnknownReference, "R-02", field="/data/criterion"
    )


def test_of_four_systems_there_are_not_five() -> None:
    five = evidence("r_four_democratic_systems", Decimal(5), "rules_file", "2011-05-01")
    unit().when(says(five, by="town"), on="2011-05-02").then_refused(RuleBroken)


@pytest.mark.feature("S3-26")
@pytest.mark.parametrize("domain", UNITS)
def test_every_domain_has_its_exemplars_commended_for_the_anniversary(domain: str) -> None:
    story = unit(domain).went(says(graded(domain=domain), by="town"), on="2011-06-20")
    nominated = ExemplarNominated(
        selection="july-first", category=domain, nominee=domain, grounds="all strongs"
    )
    story = story.went(says(nominated, by="town"), chosen(domain), on="2011-06-28")
    commended = CommendationIssued(
        form="collective", issued_on=day("2011-06-30"), ground="selected", document="circular 3"
    )
    story.when(says(commended, by="town"), on="2011-06-30").accepted()


@pytest.mark.feature("S3-27")
def test_the_result_can_be_the_ground_of_a_nomination_for_another_honour() -> None:
    honour = ExemplarNominated(
        selection="advanced-grassroots-organisations", category="county", nominee="rural",
        grounds="dual-strong of 2011",
    )  # fmt: skip
    unit().when(says(honour, by="town"), on="2011-06-20").then_refused(StepNotOpen)
    story = unit().went(says(graded(), by="town"), on="2011-06-20")
    story.when(says(honour, by="town"), on="2011-06-28").accepted()


@pytest.mark.feature("S3-31")
@pytest.mark.parametrize(
    ("cycle", "on", "late"),
    [
        ("2011", "2011-06-30", False), ("2011", "2011-07-01", True),
        ("2012", "2012-06-30", False), ("2012", "2012-07-01", True),
    ],
)  # fmt: skip
def test_both_rounds_are_due_on_the_eve_of_july(cycle: str, on: str, late: bool) -> None:
    story = unit(cycle=cycle)
    round_ = BranchAssessed(period="round", held_on=day(on), findings="all strongs looked at")
    assessed = story.when(says(round_, by="town"), on=on)
    assessed.then_recorded(due_on=day(f"{cycle}-06-30"), late=late)
    decided = assessed.accepted().when(says(graded(), by="town"), on=on)
    decided.then_recorded(due_on=day(f"{cycle}-06-30"), late=late)
    selected = says(chosen().event, by="town", about=f"cycle:dual-strong:{cycle}")
    decided.accepted().when(selected, on=on).accepted()


@pytest.mark.feature("S3-32")
def test_ds_p3_a_selection_says_why_above_all_below_the_standard() -> None:
    story = unit().went(says(graded("participating"), by="town"), on="2011-06-20")
    with pytest.raises(ValidationError):
        chosen(reason="")
    story.when(chosen(reason="nearly meets education; see 四.3"), on="2011-06-28").accepted()
    bare = graded().model_copy(update={"deviation_reason": None})
    unit().when(says(bare, by="town"), on="2011-06-20").then_refused(ReasonMissing, "R-08")


@pytest.mark.feature("S3-34")
def test_the_town_summarises_the_experience() -> None:
    summary = {"period_to": "2011-07-31", "summary": "one policy for one unit works"}
    unit().when(filing(("town", "PeriodicSummary", summary)), on="2011-08-01").accepted()
    unit().when(filing(("rural", "PeriodicSummary", summary)), on="2011-08-01").then_refused(
        NotAuthorised
    )


@pytest.mark.feature("S3-38")
def test_ds_p6_criticism_goes_with_a_dated_rectification() -> None:
    criticism = CriticismIssued(
        form="plain", issued_on=day("2011-08-01"), ground="weak_work", document="circular 9"
    )
    order: dict[str, Any] = {
        "order_id": "order-1", "items": [{"item_id": "i1", "text": "a plan"}],
        "ordered_on": day("2011-08-02"),
    }  # fmt: skip
    with pytest.raises(ValidationError, match="due_on"):
        RectificationOrdered.model_validate(order)
    dated = RectificationOrdered.model_validate({**order, "due_on": day("2011-09-30")})
    unit().when(says(dated, by="town"), on="2011-08-02").then_refused(StepNotOpen, "R-14")
    criticised = unit().went(says(criticism, by="town"), on="2011-08-01")
    ordered = criticised.went(says(dated, by="town"), on="2011-08-02")
    done = RectificationReported(
        order_id="order-1", reported_on=day("2011-10-02"),
        item_results=(ItemResult(item_id="i1", done=True),),
    )  # fmt: skip
    reported = ordered.when(done, on="2011-10-02")
    reported.then_recorded(late=True, days_late=2)
    verified = RectificationVerified(
        order_id="order-1", verified_on=day("2011-10-05"), accepted=True, finding="done"
    )
    reported.accepted().when(says(verified, by="town"), on="2011-10-05").accepted()
