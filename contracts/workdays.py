"""Which days are worked: Monday to Friday, but for what a year's calendar says otherwise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

Departures = Mapping[date, bool]
"""The days of a year that are off though in the week (False), or worked though not (True)."""


class CalendarUnknown(LookupError):
    """Nobody has said yet which days of the year are off; so none is guessed."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the working days of {year} are not known")
        self.year = year


@dataclass(frozen=True)
class WorkingDays:
    """A calendar. ``departures``: those of a year; None: that year is not known.

    All methods raise CalendarUnknown where they come to a day of such a year.
    """

    departures: Callable[[int], Departures | None]

    def is_worked(self, day: date) -> bool:
        """Whether a day is a working day."""
        return self._departures(day.year).get(day, _in_the_week(day))

    def from_on(self, day: date) -> date:
        """The day itself if it is worked, else the next that is."""
        while not self.is_worked(day):
            day += timedelta(days=1)
        return day

    def after(self, day: date, count: int) -> date:
        """The ``count``-th working day after a day, which itself does not count."""
        for _ in range(count):
            day = self.from_on(day + timedelta(days=1))
        return day

    def between(self, day: date, until: date) -> int:
        """How many working days follow on a day up to another, which counts."""
        if until <= day:
            return 0
        count = _weekdays(until) - _weekdays(day)
        for year in range((day + timedelta(days=1)).year, until.year + 1):
            for one, worked in self._departures(year).items():
                if one.year == year and day < one <= until:
                    count += worked - _in_the_week(one)
        return count

    def _departures(self, year: int) -> Departures:
        departures = self.departures(year)
        if departures is None:
            raise CalendarUnknown(year)
        return departures


def _in_the_week(day: date) -> bool:
    return day.isoweekday() <= 5


def _weekdays(until: date) -> int:
    """The days in the week from the calendar's first, a Monday, up to this one."""
    weeks, days = divmod(until.toordinal(), 7)
    return 5 * weeks + min(days, 5)


UNKNOWN = WorkingDays(lambda _: None)
"""A calendar that knows no year."""
