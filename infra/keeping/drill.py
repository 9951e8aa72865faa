"""A rehearsal: the latest backup restored beside what runs, checked, and a read model rebuilt."""

import time
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from contracts.subjects import SERVICES
from infra.keeping.backup import age_s, backups
from infra.keeping.engines import Engines
from infra.keeping.manifest import Manifest, digest, read
from infra.keeping.restore import beside, differences
from infra.trouble import CannotRun
from services.projections.trail.rows import Trail
from services.runtime.connection import read_headers
from services.runtime.generation import Generation
from services.runtime.wire import Carried, to_headers

_DRILL, _REBUILT = "_drill", "trail_rebuilt"
_BATCH = 4_000


class Drill(Struct, frozen=True, kw_only=True):
    """What a rehearsal found. ``faults``: none if all is as it should be.

    ``lost_events``: recorded since the backup, which a restore now would not bring back, over
    ``lost_s`` seconds. ``restored_s``, ``rebuilt_s``: what it took.
    """

    backup: str
    events: int
    faults: list[str]
    lost_events: dict[str, int]
    lost_s: float
    restored_s: float
    rebuilt_s: float


def rehearse(engines: Engines, folder: Path) -> Drill:
    """Restore the latest backup in a folder into databases of its own, and remove them again.

    Raises:
        CannotRun: there is no backup, or it is spoilt or cannot be restored.
    """
    if not (found := backups(folder)):
        raise CannotRun(f"there is no backup in {folder}")
    backup, started = found[-1], time.monotonic()
    manifest = read(backup)
    with beside(engines, backup, _DRILL, (*SERVICES, "projections")) as scratch:
        faults = differences(scratch, manifest)
        restored_s = time.monotonic() - started
        _rebuild(scratch, manifest)
        rebuilt_s = time.monotonic() - started - restored_s
        faults += _compare(engines, scratch, manifest)
    lost = {}
    for service, store in manifest.services.items():
        with engines.connect(service) as conn:
            row = conn.execute("SELECT max(notification_id) FROM stored_events").fetchone()
            lost[service] = ((row and row[0]) or 0) - store.position
    return Drill(
        backup=str(backup),
        events=manifest.events,
        faults=faults,
        lost_events=lost,
        lost_s=round(age_s(manifest), 1),
        restored_s=round(restored_s, 2),
        rebuilt_s=round(rebuilt_s, 2),
    )


def _rebuild(scratch: Engines, manifest: Manifest) -> None:
    """Project the restored events anew, from the first on."""
    with scratch.connect("projections") as conn:
        url = f"{conn.info.dsn} password={conn.info.password}"
    trail = Generation(Trail(), url, _REBUILT)
    trail.create()
    with trail.connect() as into:
        for service in manifest.services:
            for events in _batches(scratch, service):
                trail.apply(into, service, events)


def _batches(scratch: Engines, service: str) -> Iterator[list[Carried]]:
    """A service's events as its stream would carry them."""
    with scratch.connect(service) as conn, conn.cursor(name="events") as rows:
        rows.execute("SELECT notification_id, state FROM stored_events ORDER BY notification_id")
        while batch := rows.fetchmany(_BATCH):
            yield [_carried(service, position, state) for position, state in batch]


def _carried(service: str, position: int, state: bytes) -> Carried:
    lines, data = to_headers(state, position)
    _, headers = read_headers(f"NATS/1.0\r\n{lines}\r\n".encode())
    return Carried(service, position, headers, data)


def _compare(live: Engines, scratch: Engines, manifest: Manifest) -> list[str]:
    """Whether the rebuilt trail is the live one, up to the backup's positions."""
    upto = {
        service: min(position, manifest.services[service].position)
        for service, position in manifest.read_models["trail"].items()
    }
    with live.connect("projections") as there, scratch.connect("projections") as here:
        if digest(there, _rows("trail", upto)) == digest(here, _rows(_REBUILT, upto)):
            return []
    return ["the rebuilt trail is not the live one"]


def _rows(schema: str, upto: dict[str, int]) -> str:
    cases = " ".join(f"WHEN '{service}' THEN {position}" for service, position in upto.items())
    return (
        f"SELECT * FROM {schema}.entry WHERE position <= CASE service {cases} ELSE 0 END"
        " ORDER BY service, position, case_id"
    )
