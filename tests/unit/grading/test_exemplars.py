"""ExemplarNominated, ExemplarSelected and ExemplarRecommendedUpward."""

from typing import Any

import pytest

from contracts.events.grading import (
    BranchAssessed,
    BranchEnrolled,
    CommendationIssued,
    DeadlinePassed,
    EvidenceRecorded,
    ExemplarNominated,
    ExemplarRecommendedUpward,
    ExemplarSelected,
    GradeAssigned,
)
from contracts.events.pledges import UpgradeTargetSet
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    NotInProcedure,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
    UnknownSubject,
)
from tests.support.scenario import Scenario, says
from tests.unit.grading.situations import (
    TARGET,
    assessed,
    by_township,
    day,
    fact,
    opened,
    organisation,
    under,
)

# Ten of each (pioneer-project) ------------------------------------------------------------------

CATEGORY = "culture_science_members"


def chosen(number: int, position: int | None = None, **changes: Any) -> ExemplarSelected:
    return ExemplarSelected(
        **{
            "selection": "ten-tens",
            "category": CATEGORY,
            "nominee": f"member-{number}",
            "position": position or number,
            "reason": "films shown in every village",
            **changes,
        }
    )


DISTRICT = [
    organisation("district", "district_committee"),
    organisation("town", "township_committee", "district"),
    organisation("village-1", "village_branch", "town"),
    organisation("member-1", "party_member", "village-1"),
]
district = under("pioneer-project", DISTRICT, "member-1", "district")
nine = district.went(*(says(chosen(n), by="district") for n in range(1, 10)))


@pytest.mark.feature("S0-35")
def test_pp_s3_a_selection_never_exceeds_its_quota() -> None:
    ten = nine.went(says(chosen(10), by="district"))
    ten.when(says(chosen(11, position=1), by="district")).then_refused(AlreadyRecorded, "R-20")
    ten.when(says(chosen(11), by="district")).then_refused(
        RuleBroken, "R-20", field="/data/position", saying="10 of 10"
    )


def test_each_category_has_a_quota_of_its_own() -> None:
    ten = nine.went(says(chosen(10), by="district"))
    ten.when(says(chosen(1, category="confidant_members"), by="district")).accepted()


@pytest.mark.parametrize("position", [0, 11])
def test_a_position_lies_within_the_quota(position: int) -> None:
    event = chosen(1).model_copy(update={"position": position})
    district.when(says(event, by="district")).then_refused(RuleBroken, field="/data/position")


def test_a_selection_without_a_quota_counts_its_positions_from_one() -> None:
    graded.when(says(SELECTED.model_copy(update={"position": 0}), by="town")).then_refused(
        RuleBroken, "R-20", field="/data/position"
    )


def test_a_nominee_and_a_position_are_chosen_once() -> None:
    nine.when(says(chosen(1, position=10), by="district")).then_refused(
        AlreadyRecorded, field="/data/nominee"
    )
    nine.when(says(chosen(10, position=9), by="district")).then_refused(
        AlreadyRecorded, field="/data/position"
    )


def test_a_category_is_one_of_the_scheme() -> None:
    district.when(says(chosen(1, category="singers"), by="district")).then_refused(
        UnknownReference, field="/data/category", saying=CATEGORY
    )


@pytest.mark.parametrize("actor", ["town", "nobody"])
def test_the_body_that_the_scheme_names_selects(actor: str) -> None:
    district.when(says(chosen(1), by=actor)).then_refused(NotAuthorised, "R-19", field="/actor")


def test_nothing_is_selected_in_a_cycle_never_opened() -> None:
    district.when(says(chosen(1), by="district", about="cycle:pioneer-project:1999")).then_refused(
        UnknownSubject, awaits={"CycleOpened"}
    )


def test_a_scheme_without_a_selection_selects_nobody() -> None:
    opened.when(by_township(chosen(1))).then_refused(NotInProcedure, field="/type")


# Nominations -----------------------------------------------------------------------------------

NOMINATED = ExemplarNominated(
    selection="ten-tens", category=CATEGORY, nominee="member-1", grounds="shows films"
)


def member(**facts: Any) -> Scenario[Any]:
    """A member whose ladder's tier was recognised, so that the selection is open."""
    enrolled = says(BranchEnrolled(ladders=("member_culture_science",)), by="district")
    recognised = GradeAssigned(
        ladder="member_culture_science", tier="exemplar", basis="recognition"
    )
    return evident(district.went(enrolled), facts).given(says(recognised, by="district"))


def evident(story: Scenario[Any], facts: dict[str, Any]) -> Scenario[Any]:
    """The story with evidence for each of these criteria."""
    (scheme,) = story.register.schemes.values()
    for criterion, value in facts.items():
        declared = scheme.criterion(criterion)
        assert declared is not None
        said = fact(value)
        event = EvidenceRecorded(
            evidence_id=f"ev-{criterion}",
            criterion=criterion,
            value=said.model_copy(update={"finding": "seen"}),
            as_of=day("2004-01-01"),
            kind=declared.evidence[0],
            found_in="file 3",
        )
        story = story.went(says(event, by="district"))
    return story


COMPOSITE = {"main_tasks_completed": "met", "department_information_supports": "met"}
MET = {**COMPOSITE, "culture_science_disseminator": "met"}


@pytest.mark.feature("S0-37")
@pytest.mark.parametrize(
    ("facts", "eligible"),
    [
        (MET, True),
        (MET | {"culture_science_disseminator": "not_met"}, False),
        ({"main_tasks_completed": "met"}, None),
    ],
    ids=["eligible", "not eligible", "unknown"],
)
def test_a_nomination_says_whether_the_evidence_makes_eligible(
    facts: dict[str, str], eligible: bool | None
) -> None:
    member(**facts).when(says(NOMINATED, by="district")).then_recorded(eligible=eligible)


def test_whom_no_ladder_grades_is_nominated_without_enrolment_or_recognition() -> None:
    register = [*DISTRICT, organisation("household-1", "household", "village-1")]
    household = under("pioneer-project", register, "household-1", "district")
    facts = {**COMPOSITE, "civilised_household": "met"}
    nominated = ExemplarNominated(
        selection="ten-tens", category="civilised_households", nominee="household-1",
        grounds="a household that others look to",
    )  # fmt: skip
    evident(household, facts).when(says(nominated, by="district")).then_recorded(eligible=True)


def test_whom_a_ladder_grades_is_nominated_once_enrolled() -> None:
    district.when(says(NOMINATED, by="district")).then_refused(UnknownSubject, "R-02")


def test_a_nomination_is_on_record_once() -> None:
    story = member(**MET).went(says(NOMINATED, by="district"))
    story.when(says(NOMINATED, by="district")).then_refused(AlreadyRecorded, "R-20")


def test_a_nomination_is_for_a_category_of_the_nominees_kind() -> None:
    households = NOMINATED.model_copy(update={"category": "civilised_households"})
    member(**MET).when(says(households, by="district")).then_refused(
        RuleBroken, field="/data/nominee", saying="household"
    )
    unknown = NOMINATED.model_copy(update={"category": "singers"})
    member(**MET).when(says(unknown, by="district")).then_refused(
        UnknownReference, field="/data/category"
    )


# Recommended upward (dual-strong) ---------------------------------------------------------------

UPWARD = ExemplarRecommendedUpward(to_level="county", recommended_on=day("2011-07-02"))
SELECTED = ExemplarSelected(
    selection="july-first", category="rural", nominee="village-1", position=1, reason="six strongs"
)
COMMENDED = CommendationIssued(
    form="collective", issued_on=day("2011-06-30"), ground="selected", document="circular 3"
)
ASSESSED = BranchAssessed(period="round", held_on=day("2011-06-20"), findings="all six strongs")
SET: UpgradeTargetSet = TARGET

graded = (
    under(
        "dual-strong",
        [
            organisation("town", "township_committee"),
            organisation("village-1", "village_branch", "town"),
            organisation("village-2", "village_branch", "town"),
        ],
        "village-1",
        "town",
    )
    .went(says(BranchEnrolled(ladders=("rural",)), by="town"))
    .given(SET)
    .went(says(ASSESSED, by="town"), on="2011-06-20")
)
selected = graded.went(says(SELECTED, by="town"), on="2011-06-28")
commended = selected.went(says(COMMENDED, by="town", id="commendation-1"), on="2011-06-30")


def test_a_selection_that_was_made_is_not_missed() -> None:
    missed = DeadlinePassed(obligation="D-27", step="select_commend", due_on=day("2011-06-30"))
    graded.when(says(missed, by="town"), on="2011-07-02").accepted()
    selected.when(says(missed, by="town"), on="2011-07-02").then_refused(
        RuleBroken, "R-22", field="/data/step"
    )


def test_ds_p4_there_is_no_recommendation_without_selection_and_commendation() -> None:
    graded.when(says(UPWARD, by="town"), on="2011-07-02").then_refused(
        StepNotOpen, awaits={"ExemplarSelected", "CommendationIssued"}
    )
    selected.when(says(UPWARD, by="town"), on="2011-07-02").then_refused(
        StepNotOpen, awaits={"CommendationIssued"}
    )


def test_ds_p5_what_was_selected_and_commended_is_recommended() -> None:
    commended.when(says(UPWARD, by="town"), on="2011-07-02").then_recorded(
        commendation_event_id="commendation-1"
    )


def test_the_selection_of_another_does_not_count() -> None:
    other = SELECTED.model_copy(update={"nominee": "village-2"})
    story = graded.went(says(other, by="town"), on="2011-06-28")
    story = story.went(says(COMMENDED, by="town"), on="2011-06-30")
    story.when(says(UPWARD, by="town"), on="2011-07-02").then_refused(
        StepNotOpen, "R-21", awaits={"ExemplarSelected"}
    )


def test_a_scheme_without_recommendation_has_none() -> None:

    assessed.when(by_township(UPWARD, "2012-12-30")).then_refused(NotInProcedure)
