"""What is found about a village on each criterion, for the tier it stands at."""

from random import Random

from contracts.scheme import Scheme
from demo.classification_upgrade.township import ONE_SHORT, REVISED, SEED, Village

TOWNSHIP_INCOME = 5_000
"""Average net income of the township's farmers, CNY per person and year."""

Found = dict[str, str | bool | float]

ADVANCED: Found = {
    "two_committees_unity": "united", "cohesion_and_effectiveness": "strong",
    "secretary_one_good_two_strong": True, "secretary_lead_ability": "strong",
    "team_overall_ability_strong": True, "cultivation_effect": "evident",
    "member_development_fairly_good": True, "years_without_new_member": 0,
    "members_role": "full_vanguard", "reserve_cadres": 4, "rules_system": "complete",
    "management_standard": "democratic_standard", "rules_implementation": "earnest",
    "members_observe_branch_meetings": True, "affairs_openness": "standard",
    "village_economy": "sustained_healthy", "infrastructure_good": True, "leading_industries": 2,
    "income": 6_400, "village_appearance": "clean", "public_security": "good",
    "criminal_cases": 0, "safety_accidents": 0, "collective_petitions": 0,
    "instability_events": 0, "masses_relations": "close", "satisfaction_pct": 94,
    "acceptance_score": 93,
}  # fmt: skip
INTERMEDIATE: Found = {
    "two_committees_unity": "fairly_coordinated", "cohesion_and_effectiveness": "fairly_strong",
    "secretary_one_good_two_strong": False, "secretary_lead_ability": "can_lead",
    "team_overall_ability_strong": False, "cultivation_effect": "fairly_good",
    "member_development_fairly_good": True, "years_without_new_member": 1,
    "members_role": "majority_fairly_good", "reserve_cadres": 1, "rules_system": "fairly_sound",
    "management_standard": "fairly_standard", "rules_implementation": "fairly_good",
    "members_observe_branch_meetings": False, "affairs_openness": "fairly_standard",
    "village_economy": "steady", "infrastructure_good": False, "leading_industries": 0,
    "income": 5_150, "village_appearance": "fairly_clean", "public_security": "fairly_good",
    "criminal_cases": 0, "safety_accidents": 0, "collective_petitions": 0,
    "instability_events": 0, "masses_relations": "fairly_harmonious", "satisfaction_pct": 78,
    "acceptance_score": 80,
}  # fmt: skip
BACKWARD: Found = INTERMEDIATE | {
    "years_without_new_member": 3, "reserve_cadres": 0, "satisfaction_pct": 66,
    "acceptance_score": 68,
}  # fmt: skip
AT_A_LINE: dict[int, Found] = {
    20: {"acceptance_score": 90},
    11: {"acceptance_score": 70, "satisfaction_pct": 78},
    17: {"acceptance_score": 70.5, "satisfaction_pct": 78},
    22: {"village_appearance": "poor"},
    ONE_SHORT: ADVANCED | {"satisfaction_pct": 89.5},
}
"""Villages that stood just at or below a line of the standard when they were first graded."""
FIRST = 2011
PROFILES = {"advanced": ADVANCED, "intermediate": INTERMEDIATE, "backward": BACKWARD}


def found(village: Village, tier: str, *, year: int) -> Found:
    """The findings of a village at a tier in a year; scores vary a little, within the tier."""
    chance = Random(f"{SEED}-{village.number}-{year}")
    profile = PROFILES[tier]
    if village.number == REVISED and tier == "backward":
        return profile
    varied: Found = {
        "satisfaction_pct": float(profile["satisfaction_pct"]) + chance.randint(-20, 20) / 10,
        "acceptance_score": float(profile["acceptance_score"]) + chance.randint(-20, 20) / 10,
        "income": float(profile["income"]) + chance.randint(-8, 8) * 10,
    }
    return profile | varied | (AT_A_LINE.get(village.number, {}) if year == FIRST else {})


def in_order(scheme: Scheme, findings: Found) -> list[tuple[str, str, str | bool | float]]:
    """Criterion, kind of evidence and value, in the scheme's order; income by its figures."""
    return [
        (criterion.id, criterion.evidence[0], findings[_key(criterion.id)])
        for criterion in scheme.criteria
    ]


def _key(criterion: str) -> str:
    return "income" if criterion == "income_gap_pct" else criterion
