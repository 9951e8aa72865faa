"""A digest of all that a township's cases come to: the same, whatever went wrong on the way.

Left out is what depends on the moment and on how cases interleave: when an event was recorded,
and its position in the service's log.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from cli import reading
from demo.saying import case
from demo.township import villages
from infra.addresses import Addresses

_OF_THE_MOMENT = frozenset({"position", "recordedat", "days_until_recorded"})


def fingerprint(addresses: Addresses, wait_for: str | None = None) -> str:
    """SHA-256 over every village's trail and tiers, in hex. ``wait_for``: positions to be seen."""
    digest = hashlib.sha256()
    for village in villages():
        for line in case_lines(addresses, case(village), wait_for):
            digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def case_lines(addresses: Addresses, subject: str, wait_for: str | None = None) -> list[str]:
    """A case's entries and tiers, one in a line, in an order that every run gives."""
    entries = reading.trail(addresses, subject, wait_for=wait_for)
    explained = reading.explanation(addresses, subject, wait_for=wait_for)
    tiers = [
        {"ladder": standing["ladder"]["id"], "tier": (standing["tier"] or {}).get("id")}
        for standing in explained["standing"]
    ]
    return [*sorted(_lines(entries)), *_lines(tiers)]


def _lines(items: Iterable[dict[str, Any]]) -> Iterable[str]:
    for item in items:
        yield json.dumps(_lasting(item), ensure_ascii=False, sort_keys=True)


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lasting(item) for key, item in value.items() if key not in _OF_THE_MOMENT}
    if isinstance(value, list):
        return [_lasting(item) for item in value]
    return value
