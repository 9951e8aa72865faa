"""Cases of the other programmes, enrolled, and records to file in them."""

from typing import Any

from contracts.events.grading import BranchEnrolled, RecordFiled
from tests.support.scenario import Scenario, says
from tests.unit.grading.situations import organisation, under

Filed = tuple[str, str, dict[str, Any]]
"""Who files it, which kind, its fields."""

DISTRICT = [
    organisation("district", "district_committee"),
    organisation("department", "district_organisation_department", "district"),
    organisation("town", "township_committee", "district"),
    organisation("village", "village_branch", "town"),
]
COUNTY = [
    organisation("county", "county_committee"),
    *(organisation(id, "township_committee", "county") for id in
      ("fanjiazhai", "guodian", "hanfeng", "nanzhihui")),
]  # fmt: skip
TOWN = [
    organisation("town", "township_committee"),
    organisation("trackers", "tracking_team", "town"),
    organisation("village", "village_branch", "town"),
    organisation("works", "enterprise_branch", "town"),
]

pioneer = under("pioneer-project", DISTRICT, "village", "district")
of_township = under("pioneer-project", DISTRICT, "town", "district")
dual_strong = under("dual-strong", TOWN, "village", "town")


def three_projects(township: str) -> Scenario[Any]:
    """The case of one of the four townships, enrolled by the county."""
    story = under("three-projects", COUNTY, township, "county")
    return story.went(says(BranchEnrolled(ladders=("five_good_township",)), by="county"))


def filing(filed: Filed, id: str = "record-1") -> Any:
    by, kind, fields = filed
    return says(RecordFiled(record_id=id, kind=kind, fields=fields), by=by)


def enrolled(story: Scenario[Any], ladder: str, by: str) -> Scenario[Any]:
    return story.went(says(BranchEnrolled(ladders=(ladder,)), by=by))


branch = enrolled(pioneer, "five_good", "district")
township = enrolled(of_township, "six_good", "district")
strong = enrolled(dual_strong, "rural", "town")
