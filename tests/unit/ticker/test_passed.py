"""What the ticker says: what the register shows as missed, and the services accept, once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import BY_TYPE
from services.projections.registers.obligations.register import rows
from tests.unit.projections.chronicled import chronicled
from tests.unit.projections.history import BRANCH, begun, rated
from tests.unit.projections.obliged import dual_strong, held, pioneer, three_projects
from tests.unit.projections.play import Play
from ticker.passed import is_kept_as_it_happens, passed, today

NOW = date(2026, 11, 22)
TARGETED: dict[str, Any] = {
    "theme": "prosperity", "text": "修路", "quantifiable": True, "quantity": "2", "unit": "km",
    "quality": "硬化",
}  # fmt: skip


def cycle_of(play: Play, closed_on: str | None = None) -> dict[str, Any]:
    """The row of ``/api/cycles``."""
    cycle = chronicled(play.entries(), judged_at=NOW).cycle
    return {
        "scheme": cycle.scheme, "id": cycle.id, "committee": cycle.committee,
        "opens": cycle.opens.isoformat(), "closes": cycle.closes.isoformat(),
        "closed_on": closed_on, "recorded": "2011-11-01T02:00:00Z", "timezone": "Asia/Shanghai",
    }  # fmt: skip


def due(play: Play, until: str, closed_on: str | None = None) -> list[dict[str, Any]]:
    """What a tick would say, from the register as the API gives it."""
    told = rows(chronicled(play.entries(), judged_at=NOW))
    found: list[dict[str, Any]] = msgspec.to_builtins(told)
    return passed(cycle_of(play, closed_on), found, date.fromisoformat(until))


def tick(play: Play, until: str) -> list[str]:
    """Say it to the services, which accept each; the ids."""
    said = due(play, until)
    for one in said:
        event = BY_TYPE[one["type"]].model_validate_json(msgspec.json.encode(one["data"]))
        play.say(event, one["actor"], one["time"], subject=one["subject"])
    return [one["id"] for one in said]


@pytest.mark.feature("S1-13")
def test_a_filing_that_is_missing_on_the_sixteenth_is_said_so() -> None:
    rated_only = rated(begun())
    assert due(rated_only, "2011-11-15") == []
    (filing,) = due(rated_only, "2011-11-16")
    case = f"classification-upgrade:2011-2012:{BRANCH}"
    assert filing == {
        "specversion": "1.0",
        "id": f"{case}/step/self_rating_filing/2011-11-15",
        "source": "/apps/ticker",
        "type": "gradetrail.grading.DeadlinePassed.v1",
        "subject": case,
        "time": "2011-11-16T00:00:00+08:00",
        "actor": "longtan",
        "data": {
            "obligation": "self_rating_filing", "step": "self_rating_filing",
            "due_on": "2011-11-15",
        },
    }  # fmt: skip


@pytest.mark.feature("S0-10", "S0-11", "S0-24", "S2-32")
@pytest.mark.parametrize(
    ("play", "until", "count"),
    [
        (lambda: rated(begun()), "2013-04-01", 5),
        (pioneer, "2005-01-01", 2 * 12 + 2 * 4 + 1 + 2),
        (three_projects, "2011-01-01", 1 + 2 + 1 + 2 + 2),
        (dual_strong, "2011-07-01", 2),
    ],
    ids=["classification-upgrade", "pioneer-project", "three-projects", "dual-strong"],
)
def test_the_services_of_every_programme_accept_what_the_register_shows_as_missed(
    play: Any, until: str, count: int
) -> None:
    played = play()
    said = tick(played, until)
    assert len(said) == len(set(said)) == count
    assert tick(played, until) == []


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.dates(date(2004, 1, 1), date(2004, 12, 31)), max_size=4, unique=True),
    st.dates(date(2004, 1, 2), date(2005, 2, 1)),
    st.dates(date(2004, 1, 2), date(2005, 2, 1)),
)
def test_two_ticks_say_what_the_later_would_have_said_alone(
    sessions: list[date], one: date, other: date
) -> None:
    first, second = sorted([one, other])

    def played() -> Play:
        play = pioneer()
        for number, on in enumerate(sorted(sessions)):
            session = held("activity_day", on.isoformat(), f"session-{number}")
            play.say(session, "village", on.isoformat())
        return play

    twice, once = played(), played()
    said = tick(twice, first.isoformat()) + tick(twice, second.isoformat())
    assert sorted(said) == sorted(tick(once, second.isoformat()))
    assert tick(twice, second.isoformat()) == []


def test_of_a_closed_cycle_only_what_was_still_to_come_is_said() -> None:
    everything = due(rated(begun()), "2013-04-01")
    closed = due(rated(begun()), "2013-04-01", closed_on="2012-12-31")
    assert [one["data"]["due_on"] for one in closed] == ["2012-12-31"] * 3 + ["2013-03-31"]
    assert len(everything) == len(closed) + 1


@pytest.mark.parametrize(
    ("recorded", "kept"),
    [
        ("2011-11-01T02:00:00Z", True),
        ("2012-12-31T15:59:00Z", True),  # still the 31st in China
        ("2012-12-31T16:01:00Z", False),
        ("2026-11-22T02:00:00Z", False),
    ],
)
def test_a_past_that_is_entered_today_is_left_to_who_enters_it(recorded: str, kept: bool) -> None:
    cycle = {"recorded": recorded, "closes": "2012-12-31", "timezone": "Asia/Shanghai"}
    assert is_kept_as_it_happens(cycle) is kept


def test_today_is_the_schemes() -> None:
    evening = datetime(2011, 11, 15, 16, 30, tzinfo=UTC)
    cycle = {"timezone": "Asia/Shanghai"}
    assert today(cycle, evening) == evening.astimezone(ZoneInfo("Asia/Shanghai")).date()
    assert today(cycle, evening) - evening.date() == timedelta(days=1)
