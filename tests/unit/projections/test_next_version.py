"""An open question of the source, answered differently by a next version of the scheme alone.

Backward is who shows eight of fifteen markers (AMB-12); version 2 asks for nine. A branch with just
eight is judged in a cycle of each.
"""

import copy
import json
from typing import Any

import pytest

from contracts.events import grading as g
from contracts.events import pledges as p
from contracts.refusals import AlreadyRecorded, ReasonMissing, RuleBroken
from contracts.scheme import load_cached
from services.projections.registers import REGISTERS
from tests.unit.projections.chronicled import chronicled
from tests.unit.projections.explained import explained, of_kind
from tests.unit.projections.history import (
    BRANCH,
    CASE,
    DOCUMENT,
    FACTS,
    SCHEME,
    TOWNSHIP,
    begun,
    day,
    evidence,
    filed,
    met,
    rated,
    reviewed,
)
from tests.unit.projections.play import Play

NEXT_CASE = f"classification-upgrade:2013:{BRANCH}"
EIGHT_MARKERS = FACTS | {
    "two_committees_unity": "lax_disunited",
    "cohesion_and_effectiveness": "not_strong",
    "secretary_lead_ability": "weak",
    "years_without_new_member": 3,
    "members_role": "not_evident",
    "reserve_cadres": 0,
    "rules_system": "unsound",
    "management_standard": "ineffective_measures",
    "satisfaction_pct": 75,
    "acceptance_score": 75,
}


def next_version() -> dict[str, Any]:
    """The scheme as published, but for its number and one number in a rule."""
    document = copy.deepcopy(DOCUMENT)
    document["version"] = 2
    document["groups"]["backward_markers"]["count_gte"]["n"] = 9
    return document


PUBLISHED = g.SchemePublished(
    scheme_version=2, effective_from=day("2013-01-01"), definition=next_version()
)
NEXT_SCHEME = load_cached(PUBLISHED.definition)


def before() -> Play:
    """The branch decided under version 1, in its first cycle."""
    play = met(reviewed(filed(rated(begun(**EIGHT_MARKERS), tier="backward"))))
    play.say(
        g.GradeConfirmed(ladder="grade", tier="backward", meeting_id="meeting-1"),
        TOWNSHIP, "2011-12-02",
    )  # fmt: skip
    return play


def after() -> Play:
    """Version 2 is published; the first cycle is brought to its end, and the next one opened."""
    play = before()
    play.say(PUBLISHED, TOWNSHIP, "2012-12-01", subject="scheme:classification-upgrade")
    assessed(play, CASE, 2012)
    year_end(play, CASE, 2012, "backward")
    play.say(
        g.CycleOpened(scheme_version=2), TOWNSHIP, "2013-01-01",
        subject="cycle:classification-upgrade:2013",
    )  # fmt: skip
    play.say(
        g.BranchEnrolled(ladders=("grade",), opening_tiers={"grade": "backward"}),
        TOWNSHIP, "2013-01-02", subject=NEXT_CASE,
    )  # fmt: skip
    for criterion, value in EIGHT_MARKERS.items():
        again = evidence(criterion, value, f"ev-2013-{criterion}")
        play.say(again, BRANCH, "2013-01-05", subject=NEXT_CASE)
    assessed(play, NEXT_CASE, 2013)
    return play


def assessed(play: Play, case: str, year: int) -> None:
    """What the year asks for before its tier: opinions, a target, an appraisal, an assessment."""
    target = p.UpgradeTargetSet(
        target_id=f"target-{year}", theme="stability", text="invite members to meetings",
        quantifiable=False, qualitative_demand="open and calm",
    )  # fmt: skip
    appraised = g.DemocraticAppraisalHeld(
        held_on=day(f"{year}-12-10"), guided_by=TOWNSHIP, members_present=25,
        mass_representatives_present=30, delegates_present=3, sheets=55, appraisal_score=70,
    )  # fmt: skip
    held = g.BranchAssessed(period="year", held_on=day(f"{year}-12-20"), findings="in part")
    play.say(p.OpinionsHeard(held_on=day(f"{year}-02-01"), members=20, masses=30),
             BRANCH, f"{year}-02-01", subject=case)  # fmt: skip
    play.say(target, BRANCH, f"{year}-02-02", subject=case)
    play.say(appraised, BRANCH, f"{year}-12-10", subject=case)
    play.say(held, TOWNSHIP, f"{year}-12-20", subject=case)


def year_end(play: Play, case: str, year: int, tier: str) -> g.Snapshot:
    """Give the year-end tier, without a reason to differ from the rules; what they gave."""
    given = g.GradeAssigned(ladder="grade", tier=tier, basis="year_end_assessment")
    done = play.say(given, TOWNSHIP, f"{year}-12-21", subject=case).event
    assert isinstance(done, g.GradeAssigned)
    assert done.snapshot
    return done.snapshot


def judged_in_2013() -> Play:
    play = after()
    year_end(play, NEXT_CASE, 2013, "intermediate")
    return play


def test_a_case_of_the_next_cycle_gets_the_other_tier_on_the_same_facts() -> None:
    play = after()
    with pytest.raises(ReasonMissing):
        year_end(play, NEXT_CASE, 2013, "backward")
    found = year_end(play, NEXT_CASE, 2013, "intermediate")
    assert (found.scheme_version, found.scheme_sha256) == (2, NEXT_SCHEME.sha256)
    assert found.indicated == "intermediate"


def test_a_case_of_the_old_cycle_is_still_judged_under_the_old_version() -> None:
    play = before()
    play.say(PUBLISHED, TOWNSHIP, "2012-12-01", subject="scheme:classification-upgrade")
    assessed(play, CASE, 2012)
    with pytest.raises(ReasonMissing):
        year_end(play, CASE, 2012, "intermediate")
    found = year_end(play, CASE, 2012, "backward")
    assert (found.scheme_version, found.scheme_sha256) == (1, SCHEME.sha256)
    assert found.indicated == "backward"


def test_a_cycle_keeps_its_version_and_a_version_its_content() -> None:
    play = after()
    with pytest.raises(AlreadyRecorded):
        play.say(
            g.CycleOpened(scheme_version=2), TOWNSHIP, "2013-01-03",
            subject="cycle:classification-upgrade:2011-2012",
        )  # fmt: skip
    other = g.SchemePublished(
        scheme_version=1, effective_from=day("2013-01-01"),
        definition=next_version() | {"version": 1},
    )  # fmt: skip
    with pytest.raises(RuleBroken):
        play.say(other, TOWNSHIP, "2013-01-03", subject="scheme:classification-upgrade")


def test_publishing_it_changes_nothing_in_what_an_old_case_is_told() -> None:
    play = before()
    told = explained(play)
    play.say(PUBLISHED, TOWNSHIP, "2012-12-01", subject="scheme:classification-upgrade")
    assert explained(play) == told


def test_each_case_is_explained_by_its_own_version() -> None:
    play = judged_in_2013()
    earlier = of_kind(explained(play), "decision").derived
    play.case = NEXT_CASE
    found = of_kind(explained(play, on="2014-01-10", scheme=NEXT_SCHEME), "year_end").derived
    assert found
    assert earlier
    for derived, version, tier in ((earlier, 1, "backward"), (found, 2, "intermediate")):
        assert derived.indicated
        assert (derived.scheme_version, derived.indicated.id) == (version, tier)
        assert (derived.snapshot.rederived, derived.snapshot.facts) == ("equal", "equal")
    assert earlier.outcomes["backward"] == "pass"
    assert found.outcomes["backward"] == "fail"


def test_to_a_version_that_renamed_a_tier_what_was_given_before_is_in_doubt() -> None:
    """Who has no tier in the new cycle yet may count, for all that the new version knows."""
    renamed = json.loads(json.dumps(DOCUMENT).replace('"intermediate"', '"middle"'))
    renamed["version"] = 2
    play = before()
    assessed(play, CASE, 2012)
    raised = g.GradeAssigned(
        ladder="grade", tier="intermediate", basis="year_end_assessment", deviation_reason="现场"
    )
    play.say(raised, TOWNSHIP, "2012-12-21")
    published = g.SchemePublished(
        scheme_version=2, effective_from=day("2013-01-01"), definition=renamed
    )
    play.say(published, TOWNSHIP, "2012-12-31", subject="scheme:classification-upgrade")
    play.say(
        g.CycleOpened(scheme_version=2), TOWNSHIP, "2013-01-01",
        subject="cycle:classification-upgrade:2013",
    )  # fmt: skip
    told = chronicled(play.entries(), judged_at=day("2013-06-10"))
    rows: list[Any] = list(REGISTERS["targets"].rows(told))
    (row,) = (row for row in rows if row.target.id == "T1-03")
    assert (row.denominator, row.met) == (1, None)
    assert [one.id for one in row.unknown] == [BRANCH]


def test_the_register_says_of_which_old_decision_the_new_version_thinks_otherwise() -> None:
    told = chronicled(judged_in_2013().entries(), judged_at=day("2014-01-10"))
    found: list[Any] = list(REGISTERS["rejudged"].rows(told))
    by_case: dict[str, list[Any]] = {CASE: [], NEXT_CASE: []}
    for row in found:
        by_case[row.case].append(
            (row.decided.id, row.version, row.indicated.id, row.newest_indicates.id)
        )
    assert by_case == {
        CASE: [("backward", 1, "backward", "intermediate")] * 2,
        NEXT_CASE: [("intermediate", 2, "intermediate", "intermediate")],
    }
    old, *_ = (row for row in found if row.case == CASE)
    assert [one.en for one in old.attention] == ["version 2 would give intermediate"]
