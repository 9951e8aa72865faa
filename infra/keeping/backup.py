"""A backup: databases of one moment, undecided submissions, schemes, and a manifest of it all."""

import asyncio
import fcntl
import importlib.metadata
import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from contracts.subjects import SERVICES
from infra.keeping import inboxes
from infra.keeping.cut import cut
from infra.keeping.engines import Engines
from infra.keeping.manifest import FILE, INBOXES, Manifest, hashes, measure
from infra.trouble import CannotRun

NAME = "gradetrail-%Y-%m-%dT%H-%M-%S.%fZ"
_UNFINISHED = ".unfinished"
_READ_MODELS = ("trail", "standings")
_GENERATIONS = ("*_next", "*_old")
"""Schemas that a rebuild fills or leaves behind."""


def back_up(engines: Engines, to: Path, *, access: Path | None = None) -> tuple[Path, Manifest]:
    """Write a backup into a new folder under ``to``, whole or not at all; nothing is stopped.

    ``access``: an access file to be kept with it.

    Raises:
        CannotRun: another backup is being written there, or a program of PostgreSQL failed.
    """
    started = time.monotonic()
    with _alone(to):
        room = to / _UNFINISHED
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir(mode=0o700)
        kept = asyncio.run(inboxes.save(engines, room))
        (room / INBOXES).write_bytes(msgspec.json.encode(kept))
        with cut(engines) as moment, ThreadPoolExecutor() as threads:
            dumps = [
                threads.submit(_dump, engines, service, snapshot, room / f"{service}.dump")
                for service, snapshot in moment.ids.items()
            ]
            stores = {name: measure(moment.readers[name]) for name in SERVICES}
            _write_schemes(moment.readers["grading"], room / "schemes")
            read_models = _positions(moment.readers["projections"])
            for dump in dumps:
                dump.result()
        if access:
            shutil.copy(access, room / "access.yaml")
        manifest = Manifest(
            gradetrail=importlib.metadata.version("gradetrail"),
            taken_at=moment.at,
            held_ms=moment.held_ms,
            took_s=round(time.monotonic() - started, 3),
            services=stores,
            read_models=read_models,
            waiting={name: int(one["state"]["messages"]) for name, one in kept.items()},
            files=hashes(room),
        )
        (room / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
        made = to / moment.at.strftime(NAME)
        _keep_for_good(room)
        room.rename(made)
        _sync(to)
    return made, manifest


def backups(folder: Path) -> list[Path]:
    """The whole backups in a folder, the oldest first."""
    return sorted(file.parent for file in folder.glob(f"gradetrail-*/{FILE}"))


def drop_all_but(folder: Path, keep: int) -> list[Path]:
    """Remove old backups, so that the latest ``keep`` stay; those removed."""
    old = backups(folder)[:-keep]
    for backup in old:
        shutil.rmtree(backup)
    return old


@contextmanager
def _alone(to: Path) -> Iterator[None]:
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(to / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(f"another backup is being written to {to}") from None
        yield
    finally:
        os.close(lock)


def _dump(engines: Engines, service: str, snapshot: str, file: Path) -> None:
    left_out = [f"--exclude-schema={pattern}" for pattern in _GENERATIONS]
    options = ["--format=custom", f"--snapshot={snapshot}", f"--file={file}", *left_out]
    engines.run("pg_dump", engines.name(service), options)


def _write_schemes(conn: psycopg.Connection[Any], folder: Path) -> None:
    """Every published version of a scheme as a document of its own, for people to read."""
    folder.mkdir()
    published = conn.execute(
        "SELECT originator_id, state FROM stored_events"
        " WHERE topic LIKE 'gradetrail.grading.SchemePublished.%' ORDER BY notification_id"
    )
    for subject, state in published:
        said = msgspec.json.decode(state)["data"]
        name = f"{subject.partition(':')[2]}-{said['scheme_version']}.json"
        document = msgspec.json.format(msgspec.json.encode(said["definition"]))
        (folder / name).write_bytes(document + b"\n")


def _positions(conn: psycopg.Connection[Any]) -> dict[str, dict[str, int]]:
    return {
        name: dict(conn.execute(f"SELECT service, position FROM {name}.checkpoint").fetchall())
        for name in _READ_MODELS
        if conn.execute("SELECT to_regclass(%s)", [f"{name}.checkpoint"]).fetchone() != (None,)
    }


def _keep_for_good(room: Path) -> None:
    """See to it that all of it is on disk, before it gets its name."""
    for path in (*room.rglob("*"), room):
        path.chmod(0o700 if path.is_dir() else 0o600)
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def age_s(manifest: Manifest) -> float:
    """How long ago a backup was taken."""
    return (datetime.now(UTC) - manifest.taken_at).total_seconds()
