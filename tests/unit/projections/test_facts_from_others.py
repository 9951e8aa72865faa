"""What a criterion rests on that pledges or training feed: on what was judged, or an opinion."""

from decimal import Decimal
from functools import cache

import pytest

from contracts.events import grading as g
from contracts.events import pledges as p
from contracts.events import training as t
from contracts.scheme import load_cached
from services.projections.asof import Bound, Cut
from services.projections.explanation.explain import unread_types
from services.projections.explanation.model import Classification, ValueRead
from services.projections.explanation.model_case import Explanation
from tests.support.schemes import document
from tests.unit.projections.explained import EVERYTHING, explained, of_kind
from tests.unit.projections.history import day
from tests.unit.projections.play import Play

DOCUMENT = document("dual-strong")
SCHEME = load_cached(DOCUMENT)
WORKS, VILLAGE = "dual-strong:2011:works", "dual-strong:2011:village"
PLEDGES, TRAINED = "e_public_pledges", "r_training_universal"


def begun(case: str, kind: str, domain: str) -> Play:
    play, unit = Play(case), case.rpartition(":")[2]
    for id, of_kind_, parent in (("town", "township_committee", None), (unit, kind, "town")):
        entry = g.OrganisationRegistered(kind=of_kind_, name_zh=f"示例{id}", parent=parent)
        play.say(entry, "town", "2011-04-02", subject=f"organisation:{id}")
    published = g.SchemePublished(
        scheme_version=1, effective_from=day("2011-04-01"), definition=DOCUMENT
    )
    play.say(published, "town", "2011-04-20", subject="scheme:dual-strong")
    play.say(
        g.CycleOpened(scheme_version=1), "town", "2011-04-20", subject="cycle:dual-strong:2011"
    )
    play.say(g.BranchEnrolled(ladders=(domain,), domain=domain), "town", "2011-04-21")
    target = p.UpgradeTargetSet(
        target_id="t1", theme="strongs", text="all", quantifiable=False, qualitative_demand="met"
    )
    play.say(target, unit, "2011-04-25")
    return play


def opinion(play: Play, value: str, on: str) -> None:
    play.say(
        g.EvidenceRecorded(
            evidence_id="opinion", criterion=PLEDGES, kind="pledge_record", as_of=day("2011-05-01"),
            found_in="file 3", value=g.Value(value=value, finding="they mean well"),
        ),
        "town", on,
    )  # fmt: skip


def pledged(play: Play, id: str, kind: str, by: str, *, whose: str) -> None:
    made = p.PledgeMade(
        pledge_id=id, kind=kind, pledger_kind="branch" if by == "works" else "member",
        pledger_ids=(by,), items=(p.PledgeItem(item_id="i1", text="safe work"),),
        made_on=day("2011-05-02"),
    )  # fmt: skip
    play.say(made, whose, "2011-05-02")
    public = p.PledgePublished(
        pledge_id=id, published_on=day("2011-05-03"), channel="board", audience="staff"
    )
    play.say(public, whose, "2011-05-03")


def judged(play: Play, id: str, on: str, kept: bool = True) -> None:
    verdict = (
        p.PledgeFulfilled(pledge_id=id, judged_by=("person-9",), judged_on=day(on), finding="seen")
        if kept
        else p.PledgeNotFulfilled(
            pledge_id=id, judged_by=("person-9",), judged_on=day(on), reason="nothing"
        )
    )
    play.say(verdict, "town", on)


def decided(play: Play, ladder: str, on: str) -> None:
    grade = g.GradeAssigned(
        ladder=ladder, tier="dual_strong", basis="assessment_against_standard",
        deviation_reason="as a whole",
    )  # fmt: skip
    play.say(grade, "town", on)


def revised(play: Play, before: str, after: str, on: str) -> None:
    grade = g.GradeRevised(
        ladder="enterprise", from_tier=before, to_tier=after, reasons=("seen again",),
        criteria=(PLEDGES,), evidence_ids=("opinion",), deviation_reason="as a whole",
    )  # fmt: skip
    play.say(grade, "town", on)


@cache
def works() -> Play:
    """Two pledges judged one after the other, a decision before, between and after."""
    play = begun(WORKS, "enterprise_branch", "enterprise")
    opinion(play, "met", "2011-05-01")
    decided(play, "enterprise", "2011-05-05")
    pledged(play, "p1", "organisation_public", "works", whose="works")
    pledged(play, "p2", "member_public", "person-1", whose="works")
    judged(play, "p1", "2011-06-01")
    revised(play, "dual_strong", "participating", "2011-06-05")
    judged(play, "p2", "2011-06-10", kept=False)
    revised(play, "participating", "dual_strong", "2011-06-20")
    return play


def told(play: Play, cut: Cut = EVERYTHING) -> Explanation:
    return explained(play, cut, on="2011-12-31", scheme=SCHEME)


def read(one: Classification, criterion: str = PLEDGES) -> ValueRead:
    assert one.derived
    (found,) = [fact for fact in one.derived.facts if fact.criterion.id == criterion]
    return found


@pytest.mark.feature("S3-16")
def test_q54_whether_the_criterion_rests_on_judged_pledges_or_on_an_opinion() -> None:
    before, between, after = map(read, told(works()).classifications)
    assert (before.value, before.rests_on, before.evidence_ids) == ("met", "evidence", ["opinion"])
    assert before.counted == []
    assert (between.value, between.rests_on) == ("met", "evidence")
    assert [one.text.en for one in between.counted] == [
        "Public pledge of the organisation: of 1, 1 kept, 0 not kept",
        "Public pledge of a member: of 1, 0 kept, 0 not kept",
    ]
    assert (after.value, after.rests_on, after.evidence_ids) == ("not_met", "counts", [])
    assert after.counted[1].text.zh == "党员公开承诺：1项中已履行0项，未履行1项"
    assert {one.service for one in after.counted} == {"pledges"}
    assert after.counted[0].upto == len(works().log["pledges"])


def test_each_snapshot_is_derived_again_from_the_events_it_had_heard() -> None:
    for one in told(works()).classifications:
        assert one.derived
        assert one.derived.snapshot.differences == []
        assert one.derived.snapshot.rederived == "equal"


def test_an_opinion_that_was_overruled_is_told() -> None:
    (notice,) = [one for one in told(works()).notices if one.id == "opinion_overruled"]
    assert "Public pledges" in notice.text.en
    assert notice.sources[0].position == told(works()).classifications[-1].source.position


@pytest.mark.parametrize("known", [0, 2, 5])
def test_a_trail_that_is_behind_says_nothing_against_a_snapshot(known: int) -> None:
    cut = Cut(dict(EVERYTHING.bounds) | {"pledges": Bound(known)})
    for one in told(works(), cut).classifications:
        assert one.derived
        assert one.derived.snapshot.rederived == "equal"


def test_a_forged_count_is_found() -> None:
    play = works()
    at = max(i for i, one in enumerate(play.carried) if "GradeRevised" in one.headers["ce-type"])
    honest = play.carried[at].data
    forged = honest.replace(b'"held":0,"failed":1,"of":1', b'"held":1,"failed":0,"of":1')
    assert forged != honest
    play.carried[at].data = forged
    try:
        last = told(play).classifications[-1]
    finally:
        play.carried[at].data = honest
    assert last.derived
    assert last.derived.snapshot.facts == "different"
    assert [one.what for one in last.derived.snapshot.differences] == [f"facts/{PLEDGES}"]


@pytest.mark.feature("S3-10")
def test_training_is_counted_by_persons_among_the_members_on_the_register() -> None:
    play = begun(VILLAGE, "village_branch", "rural")
    figure = g.RegisterFigureRecorded(
        figure="members", value=Decimal(2), as_of=day("2011-04-01"), reported_from="register"
    )
    play.say(figure, "town", "2011-04-22", subject="organisation:village")
    held = t.TrainingSessionHeld(
        session_id="s1", kind="universal_training", form="party_class",
        starts_on=day("2011-05-20"), ends_on=day("2011-05-20"),
    )  # fmt: skip
    play.say(held, "village", "2011-05-20")
    for person in ("person-1", "person-2"):
        attended = t.TrainingAttended(
            session_id="s1", person=person, role="members",
            attended_from=day("2011-05-20"), attended_to=day("2011-05-20"),
        )  # fmt: skip
        play.say(attended, "village", "2011-05-21")
    decided(play, "rural", "2011-06-20")
    play.say(
        figure.model_copy(update={"value": Decimal(3), "as_of": day("2011-06-30")}),
        "town", "2011-07-01", subject="organisation:village",
    )  # fmt: skip
    one = of_kind(told(play), "assignment")
    assert one.derived
    assert one.derived.snapshot.rederived == "equal"
    found = read(one, TRAINED)
    assert (found.value, found.rests_on) == ("met", "counts")
    (counted,) = found.counted
    assert (counted.held, counted.of) == (2, 2)
    assert counted.text.en.endswith("of 2 persons, 2 attended, 0 absent")


def test_who_was_trained_by_another_organiser_is_not_counted_here() -> None:
    """Ids of sessions are an organiser's own: another village may have a session s1, too."""
    play = begun(VILLAGE, "village_branch", "rural")
    figure = g.RegisterFigureRecorded(
        figure="members", value=Decimal(2), as_of=day("2011-04-01"), reported_from="register"
    )
    play.say(figure, "town", "2011-04-22", subject="organisation:village")
    other = g.OrganisationRegistered(kind="village_branch", name_zh="示例邻村", parent="town")
    enrolled = g.BranchEnrolled(ladders=("rural",), domain="rural")
    play.say(other, "town", "2011-04-22", subject="organisation:other")
    play.say(enrolled, "town", "2011-04-22", subject="dual-strong:2011:other")
    for case, by, person in (("dual-strong:2011:other", "other", "p2"), (VILLAGE, "village", "p1")):
        held = t.TrainingSessionHeld(
            session_id="s1", kind="universal_training", form="party_class",
            starts_on=day("2011-05-20"), ends_on=day("2011-05-20"),
        )  # fmt: skip
        attended = t.TrainingAttended(
            session_id="s1", person=person, organisation="village", role="members",
            attended_from=day("2011-05-20"), attended_to=day("2011-05-20"),
        )  # fmt: skip
        play.say(held, by, "2011-05-20", subject=case)
        play.say(attended, by, "2011-05-21", subject=case)
    decided(play, "rural", "2011-06-20")
    one = of_kind(told(play), "assignment")
    (counted,) = read(one, TRAINED).counted
    assert (counted.held, counted.of) == (1, 2)
    assert one.derived
    assert one.derived.snapshot.rederived == "equal"


def test_attendances_are_read_only_where_a_criterion_rests_on_them() -> None:
    assert unread_types(SCHEME) == []
    assert len(unread_types(None)) == 3


def test_a_pledge_of_two_items_is_open_until_both_are_judged() -> None:
    play = begun(WORKS, "enterprise_branch", "enterprise")
    items = tuple(p.PledgeItem(item_id=id, text=id) for id in ("i1", "i2"))
    made = p.PledgeMade(
        pledge_id="p1", kind="organisation_public", pledger_kind="branch", pledger_ids=("works",),
        items=items, made_on=day("2011-05-02"),
    )  # fmt: skip
    public = p.PledgePublished(
        pledge_id="p1", published_on=day("2011-05-03"), channel="board", audience="staff"
    )
    play.say(made, "works", "2011-05-02")
    play.say(public, "works", "2011-05-03")
    seen = []
    for item in ("i1", "i2"):
        kept = p.PledgeFulfilled(
            pledge_id="p1", item_id=item, judged_by=("person-9",), judged_on=day("2011-06-01"),
            finding="seen",
        )  # fmt: skip
        play.say(kept, "town", "2011-06-01")
        seen.append(explained(play, scheme=SCHEME).pledges.pledges[0].judged)
    assert seen == [None, "kept"]
