"""Registers of exemplars, records and late entries, in other programmes."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from contracts.events import grading as g
from services.projections.registers import REGISTERS
from tests.unit.projections.history import whole
from tests.unit.projections.play import Play
from tests.unit.projections.programme import Programme
from tests.unit.projections.programmes import started
from tests.unit.projections.registers import looks, rows

day = date.fromisoformat
CYCLE = "cycle:pioneer-project:2004"


@cache
def selected() -> Play:
    """Two members stand for the category of income; the poorer one is chosen as well."""
    members = ("member-rich", "member-poor")
    play = started(
        "pioneer-project", "2004",
        {"district": ("district_committee", None), "town": ("township_committee", "district"),
         "village": ("village_branch", "town"),
         **dict.fromkeys(members, ("party_member", "village"))},
        {member: ("member_xiaokang",) for member in members}, on="2004-02-01", by="district",
    )  # fmt: skip
    for member, income in (("member-rich", 50_000), ("member-poor", 49_999)):
        case = f"pioneer-project:2004:{member}"
        met = g.Value(value="met", finding="属实")
        for criterion, value, kind, by in (
            ("main_tasks_completed", met, "committee_finding", "district"),
            ("department_information_supports", met, "department_report", "district"),
            ("household_income_cny", g.Value(value=Decimal(income)), "income_statement", "village"),
            ("xiaokang_leader", met, "branch_finding", "village"),
        ):
            play.say(
                g.EvidenceRecorded(
                    evidence_id=f"{member}-{criterion}", criterion=criterion, value=value,
                    as_of=day("2004-10-01"), kind=kind, found_in="档案",
                    period_from=day("2003-10-01"), period_to=day("2004-09-30"),
                ),
                by, "2004-10-02", subject=case,
            )  # fmt: skip
        for kind, fields in (
            ("BaselineSurvey", {"findings": "底数清"}),
            ("WorkPlan", {"kind": "operation_plan", "measures": ("帮带",)}),
        ):
            play.say(
                g.RecordFiled(record_id=f"{member}-{kind}", kind=kind, fields=fields),
                "town", "2004-03-01", subject=case,
            )  # fmt: skip
        play.say(
            g.GradeAssigned(ladder="member_xiaokang", tier="not_yet", basis="recognition",
                            deviation_reason="尚在培养"),
            "village", "2004-10-20", subject=case,
        )  # fmt: skip
        play.say(
            g.ExemplarNominated(
                selection="cup-2004", category="income_50000_leaders", nominee=member,
                grounds="综合评定",
            ),
            "district", "2004-11-01", subject=case,
        )  # fmt: skip
    for place, member in enumerate(members, 1):
        play.say(
            g.ExemplarSelected(
                selection="cup-2004", category="income_50000_leaders", nominee=member,
                position=place, reason="带动作用大",
            ),
            "district", "2004-11-10", subject=CYCLE,
        )  # fmt: skip
    return play


@pytest.mark.feature("S0-35", "S0-37")
def test_each_category_tells_its_quota_and_each_nominee_what_the_choice_rests_on() -> None:
    found = rows("exemplars", selected())
    poor, rich = [row for row in found if row.kind.id == "nominee"]
    assert (poor.organisation.id, poor.eligible, looks(poor)) == (
        "member-poor", False, ["selected though not eligible"],
    )  # fmt: skip
    assert [one.id for one in poor.fails] == ["household_income_cny"]
    assert (rich.eligible, rich.position, rich.reason) == (True, 1, "带动作用大")
    assert [one.en.partition(" (")[0] for one in rich.rests_on] == [
        "Completion of the main tasks of the Pioneer Project: met",
        "Information supplied by the district departments: met",
        "Household income: 50000 yuan a year",
        "Acts as a leader on the road to a moderately prosperous life: met",
    ]
    assert rich.rests_on[2].en.endswith(
        "(income statement; 1 October 2004; for 1 October 2003 to 30 September 2004;"
        " Example village; 档案)"
    )
    categories = {row.category.id: row for row in found if row.kind.id == "category"}
    assert len(categories) == 10
    assert (categories["income_50000_leaders"].taken, categories["income_50000_leaders"].left) == (
        2, 8,
    )  # fmt: skip
    assert all(row.quota == 10 for row in categories.values())


def test_a_choice_below_the_standard_tells_the_tier_and_each_line_that_fails() -> None:
    play = started(
        "dual-strong", "2011",
        {"town": ("township_committee", None), "village": ("village_branch", "town")},
        {"village": ("rural",)}, on="2011-04-21", by="town",
    )  # fmt: skip
    play.say(
        g.EvidenceRecorded(
            evidence_id="petitions", criterion="r_petitions_3y", value=g.Value(value=Decimal(1)),
            as_of=day("2011-06-20"), kind="petition_register", found_in="信访登记簿",
        ),
        "town", "2011-06-20",
    )  # fmt: skip
    plan = {"kind": "creation_plan", "measures": ("补短板",)}
    play.say(g.RecordFiled(record_id="plan", kind="WorkPlan", fields=plan), "village", "2011-05-01")
    play.say(
        g.GradeAssigned(
            ladder="rural", tier="participating", basis="assessment_against_standard"
        ),
        "town", "2011-06-20",
    )  # fmt: skip
    choice = {"selection": "july", "category": "rural", "nominee": "village"}
    play.say(g.ExemplarNominated(**choice, grounds="表现突出"), "town", "2011-06-25")
    play.say(
        g.ExemplarSelected(**choice, position=1, reason="其余各项均强"),
        "town", "2011-06-25", subject="cycle:dual-strong:2011",
    )  # fmt: skip
    row = next(row for row in rows("exemplars", play) if row.kind.id == "nominee")
    assert looks(row) == ["selected below the standard"]
    assert row.tier.id == "participating"
    assert [one.id for one in row.fails] == ["r_petitions_3y"]


@pytest.mark.parametrize(
    ("commended", "upward", "shown", "accused"),
    [
        (("2004-11-20", "2004-12-15"), "2004-12-01", "2004-11-20", False),
        (("2004-11-20", "2004-11-25"), "2004-12-01", "2004-11-25", False),
        (("2004-12-15",), "2004-12-01", "2004-12-15", True),
        ((), "2004-12-01", None, True),
        (("2004-11-20", "2004-12-15"), None, "2004-12-15", False),
    ],
    ids=["commended again later", "commended twice before", "only later", "never", "not upward"],
)
def test_a_recommendation_stands_beside_the_commendation_before_it(
    commended: tuple[str, ...], upward: str | None, shown: str | None, accused: bool
) -> None:
    of = Programme("pioneer-project", "2004")
    member = of.enrol("member", "member_xiaokang", "2004-02-01")
    choice = {"selection": "cup", "category": "income_50000_leaders", "nominee": member}
    of.say(g.ExemplarNominated(**choice, grounds="综合评定"), member, "2004-11-01")
    of.say(g.ExemplarSelected(**choice, position=1, reason="带动"), "cycle", "2004-11-10")
    for on in sorted({*commended, *filter(None, [upward])}):
        if on == upward:
            event: g.ExemplarRecommendedUpward | g.CommendationIssued = g.ExemplarRecommendedUpward(
                to_level="county", recommended_on=day(on)
            )
        else:
            event = g.CommendationIssued(
                form="commendation",
                issued_on=day(on),
                ground="带动作用大",
                document="表彰〔2004〕1号",
            )
        of.say(event, member, on)
    found = REGISTERS["exemplars"].rows(of.chronicle("2005-01-10"))
    row = next(row for row in found if row.kind.id == "nominee")
    assert (row.commended_on and str(row.commended_on), accused) == (
        shown, "recommended without a commendation before" in looks(row),
    )  # fmt: skip


def test_a_record_tells_what_followed_and_how_its_case_fared() -> None:
    play = started(
        "pioneer-project", "2004",
        {"district": ("district_committee", None),
         "department": ("district_organisation_department", "district"),
         "town": ("township_committee", "district"), "village": ("village_branch", "town")},
        {"village": ("village_state",)}, on="2004-02-01", by="district",
    )  # fmt: skip
    leader = {"leader": "person-1", "role": "contact_point"}
    seen = {"form": "supervision", "visited_on": "2004-05-01", "findings": ("活动室未开",)}
    filed: tuple[tuple[str, str, Any, str, str], ...] = (
        ("analysis", "BaselineSurvey", {"findings": "底数清"}, "town", "2004-02-10"),
        ("contact", "ContactPoint", leader, "town", "2004-02-20"),
        ("visit", "InspectionVisit", seen, "department", "2004-05-01"),
    )
    for id, kind, fields, by, on in filed:
        play.say(g.RecordFiled(record_id=id, kind=kind, fields=fields), by, on)
        if id == "analysis":
            play.say(
                g.GradeAssigned(ladder="village_state", tier="backward", basis="classify_and_rank",
                                deviation_reason="现场情况"),
                "town", "2004-02-15",
            )  # fmt: skip
    visit, analysis, contact = rows("records", play)
    assert (visit.id, visit.state.id, len(visit.attention)) == ("visit", "open", 1)
    assert {one.name.id: one.value for one in visit.fields} == {
        "form": "supervision", "visited_on": "2004-05-01", "findings": ["活动室未开"],
    }  # fmt: skip
    assert (analysis.tier_then, analysis.tier_now.id) == (None, "backward")
    assert contact.followed_by.en == "Supervision visit 1" or contact.followed_by is not None
    assert contact.filed_by.id == "town"


def test_what_is_entered_after_the_fact_tells_by_whom_and_how_long_after() -> None:
    play = Play(whole().case)
    play.carried = list(whole().carried)
    assert rows("late-entries", play) == []
    late = started(
        "pioneer-project", "2004",
        {"district": ("district_committee", None), "town": ("township_committee", "district"),
         "village": ("village_branch", "town")},
        {"village": ("village_state",)}, on="2004-02-01", by="district",
    )  # fmt: skip
    for number in (1, 2):
        late.say(
            g.RecordFiled(record_id=f"r{number}", kind="BaselineSurvey", fields={"findings": "补"}),
            "town", f"2004-02-1{number}", clerk="person-9", recorded="2004-03-01",
        )  # fmt: skip
    (row,) = rows("late-entries", late)
    assert (row.entries, row.days, row.recorded_by.id) == (2, 19, "person-9")
    assert (row.happened_from, row.recorded_on) == (day("2004-02-11"), day("2004-03-01"))
