"""What every event carries besides what it says: a CloudEvents 1.0 envelope."""

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from contracts.events.base import Event

E = TypeVar("E", bound=Event, covariant=True)


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """CloudEvents attributes; the lower-case extensions are ours.

    ``subject`` is the case, ``<scheme>:<cycle>:<organisation>``, or ``scheme:<id>``,
    ``organisation:<id>``, ``cycle:<scheme>:<cycle>`` for a reference event. ``time`` says when it
    happened, ``recordedat`` when a service accepted it (aware, UTC). ``actor`` is the organisation
    that acted, ``recordedby`` the person who entered it. ``version`` is the event's 1-based place
    in its stream.
    """

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    actor: str
    recordedby: str | None = None
    correlationid: str | None = None
    causationid: str | None = None
    recordedat: datetime | None = None
    version: int = 0


class Said(msgspec.Struct, Generic[E], frozen=True):
    """A submission whose contract holds: not yet decided."""

    envelope: Envelope
    event: E


class Recorded(msgspec.Struct, Generic[E], frozen=True):
    """An event in a service's log. ``position``: 1-based, without holes, per service."""

    envelope: Envelope
    event: E
    position: int
