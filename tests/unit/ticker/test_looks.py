"""A cycle is looked at once a day, an open one now and then again, and after a failure at once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from client.faults import Fault
from client.submissions import Receipt
from infra.addresses import Addresses
from ticker import main
from ticker.main import Looks, Ticker
from ticker.metrics import TickerMetrics

DAY, NEXT = date(2027, 3, 1), date(2027, 3, 2)
OPEN = {"scheme": "s", "id": "c", "closed_on": None}
CLOSED = OPEN | {"id": "closed", "closed_on": "2027-02-01"}


class Clock:
    def __init__(self) -> None:
        self.s = 1_000.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def looks(clock: Clock) -> Looks:
    return Looks(900, clock)


def looked(looks: Looks, day: date, *cycles: dict[str, Any], well: bool = True) -> list[str]:
    """The cycles that one tick looks at."""
    found = [cycle["id"] for cycle in cycles if looks.worth(cycle, day)]
    looks.done(well=well)
    return found


def test_every_cycle_is_looked_at_on_a_new_day_and_one_that_is_new_at_once(looks: Looks) -> None:
    assert looked(looks, DAY, OPEN) == ["c"]
    assert looked(looks, DAY, OPEN, CLOSED) == ["closed"]
    assert looked(looks, DAY, OPEN, CLOSED) == []
    assert looked(looks, NEXT, OPEN, CLOSED) == ["c", "closed"]


def test_an_open_cycle_is_looked_at_again_for_what_was_entered_late(
    looks: Looks, clock: Clock
) -> None:
    assert looked(looks, DAY, OPEN, CLOSED) == ["c", "closed"]
    clock.s += 899
    assert looked(looks, DAY, OPEN, CLOSED) == []
    clock.s += 1
    assert looked(looks, DAY, OPEN, CLOSED) == ["c"]
    assert looked(looks, DAY, OPEN, CLOSED) == []


def test_a_tick_that_failed_is_made_up_for_at_the_next(looks: Looks) -> None:
    assert looked(looks, DAY, OPEN, well=False) == ["c"]
    assert looked(looks, DAY, OPEN) == ["c"]
    assert looked(looks, DAY, OPEN) == []


def test_what_was_refused_is_said_again_on_another_day_and_not_kept_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[list[str]] = []

    async def refuse(_: str, submissions: list[dict[str, Any]], *__: object) -> list[Receipt]:
        said.append([one["id"] for one in submissions])
        return [Receipt(one["id"], "/apps/ticker", "refused", "grading") for one in submissions]

    monkeypatch.setattr(main, "due", lambda *_: [{"id": "missed"}])
    monkeypatch.setattr(main, "say", refuse)
    now, metrics = [datetime(2027, 3, 1, tzinfo=UTC)], TickerMetrics()
    ticker = Ticker(Addresses(*[""] * 6), lambda: now[0], metrics=metrics)
    ticker.tick()
    ticker.tick()
    now[0] = datetime(2027, 3, 2, tzinfo=UTC)
    ticker.tick()
    assert said == [["missed"], [], ["missed"]]
    assert ticker._refused == {"missed"}
    sample = metrics.registry.get_sample_value
    assert sample("gradetrail_ticker_said_total", {"status": "refused"}) == 2
    assert sample("gradetrail_ticker_last_tick_timestamp_seconds") > 10**9


def test_a_tick_that_finds_nobody_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object) -> None:
        raise Fault("nothing answers")

    monkeypatch.setattr(main, "due", nobody)
    metrics = TickerMetrics()
    Ticker(Addresses(*[""] * 6), metrics=metrics).tick()
    assert metrics.registry.get_sample_value("gradetrail_ticker_failed_ticks_total") == 1
    assert metrics.registry.get_sample_value("gradetrail_ticker_last_tick_timestamp_seconds") == 0
