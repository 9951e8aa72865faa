"""Stories played in one room, once for all tests that look at them."""

from functools import cache
from typing import TypeVar

from contracts.events import Event
from demo.programme import Chapter
from demo.story import told_by
from tests.unit.demo.in_memory import Room

E = TypeVar("E", bound=Event)


@cache
def told(name: str) -> list[Chapter]:
    """The chapters of a story."""
    return told_by(name)


@cache
def played(name: str) -> Room:
    """All that the story says, once each: a desk answers a repeat before it decides."""
    room = Room()
    for submission in {said["id"]: said for c in told(name) for said in c.submissions}.values():
        room.submit(submission)
    return room


def recorded(name: str, kind: type[E]) -> list[tuple[str, E]]:
    """The events of a class, each with its subject, in order."""
    return [
        (one.envelope.subject, one.event)
        for one in played(name).recorded[kind.service]
        if isinstance(one.event, kind)
    ]
