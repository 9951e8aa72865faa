"""Looking back: an answer as of a time is the fold of what was recorded, or happened, by then."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.subjects import SERVICES
from services.projections import cursor
from services.projections.asof import (
    AsOf,
    Bound,
    Cut,
    Moment,
    NotATime,
    again,
    cut,
    parse_as_of,
    parse_moment,
)
from tests.unit.projections.explained import EVERYTHING, explained
from tests.unit.projections.history import CASE, whole
from tests.unit.projections.play import Play

SHANGHAI = ZoneInfo("Asia/Shanghai")
APPLIED = {"grading": 51, "pledges": 11, "training": 2}
FIRST = datetime(2011, 10, 1, tzinfo=UTC)
moments = st.integers(0, 580 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


def only(play: Play, kept: list[tuple[str, int]]) -> Play:
    """As if nothing else had ever been carried."""
    wanted = set(kept)
    carried = [one for one in play.carried if (one.service, one.position) in wanted]
    return Play(play.case, carried=carried)


@settings(max_examples=40, deadline=None)
@given(moments)
def test_as_of_a_moment_is_the_fold_of_what_was_recorded_by_then(moment: datetime) -> None:
    entries = whole().entries()
    known = [e for e in entries if e.recordedat <= moment or e.case_id != CASE]
    if not any(e.case_id == CASE for e in known):
        return
    then = cut(APPLIED, AsOf(Moment(at=moment)))
    # References are named as they are first known, so both sides are given all of them.
    remembered = explained(only(whole(), [(e.service, e.position) for e in known]))
    assert explained(whole(), then).classifications == remembered.classifications
    assert explained(whole(), then).open_items == remembered.open_items


@settings(max_examples=40, deadline=None)
@given(moments)
def test_effective_at_counts_what_had_happened_by_then(moment: datetime) -> None:
    then = Cut(EVERYTHING.bounds, moment)
    happened = [e for e in whole().entries() if e.time <= moment or e.case_id != CASE]
    if not any(e.case_id == CASE for e in happened):
        return
    remembered = explained(only(whole(), [(e.service, e.position) for e in happened]))
    assert explained(whole(), then).classifications == remembered.classifications


@given(st.sampled_from(SERVICES), st.integers(0, 60), st.integers(0, 60))
def test_a_position_bounds_its_own_service_and_a_time_the_others(
    service: str, asked: int, position: int
) -> None:
    recorded = datetime(2012, 1, 1, tzinfo=UTC)
    then = cut(dict.fromkeys(SERVICES, 50), AsOf(positions={service: asked}), recorded_at=recorded)
    assert then.holds(service, position, recorded + timedelta(1), recorded) == (
        position <= min(asked, 50)
    )
    for other in set(SERVICES) - {service}:
        assert then.holds(other, position, recorded, recorded) == (position <= 50)
        assert not then.holds(other, 1, recorded + timedelta(1), recorded)


def test_a_day_is_over_when_it_is_over_on_the_schemes_clock() -> None:
    moment = parse_moment("2011-11-15")
    assert moment == Moment(day=date(2011, 11, 15))
    assert moment.until(SHANGHAI) == datetime(2011, 11, 15, 15, 59, 59, 999999, tzinfo=UTC)


def test_a_plus_sign_that_a_url_turned_into_a_blank_is_understood() -> None:
    at = parse_moment("2011-11-15T08:00:00 08:00").at
    assert at == datetime(2011, 11, 15, tzinfo=UTC)


def test_positions_of_several_services() -> None:
    assert parse_as_of("grading:12,pledges:3").positions == {"grading": 12, "pledges": 3}


def test_positions_are_told_with_the_moment_from_which_they_are_looked_at() -> None:
    asked = parse_as_of("grading:12,pledges:3@2013-04-01T04:00:00Z")
    assert asked.positions == {"grading": 12, "pledges": 3}
    assert asked.moment == Moment(at=datetime(2013, 4, 1, 4, tzinfo=UTC))


def test_a_position_is_looked_at_from_the_day_on_which_it_was_recorded() -> None:
    recorded = datetime(2012, 6, 29, 17, tzinfo=UTC)
    asked, now = AsOf(positions={"grading": 50}), datetime(2013, 4, 1, tzinfo=UTC)
    then = cut(APPLIED, asked, zone=SHANGHAI, recorded_at=recorded)
    assert then.judged_at(SHANGHAI, now) == date(2012, 6, 30)
    happened = cut(APPLIED, asked, recorded_at=recorded, effective=parse_moment("2012-02-01"))
    assert happened.judged_at(UTC, now) == date(2012, 2, 1)


@given(
    st.none() | st.sampled_from(["grading:40", "grading:40,pledges:2", "grading:40@2012-05-01"])
    | moments.map(datetime.isoformat) | moments.map(lambda at: str(at.date())),
    moments, st.timedeltas(timedelta(0), timedelta(900)),
)  # fmt: skip
def test_whatever_is_recorded_later_the_as_of_of_an_answer_gives_it_again(
    asked: str | None, now: datetime, passed: timedelta
) -> None:
    recorded = now - timedelta(days=3)  # the latest of the positions that are asked about
    later = {service: at + 10 for service, at in APPLIED.items()}
    first = cut(
        APPLIED, parse_as_of(asked) if asked else AsOf(), zone=SHANGHAI, recorded_at=recorded
    )
    named = again(first, asked, now)
    then = cut(later, parse_as_of(named), zone=SHANGHAI, recorded_at=recorded)
    assert then.judged_at(SHANGHAI, now + passed) == first.judged_at(SHANGHAI, now)
    assert again(then, named, now + passed) == named
    for service, at in later.items():
        for position in (40, at):
            # What is applied later was recorded later, or it would not count as what was known.
            known = recorded if position <= APPLIED[service] else now + timedelta(seconds=1)
            assert then.holds(service, position, known, known) == (
                first.holds(service, position, known, known)
            )


@pytest.mark.parametrize(
    "text",
    ["", "now", "2011-02-30", "2011-11-15T08:00:00", "grading:", "grading:-1", "sales:1",
     "grading:1@", "grading:1@soon", "@2011-11-15", "2011-11-15@2011-11-15",
     "9999-12-31", "0001-01-01T00:00:00+08:00"],
)  # fmt: skip
def test_what_is_no_time_and_no_position_is_refused(text: str) -> None:
    with pytest.raises(NotATime):
        parse_as_of(text)


@given(st.dates().map(str) | st.datetimes(timezones=st.timezones()).map(datetime.isoformat))
def test_whatever_is_understood_has_an_end_on_every_clock(text: str) -> None:
    with suppress(NotATime):
        for zone in (ZoneInfo("Asia/Shanghai"), ZoneInfo("America/Los_Angeles")):
            parse_moment(text).until(zone).astimezone(zone)


@given(st.text())
def test_any_text_is_understood_or_refused(text: str) -> None:
    with suppress(NotATime):
        parse_as_of(text)


def test_a_service_the_view_does_not_read_counts_for_nothing() -> None:
    then = Cut({"grading": Bound(5)})
    assert not then.holds("pledges", 1, datetime.now(UTC), datetime.now(UTC))


@given(st.datetimes(timezones=st.just(UTC)), st.text(max_size=20), st.integers(0, 2**60))
def test_a_cursor_comes_back_as_it_was(moment: datetime, service: str, position: int) -> None:
    key = ("recorded", moment, service, position)
    assert cursor.decode(cursor.encode(key), tuple[str, datetime, str, int]) == key


@given(st.text())
def test_no_text_breaks_a_cursor(text: str) -> None:
    with suppress(cursor.NotACursor):
        cursor.decode(text, str)
