"""BranchSelfRated."""

from decimal import Decimal
from typing import Any

import pytest

from contracts.events.grading import BranchSelfRated, CycleOpened, Snapshot, YearEnd
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    NotInProcedure,
    ReasonMissing,
    RuleBroken,
    UnknownReference,
)
from tests.support.scenario import says
from tests.unit.grading.situations import (
    BRANCH,
    ENROLLED,
    EXAMPLES,
    EXPECTED,
    LADDER,
    NEIGHBOUR,
    RATED,
    SCHEME,
    TOWNSHIP,
    by_township,
    confirmed,
    enrolled,
    evidenced,
    facts,
    filed,
    opened,
    rated,
)


def but(**changes: Any) -> BranchSelfRated:
    return RATED.model_copy(update=changes)


@pytest.mark.feature("S1-12")
def test_a_branch_rates_itself_on_three_years_and_three_inputs() -> None:
    story = evidenced.when(RATED, on="2011-11-12").then_recorded(tier="intermediate")
    assert story.state.self_ratings[LADDER].tier == "intermediate"


def test_the_rating_keeps_what_the_rules_gave_on_which_evidence() -> None:
    snapshot = evidenced.when(RATED, on="2011-11-12").field("snapshot")
    assert isinstance(snapshot, Snapshot)
    assert (snapshot.scheme, snapshot.scheme_version) == (SCHEME.id, SCHEME.version)
    assert snapshot.scheme_sha256 == SCHEME.sha256
    assert (snapshot.indicated, snapshot.candidates) == ("intermediate", ("intermediate",))
    assert snapshot.rules == {"advanced": "fail", "backward": "fail", "intermediate": "pass"}
    assert set(snapshot.facts) == {criterion.id for criterion in SCHEME.criteria}
    satisfaction = snapshot.facts["satisfaction_pct"]
    assert satisfaction.value == Decimal(78)
    assert satisfaction.evidence_ids == ("ev-satisfaction_pct",)


def test_without_evidence_every_tier_stays_possible() -> None:
    snapshot = enrolled.when(RATED, on="2011-11-12").field("snapshot")
    assert snapshot.indicated is None
    assert snapshot.candidates == ("advanced", "backward", "intermediate")
    assert snapshot.facts["satisfaction_pct"].value is None
    assert snapshot.facts["satisfaction_pct"].evidence_ids == ()


@pytest.mark.parametrize("example", [f"cu-{n:02}" for n in range(1, 23)])
@pytest.mark.feature(
    "S1-03", "S1-04", "S1-05", "S1-06", "S1-07", "S1-08", "S1-09", "S1-10"
)  # fmt: skip
def test_the_worked_examples_hold_from_evidence_to_snapshot(example: str) -> None:
    story = enrolled.went(*facts(EXAMPLES[example]))
    snapshot = story.when(RATED, on="2011-11-12").field("snapshot")
    expected = EXPECTED[example]
    assert (snapshot.indicated or "undetermined") == expected["tier"]
    if "candidates" in expected:
        assert list(snapshot.candidates) == expected["candidates"]
        assert all(snapshot.facts[c].value is None for c in expected["unknown"])


@pytest.mark.parametrize(
    "years", [(), (2009, 2010), (2007, 2008, 2009, 2010), (2010, 2010, 2009), (2010, 2011, 2012)]
)
def test_it_names_three_different_years_that_have_been(years: tuple[int, ...]) -> None:
    evidenced.when(but(basis_years=years), on="2011-11-12").then_refused(
        RuleBroken, "R-04", field="/data/basis_years", saying="3 different years"
    )


def test_the_years_of_a_refusal_are_listed_in_words() -> None:
    years = evidenced.when(but(basis_years=(2010, 2009)), on="2011-11-12")
    assert years.then_refused(RuleBroken).detail == "the self-rating rests on the years 2009, 2010"
    none = evidenced.when(but(basis_years=()), on="2011-11-12")
    assert none.then_refused(RuleBroken).detail == "the self-rating rests on the years none"
    assessed = but(year_end=(YearEnd(year=2007, result="pass"),))
    told = evidenced.when(assessed, on="2011-11-12").then_refused(RuleBroken).detail
    assert "[" not in told


@pytest.mark.parametrize(
    ("field", "nothing"), [("performance", None), ("masses_evaluation", None), ("year_end", ())]
)
@pytest.mark.feature("S1-12")
def test_it_names_its_three_inputs(field: str, nothing: Any) -> None:
    evidenced.when(but(**{field: nothing}), on="2011-11-12").then_refused(
        ReasonMissing, "R-04", field=f"/data/{field}"
    )


@pytest.mark.parametrize("years", [(2007,), (2010, 2010)])
def test_the_year_end_assessments_are_of_the_basis_years(years: tuple[int, ...]) -> None:
    assessments = tuple(YearEnd(year=year, result="pass") for year in years)
    evidenced.when(but(year_end=assessments), on="2011-11-12").then_refused(
        RuleBroken, "R-04", field="/data/year_end"
    )


def test_a_year_end_score_is_on_the_scale() -> None:
    beyond = (YearEnd(year=2010, result="pass", score=Decimal("100.1")),)
    evidenced.when(but(year_end=beyond), on="2011-11-12").then_refused(
        RuleBroken, field="/data/year_end/0/score"
    )


@pytest.mark.parametrize("actor", [TOWNSHIP, NEIGHBOUR, "nobody"])
def test_only_the_branch_rates_itself(actor: str) -> None:
    evidenced.when(says(RATED, by=actor), on="2011-11-12").then_refused(
        NotAuthorised, "R-19", field="/actor", saying=BRANCH
    )


@pytest.mark.parametrize("tier", ["dual_strong", "Intermediate"])
def test_a_tier_is_one_of_the_ladder(tier: str) -> None:
    evidenced.when(but(tier=tier), on="2011-11-12").then_refused(
        UnknownReference, field="/data/tier", saying="backward or intermediate or advanced"
    )


def test_a_ladder_is_one_it_is_enrolled_in() -> None:
    evidenced.when(but(ladder="rural"), on="2011-11-12").then_refused(
        UnknownReference, "R-02", field="/data/ladder", saying=LADDER
    )


def test_the_evidence_it_names_is_on_record() -> None:
    named = but(evidence_ids=("ev-satisfaction_pct", "ev-unheard"))
    evidenced.when(named, on="2011-11-12").then_refused(
        UnknownReference, field="/data/evidence_ids/1", saying="ev-unheard"
    )


def test_it_may_be_replaced_until_it_is_filed() -> None:
    story = rated.went(but(tier="advanced"), on="2011-11-13")
    assert story.state.self_ratings[LADDER].tier == "advanced"


@pytest.mark.parametrize("story", [filed, confirmed], ids=["filed", "decided"])
def test_it_is_not_replaced_after(story: Any) -> None:
    story.when(RATED, on="2011-12-12").then_refused(AlreadyRecorded, "R-03")


def test_there_is_no_self_rating_in_a_following_cycle() -> None:
    following = "classification-upgrade:2013"
    story = opened.went(
        by_township(CycleOpened(scheme_version=1), about=f"cycle:{following}"),
        by_township(ENROLLED, about=f"{following}:{BRANCH}"),
    )
    story.when(says(RATED, about=f"{following}:{BRANCH}"), on="2013-11-12").then_refused(
        NotInProcedure, field="/subject"
    )


def test_a_late_self_rating_is_recorded() -> None:
    evidenced.when(RATED, on="2011-11-30").then_recorded(tier="intermediate")
