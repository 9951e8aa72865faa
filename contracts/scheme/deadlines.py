"""Until when a step is due: days reckoned from the scheme, the cycle or the act itself."""

from calendar import monthrange
from datetime import date, timedelta

from contracts.scheme.steps import Deadline


def due_on(
    deadline: Deadline | None,
    *,
    opens: date,
    closes: date,
    happened: date,
    given: date | None = None,
) -> date | None:
    """The last day in time; None where the scheme gives no day.

    ``opens`` and ``closes``: the cycle's. ``happened``: the act's day, which fixes the year,
    half-year, quarter or month that a recurring step is due in. ``given``: the day that stands in
    the event a ``from_event`` deadline names.
    """
    if deadline is None:
        return None
    if deadline.on_or_before is not None:
        return max((day for day in deadline.on_or_before if opens <= day <= closes), default=None)
    if deadline.within_month is not None:
        year, month = map(int, deadline.within_month.split("-"))
        return month_end(year, month)
    if deadline.between is not None:
        return deadline.between[1]
    if deadline.from_event is not None:
        return given
    match deadline.rule:
        case "year_end":
            return date(closes.year, 12, 31)
        case "early_next_year":
            month, day = map(int, (deadline.day or "03-31").split("-"))
            return date(closes.year + 1, month, min(day, monthrange(closes.year + 1, month)[1]))
        case "half_year_end":
            return month_end(happened.year, 6 if happened.month <= 6 else 12)
        case "quarter_end" | "within_quarter":
            return month_end(happened.year, (happened.month + 2) // 3 * 3)
        case "within_year":
            return date(happened.year, 12, 31)
        case "within_month":
            return month_end(happened.year, happened.month)
    return None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def lookback(years: int, on: date) -> tuple[date, date]:
    """First and last day of the ``years`` years that end on a day; both count.

    Three years that end on 2011-06-20 begin on 2008-06-21.
    """
    last_day = min(on.day, monthrange(on.year - years, on.month)[1])
    return date(on.year - years, on.month, last_day) + timedelta(days=1), on
