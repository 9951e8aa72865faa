"""A sender that is too fast waits; others do not, and nothing is too large for its rate."""

import time

import pytest

from services.runtime.access.identity import ANYBODY, Identity
from services.runtime.rates import Attempts, Rates
from services.runtime.settings import Settings

NORTH, SOUTH = Identity("north", frozenset()), Identity("south", frozenset())


def test_each_sender_has_its_own_rate() -> None:
    rates = Rates("10/minute")
    assert [rates.wait_s(NORTH, 5) for _ in range(2)] == [0, 0]
    wait_s = rates.wait_s(NORTH, 1)
    assert 0 < wait_s <= 60
    assert rates.wait_s(SOUTH, 5) == 0
    assert "10 per 1 minute are taken from one sender" in rates.problem(wait_s)["detail"]
    assert rates.problem(wait_s)["status"] == 429


def test_who_waits_goes_on() -> None:
    rates, end, taken = Rates("20/second"), time.monotonic() + 10, 0
    while taken < 60 and time.monotonic() < end:
        wait_s = rates.wait_s(NORTH, 20)
        taken += 0 if wait_s else 20
        time.sleep(wait_s)
    assert taken == 60


def test_a_batch_is_never_too_large() -> None:
    assert Rates("10/second").wait_s(NORTH, 1_000) == 0


@pytest.mark.parametrize("rates", [Rates(None), Rates("1/hour")])
def test_ones_own_machine_is_not_counted(rates: Rates) -> None:
    assert [rates.wait_s(ANYBODY, 1_000) for _ in range(3)] == [0, 0, 0]


def test_a_rate_that_cannot_be_read_is_said() -> None:
    with pytest.raises(ValueError, match="couldn't parse"):
        Settings(database_url="x", http_port=1, submit_rate="fast")


def test_wrong_passwords_are_counted_by_account_and_by_client() -> None:
    attempts = Attempts(of_account="2/minute", of_client="3/minute")
    for _ in range(2):
        assert attempts.wait_s("li", "here") == 0
        attempts.failed("li", "here")
    assert 0 < attempts.wait_s("li", "elsewhere") <= 60
    assert attempts.wait_s("wu", "here") == 0
    attempts.failed("wu", "here")
    assert 0 < attempts.wait_s("zhao", "here") <= 60
    assert attempts.wait_s("wu", "elsewhere") == 0
