"""A tick: ask what has passed by a day, publish it, gather the receipts."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from client import reading
from client.publisher import connected_publisher
from client.signing_in import AsApp
from client.submissions import Receipt, Submission
from infra.addresses import Addresses
from ticker.passed import Cycle, passed

BATCH = 500
Until = Callable[[Cycle], date | None]
"""Up to the end of which day a cycle's deadlines are looked at; None: not at all."""


def due(addresses: Addresses, until: Until, **asked: str | None) -> list[Submission]:
    """What is to be said. ``asked``: scheme, cycle; without, of all.

    Raises:
        Fault: the projections do not answer.
    """
    return [one for cycle in _cycles(addresses, asked) for one in _of(addresses, cycle, until)]


async def say(
    nats: str,
    submissions: list[Submission],
    give_up_after_s: float,
    as_app: AsApp | None = None,
) -> list[Receipt]:
    """Publish it, and wait for the receipts, in the same order.

    Raises:
        NoAnswer: a receipt did not come in time; the same may be said again.
    """
    if not submissions:
        return []
    async with connected_publisher(nats, as_app, give_up_after_s=give_up_after_s) as publisher:
        return await publisher.publish(submissions, batch=BATCH)


def _cycles(addresses: Addresses, asked: dict[str, str | None]) -> Iterator[dict[str, Any]]:
    for cycle in reading.cycles(addresses, scheme=asked.get("scheme")):
        if asked.get("cycle") in (None, cycle["id"]):
            yield cycle


def _of(addresses: Addresses, cycle: Cycle, until: Until) -> list[Submission]:
    day = until(cycle)
    if day is None or day <= date.fromisoformat(cycle["opens"]):
        return []
    found = reading.register(addresses, "obligations", scheme=cycle["scheme"], cycle=cycle["id"])
    return passed(cycle, found["data"], day)
