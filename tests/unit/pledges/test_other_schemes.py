"""Pledges, letters and targets of the other three programmes: the same decisions, other data."""

import pytest

from contracts.events import Event
from contracts.events.grading import BranchEnrolled, GradeAssigned, RecordFiled
from contracts.events.pledges import (
    PledgeFulfilled,
    PledgeProgressReported,
    PledgePublished,
    UpgradeTargetFiled,
    UpgradeTargetProgressReported,
)
from contracts.refusals import (
    NotAuthorised,
    NotInProcedure,
    RuleBroken,
    StepNotOpen,
    UnknownReference,
)
from services.pledges.domain.case import CaseState
from tests.support.scenario import Saying, Scenario, says
from tests.unit.pledges.story import (
    LETTER,
    PLEDGE,
    TARGET,
    TOWNSHIP,
    day,
    opened,
    registered,
)

UNIT, ON = "unit-1", "2011-05-10"


def enrolled(ladder: str) -> Saying:
    return says(BranchEnrolled(ladders=(ladder,)), by=TOWNSHIP)


def unit(kind: str, ladder: str) -> Scenario[CaseState]:
    return opened("dual-strong", "2011", UNIT, kind).given(enrolled(ladder))


def pledge(kind: str, pledger_kind: str, *pledgers: str) -> Event:
    item = PLEDGE.items[1].model_copy(update={"text": "an example"})
    return PLEDGE.model_copy(
        update={
            "kind": kind, "pledger_kind": pledger_kind, "pledger_ids": pledgers,
            "items": (item,), "to": (), "made_on": day(ON),
        }
    )  # fmt: skip


VILLAGE = unit("village_branch", "rural")
FIRM = unit("enterprise_branch", "enterprise")
AGENCY = unit("government_unit_branch", "government_unit")


@pytest.mark.feature("S3-07", "S3-16", "S3-19", "S3-24")
@pytest.mark.parametrize(
    ("story", "event"),
    [
        (VILLAGE, pledge("entrepreneurship", "cadre", "person-1")),
        (FIRM, pledge("organisation_public", "branch", UNIT)),
        (FIRM, pledge("member_public", "member", "person-1", "person-2")),
        (AGENCY, pledge("vanguard_organisation", "branch", UNIT)),
        (AGENCY, pledge("vanguard_member", "member", "person-1")),
        (VILLAGE, pledge("joint", "joint", UNIT, "trade-union")),
        (FIRM, pledge("joint", "joint", UNIT, "youth-league", "person-1")),
    ],
)
def test_each_kind_is_made_in_its_domain_by_those_it_is_for(
    story: Scenario[CaseState], event: Event
) -> None:
    story.when(event, on=ON).then(event)


@pytest.mark.parametrize(
    ("story", "event", "refusal"),
    [
        (FIRM, pledge("entrepreneurship", "cadre", "person-1"), RuleBroken),
        (VILLAGE, pledge("vanguard_member", "member", "person-1"), RuleBroken),
        (VILLAGE, pledge("entrepreneurship", "member", "person-1"), NotAuthorised),
        (VILLAGE, pledge("joint", "joint", UNIT), NotAuthorised),
        (VILLAGE, pledge("joint", "joint", "trade-union", "person-1"), NotAuthorised),
    ],
)
def test_and_not_elsewhere_or_by_others(
    story: Scenario[CaseState], event: Event, refusal: type[RuleBroken]
) -> None:
    story.when(event, on=ON).then_refused(refusal)


def test_a_kind_not_made_in_public_is_judged_without_having_been_published() -> None:
    kept = PledgeFulfilled(
        pledge_id="p1", judged_by=("person-8",), judged_on=day("2011-06-20"), finding="opened"
    )
    made = VILLAGE.went(says(pledge("entrepreneurship", "cadre", "person-1"), on=ON))
    made.when(kept, on="2011-06-20").then(kept)


def test_a_branch_that_nobody_supervises_does_not_judge_its_own_pledge() -> None:
    kept = PledgeFulfilled(
        pledge_id="p1", judged_by=("person-8",), judged_on=day("2011-06-20"), finding="kept"
    )
    made = AGENCY.went(says(pledge("vanguard_organisation", "branch", UNIT), on=ON))
    made.when(kept, on="2011-06-20").then_refused(NotAuthorised, "R-19", field="/actor")
    made.when(kept, by=TOWNSHIP, on="2011-06-20").then(kept)


def test_what_follows_a_pledge_needs_no_step_of_its_own() -> None:
    shown = PledgePublished(pledge_id="p1", published_on=day(ON), channel="board", audience="all")
    begun = PledgeProgressReported(
        pledge_id="p1", item_id="books", reported_on=day(ON), text="begun"
    )
    made = VILLAGE.went(says(pledge("joint", "joint", UNIT, "trade-union"), on=ON))
    made.when(shown, on=ON).then(shown)
    made.when(begun, on=ON).then(begun)
    made.when(begun, by=TOWNSHIP, on=ON).then_refused(NotAuthorised, "R-19")


def test_what_follows_a_target_needs_no_step_of_its_own() -> None:
    target = TARGET.model_copy(update={"addresses": (), "due_on": day("2012-07-31")})
    begun = UpgradeTargetProgressReported(target_id="t1", reported_on=day(ON), text="begun")
    VILLAGE.went(says(target, on=ON)).when(begun, on=ON).then(begun)
    VILLAGE.when(begun, on=ON).then_refused(UnknownReference, field="/data/target_id")


# three-projects: a letter with every village, in March, in one township only ------------------

VILLAGES = opened("three-projects", "2010", "village-h", "village_branch").given(
    registered("hanfeng", "township_committee"),
    registered("village-h", "village_branch", "hanfeng"),
    enrolled("five_good"),
)
PLANNED = VILLAGES.given(
    says(RecordFiled(record_id="r1", kind="WorkPlan", fields={}), by="hanfeng")
)
MARCH = LETTER.model_copy(
    update={
        "kind": "striving_letter", "party_a": "hanfeng", "party_b": "village-h",
        "signed_on": day("2010-03-31"),
    }
)  # fmt: skip


@pytest.mark.feature("S2-25")
def test_a_letter_is_due_in_march_and_late_in_april() -> None:
    PLANNED.when(MARCH, by="hanfeng", on="2010-04-01").then_recorded(
        due_on=day("2010-03-31"), late=False
    )
    april = MARCH.model_copy(update={"signed_on": day("2010-04-01")})
    PLANNED.when(april, by="hanfeng", on="2010-04-01").then_recorded(late=True)


@pytest.mark.feature("S2-25")
def test_a_letter_waits_for_the_work_plan_that_grading_keeps() -> None:
    VILLAGES.when(MARCH, by="hanfeng", on="2010-04-01").then_refused(
        StepNotOpen, awaits={"RecordFiled"}, saying="WorkPlan"
    )


@pytest.mark.feature("S2-25")
@pytest.mark.parametrize("field", ["target", "task", "object"])
def test_target_task_and_object_are_all_clear(field: str) -> None:
    blank = MARCH.model_copy(update={field: " "})
    PLANNED.when(blank, by="hanfeng", on="2010-04-01").then_refused(
        RuleBroken, field=f"/data/{field}"
    )


@pytest.mark.feature("S2-02")
def test_the_letter_of_one_township_does_not_bind_another() -> None:
    elsewhere = PLANNED.given(
        registered("guodian", "township_committee"),
        registered("village-h", "village_branch", "guodian"),
    )
    elsewhere.when(MARCH, by="guodian", on="2010-04-01").then_refused(RuleBroken, "R-26")


def test_a_programme_without_pledges_or_letters_takes_none() -> None:
    event = pledge("branch_public", "branch", "village-h")
    PLANNED.when(event, on=ON).then_refused(UnknownReference, saying="one of none")
    filed = UpgradeTargetFiled(target_ids=("t1",), filed_on=day(ON), filed_with="hanfeng")
    PLANNED.when(filed, on=ON).then_refused(NotInProcedure, field="/type")


# pioneer-project: the township sets the requirements, after it has classified ------------------

FARMS = opened("pioneer-project", "2004", "village-p", "village_branch").given(
    enrolled("village_state")
)
CLASSIFIED = FARMS.given(
    says(
        GradeAssigned(ladder="village_state", tier="backward", basis="classify_and_rank"),
        by=TOWNSHIP,
    )
)
REQUIREMENT = TARGET.model_copy(update={"addresses": (), "due_on": day("2004-12-31")})


@pytest.mark.feature("S0-33")
def test_requirements_are_set_by_the_township_once_the_village_is_classified() -> None:
    CLASSIFIED.when(REQUIREMENT, by=TOWNSHIP, on="2004-03-01").then(REQUIREMENT)
    FARMS.when(REQUIREMENT, by=TOWNSHIP, on="2004-03-01").then_refused(
        StepNotOpen, awaits={"GradeAssigned"}
    )
    CLASSIFIED.when(REQUIREMENT, by="village-p", on="2004-03-01").then_refused(NotAuthorised)


def test_whom_no_classification_is_for_is_set_requirements_without_one() -> None:
    team = opened("pioneer-project", "2004", "team-p", "leadership_team").given(
        enrolled("entrepreneurial_team")
    )
    team.when(REQUIREMENT, by=TOWNSHIP, on="2004-03-01").then(REQUIREMENT)


@pytest.mark.feature("S2-34")
def test_a_township_sets_a_cadre_target_tasks_after_an_admonition_talk() -> None:
    talked = opened("three-projects", "2010", "village-n", "village_branch").given(
        registered("nanzhihui", "township_committee"),
        registered("village-n", "village_branch", "nanzhihui"),
        enrolled("five_good"),
    )
    task = TARGET.model_copy(
        update={"addresses": (), "due_on": day("2010-12-31"), "person": "person-4"}
    )
    talked.when(task, by="nanzhihui", on="2010-06-01").then(task)
    talked.when(task, by="village-n", on="2010-06-01").then_refused(NotAuthorised, "R-19")


@pytest.mark.feature("S3-30")
def test_a_creation_plan_brings_targets_around_the_strongs() -> None:
    target = TARGET.model_copy(
        update={"addresses": ("r_collective_income_cny",), "due_on": day("2012-07-31")}
    )
    VILLAGE.when(target, on=ON).then(target)
