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
        departures = self.departures(day.year)
        if departures is None:
            raise CalendarUnknown(day.year)
        return departures.get(day, day.isoweekday() <= 5)

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
        days = range((until - day).days)
        return sum(self.is_worked(day + timedelta(days=ahead + 1)) for ahead in days)


UNKNOWN = WorkingDays(lambda _: None)
"""A calendar that knows no year."""
