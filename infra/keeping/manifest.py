"""What a backup says of itself: its files' hashes, and how far each service had come."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from msgspec import Struct

from infra.trouble import CannotRun

FILE, INBOXES = "manifest.json", "inboxes.json"


class Spoilt(CannotRun):
    """A backup is not as it was written; says what is wrong."""


class Store(Struct, frozen=True, kw_only=True):
    """A service's event store up to a position.

    ``events_sha256``: over its events in order, each as PostgreSQL's COPY writes it. ``unguarded``:
    events that could be recorded again, as no submission is noted for them. ``heard``: positions
    up to which it had heard other services.
    """

    position: int
    events: int
    events_sha256: str
    unguarded: int
    heard: dict[str, int]

    @property
    def faults(self) -> list[str]:
        """What is wrong with it in itself."""
        holes = self.position - self.events
        return [f"{holes} events are missing"] * bool(holes) + [
            f"{self.unguarded} events have no guard"
        ] * bool(self.unguarded)


class Manifest(Struct, frozen=True, kw_only=True):
    """``taken_at``: the moment that all of it is of. ``held_ms``: how long writers waited for that.
    ``read_models``: positions by service. ``waiting``: undecided submissions by stream.
    """

    gradetrail: str
    taken_at: datetime
    held_ms: float
    took_s: float
    services: dict[str, Store]
    read_models: dict[str, dict[str, int]]
    waiting: dict[str, int]
    files: dict[str, str]

    @property
    def events(self) -> int:
        """In all services."""
        return sum(store.position for store in self.services.values())


def measure(conn: psycopg.Connection[Any], upto: int | None = None) -> Store:
    """A store as it is, up to a position; None: to its end."""
    limit = 2**62 if upto is None else upto
    position, events, unguarded = conn.execute(
        "SELECT coalesce(max(notification_id), 0), count(*),"
        " count(*) FILTER (WHERE a.source IS NULL) FROM stored_events e LEFT JOIN accepted a"
        " ON (a.originator_id, a.originator_version) = (e.originator_id, e.originator_version)"
        " WHERE notification_id <= %s",
        (limit,),
    ).fetchone() or (0, 0, 0)
    return Store(
        position=position,
        events=events,
        unguarded=unguarded,
        events_sha256=digest(
            conn,
            "SELECT notification_id, originator_id, originator_version, topic, state"
            f" FROM stored_events WHERE notification_id <= {limit} ORDER BY notification_id",
        ),
        heard=dict(conn.execute("SELECT service, position FROM heard_upto ORDER BY 1").fetchall()),
    )


def digest(conn: psycopg.Connection[Any], question: str) -> str:
    """SHA-256 over the rows that a question gives, in order."""
    found = sha256()
    with conn.cursor() as cursor, cursor.copy(f"COPY ({question}) TO STDOUT".encode()) as copy:
        for row in copy:
            found.update(row)
    return found.hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each file in a backup, by its path there."""
    return {
        str(file.relative_to(folder)): _sha256(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != FILE
    }


def read(backup: Path) -> Manifest:
    """What a backup says, once its files are found to be what they were.

    Raises:
        Spoilt: a file is missing, or is another; or there is no manifest.
    """
    manifest = glance(backup)
    if faults := list(_faults(manifest.files, hashes(backup))):
        raise Spoilt(f"the backup {backup} is spoilt: {', '.join(faults)}")
    return manifest


def glance(backup: Path) -> Manifest:
    """What a backup says, its files unread."""
    try:
        return msgspec.json.decode((backup / FILE).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise Spoilt(f"{backup} is no backup: it has no {FILE}") from None
    except (OSError, msgspec.MsgspecError) as error:
        raise Spoilt(f"{backup} is no backup: {FILE}: {error}") from None


def _faults(written: dict[str, str], found: dict[str, str]) -> Iterator[str]:
    for name, sha in written.items():
        if name not in found:
            yield f"{name} is missing"
        elif found[name] != sha:
            yield f"{name} is not what was written"


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()
