"""A digest of all that a township's year comes to: the same, whatever went wrong on the way.

Left out is what depends on the moment and on how cases interleave: when an event was recorded,
and its position in the service's log.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from cli import reading
from demo.saying import CYCLE, SCHEME, case
from demo.township import villages
from infra.addresses import Addresses

_OF_THE_MOMENT = frozenset({"position", "recordedat", "days_until_recorded"})


def fingerprint(addresses: Addresses, wait_for: str | None = None) -> str:
    """SHA-256, in hex, over every trail and every tier. ``wait_for``: positions to be seen."""
    digest = hashlib.sha256()
    for line in lines(addresses, wait_for):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def lines(addresses: Addresses, wait_for: str | None = None) -> Iterator[str]:
    """What the digest is over, one fact in a line, in an order that every run gives."""
    tiers_seen = _of("grading", wait_for)
    rows = reading.cases(addresses, scheme=SCHEME, cycle=CYCLE, wait_for=tiers_seen)
    yield from sorted(_lines(rows))
    subjects = (f"scheme:{SCHEME}", f"cycle:{SCHEME}:{CYCLE}", *map(case, villages()))
    for subject in subjects:
        yield from sorted(_lines(reading.trail(addresses, subject, wait_for=wait_for)))


def _lines(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    for item in items:
        yield json.dumps(_lasting(item), ensure_ascii=False, sort_keys=True)


def _of(service: str, positions: str | None) -> str | None:
    """The position of one service alone, as tiers rest on grading's events only."""
    parts = (positions or "").split(",")
    return next((part for part in parts if part.startswith(f"{service}:")), None)


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lasting(item) for key, item in value.items() if key not in _OF_THE_MOMENT}
    if isinstance(value, list):
        return [_lasting(item) for item in value]
    return value
