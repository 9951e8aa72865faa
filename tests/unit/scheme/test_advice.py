"""What is valid and likely not meant is told with its place, and never refused."""

from typing import Any

import pytest
from hypothesis import given, settings

from contracts.scheme import Scheme, Value, evaluate, examine
from contracts.scheme.checks.reach import unreachable
from tests.unit.scheme.examples import PATHS
from tests.unit.scheme.invented import situations

TEXT = PATHS["hospital-accreditation"].read_text(encoding="utf-8")
MERIT, LAST = (
    "      merit:\n        all:\n",
    "evaluate: [excellence, merit, accredited, conditional,",
)


def advice(*changes: tuple[str, str]) -> list[tuple[str, str, str]]:
    """What is said of the hospital scheme once it is changed: place of the text, rule, words."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    examined = examine(text)
    assert examined.scheme is not None, examined.mistakes
    lines = text.splitlines()
    return [
        (lines[(one.line or 0) - 1][(one.column or 0) - 1 :], one.rule, one.said)
        for one in examined.advice
    ]


def test_nothing_is_said_of_a_scheme_that_says_what_it_means() -> None:
    assert advice() == []


@pytest.mark.parametrize(
    ("old", "new", "at", "rule", "said"),
    [
        (' zh: "护理",', "", "{id: nursing", "text.given", "no Chinese text of nursing"),
        ('en: "Nursing", zh: "护理"', 'zh: "护理"', "{id: nursing", "text.given", "no English"),
        ("filed_by: [survey_team]", "filed_by: [survey_teem]", "survey_teem", "kind.near",
         "only here is survey_teem named [kind.near]; accepted: did you mean survey_team?"),
        ("decided_by: {actor: accreditation_council", "decided_by: {actor: accreditaton_council",
         "actor: accreditaton", "kind.near", "did you mean accreditation_council?"),
        ("by: [hospital]", "by: [hospitall]", "hospitall", "kind.near", "hospital?"),
        ("ladders:\n", "  spare: {en: x, zh: x, all: [licence_valid]}\n\nladders:\n", "spare",
         "group.used", "nothing names the group spare"),
        ("refused: {otherwise: true}", "refused: {c: sentinel_events, gte: 3}", "refused",
         "tier.last", "has no tier"),
        ('["2025-06-30", "2027-06-30"]', '["2025-06-30"]', "on_or_before", "deadline.each_cycle",
         "no day of self_assessment lies in the cycle 2027-2028"),
        ("records: [CommitteeReviewHeld, GradeConfirmed, GradeRevised, GradeAssigned], "
         "done_by: [GradeConfirmed, GradeRevised, GradeAssigned]", "records: [CommitteeReviewHeld]",
         "decided_by", "decision.step", "no step records a decision of accreditation_council"),
    ],
)  # fmt: skip
def test_what_is_likely_not_meant_is_told_with_its_place(
    old: str, new: str, at: str, rule: str, said: str
) -> None:
    (found,) = [one for one in advice((old, new)) if one[1] == rule]
    assert found[0].startswith(at)
    assert said in found[2]


@pytest.mark.parametrize(
    ("changes", "tiers", "said"),
    [
        ([(LAST, "evaluate: [accredited, excellence, merit, conditional,"),
          ("        all:\n          - {group: fit_to_operate}\n          - {c: fire_safety,",
           "        all:\n          - {group: fit_to_operate}\n"
           "          - {group: accredited_scores}\n"
           "          - {c: bloodstream_rate, lte: 1}\n          - {c: urinary_rate, lt: 4}\n"
           "          - {c: fire_safety,")],
         "excellence", "whoever fulfils the rule of excellence is accredited, tried before it"),
        ([(MERIT, MERIT + "          - {c: sentinel_events, gt: 3}\n"
                          "          - {c: sentinel_events, lte: 3}\n")],
         "merit", "the rule of merit contradicts itself"),
        ([(MERIT, MERIT + "          - {c: fire_safety, level_is: deficient}\n")],
         "merit", "the rule of merit contradicts itself"),
        ([(LAST, "evaluate: [conditional, excellence, merit, accredited,"),
          (' && patient_safety >= 50.0"', '"')],
         "excellence merit accredited", "whoever fulfils the rule of excellence is conditional"),
        ([("          - not: {c: sentinel_events, gte: 2}\n", ""),
          (MERIT, MERIT + "          - {any: [{c: fire_safety, level_lte: deficient}, "
           "{all: [{c: sentinel_events, between: [4, 5]}, {c: sentinel_events, lt: 4}]}]}\n")],
         "merit", "the rule of merit contradicts itself"),
    ],
)  # fmt: skip
def test_a_tier_that_nobody_can_reach_is_told(
    changes: list[tuple[str, str]], tiers: str, said: str
) -> None:
    found = [one for one in advice(*changes) if one[1] == "tier.reachable"]
    assert [one[0].partition(":")[0] for one in found] == tiers.split()
    assert said in found[0][2]


@given(situations())
@settings(max_examples=80, deadline=None)
def test_a_tier_that_is_called_unreachable_is_never_indicated(
    situation: tuple[Scheme, dict[str, Value], dict[str, Value]],
) -> None:
    found, _, facts = situation
    unreached: set[Any] = {one.pointer.rpartition("/")[2] for one in unreachable(found)
                           if one.pointer.startswith("/ladders/0/")}  # fmt: skip
    assert evaluate(found, "grade", facts).indicated not in unreached
