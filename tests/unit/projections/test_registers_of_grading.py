"""Registers of decisions, reviews, tiers, assessments and outcomes, on a played year."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from contracts.events import grading as g
from contracts.scheme import load_cached
from services.projections.registers import REGISTERS
from tests.unit.projections.history import (
    BRANCH,
    CASE,
    DOCUMENT,
    TOWNSHIP,
    begun,
    day,
    filed,
    lowered,
    met,
    rated,
    reviewed,
    revised,
    whole,
)
from tests.unit.projections.play import Play
from tests.unit.projections.programme import Programme
from tests.unit.projections.programmes import started
from tests.unit.projections.registers import looks, rows, whole_until


def test_a_decision_stands_beside_every_voice_before_it() -> None:
    (row,) = rows("decisions", revised())
    voices = (
        row.self_rating, row.members_meeting, row.mass_representatives_meeting, row.indicated,
        row.decided,
    )  # fmt: skip
    assert [one.id for one in voices] == [
        "intermediate", "intermediate", "backward", "backward", "backward",
    ]  # fmt: skip
    assert row.direction.id == "down"
    assert [one.en for one in row.disagree] == [
        "self-rating / mass representatives' meeting", "self-rating / rules",
        "self-rating / committee", "members' meeting / mass representatives' meeting",
        "members' meeting / rules", "members' meeting / committee",
    ]  # fmt: skip
    assert row.reasons == ["满意率和得分均低于后进标准线，自评不客观实际"]
    assert [one.id for one in row.present] == ["person-1", "person-2", "person-3"]
    assert [one.en for one in row.considered][-1] == "social evaluation: 群众满意率低"


def test_one_clerk_for_self_rating_and_decision_is_told_of() -> None:
    first = next(row for row in rows("decisions", whole()) if row.kind.id == "decision")
    assert looks(first) == ["self-rating and decision entered by the same person, clerk-1"]


def classified(analysed_on: str) -> Any:
    """A village that is classified on 1 March, its decision."""
    play = started(
        "pioneer-project", "2004",
        {"district": ("district_committee", None), "town": ("township_committee", "district"),
         "village": ("village_branch", "town")},
        {"village": ("village_state",)}, on="2004-02-01", by="district",
    )  # fmt: skip
    play.say(
        g.RecordFiled(record_id="analysis", kind="BaselineSurvey", fields={"findings": "底数清"}),
        "town", analysed_on, recorded="2004-03-02",
    )  # fmt: skip
    play.say(
        g.GradeAssigned(
            ladder="village_state", tier="backward", basis="classify_and_rank",
            deviation_reason="现场情况",
        ),
        "town", "2004-03-01", recorded="2004-03-03",
    )  # fmt: skip
    return rows("decisions", play)[0]


def test_a_decision_names_the_records_it_was_to_follow_and_that_it_came_before_them() -> None:
    assert [one.en for one in classified("2004-02-15").steps_before] == [
        "Baseline analysis: 15 February 2004"
    ]
    assert classified("2004-02-15").attention == []
    assert looks(classified("2004-03-02")) == [
        "nothing on record of a step before it: Baseline analysis"
    ]


def test_reviews_tell_who_came_how_they_voted_and_what_was_filed_late() -> None:
    late, members, masses = rows("reviews", whole())
    assert (late.voice.id, late.days_late, looks(late)) == (
        "self_rating", 2, ["filed 2 days late"],
    )  # fmt: skip
    assert late.years == late.assessed_years == [2008, 2009, 2010]
    assert (members.present, members.eligible, members.tier.id) == (26, 31, "intermediate")
    assert members.votes.en == "advanced 0, intermediate 17, backward 9"
    assert (masses.tier.id, masses.decided.id, masses.agrees) == ("backward", "backward", True)


def test_a_year_without_the_higher_committees_assessment_is_told_of() -> None:
    play = begun()
    play.say(
        g.BranchSelfRated(
            ladder="grade", tier="backward", basis_years=(2008, 2009, 2010), performance="一般",
            masses_evaluation="一般", year_end=(g.YearEnd(year=2009, result="合格"),),
        ),
        BRANCH, "2011-11-10",
    )  # fmt: skip
    row = rows("reviews", play)[0]
    assert row.assessed_years == [2009]
    assert "The higher committee's year-end assessment of 2008, 2010 is not given." in looks(row)


def test_a_meeting_that_did_not_vote_is_a_row() -> None:
    found = {row.voice.id: looks(row) for row in rows("reviews", filed(rated(begun())))}
    assert (
        found["members_meeting"] == found["mass_representatives_meeting"] == ["not on record yet"]
    )
    nothing = rows("reviews", begun())
    assert looks(nothing[0]) == ["no self-rating"]


def test_a_correction_after_the_decision_is_judged_again() -> None:
    play = revised_and_corrected("90")
    (row,) = rows("rejudged", play)
    assert [one.en for one in row.corrected] == ["Masses' satisfaction rate: 66 % → 90 %"]
    assert (row.indicated.id, row.corrected_indicates.id) == ("backward", "backward")
    assert row.attention == []
    assert len(row.corrections) == 1


def revised_and_corrected(satisfaction: str) -> Play:
    play = lowered(met(reviewed(filed(rated(begun(acceptance_score=68))))), "satisfaction_pct")
    play.say(
        g.EvidenceCorrected(
            evidence_id="ev-2", corrects="ev-satisfaction_pct",
            value=g.Value(value=Decimal(satisfaction)), reason="重复统计",
        ),
        BRANCH, "2012-01-10",
    )  # fmt: skip
    return play


def decided_before(later: dict[str, Any]) -> Play:
    """A decision under the first version, and the one that was published afterwards."""
    play = lowered(met(reviewed(filed(rated(begun())))), "satisfaction_pct")
    play.say(
        g.SchemePublished(scheme_version=2, effective_from=day("2013-01-01"), definition=later),
        TOWNSHIP, "2013-01-01", subject="scheme:classification-upgrade",
    )  # fmt: skip
    return play


def test_a_newer_version_is_asked_what_it_would_give() -> None:
    later = {**DOCUMENT, "version": 2, "groups": {**DOCUMENT["groups"]}}
    later["groups"]["backward_headline"] = {
        **DOCUMENT["groups"]["backward_headline"],
        "any": [{"c": "satisfaction_pct", "lt": 10}],
    }
    assert load_cached(later).version == 2
    (row,) = rows("rejudged", decided_before(later))
    assert (row.version, row.newest_version) == (1, 2)
    assert (row.indicated.id, row.newest_indicates.id) == ("backward", "intermediate")
    assert looks(row) == ["version 2 would give intermediate"]


def test_to_a_version_that_renamed_a_level_the_old_value_is_unknown() -> None:
    renamed = json.dumps(DOCUMENT).replace('"fairly_coordinated"', '"in_fair_harmony"')
    later = {**json.loads(renamed), "version": 2}
    assert load_cached(later).version == 2
    (row,) = rows("rejudged", decided_before(later))
    assert (row.indicated.id, row.newest_indicates.id) == ("backward", "backward")


def test_tiers_in_force_tell_since_when_and_what_was_done() -> None:
    (row,) = rows("grades", whole())
    assert (row.opening.id, row.decided.id, row.year_end.id, row.tier.id) == (
        "intermediate", "backward", "backward", "backward",
    )  # fmt: skip
    assert row.since == date(2011, 12, 2)
    assert row.movement.id == "down"
    assert looks(row) == ["at the lowest tier since 2 December 2011"]
    assert row.superior.id == TOWNSHIP


@pytest.mark.parametrize(
    ("given_on", "opening", "told"),
    [
        ("2012-12-24", "intermediate", []),
        ("2012-12-24", "advanced", ["entered as advanced, though intermediate was in force"]),
        ("2012-12-24", None, []),
        # What a cycle gives late was not in force yet on the day of the entry.
        ("2013-01-20", "advanced", ["entered as advanced, though backward was in force"]),
        ("2013-01-20", "backward", []),
    ],
)
def test_an_entry_with_another_tier_than_was_in_force_is_told(
    given_on: str, opening: str | None, told: list[str]
) -> None:
    of = Programme("classification-upgrade", "2013")
    of.enrol("a", "grade", "2011-11-02", opening="backward", cycle="2011-2012")
    of.give("a", "grade", "intermediate", given_on, basis="year_end_assessment", cycle="2011-2012")
    of.enrol("a", "grade", "2013-01-10", opening=opening, cycle="2013")
    (row,) = REGISTERS["grades"].rows(of.chronicle("2013-03-01"))
    assert [one for one in looks(row) if "entered" in one] == told
    assert all("级次" in one.zh for one in row.attention if "entered" in one.en)


@pytest.mark.feature("S1-39")
def test_an_assessment_tells_its_appraisal_what_followed_and_what_it_counts_in() -> None:
    (row,) = rows("assessments", whole())
    assert (row.appraised_on, row.sheets, row.members_present) == (date(2012, 12, 10), 55, 25)
    assert (row.task_completed, row.targets) == (False, "1/2")
    assert [one.id for one in row.followed_by] == ["circular"]
    assert [one.name.zh for one in row.counts_in] == [
        "纳入基层党建目标考核", "纳入年度综合目标考核",
    ]  # fmt: skip
    assert row.attention == []


def test_a_failed_task_without_a_criticism_is_a_finding_of_both_registers() -> None:
    play = whole_until("CriticismIssued")
    (assessed,) = rows("assessments", play)
    assert looks(assessed) == ["nobody was criticised for this"]
    (spared,) = rows("outcomes", play)
    assert (spared.kind.id, spared.state.id, spared.case) == ("spared", "open", CASE)


@pytest.mark.feature("S3-38")
def test_outcomes_put_an_overdue_order_before_all_else() -> None:
    play = whole_until("RectificationReported")
    order, *rest = rows("outcomes", play, date(2013, 3, 5))
    assert (order.kind.id, order.state.id, order.days_overdue) == ("rectification", "open", 5)
    assert looks(order) == ["5 days overdue"]
    (criticism,) = rest
    assert (criticism.kind.id, criticism.ordered, criticism.task_completed) == (
        "criticism", True, False,
    )  # fmt: skip
    assert criticism.ground.en == "the upgrade task was not completed"
    assert criticism.document == "通报〔2012〕13号"


def test_problems_of_the_look_back_stay_open() -> None:
    found = rows("outcomes", whole())
    assert [(row.kind.id, row.state.id) for row in found] == [
        ("problem", "open"), ("rectification", "closed"), ("criticism", "issued"),
    ]  # fmt: skip
    assert looks(found[1]) == ["reported 10 days late"]
    assert found[1].verified_by.id == TOWNSHIP
    assert found[0].ground.zh == "满意率偏低"
