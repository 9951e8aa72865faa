"""Why a branch stands where it stands: the questions an auditor asks of the worked history."""

import pytest

from contracts.envelope import Recorded
from contracts.events import grading as g
from contracts.events import pledges as p
from contracts.scheme import load_cached
from services.projections.explanation.decided import as_meeting
from services.projections.explanation.model import Condition
from services.projections.explanation.speech import Speech
from tests.support.schemes import document
from tests.unit.projections.explained import cut_before, explained, of_kind
from tests.unit.projections.history import (
    BRANCH,
    SCHEME,
    TOWNSHIP,
    appraised,
    begun,
    criticised,
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
from tests.unit.projections.programmes import started
from tests.unit.projections.registers import looks, rows


def leaves(condition: Condition) -> list[Condition]:
    inner = [leaf for child in condition.children for leaf in leaves(child)]
    return inner if condition.children else [condition]


@pytest.mark.feature("S1-19", "S1-18")
def test_q01_why_the_branch_was_moved_to_backward() -> None:
    """The answers that the scheme's documentation wants for its worked history."""
    decision = of_kind(explained(revised()), "decision")
    said = "\n".join(text.en for text in decision.summary)
    assert "in a special meeting on 2 December 2011 (四(二)3)" in said
    assert "self-rated tier was “intermediate”; the committee found it not objective" in said
    assert "satisfaction rate: 66 % (< 70 %); Acceptance-assessment score: 68 points (< 71" in said
    assert "Each of them alone is enough." in said
    assert "2 of 15 hold (8 needed): Consecutive years without a new member: 3 years" in said
    assert "divided: members' meeting “intermediate” (17 of 26 present, 31 eligible)" in said
    assert "mass representatives' meeting “backward” (21 of 33 present, 40 eligible)" in said


def test_q01_the_same_in_chinese() -> None:
    said = "\n".join(text.zh for text in of_kind(explained(revised()), "decision").summary)
    assert "示例龙潭乡党委于2011年12月2日召开专题会议作出决定（四(二)3）。" in said
    assert "党委认为不客观实际，重新划类为“后进”" in said
    assert "群众满意率：66%（符合<70%）；验收考核得分：68分（符合<71分）" in said


def test_agreement_is_told_pair_by_pair() -> None:
    decision = of_kind(explained(revised()), "decision")
    agree = {(pair.one, pair.other): pair.agree for pair in decision.agreement}
    assert len(agree) == 10
    assert agree["self_rating", "decided"] is False
    assert agree["members_meeting", "decided"] is False
    assert agree["mass_representatives_meeting", "decided"] is True
    assert agree["indicated", "decided"] is True
    assert agree["members_meeting", "mass_representatives_meeting"] is False


@pytest.mark.feature("S1-14")
def test_q05_both_meetings_with_their_votes() -> None:
    members, masses = of_kind(explained(revised()), "decision").voted.reviews
    assert (members.eligible, members.present) == (31, 26)
    assert {one.tier.id: one.votes for one in masses.votes} == {
        "advanced": 0, "intermediate": 12, "backward": 21,
    }  # fmt: skip


@pytest.mark.feature("S1-16")
def test_q12_which_meeting_who_was_present_and_the_four_aspects() -> None:
    found = of_kind(explained(revised()), "decision").decided
    assert found
    assert found.meeting
    assert [one.id for one in found.meeting.present] == ["person-1", "person-2", "person-3"]
    assert [one.finding is not None for one in found.meeting.aspects] == [True] * 4


def test_an_aspect_keeps_its_title_on_a_ladder_that_asks_for_none() -> None:
    """Where a branch stands on two ladders, one meeting is shown at the decisions on both."""
    ladder = SCHEME.ladder("grade")
    (held,) = (o for o in revised().log["grading"] if isinstance(o.event, g.CommitteeReviewHeld))
    assert ladder
    recorded = Recorded(held.envelope, held.event, held.position)
    told = [
        as_meeting(recorded, one, Speech.of(SCHEME, {})).aspects
        for one in (ladder, ladder.model_copy(update={"considers": ()}))
    ]
    assert told[0] == told[1]
    assert {one.aspect.id for one in told[1]}.isdisjoint(one.aspect.name.zh for one in told[1])


@pytest.mark.feature("S1-03", "S1-05")
def test_every_condition_shows_its_cel_what_it_read_and_its_clause() -> None:
    derived = of_kind(explained(revised()), "decision").derived
    assert derived
    rules = {rule.tier.id: rule for rule in derived.rules if rule.purpose == "tier"}
    lines = leaves(rules["advanced"].condition)
    assert len(lines) == 25
    assert sum(line.outcome == "fail" for line in lines) == 22
    for line in lines:
        assert line.cel
        assert line.clause
        assert line.values[0].evidence_ids
    evidence = {one.id: one for one in derived.evidence}
    (satisfaction,) = [one for one in lines if one.cel == "satisfaction_pct >= 90.0"]
    assert satisfaction.asks
    assert (satisfaction.asks.en, satisfaction.asks.zh) == ("≥ 90 %", "≥90%")
    source = evidence[satisfaction.values[0].evidence_ids[0]].source
    assert (source.by.id, source.recorded_by) == ("longtan-07", "clerk-1")


@pytest.mark.feature("S1-04")
def test_shortfalls_are_listed_beside_the_rules() -> None:
    derived = of_kind(explained(revised()), "decision").derived
    assert derived
    assert [one.id for one in derived.shortfalls] == [
        "reserve_cadres", "satisfaction_pct", "acceptance_score",
    ]  # fmt: skip


def test_what_would_have_changed_it() -> None:
    derived = of_kind(explained(revised()), "decision").derived
    assert derived
    others = {one.tier.id: one for one in derived.would_change}
    assert others["intermediate"].lines_to_change == 2
    assert [line.cel for need in others["intermediate"].needs for line in need.lines] == [
        "satisfaction_pct < 70.0", "acceptance_score < 71.0",
    ]  # fmt: skip
    assert others["advanced"].lines_to_change == 22


@pytest.mark.feature("S1-10")
def test_missing_facts_leave_it_open_and_are_named() -> None:
    play = reviewed(filed(rated(begun(lacking=("satisfaction_pct",), acceptance_score=80))))
    now = of_kind(explained(play), "now")
    assert now.derived
    assert now.derived.indicated is None
    assert [one.id for one in now.derived.candidates] == ["backward", "intermediate"]
    assert [one.id for one in now.derived.missing] == ["satisfaction_pct"]
    assert "Missing: Masses' satisfaction rate" in now.summary[-1].en


def test_a_derived_value_shows_its_figures_and_that_they_give_it() -> None:
    derived = of_kind(explained(revised()), "decision").derived
    assert derived
    (gap,) = [one for one in derived.evidence if one.criterion.id == "income_gap_pct"]
    assert [str(figure.value) for figure in gap.figures] == ["5150", "5000"]
    assert gap.adds_up is True
    assert gap.value == "3"


def test_a_snapshot_is_derived_again_and_compared() -> None:
    for one in explained(whole()).classifications:
        assert one.derived
        assert one.derived.snapshot.rederived == "equal"


def test_a_snapshot_that_was_tampered_with_is_told() -> None:
    play = revised()
    at = next(i for i, one in enumerate(play.carried) if "GradeRevised" in one.headers["ce-type"])
    honest = play.carried[at].data
    forged = honest.replace(
        b'"satisfaction_pct":{"value":"66"', b'"satisfaction_pct":{"value":"76"'
    )
    assert forged != honest
    play.carried[at].data = forged
    try:
        found = explained(play)
    finally:
        play.carried[at].data = honest
    check = of_kind(found, "decision").derived
    assert check
    assert check.snapshot.rederived == "different"
    assert check.snapshot.facts == "different"
    assert [one.what for one in check.snapshot.differences] == ["facts/satisfaction_pct"]
    assert found.notices[0].id == "snapshot_differs"
    assert found.notices[0].weight == "error"


@pytest.mark.feature("S1-13")
def test_q03_a_late_filing_is_told_with_its_days() -> None:
    rating = of_kind(explained(whole()), "self_rating").voted.self_rating
    assert rating
    assert rating.filing
    assert (rating.filing.late, rating.filing.days_late) == (True, 2)
    assert "late" in {notice.id for notice in explained(whole()).notices}


def test_q07_a_decision_of_a_day_before_the_reviews_were_held_is_told() -> None:
    """Also where it came on record after them."""
    play = met(reviewed(filed(rated(begun()))), on="2011-11-16")
    confirmed = g.GradeConfirmed(
        ladder="grade", tier="intermediate", meeting_id="meeting-1", deviation_reason="另行说明"
    )
    play.say(confirmed, TOWNSHIP, "2011-11-16")
    (notice,) = [one for one in explained(play).notices if one.id == "decided_before_review"]
    assert notice.text.en.startswith("It was decided before a review by: ")
    assert "mass representatives' meeting" in notice.text.en
    (row,) = rows("decisions", play)
    assert any("before a review by" in one for one in looks(row))


def test_r25_the_same_recorder_raises_a_notice() -> None:
    assert "same_recorder" in {notice.id for notice in explained(whole()).notices}
    assert "same_recorder" not in {notice.id for notice in explained(revised()).notices}


@pytest.mark.feature("S1-25")
def test_q18_weaknesses_that_no_target_answers() -> None:
    section = explained(whole()).targets
    assert [one.id for one in section.shortfalls_without_target] == [
        "reserve_cadres", "acceptance_score",
    ]  # fmt: skip
    assert section.unassigned == ["target-2"]
    assert {one.id: one.state for one in section.targets} == {
        "target-1": "missed", "target-2": "completed",
    }  # fmt: skip


@pytest.mark.feature("S1-22")
def test_q13_pledges_where_they_were_published_and_how_many_members_made_one() -> None:
    section = explained(whole()).pledges
    assert [one.published for one in section.pledges] == [["村务公开栏"], []]
    assert (section.members_pledged, section.members) == (1, 31)
    assert section.missing == []


@pytest.mark.feature("S1-37", "S1-38")
def test_q25_q27_criticism_order_overdue_and_verified() -> None:
    found = explained(whole())
    (criticism,) = found.outcomes
    assert criticism.incomplete is False
    (order,) = found.rectifications
    assert (order.state, order.days_late, order.overdue) == ("closed", 10, False)
    assert [item.done for item in order.items] == [True, True]


def test_an_open_rectification_is_overdue_only_after_its_day() -> None:
    play = whole()
    position = next(
        o.position for o in play.log["grading"] if o.event.name == "RectificationReported"
    )
    told = cut_before(position)
    assert explained(play, told, on="2013-02-28").rectifications[0].overdue is False
    late = explained(play, told, on="2013-03-02")
    assert late.rectifications[0].days_overdue == 2
    assert "rectification_overdue" in {item.id for item in late.open_items}


def test_a_rectification_that_a_report_answers_is_not_overdue_until_it_is_turned_down() -> None:
    """Its day is that of the report: the committee, who has to check it, may take its time."""
    late = explained(rectifying("2013-02-01"), on="2013-04-01")
    (order,) = late.rectifications
    assert (order.state, order.overdue, order.days_overdue) == ("reported", False, 0)
    assert {"rectification_open"} == {o.id for o in late.open_items if o.rule == "R-14"}
    (row,) = [r for r in rows("outcomes", rectifying("2013-02-01")) if r.kind.id == "rectification"]
    assert looks(row) == []
    turned_down = rectifying("2013-02-01")
    turned_down.say(
        g.RectificationVerified(
            order_id="order-1", verified_on=day("2013-03-05"), accepted=False,
            finding="账目未公开", remaining=("item-2",),
        ),
        TOWNSHIP, "2013-03-05",
    )  # fmt: skip
    (order,) = explained(turned_down, on="2013-03-10").rectifications
    assert (order.state, order.overdue, order.days_overdue) == ("open", True, 10)


def rectifying(reported_on: str) -> Play:
    """The year up to the report on what was to be put right."""
    play = criticised().apart()
    play.say(
        g.RectificationReported(
            order_id="order-1", reported_on=day(reported_on),
            item_results=(
                g.ItemResult(item_id="item-1", done=True),
                g.ItemResult(item_id="item-2", done=True),
            ),
        ),
        BRANCH, reported_on,
    )  # fmt: skip
    return play


def test_q25_poor_organisation_alone_calls_for_criticism_in_explanation_and_register() -> None:
    play = lowered(met(reviewed(filed(rated(begun())))), "satisfaction_pct")
    target = p.UpgradeTargetSet(
        target_id="t1", theme="stability", text="open books", quantifiable=False,
        qualitative_demand="every month",
    )  # fmt: skip
    play.say(
        p.OpinionsHeard(held_on=day("2012-02-01"), members=20, masses=30), BRANCH, "2012-02-01"
    )
    play.say(target, BRANCH, "2012-02-02")
    appraised(play)
    found = g.BranchAssessed(
        period="year", held_on=day("2012-12-20"), poorly_organised=True, findings="松散"
    )
    play.say(found, TOWNSHIP, "2012-12-20")
    (item,) = [one for one in explained(play).open_items if one.id == "failed_not_criticised"]
    assert item.text.en.startswith(
        "What the assessment of 20 December 2012 found calls for criticism"
    )
    assert [row.kind.id for row in rows("outcomes", play)] == ["spared"]


def test_r14_a_criticism_without_an_order_is_open() -> None:
    play = whole()
    position = next(
        o.position for o in play.log["grading"] if o.event.name == "RectificationOrdered"
    )
    found = explained(play, cut_before(position))
    assert found.outcomes[0].incomplete
    assert "criticism_without_order" in {item.id for item in found.open_items}


def test_q25_a_failed_task_that_nobody_criticised_is_open() -> None:
    play = whole()
    position = next(o.position for o in play.log["grading"] if o.event.name == "CriticismIssued")
    found = explained(play, cut_before(position))
    assert "failed_not_criticised" in {item.id for item in found.open_items}


@pytest.mark.feature("S1-40")
def test_q29_problems_of_the_look_back_stay_open() -> None:
    found = explained(whole())
    assert found.look_back[0].unsolved == ["满意率偏低"]
    assert "problem_unsolved" in {item.id for item in found.open_items}


def test_the_grade_path_goes_from_the_self_rating_to_the_years_end() -> None:
    path = [(stage.stage, stage.tier and stage.tier.id) for stage in explained(whole()).path]
    assert path == [
        ("opening", "intermediate"),
        ("self_rating", "intermediate"),
        ("members_meeting", "intermediate"),
        ("mass_representatives_meeting", "backward"),
        ("indicated", "backward"),
        ("committee", "backward"),
        ("year_end", "backward"),
    ]


def test_a_tier_given_in_march_is_not_shown_as_the_years_end() -> None:
    """It bears the name of the scheme's step that gives tiers so; of several, what it rests on."""
    play = started(
        "pioneer-project", "2004",
        {"district": ("district_committee", None), "town": ("township_committee", "district"),
         "village": ("village_branch", "town")},
        {"village": ("village_state", "five_good")}, on="2004-02-01", by="district",
    )  # fmt: skip
    play.say(
        g.RecordFiled(record_id="a", kind="BaselineSurvey", fields={"findings": "底数清"}),
        "town", "2004-02-10",
    )  # fmt: skip
    plan = {"kind": "operation_plan", "measures": ("帮带",)}
    play.say(g.RecordFiled(record_id="p", kind="WorkPlan", fields=plan), "town", "2004-02-12")
    for ladder, tier, basis, on in (
        ("village_state", "backward", "classify_and_rank", "2004-03-15"),
        ("five_good", "not_yet", "recognition", "2004-12-20"),
    ):
        play.say(
            g.GradeAssigned(ladder=ladder, tier=tier, basis=basis, deviation_reason="现场"),
            "town", on,
        )  # fmt: skip
    path = explained(play, scheme=load_cached(document("pioneer-project"))).path
    last = [(one.stage, one.name.en, one.name.zh) for one in path if one.tier]
    assert last == [
        ("assignment", "Villages classified and ranked", "分类排队"),
        ("assignment", "recognition", "认定"),
    ]


def test_a_station_that_nobody_has_reached_is_blank() -> None:
    stages = {stage.stage: stage.tier for stage in explained(rated(begun())).path}
    assert stages["self_rating"]
    assert stages["members_meeting"] is None
    assert stages["committee"] is None


def test_a_replaced_self_rating_names_what_replaced_it() -> None:
    found = explained(rated(rated(begun(), "advanced"), on="2011-11-13"))
    first, second = (one for one in found.classifications if one.kind == "self_rating")
    assert first.replaced_by
    assert second.source
    assert first.replaced_by.position == second.source.position


def test_where_nothing_is_decided_the_tier_it_entered_with_stands() -> None:
    (standing,) = explained(rated(begun())).standing
    assert standing.rests_on == "opening"
    assert "nothing has been decided since" in standing.sentence.en
