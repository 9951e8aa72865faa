"""Working days are counted by years, and come out as if they were counted one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.workdays import UNKNOWN, CalendarUnknown, WorkingDays
from services.runtime.workdays import china

DAYS = st.dates(date(2009, 1, 1), date(2014, 12, 31))


@given(DAYS, DAYS, st.dictionaries(DAYS, st.booleans(), max_size=30))
def test_the_working_days_between_two_days_are_those_that_are_worked(
    day: date, until: date, departures: dict[date, bool]
) -> None:
    calendar = WorkingDays(lambda _: departures)
    days = [day + timedelta(days=ahead + 1) for ahead in range((until - day).days)]
    assert calendar.between(day, until) == sum(calendar.is_worked(one) for one in days)


def test_chinas_weeks_are_as_the_notices_say() -> None:
    spring_festival = (date(2012, 1, 20), date(2012, 1, 29))  # 22 to 28 off, 29 worked
    assert china().between(*spring_festival) == 2
    assert china().between(date(2011, 12, 31), date(2012, 12, 31)) == 249


def test_days_of_a_year_that_nobody_has_spoken_of_are_not_guessed() -> None:
    assert UNKNOWN.between(date(2030, 1, 2), date(2030, 1, 2)) == 0
    with pytest.raises(CalendarUnknown, match="2030"):
        UNKNOWN.between(date(2029, 12, 31), date(2030, 1, 2))
