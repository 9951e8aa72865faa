"""Calendar periods in which something recurs: a year, a half, a quarter, a month (AMB-47)."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

_MONTHS = {"yearly": 12, "half_yearly": 6, "quarterly": 3, "monthly": 1}
_FORMS = {
    "yearly": (r"(\d{4})", "yyyy, like 2004"),
    "half_yearly": (r"(\d{4})-H([12])", "yyyy-Hn, like 2004-H2"),
    "quarterly": (r"(\d{4})-Q([1-4])", "yyyy-Qn, like 2004-Q3"),
    "monthly": (r"(\d{4})-(0[1-9]|1[0-2])", "yyyy-mm, like 2004-07"),
}


class Period(NamedTuple):
    """First and last day, both inside."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def recurs(recurrence: str | None) -> bool:
    """Whether what occurs so is asked for period by period."""
    return recurrence in _FORMS


def form(recurrence: str) -> str:
    """How a period of this recurrence is written."""
    return _FORMS[recurrence][1]


def parse(recurrence: str, text: str) -> Period | None:
    """The period that a text names; None where it is written otherwise."""
    found = re.fullmatch(_FORMS[recurrence][0], text, re.ASCII)
    if found is None or not date.min.year <= int(found[1]) <= date.max.year:
        return None
    year, nth = int(found[1]), int(found[2]) if found.re.groups > 1 else 1
    last = nth * _MONTHS[recurrence]
    first = last - _MONTHS[recurrence] + 1
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def name(recurrence: str, day: date) -> str:
    """How the period that a day lies in is written."""
    nth = (day.month - 1) // _MONTHS[recurrence] + 1
    match recurrence:
        case "yearly":
            return f"{day.year}"
        case "half_yearly":
            return f"{day.year}-H{nth}"
        case "quarterly":
            return f"{day.year}-Q{nth}"
        case _:
            return f"{day.year}-{nth:02}"


def of(recurrence: str, day: date) -> Period:
    """The period that a day lies in."""
    period = parse(recurrence, name(recurrence, day))
    assert period is not None
    return period


def within(recurrence: str, opens: date, closes: date) -> Iterator[tuple[str, Period]]:
    """The whole periods from ``opens`` to ``closes``, each with its name."""
    day = opens
    while (period := of(recurrence, day)).last <= closes:
        if period.first >= opens:
            yield name(recurrence, day), period
        day = period.last + timedelta(days=1)
