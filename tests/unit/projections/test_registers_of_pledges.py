"""Registers of pledges, letters and upgrade targets."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from contracts.events import grading as g
from contracts.events import pledges as p
from tests.unit.projections.history import (
    BRANCH,
    TOWNSHIP,
    appraised,
    begun,
    day,
    filed,
    met,
    rated,
    reviewed,
    whole,
)
from tests.unit.projections.play import Play
from tests.unit.projections.programmes import started
from tests.unit.projections.registers import looks, rows, whole_until


@pytest.mark.feature("S1-22")
def test_the_pledges_of_members_are_counted_against_all_members() -> None:
    members, branch = rows("pledges", whole())
    assert (members.kind.id, members.pledgers, members.of_members, members.missing) == (
        "member_public", 1, 31, 30,
    )  # fmt: skip
    assert looks(members) == ["30 of 31 members have not pledged", "1 not published"]
    assert (branch.kind.id, branch.published, branch.published_in) == (
        "branch_public", 1, ["村务公开栏"],
    )  # fmt: skip
    assert branch.not_judged == 1
    assert branch.decided_on == date(2011, 12, 2)


def test_members_are_those_of_the_day_of_the_decision() -> None:
    """AMB-27: who joined or left since neither owes a pledge nor makes up for one."""
    play = whole().apart()
    figure = g.RegisterFigureRecorded(
        figure="members", value=Decimal(1), as_of=day("2013-03-31"), reported_from="党员名册"
    )
    play.say(figure, BRANCH, "2013-03-31", subject=f"organisation:{BRANCH}")
    members, _ = rows("pledges", play)
    assert (members.of_members, members.missing) == (31, 30)


def test_more_pledges_than_members_are_looked_at() -> None:
    play = whole().apart()
    figure = g.RegisterFigureRecorded(
        figure="members", value=Decimal(0), as_of=day("2011-11-30"), reported_from="党员名册"
    )
    play.say(figure, BRANCH, "2013-03-31", subject=f"organisation:{BRANCH}")
    members = next(row for row in rows("pledges", play) if row.kind.id == "member_public")
    assert (members.pledgers, members.of_members, members.missing) == (1, 0, 0)
    assert looks(members) == ["more have pledged than are registered: 1 of 0", "1 not published"]


def test_a_required_pledge_that_nobody_made_is_a_row() -> None:
    found = rows("pledges", whole_until("PledgeMade"))
    assert {row.kind.id: looks(row) for row in found} == {
        "branch_public": ["no pledge"], "member_public": ["no pledge"],
    }  # fmt: skip


def test_a_letter_names_both_parties_and_a_missing_kind_is_a_row() -> None:
    missing, signed = rows("letters", whole())
    assert (missing.kind.id, looks(missing), missing.source) == ("tiered", ["no letter"], None)
    assert [one.id for one in signed.parties] == [TOWNSHIP, BRANCH]
    assert (signed.target, signed.task, signed.object) == ("年内升为中间", "整改满意率", "村党支部")


@pytest.mark.feature("S1-27")
def test_targets_tell_who_carries_them_and_who_carries_none() -> None:
    found = rows("upgrade-targets", whole())
    targets = {row.id: row for row in found if row.kind.id == "target"}
    assert looks(targets["target-1"]) == ["missed"]
    assert [one.id for one in targets["target-1"].assigned_to] == ["person-11"]
    assert looks(targets["target-2"]) == ["carried by nobody"]
    assert targets["target-2"].state.id == "completed"
    (coverage,) = [row for row in found if row.kind.id == "coverage"]
    assert looks(coverage) == ["30 of 31 members carry no target"]
    assert coverage.opinions_taken_up == "1/1"
    assert len(coverage.taken_up) == 1
    assert (coverage.heard_members, coverage.heard_masses) == (20, 35)


def test_members_who_pledged_and_carry_nothing_are_named() -> None:
    found = rows("upgrade-targets", whole_until("UpgradeTargetAssigned"))
    (coverage,) = [row for row in found if row.kind.id == "coverage"]
    assert coverage.assigned_to == []
    assert [one.id for one in coverage.carry_none] == ["person-11"]


def test_a_member_without_a_pledge_for_a_reason_on_record_is_shown_apart() -> None:
    play = whole().apart()
    exception = {"member": "person-20", "reason": "外出务工"}
    play.say(
        g.RecordFiled(record_id="away-1", kind="PledgeException", fields=exception),
        BRANCH, "2011-12-22",
    )  # fmt: skip
    play.say(
        g.RecordFiled(
            record_id="away-2", kind="PledgeException", fields=exception | {"member": "person-21"}
        ),
        BRANCH, "2011-12-22",
    )  # fmt: skip
    play.say(
        g.RecordCorrected(
            record_id="away-3", corrects="away-2", kind="PledgeException",
            fields=exception | {"member": "person-22"}, reason="姓名录错",
        ),
        BRANCH, "2011-12-23",
    )  # fmt: skip
    members, branch = rows("pledges", play)
    assert [one.en for one in members.excused] == ["person-20: 外出务工", "person-22: 外出务工"]
    assert members.missing == 30
    assert branch.excused == []


def test_a_weakness_without_a_target_is_a_row() -> None:
    weak = {
        row.addresses[0].id for row in rows("upgrade-targets", whole()) if row.kind.id == "weakness"
    }
    assert {"acceptance_score", "reserve_cadres"} <= weak
    assert "satisfaction_pct" not in weak  # target-1 answers it


def test_a_target_changed_after_its_day_is_told_of() -> None:
    play = with_target(
        quantifiable=True, quantity=Decimal(2), unit="km", quality="四级路面",
        due_on=day("2012-11-30"),
    )  # fmt: skip
    play.say(
        p.UpgradeTargetAmended(
            target_id="target-1", due_on=day("2012-12-20"), reason="雨雪停工", agreed_by=TOWNSHIP
        ),
        BRANCH, "2012-12-03",
    )  # fmt: skip
    (row,) = [row for row in rows("upgrade-targets", play) if row.id == "target-1"]
    assert looks(row) == [
        "carried by nobody", "changed on 3 December 2012, after it was due on 30 November 2012",
        "overdue",
    ]  # fmt: skip
    assert row.due_on == date(2012, 12, 20)


def with_target(**terms: Any) -> Play:
    """A decided case with one target of these terms."""
    play = met(reviewed(filed(rated(begun()))))
    play.say(g.GradeConfirmed(ladder="grade", tier="intermediate", meeting_id="meeting-1",
                              deviation_reason="近期好转"), TOWNSHIP, "2011-12-02")  # fmt: skip
    play.say(
        p.OpinionsHeard(held_on=day("2011-12-25"), members=20, masses=35), BRANCH, "2011-12-25"
    )
    play.say(
        p.UpgradeTargetSet(
            target_id="target-1", theme="stability", text="不发生集体上访", **terms
        ),
        BRANCH, "2011-12-28",
    )  # fmt: skip
    return play


def test_a_target_changed_shortly_before_the_assessment_is_told_of() -> None:
    play = with_target(quantifiable=False, qualitative_demand="全年稳定")
    play.say(
        p.UpgradeTargetAmended(
            target_id="target-1", qualitative_demand="基本稳定", reason="情况变化",
            agreed_by=TOWNSHIP,
        ),
        BRANCH, "2012-12-05",
    )  # fmt: skip
    appraised(play)
    play.say(
        g.BranchAssessed(
            period="year", held_on=day("2012-12-20"), acceptance_score=Decimal(72), findings="尚可"
        ),
        TOWNSHIP, "2012-12-20",
    )  # fmt: skip
    (row,) = [row for row in rows("upgrade-targets", play) if row.id == "target-1"]
    assert looks(row) == [
        "carried by nobody", "changed on 5 December 2012, shortly before the assessment"
    ]  # fmt: skip
    assert [one.en for one in row.amended] == [
        "5 December 2012, agreed by Longtan township committee (example): 情况变化"
    ]
    assert row.demand == "基本稳定"


def township(id: str) -> Play:
    """A township, one of its villages, and a member of that village who is assessed as well."""
    return started(
        "three-projects", "2010",
        {"county": ("county_committee", None), id: ("township_committee", "county"),
         "village": ("village_branch", id), "member": ("party_member", "village")},
        {"village": ("five_good",), "member": ("member_model",)}, on="2010-01-01",
        by="county",
    )  # fmt: skip


def test_a_letter_between_township_and_village_is_missing_with_the_village_alone() -> None:
    (missing,) = rows("letters", township("hanfeng"))
    assert (missing.organisation.id, looks(missing)) == ("village", ["no letter, though due"])


def test_a_persons_target_is_carried_by_that_person_and_wants_no_hearing() -> None:
    play = township("nanzhihui")
    play.say(
        p.UpgradeTargetSet(
            target_id="plan", theme="三习", text="补做计划", quantifiable=False,
            qualitative_demand="经党委审阅", due_on=date(2100, 1, 1), person="head",
        ),
        "nanzhihui", "2010-04-22",
    )  # fmt: skip
    (target,) = [row for row in rows("upgrade-targets", play) if row.kind.id == "target"]
    assert ([one.id for one in target.assigned_to], looks(target)) == (["head"], [])
