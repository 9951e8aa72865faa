"""Every event there is, by service and by type."""

from contracts.events import grading, pledges, training
from contracts.events.base import BY_TYPE, Event

__all__ = ["BY_TYPE", "Event", "events_of", "grading", "pledges", "training"]


def events_of(service: str) -> list[type[Event]]:
    """The event classes that a service records, in the order they are written."""
    return [event for event in BY_TYPE.values() if event.service == service]
