"""For each scheme: who is registered, and whose cases are played. Invented."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import cycle
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


class Data(dict[str, Any]):
    """A mapping whose entries read as attributes; one that is missing is None."""

    def __getattr__(self, name: str) -> Any:
        return self.get(name)

    def __missing__(self, name: str) -> None:
        return None


def data(said: Any) -> Any:
    return json.loads(json.dumps(said), object_hook=Data, parse_float=Decimal)


@cache
def parts(scheme: str) -> Data:
    """The document's fields and entries as attributes; figures are exact."""
    return data(document(scheme))


@cache
def document(scheme: str) -> dict[str, Any]:
    """The scheme as YAML gives it, but for what feeds every third criterion that may be fed.

    The seeds' schemes ask that all of some pledges be kept; here it is half of whatever other
    services tell, so that histories come to that boundary.
    """
    found: dict[str, Any] = yaml.safe_load(PATHS[scheme].read_text(encoding="utf-8"))
    feeds: list[dict[str, Any]] = [{"upgrade_targets": True}]
    for part, more in ("pledges", {}), ("training", {"of": "members"}):
        kinds = [x["id"] for x in found.get(part) or ()]
        feeds += [{part: some, **more} for some in (*([kind] for kind in kinds), kinds[:2]) if some]
    fit = [x for x in found["criteria"] if x["type"] in ("boolean", "qualitative")]
    for criterion, feed in zip(fit[::3], cycle(feeds)):
        criterion["fed_by"] = {**feed, "gte_pct": 50}
    return found


class Setting:
    """What a cycle's cases stand in: the scheme's document, its days, and who is above whom.

    ``of``: by the name of a part of the document, its entries by id. ``scopes`` and ``domains``: by
    organisation, those that it stands in. ``members``: of each organisation, as registered.
    """

    members = 2

    def __init__(self, scheme: str, cycle: str) -> None:
        self.scheme = parts(scheme)
        self.of = defaultdict[str, Any](dict, groups=self.scheme.groups or {})
        for name, part in self.scheme.items():
            if isinstance(part, list) and part and isinstance(part[0], Data):
                self.of[name] = {x.id: x for x in part}
        entry = self.of["cycles"][cycle]
        self.cycle, self.opens, self.days = cycle, entry.opens, (entry.opens, entry.closes)
        self.initial = cycle == self.scheme.cycles[0].id
        self.following = entry.kind == "following"
        self.persons = self.scheme.persons or []
        self.organisations = WORLDS[scheme].organisations
        self.kinds = {id: kind for id, (kind, _) in self.organisations.items()}
        self.above = {id: self._above(id) for id in self.kinds}
        self.scopes = {id: self._scopes((id, *self.above[id])) for id in self.kinds}
        self.domains = {
            id: [x.id for x in self.of["domains"].values() if kind in x.kinds or ()]
            for id, kind in self.kinds.items()
        }
        self.issuer = next(o for o, k in self.kinds.items() if k == self.scheme.issuer.kind)

    def _above(self, id: str) -> list[str]:
        parent = self.organisations[id][1]
        return [parent, *self._above(parent)] if parent else []

    def _scopes(self, places: tuple[str, ...]) -> set[str]:
        scopes = self.of["scopes"].values()
        return {x.id for x in scopes if (x.organisation or x.id) in places}
