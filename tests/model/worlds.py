"""For each scheme: who is registered, whose cases are played, and who trains in them. Invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from tests.unit.scheme.examples import PATHS


@dataclass(frozen=True)
class World:
    """``organisations``: kind and superior by id. ``cases``: organisations that are graded."""

    organisations: Mapping[str, tuple[str, str | None]]
    cases: tuple[str, ...]


def township(*more: tuple[str, str, str]) -> dict[str, tuple[str, str | None]]:
    """A county with two towns; the first has an office. ``more``: id, kind, superior."""
    return {
        "county": ("county_committee", None),
        "town": ("township_committee", "county"),
        "office": ("township_office", "town"),
        "elsewhere": ("township_committee", "county"),
        "neighbour": ("village_branch", "elsewhere"),
        **{id: (kind, parent) for id, kind, parent in more},
    }


WORLDS = {
    "classification-upgrade": World(
        township(("village", "village_branch", "town"), ("estate", "community_branch", "town")),
        ("village", "estate"),
    ),
    "pioneer-project": World(
        {
            "district": ("district_committee", None),
            "department": ("district_organisation_department", "district"),
            "town": ("township_committee", "district"),
            "elsewhere": ("township_committee", "district"),
            "village": ("village_branch", "town"),
            "neighbour": ("village_branch", "elsewhere"),
            "team": ("leadership_team", "village"),
            "cadre": ("village_cadre", "village"),
            "member": ("party_member", "village"),
        },
        ("town", "village", "team", "cadre", "member"),
    ),
    "three-projects": World(
        {
            "county": ("county_committee", None),
            "fanjiazhai": ("township_committee", "county"),
            "hanfeng": ("township_committee", "county"),
            "nanzhihui": ("township_committee", "county"),
            "village-f": ("village_branch", "fanjiazhai"),
            "village-h": ("village_branch", "hanfeng"),
            "village-n": ("village_branch", "nanzhihui"),
            "cadre-f": ("village_cadre", "village-f"),
            "member-h": ("party_member", "village-h"),
        },
        ("village-f", "village-h", "village-n", "cadre-f", "member-h", "hanfeng"),
    ),
    "dual-strong": World(
        township(
            ("village", "village_branch", "town"),
            ("works", "enterprise_branch", "town"),
            ("school", "government_unit_branch", "town"),
            ("trackers", "tracking_team", "town"),
        ),
        ("village", "works", "school"),
    ),
    "kitchen-hygiene": World(
        {
            "city": ("food_office", None),
            "inspectors": ("inspection_team", "city"),
            "restaurant": ("restaurant", "city"),
            "canteen": ("canteen", "city"),
            "neighbour": ("restaurant", "city"),
        },
        ("canteen", "restaurant"),
    ),
    "hospital-accreditation": World(
        {
            "council": ("accreditation_council", None),
            "surveyors": ("survey_team", "council"),
            "hospital": ("hospital", "council"),
            "clinic": ("clinic", "council"),
            "neighbour": ("hospital", "council"),
        },
        ("hospital", "clinic"),
    ),
}


@cache
def document(scheme: str) -> dict[str, Any]:
    """The scheme as YAML gives it, read by another parser call than the services'."""
    found: dict[str, Any] = yaml.safe_load(PATHS[scheme].read_text(encoding="utf-8"))
    return found
