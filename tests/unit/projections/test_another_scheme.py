"""A scheme that the code has never heard of, from its YAML alone: published, enrolled, recorded,
graded, explained. What happened is the example in docs/scheme-author.md."""

import json
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from contracts.events import BY_TYPE
from contracts.events.grading import SchemePublished
from contracts.scheme import load_yaml, read_yaml
from services.projections.explanation.model import Classification
from services.projections.explanation.model_case import Explanation
from tests.unit.projections.explained import explained, of_kind
from tests.unit.projections.play import Play

ROOT = Path(__file__).parents[3]
YAML = (ROOT / "schemes" / "examples" / "hospital-accreditation.yaml").read_text("utf-8")
EVENTS = (ROOT / "docs" / "examples" / "accreditation.ndjson").read_text("utf-8").splitlines()
CASE = "hospital-accreditation:2025-2026:st-anna"


@cache
def told() -> Explanation:
    """The explanation of the hospital's case once all its events are recorded."""
    play = Play(CASE)
    document, _ = read_yaml(YAML)
    published = SchemePublished(
        scheme_version=1, effective_from=date(2025, 1, 1), definition=document
    )
    play.say(published, "council-north", "2025-01-02", subject="scheme:hospital-accreditation")
    for line in EVENTS:
        said = json.loads(line)
        event = BY_TYPE[said["type"]].model_validate_json(json.dumps(said["data"]))
        play.say(event, said["actor"], said["time"], subject=said["subject"])
    return explained(play, on="2025-12-31", scheme=load_yaml(YAML))


def decision() -> Classification:
    return of_kind(told(), "decision")


def test_the_council_replaces_the_tier_by_the_one_that_the_rules_indicate() -> None:
    derived = decision().derived
    assert derived
    assert derived.indicated
    assert (decision().tier.id, derived.indicated.id) == ("accredited", "accredited")
    assert {tier: str(outcome) for tier, outcome in derived.outcomes.items()} == {
        "excellence": "fail", "merit": "fail", "accredited": "pass", "conditional": "pass",
        "refused": "pass",
    }  # fmt: skip
    assert (derived.snapshot.rederived, derived.snapshot.facts) == ("equal", "equal")


def test_a_condition_on_several_facts_counts_among_those_that_fail() -> None:
    said = [text.en for text in decision().summary]
    (excellence,) = [text for text in said if "centre of excellence" in text]
    assert excellence.startswith("The rule of “centre of excellence” fails on 4 of 9 conditions:")
    assert "Sum of the five scores; No single score below 85; Nurses for each bed" in excellence
    assert excellence.endswith("; 1 more.")
    (merit,) = [text for text in said if "fails on 1 of" in text]
    assert merit.endswith("At most one score below 75.")


def test_a_derived_fact_shows_its_figures() -> None:
    derived = decision().derived
    assert derived
    (evidence,) = [e for e in derived.evidence if e.criterion.id == "nurses_per_bed"]
    assert evidence.value == "0.55"
    assert [(one.name.id, one.value, one.unit) for one in evidence.figures] == [
        ("nurses", Decimal(231), "persons"), ("beds", Decimal(420), "beds"),
    ]  # fmt: skip
    assert evidence.adds_up


def test_records_of_its_own_kinds_are_told() -> None:
    assert [record.kind.name.en for record in told().records] == ["Survey visit", "Survey report"]


def test_nothing_is_left_open_but_what_the_year_still_asks() -> None:
    assert told().standing[0].sentence.en.startswith("“accredited”, decided by Northern")
    assert not [notice for notice in told().notices if notice.weight == "error"]
