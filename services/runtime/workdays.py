"""China's working days, as the State Council's notices give them, and what a file says otherwise.

The library is loaded when a day is first asked about, not when a process starts.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from contracts.workdays import Departures, WorkingDays


class NotACalendar(ValueError):
    """The file is no calendar; says why."""


@cache
def _by_notices(year: int) -> Departures | None:
    """The days off and the weekends worked instead; None where there is no notice (yet)."""
    from holidays import country_holidays
    from holidays.countries.china import ChinaStaticHolidays

    noticed = ChinaStaticHolidays.special_public_holidays
    if not min(noticed) <= year <= max(noticed):
        return None
    known = country_holidays("CN", years=range(year - 1, min(year + 1, max(noticed)) + 1))
    off = {day: False for day in known if day.year == year}
    return off | {day: True for day in known.weekend_workdays if day.year == year}


def china(file: Path | None = None) -> WorkingDays:
    """The calendar of the notices; ``file`` goes before it, and makes its years known.

    Raises:
        NotACalendar: the file cannot be read, or is not a YAML of ``off`` and ``working`` days.
    """
    said = _read(file) if file else {}
    years = {day.year for day in said}

    def departures(year: int) -> Departures | None:
        known = _by_notices(year)
        if year not in years:
            return known
        return {**(known or {}), **said}

    return WorkingDays(cache(departures))


def _read(file: Path) -> dict[date, bool]:
    try:
        document: Any = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise NotACalendar(f"the calendar {file} cannot be read: {error}") from None
    if not isinstance(document, dict) or not document.keys() <= {"off", "working"}:
        raise NotACalendar(f"the calendar {file} is not a YAML of two lists: off, working")
    said: dict[date, bool] = {}
    for name, worked in (("off", False), ("working", True)):
        for day in document.get(name) or ():
            if type(day) is not date:
                raise NotACalendar(f"the calendar {file} has {day!r} among the days {name}")
            if said.setdefault(day, worked) != worked:
                raise NotACalendar(f"the calendar {file} has {day} both off and working")
    return said
