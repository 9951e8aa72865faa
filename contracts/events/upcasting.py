"""Old versions of events, lifted to the present ones when they are read.

A new version of an event brings the old type here, with a function that turns the old data (as
decoded from JSON) into the new. Stored events are never edited.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from contracts.events.base import BY_TYPE, Event

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTERS: dict[str, tuple[str, Upcaster]] = {}
"""Old type to (next type, function); chains are followed."""


def newest_type(type_: str) -> str:
    """The type that an event of an old one is lifted to; a newest or unknown type is itself."""
    while type_ in UPCASTERS:
        type_, _ = UPCASTERS[type_]
    return type_


def parse_event(type_: str, data: bytes | str, context: dict[str, Any] | None = None) -> Event:
    """The event that ``data`` (JSON) holds, in the newest version of its class.

    ``context``: ``contracts.values.SUBMITTED``, if it is sent and not on record yet.

    Raises:
        KeyError: no such type. pydantic.ValidationError: the data does not fit it.
    """
    while type_ in UPCASTERS:
        type_, upcast = UPCASTERS[type_]
        data = msgspec.json.encode(upcast(msgspec.json.decode(data)))
    # By its validator itself: most of what there is to read passes here, one by one.
    event: Event = BY_TYPE[type_].__pydantic_validator__.validate_json(data, context=context)
    return event
