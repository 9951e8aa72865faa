"""What the other programmes ask to be kept is filed as their schemes declare it, without code."""

from typing import Any

import pytest

from contracts.refusals import NotAuthorised, RuleBroken, StepNotOpen, UnknownReference
from tests.unit.grading.programmes import Filed, branch, filing, strong, three_projects, township

ANALYSED: Filed = ("town", "BaselineSurvey", {"findings": "42 villages looked at, one by one"})
PLAN = {"kind": "work_plan", "covers": ("village",)}
WAGES = {"due_amount": "1200", "paid_amount": "1200", "due_on": "2010-03-31"}

# pioneer-project --------------------------------------------------------------------------------


@pytest.mark.feature("S0-30")
def test_a_plan_follows_the_baseline_analysis() -> None:
    plan = filing(("town", "WorkPlan", {**PLAN, "measures": ("one visit each month",)}))
    township.when(plan, on="2004-03-01").then_refused(StepNotOpen)
    township.went(filing(ANALYSED, "record-0")).when(plan, on="2004-03-01").accepted()


MEASURES = {
    "S0-07": ("乡镇机关作风制度", "乡镇干部包村"),
    "S0-08": ("两推一选", "一肩挑", "交叉任职", "上挂、下派"),
    "S0-09": ("联席会议制度", "村委会向党支部报告工作", "村务公开", "村帐乡管"),
    "S0-31": ("每个支部一个详细的操作方案",),
}


@pytest.mark.feature("S0-07", "S0-08", "S0-09", "S0-31")
@pytest.mark.parametrize("measures", MEASURES.values(), ids=MEASURES)
def test_what_a_township_means_to_do_is_kept_in_its_plan(measures: tuple[str, ...]) -> None:
    analysed = township.went(filing(ANALYSED, "record-0"))
    for kind in ("work_plan", "operation_plan"):
        plan = filing(("town", "WorkPlan", {**PLAN, "kind": kind, "measures": measures}))
        analysed.when(plan, on="2004-03-01").accepted()


RESPONSIBLE = {
    "S0-27 first": ("town", "first_responsible"),
    "S0-27 specific": ("town", "specific_responsible"),
    "S0-28": ("department", "contact_point"),
    "S0-29": ("town", "village_assignment"),
}


@pytest.mark.feature("S0-27", "S0-28", "S0-29")
@pytest.mark.parametrize(("by", "role"), RESPONSIBLE.values(), ids=RESPONSIBLE)
def test_who_answers_for_a_township_or_a_village_is_on_record(by: str, role: str) -> None:
    fields = {"leader": "person-1", "role": role}
    analysed = township.went(filing(ANALYSED, "record-0"))
    analysed.when(filing((by, "ContactPoint", fields)), on="2004-04-01").accepted()
    wrong = filing((by, "ContactPoint", {**fields, "role": "friend"}))
    analysed.when(wrong, on="2004-04-01").then_refused(RuleBroken, field="/data/fields/role")


@pytest.mark.feature("S0-34")
@pytest.mark.parametrize(
    "kind", ["demonstration_point", "demonstration_township", "demonstration_village"]
)
def test_demonstration_points_of_three_levels_are_recognised(kind: str) -> None:
    fields = {"kind": kind, "recognised_on": "2004-06-01"}
    analysed = township.went(filing(ANALYSED, "record-0"))
    point = filing(("department", "DemonstrationPoint", fields))
    analysed.when(point, on="2004-06-02").accepted()
    own = filing(("town", "DemonstrationPoint", fields))
    analysed.when(own, on="2004-06-02").then_refused(NotAuthorised, field="/actor")


@pytest.mark.feature("S0-20", "S0-21")
@pytest.mark.parametrize(
    "filed",
    [
        ("village", "AidPairing", {"helper": "person-2", "helped": "three poor households"}),
        (
            "village",
            "LedgerEntry",
            {
                "area": "service base", "done_on": "2004-05-01", "entry": "示范服务基地一处",
                "quantity": "1", "unit": "bases",
            },
        ),
    ],
    ids=["S0-20", "S0-21"],
)  # fmt: skip
def test_help_and_service_bases_are_kept_in_the_branchs_own_case(filed: Filed) -> None:
    branch.when(filing(filed), on="2004-05-02").accepted()


@pytest.mark.parametrize("by", ["village", "town"])
def test_a_record_beside_the_procedure_is_filed_by_each_body_that_its_kind_names(by: str) -> None:
    fields = {"person": "person-1", "joined_on": "2004-07-01", "prosperity_leader": True}
    branch.when(filing((by, "NewMember", fields)), on="2004-07-02").accepted()


def test_a_record_beside_the_procedure_is_filed_by_no_other_body() -> None:
    fields = {"person": "person-1", "joined_on": "2004-07-01", "prosperity_leader": True}
    filed = filing(("district", "NewMember", fields))
    branch.when(filed, on="2004-07-02").then_refused(NotAuthorised, "R-19")


@pytest.mark.feature("S0-40", "S0-41")
def test_inspections_are_kept_and_their_findings_circulated() -> None:
    own = {"inspected_on": "2004-07-01", "findings": "two branches behind", "follow_up": "visited"}
    township.when(filing(("town", "SelfInspection", own)), on="2004-07-02").accepted()
    visit = {"form": "supervision", "visited_on": "2004-07-10", "findings": ("no plan",)}
    visited = township.went(
        filing(("department", "InspectionVisit", visit), "visit-1"), on="2004-07-11"
    )
    circular = {
        "visit_ids": ("visit-1",), "circulated_on": "2004-07-20", "audience": "all townships",
        "document": "circular 3",
    }  # fmt: skip
    told = filing(("department", "FindingsCirculated", circular))
    township.when(told, on="2004-07-21").then_refused(StepNotOpen)
    visited.when(told, on="2004-07-21").accepted()
    of_none = filing(("department", "FindingsCirculated", {**circular, "visit_ids": ("visit-2",)}))
    visited.when(of_none, on="2004-07-21").then_refused(UnknownReference)


# three-projects ---------------------------------------------------------------------------------

KEPT: dict[str, tuple[str, str, dict[str, Any]]] = {
    "S2-11": ("fanjiazhai", "WagePayment", {**WAGES, "paid_on": "2010-03-30"}),
    "S2-16": ("guodian", "LedgerEntry", {
        "person": "person-1", "area": "publicity", "done_on": "2010-04-12",
        "entry": "召开会议、办板报专栏、悬挂横幅、张贴标语、印发资料",
    }),
    "S2-20": ("guodian", "DemonstrationPoint", {
        "kind": "industry", "recognised_on": "2010-04-20",
    }),
    "S2-21": ("hanfeng", "WorkPlan", {
        "documents": ("实施方案",), "measures": ("special meeting", "division of duties"),
        "responsible": ("person-1", "person-2"),
    }),
    "S2-30": ("nanzhihui", "BaselineSurvey", {
        "leading_team": "complete", "members_and_cadres": "ageing", "mechanisms": "sound",
    }),
}  # fmt: skip


@pytest.mark.feature("S2-11", "S2-16", "S2-20", "S2-21", "S2-30")
@pytest.mark.parametrize(("town", "kind", "fields"), KEPT.values(), ids=KEPT)
def test_each_township_keeps_what_its_report_tells(
    town: str, kind: str, fields: dict[str, Any]
) -> None:
    three_projects(town).when(filing((town, kind, fields)), on="2010-05-04").accepted()


@pytest.mark.feature("S2-11")
def test_a_wage_without_its_amount_is_refused() -> None:
    fields = {"due_on": "2010-03-31", "paid_on": "2010-03-30", "due_amount": "1200"}
    three_projects("fanjiazhai").when(
        filing(("fanjiazhai", "WagePayment", fields)), on="2010-05-04"
    ).then_refused(RuleBroken, field="/data/fields/paid_amount")


# dual-strong ------------------------------------------------------------------------------------

SURVEYED: Filed = ("town", "BaselineSurvey", {"findings": "all", "surveyed_on": "2011-04-22"})
ONE_OF_KEY: Filed = (
    "town",
    "KeyCultivationTarget",
    {"domain": "rural", "responsible": "person-1", "tasks": ("collective income",)},
)


@pytest.mark.feature("S3-29")
def test_a_key_target_has_its_responsible_person_and_tasks() -> None:
    surveyed = strong.went(filing(SURVEYED, "record-0"), on="2011-04-23")
    surveyed.when(filing(ONE_OF_KEY), on="2011-04-25").accepted()
    by, kind, fields = ONE_OF_KEY
    alone = {name: value for name, value in fields.items() if name != "responsible"}
    surveyed.when(filing((by, kind, alone)), on="2011-04-25").then_refused(
        RuleBroken, field="/data/fields/responsible"
    )


@pytest.mark.feature("S3-23", "S3-40")
@pytest.mark.parametrize("area", ["theme_practice", "service", "volunteering", "publicity"])
def test_practice_service_and_publicity_are_ledger_entries_of_the_branch(area: str) -> None:
    fields = {"area": area, "done_on": "2011-06-01", "entry": "党员志愿服务一次"}
    strong.when(filing(("village", "LedgerEntry", fields)), on="2011-06-02").accepted()


@pytest.mark.feature("S3-35")
@pytest.mark.parametrize(
    "filed",
    [
        ("town", "ContactPoint", {"leader": "person-1", "aid_plan": "一家一策"}),
        ("town", "AidPairing", {"responsible": ("person-1",), "items": ("a road",)}),
        (
            "town",
            "DemonstrationPoint",
            {"kind": "demonstration_point", "recognised_on": "2011-06-01"},
        ),
    ],
    ids=["contact", "aid", "demonstration"],
)
def test_contact_units_aid_and_demonstration_points_are_on_record(filed: Filed) -> None:
    story = strong.went(filing(SURVEYED, "record-0"), on="2011-04-23")
    story = story.went(filing(ONE_OF_KEY, "record-9"), on="2011-04-25")
    story.when(filing(filed), on="2011-06-02").accepted()


@pytest.mark.feature("S3-36", "S3-37")
@pytest.mark.parametrize("form", ["survey", "symposium", "supervision", "random_check"])
def test_the_tracking_team_visits_and_the_findings_are_commented_on(form: str) -> None:
    visit = {"form": form, "visited_on": "2011-06-01", "findings": ("on course",)}
    filed = filing(("trackers", "InspectionVisit", visit), "visit-1")
    visited = strong.went(filed, on="2011-06-02")
    comment = {"visit_ids": ("visit-1",), "circulated_on": "2011-06-10", "document": "comment 2"}
    visited.when(filing(("town", "FindingsCirculated", comment)), on="2011-06-11").accepted()
