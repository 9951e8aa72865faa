"""What an event says under a name that only some events have."""

from functools import lru_cache
from typing import Any

from contracts.events import Event


@lru_cache(maxsize=256)
def fields_of(event: type[Event]) -> frozenset[str]:
    """The names of an event's fields."""
    return frozenset(event.model_fields)


def said(event: Event, field: str, otherwise: Any = None) -> Any:
    """A field that the event may not have; asking pydantic for one in vain is slow."""
    return getattr(event, field) if field in fields_of(type(event)) else otherwise
