"""Programmes whose obligations recur, begun and no more; and their register on a day."""

from datetime import date, timedelta

from contracts.events import training as t
from contracts.workdays import WorkingDays
from services.projections.registers.obligations.register import ObligationRow, rows
from services.projections.trail.entry import Entry
from services.runtime.workdays import china
from tests.unit.projections.chronicled import chronicled
from tests.unit.projections.play import Play
from tests.unit.projections.programmes import started

day = date.fromisoformat

DISTRICT = {
    "district": ("district_committee", None),
    "town": ("township_committee", "district"),
    "neighbour": ("township_committee", "district"),
    "village": ("village_branch", "town"),
    "hamlet": ("village_branch", "neighbour"),
}
COUNTY = {
    "county": ("county_committee", None),
    "hanfeng": ("township_committee", "county"),
    "nanzhihui": ("township_committee", "county"),
    "signing": ("village_branch", "hanfeng"),
    "assessed": ("village_branch", "nanzhihui"),
}
TOWN = {
    "town": ("township_committee", None),
    "village": ("village_branch", "town"),
    "works": ("enterprise_branch", "town"),
}


def pioneer() -> Play:
    cases = {"village": ("five_good",), "hamlet": ("five_good",)}
    return started("pioneer-project", "2004", DISTRICT, cases, on="2004-01-01", by="district")


def three_projects() -> Play:
    cases = {"signing": ("five_good",), "assessed": ("five_good",)}
    return started("three-projects", "2010", COUNTY, cases, on="2010-01-01", by="county")


def dual_strong(cycle: str = "2011", on: str = "2011-04-01") -> Play:
    cases = {"village": ("rural",), "works": ("enterprise",)}
    return started("dual-strong", cycle, TOWN, cases, on=on, by="town")


def case(play: Play, organisation: str) -> str:
    """The case of an organisation in the cycle that is played."""
    return f"{play.case.rpartition(':')[0]}:{organisation}"


def told(
    play: Play, on: str | date, *, township: str | None = None, workdays: WorkingDays | None = None
) -> list[ObligationRow]:
    """The register on a day, of what had happened by then."""
    asked = on if isinstance(on, date) else day(on)
    chronicle = chronicled(
        [one for one in play.entries() if happened(one) <= asked],
        judged_at=asked, township=township, workdays=workdays or china(),
    )  # fmt: skip
    return rows(chronicle)


def happened(entry: Entry) -> date:
    """The day in China on which it happened."""
    return (entry.time + timedelta(hours=8)).date()


def the(
    found: list[ObligationRow], obligation: str, period: str | None = None, of: str | None = None
) -> ObligationRow:
    """The one row of an obligation."""
    (one,) = (
        row
        for row in found
        if row.obligation.id == obligation
        and row.period == period
        and of in (None, row.organisation.id)
    )
    return one


def states(found: list[ObligationRow], obligation: str) -> dict[str | None, str]:
    return {row.period: row.state for row in found if row.obligation.id == obligation}


def held(kind: str, on: str, id: str = "session-1") -> t.TrainingSessionHeld:
    monthly = kind == "activity_day"
    return t.TrainingSessionHeld(
        session_id=id, kind=kind, starts_on=day(on), ends_on=day(on), form="meeting",
        month=on[:7] if monthly else None,
        checks=t.Checks(time=True, place=True, content=True, form=True) if monthly else None,
    )  # fmt: skip
