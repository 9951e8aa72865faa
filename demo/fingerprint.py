"""A digest of all that a story comes to: the same, whatever went wrong on the way.

Left out is what depends on the moment and on how cases interleave: when an event was recorded,
and its position in the service's log.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from client import reading
from contracts.subjects import parse_case
from demo.play import Play
from infra.addresses import Addresses

_OF_THE_MOMENT = frozenset({"position", "recordedat", "days_until_recorded"})


def fingerprint(addresses: Addresses, played: Play) -> str:
    """SHA-256, in hex, over every trail and every tier, once all that was played is seen."""
    digest = hashlib.sha256()
    for line in lines(addresses, played):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def lines(addresses: Addresses, played: Play) -> Iterator[str]:
    """What the digest is over, one fact in a line, in an order that every run gives."""
    subjects = sorted(played.subjects)
    cases = [case for subject in subjects if (case := parse_case(subject))]
    for scheme, cycle in sorted({(case.scheme, case.cycle) for case in cases}):
        tiers_seen = f"grading:{played.positions['grading']}"  # tiers rest on its events only
        rows = reading.cases(addresses, scheme=scheme, cycle=cycle, wait_for=tiers_seen)
        yield from sorted(_lines(rows))
    for subject in subjects:
        yield from sorted(_lines(reading.trail(addresses, subject, wait_for=played.seen)))


def _lines(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    for item in items:
        yield json.dumps(_lasting(item), ensure_ascii=False, sort_keys=True)


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lasting(item) for key, item in value.items() if key not in _OF_THE_MOMENT}
    if isinstance(value, list):
        return [_lasting(item) for item in value]
    return value
