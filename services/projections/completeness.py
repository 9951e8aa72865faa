"""How complete an answer is: how far the read model has come, and what it could not apply."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from services.projections.parts import Part


class Progress(Part, frozen=True, kw_only=True):
    """One service's log. ``head``: its last known position; ``position``: the last one applied."""

    position: int
    head: int
    oldest_unapplied_s: Annotated[
        float, Meta(description="Age of the oldest event not applied; 0: none")
    ]


class ParkedEvent(Part, frozen=True, kw_only=True):
    """An event that could not be applied; those of the same case wait behind it."""

    service: str
    position: int
    case: str
    event: str
    error: str
    parked_at: datetime


class SchemeVersion(Part, frozen=True, kw_only=True):
    """Under which version of the scheme the answer is given."""

    id: str
    version: int
    sha256: str


class Completeness(Part, frozen=True, kw_only=True):
    """What an answer rests on. ``complete`` is false while a parked event touches it."""

    view: str
    reducer: Annotated[str, Meta(description="First 12 digits of the SHA-256 of its code")]
    services: dict[str, Progress]
    as_of: Annotated[str, Meta(description="Ask with this as as_of to get the same answer again")]
    complete: bool
    incomplete_since: Annotated[
        str | None, Meta(description="First parked event, <service>:<position>")
    ]
    parked: list[ParkedEvent]
    scheme: SchemeVersion | None = None


def version_of(*folders: Path) -> str:
    """A name for the code that makes a view: what its files hash to."""
    digest = sha256()
    for folder in folders:
        for file in sorted((*folder.glob("*.py"), *folder.glob("*.sql"))):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]
