"""What is found of a branch on every criterion of its domain, in each of the two rounds."""

from client.submissions import Submission
from contracts.scheme import Scheme
from demo.dual_strong.town import (
    ACCIDENT,
    AVERAGE_ENERGY,
    BROKEN,
    NOT_CONSULTED,
    PETITIONED,
    TOWN,
    UNMEASURED,
    UNSCHOOLED,
    VANGUARD_BROKEN,
    WITHOUT_UNION,
    Unit,
)
from demo.evidence import Stated, found, reckoned
from demo.saying import Pen

Found = dict[str, Stated | None]

GOOD: Found = {
    "r_collective_income_cny": 50_000, "r_four_democratic_systems": 4, "r_petitions_3y": 0,
    "r_mass_incidents_3y": 0, "r_service_centre_services": 4, "r_team_average_age": 41,
    "r_secretary_education": "senior_high_or_technical_secondary",
    "e_major_accidents_3y": 0, "e_mass_incidents_3y": 0, "e_bad_credit_records_3y": 0,
    "e_bad_business_records_3y": 0, "e_bad_tax_records_3y": 0, "e_full_time_party_workers": 1,
    "e_guarantees": 3, "g_four_systems": 4,
}  # fmt: skip
"""Numbers and levels that just reach the line; all else is met, or true."""

FIGURES = {
    "e_energy_gap_pct": {
        "energy_per_10k_value_added": "0.46", "reference_energy_per_10k_value_added": "0.48",
    },
    "e_output_growth_gap_pp": {
        "output_growth_pct": "14.1", "county_above_scale_output_growth_pct": "12.0",
    },
    "e_profit_tax_growth_gap_pp": {
        "profit_tax_growth_pct": "9.3", "county_above_scale_profit_tax_growth_pct": "9.0",
    },
}  # fmt: skip
REFERENCE = "县统计局2010年年报(示例)/ the county's statistics for 2010 (example)"
AT_THE_AVERAGE = {
    "energy_per_10k_value_added": "0.48", "reference_energy_per_10k_value_added": "0.48",
}  # fmt: skip

SHORT: dict[str, dict[Unit, Found]] = {
    "2011": {
        PETITIONED: {"r_petitions_3y": 1},
        UNSCHOOLED: {"r_secretary_education": "junior_high"},
        BROKEN: {"r_entrepreneurship_pledge": "not_met"},
        NOT_CONSULTED: {"r_petitions_3y": None},
        WITHOUT_UNION: {"e_union_sound": False},
        ACCIDENT: {"e_major_accidents_3y": 1},
        VANGUARD_BROKEN: {"g_vanguard_pledge": "not_met"},
        UNMEASURED: {"g_quantified_assessment": False},
    },
    "2012": {
        UNSCHOOLED: {"r_secretary_education": "junior_high"},
        ACCIDENT: {"e_major_accidents_3y": 1},
    },
}
"""Where a branch stands below the line in a round, and what is not known (None)."""

ASSESSED = {"2011": "2011-06-20", "2012": "2012-06-20"}
WINDOWS = {"2011": ("2008-06-21", "2011-06-20"), "2012": ("2009-06-21", "2012-06-20")}
"""The three years that end on the day of the assessment."""

PETITION = "信访登记簿:2008年6月21日一件(示例)/ petition of 21 June 2008 (example)"


def evidence(pen: Pen, scheme: Scheme, unit: Unit) -> list[Submission]:
    """Every criterion of the branch's domain, for the round of the pen's cycle."""
    said = (
        _found(pen, scheme, unit, criterion) for criterion in scheme.rulebook.reads[unit.domain]
    )
    return [one for one in said if one is not None]


def strong(unit: Unit, cycle: str) -> bool:
    """Whether the branch reaches every line of its domain in the round."""
    return unit not in SHORT[cycle] and not (cycle == "2011" and unit == AVERAGE_ENERGY)


def _found(pen: Pen, scheme: Scheme, unit: Unit, criterion: str) -> Submission | None:
    on = ASSESSED[pen.cycle]
    if criterion in FIGURES:
        average = criterion == "e_energy_gap_pct" and unit == AVERAGE_ENERGY
        figures = AT_THE_AVERAGE if average and pen.cycle == "2011" else FIGURES[criterion]
        return reckoned(
            pen, scheme, TOWN, unit.id, criterion, figures, on, label=pen.cycle, found_in=REFERENCE
        )
    value = _value(scheme, unit, criterion, pen.cycle)
    if value is None:
        return None
    counted = criterion == "r_petitions_3y" and value == 1
    return found(
        pen, scheme, TOWN, unit.id, criterion, value, on, label=pen.cycle,
        period=WINDOWS[pen.cycle] if criterion.endswith("_3y") else None,
        **({"found_in": PETITION} if counted else {}),
    )  # fmt: skip


def _value(scheme: Scheme, unit: Unit, criterion: str, cycle: str) -> Stated | None:
    declared = scheme.criterion(criterion)
    assert declared is not None
    usual: Stated | None = True if declared.type == "boolean" else GOOD.get(criterion, "met")
    return SHORT[cycle].get(unit, {}).get(criterion, usual)
