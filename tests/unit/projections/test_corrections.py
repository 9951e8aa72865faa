"""Evidence that is corrected or withdrawn: what counts then, and what is told of decisions."""

from decimal import Decimal

from contracts.events import grading as g
from tests.unit.projections.explained import explained, of_kind
from tests.unit.projections.history import (
    BRANCH,
    TOWNSHIP,
    begun,
    evidence,
    filed,
    met,
    rated,
    reviewed,
    whole,
)


def test_q11_evidence_corrected_after_the_decision_flags_it_and_leaves_it() -> None:
    decision = of_kind(explained(whole()), "decision")
    (corrected,) = decision.corrected_since
    assert (corrected.before.value, corrected.after.value) == ("3", "-4")
    assert corrected.after.reason
    assert corrected.changes_indicated is False
    assert decision.tier
    assert decision.tier.id == "backward"
    assert "corrected_since" in {notice.id for notice in explained(whole()).notices}


def correction(corrects: str, value: int | None) -> g.EvidenceCorrected:
    said = None if value is None else g.Value(value=Decimal(value))
    return g.EvidenceCorrected(
        evidence_id=f"{corrects}-2", corrects=corrects, value=said, reason="重复统计"
    )


def test_a_correction_counts_in_the_place_of_what_it_corrects() -> None:
    """Of two counts of one day the later counts, also once the earlier is corrected."""
    play = begun(satisfaction_pct=80)
    play.say(evidence("satisfaction_pct", 66, "ev-later"), BRANCH, "2011-11-06")
    play.say(correction("ev-satisfaction_pct", 95), BRANCH, "2011-11-07")
    rated(play)
    found = explained(play)
    derived = of_kind(found, "self_rating").derived
    assert derived
    assert {one.criterion.id: one.value for one in derived.facts}["satisfaction_pct"] == "66"
    assert derived.snapshot.rederived == "equal"
    assert "snapshot_differs" not in {notice.id for notice in found.notices}


def test_q11_where_evidence_was_withdrawn_what_was_there_beside_it_counts_again() -> None:
    play = begun(satisfaction_pct=66, acceptance_score=75)
    play.say(evidence("satisfaction_pct", 80, "ev-later"), BRANCH, "2011-11-06")
    met(reviewed(filed(rated(play))))
    play.say(
        g.GradeConfirmed(ladder="grade", tier="intermediate", meeting_id="meeting-1"),
        TOWNSHIP, "2011-12-02",
    )  # fmt: skip
    play.say(correction("ev-later", None), BRANCH, "2012-01-10")
    (corrected,) = of_kind(explained(play), "decision").corrected_since
    assert (corrected.before.value, corrected.after.value) == ("80", None)
    assert corrected.changes_indicated
    assert corrected.would_indicate
    assert corrected.would_indicate.id == "backward"
