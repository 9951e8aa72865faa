"""A backup put back: beside what is there, then, all at once, in its place."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg import sql

from contracts.subjects import SERVICES
from infra import databases
from infra.keeping import inboxes
from infra.keeping.engines import DATABASES, Engines
from infra.keeping.manifest import INBOXES, Manifest, measure, read
from infra.trouble import CannotRun

_RESTORING, _BEFORE = "_restoring", "_before"


class NotEmpty(CannotRun):
    """There is something already, which a restore would replace."""


def restore(
    engines: Engines, backup: Path, passwords: Mapping[str, str], *, replacing: bool = False
) -> Manifest:
    """Put a backup's databases and undecided submissions in place of empty ones.

    All databases are replaced in one moment, once all are restored; a restore that ends before has
    changed nothing and may be repeated. ``passwords``: of the services' roles. ``replacing``: also
    what is not empty. No service may run; the streams are made by provisioning, and refilled by
    the services once they do.

    Raises:
        Spoilt: a file of the backup is not what it was; nothing was touched.
        NotEmpty: there are events, names or messages, or services that run.
    """
    manifest = read(backup)
    databases.provision(engines.admin_url, passwords)
    if not replacing:
        _check_empty(engines)
    _check_unused(engines)
    with beside(engines, backup, _RESTORING, DATABASES) as restored:
        faults = differences(restored, manifest)
        if faults:
            raise CannotRun(f"what was restored is not the backup: {', '.join(faults)}")
        asyncio.run(inboxes.delete_all(engines))
        _take_their_place(engines)
    databases.provision(engines.admin_url, passwords)
    kept = json.loads((backup / INBOXES).read_bytes())
    asyncio.run(inboxes.restore(engines, backup, kept))
    return manifest


class beside:
    """A backup's databases under names of their own, while the block runs; then they are gone."""

    def __init__(
        self, engines: Engines, backup: Path, suffix: str, services: Sequence[str]
    ) -> None:
        self.backup, self.services = backup, services
        self.scratch = replace(engines, suffix=suffix)

    def __enter__(self) -> Engines:
        self._drop()
        with self.scratch.admin() as admin:
            for service in self.services:
                _create(admin, self.scratch.name(service), service)
        try:
            with ThreadPoolExecutor() as threads:
                list(threads.map(self._restore, self.services))
        except BaseException:
            self._drop()
            raise
        return self.scratch

    def __exit__(self, *_: object) -> None:
        self._drop()

    def _restore(self, service: str) -> None:
        options = (
            "--no-owner", "--no-acl", f"--role={service}", "--exit-on-error",
            "--single-transaction", str(self.backup / f"{service}.dump"),
        )  # fmt: skip
        self.scratch.run("pg_restore", self.scratch.name(service), options)

    def _drop(self) -> None:
        with self.scratch.admin() as admin:
            for service in self.services:
                _drop(admin, self.scratch.name(service))


def differences(engines: Engines, manifest: Manifest) -> list[str]:
    """In what the event stores are not those of a backup up to its positions; nothing if they are.

    What was recorded since does not count.
    """
    found = []
    for service in SERVICES:
        said = manifest.services[service]
        with engines.connect(service) as conn:
            there = measure(conn, said.position)
        if there.position < said.position:
            found.append(f"{service} ends at {there.position}, not at {said.position}")
        elif there.events_sha256 != said.events_sha256:
            found.append(f"the events of {service} are others")
        found += [f"{service}: {fault}" for fault in there.faults]
    return found


def not_carried(engines: Engines, manifest: Manifest) -> list[str]:
    """Streams that do not reach the backup's positions yet."""
    reached = asyncio.run(inboxes.last_sequences(engines))
    return [
        f"{service.upper()} has {reached[service.upper()]} of {store.position} events"
        for service, store in manifest.services.items()
        if reached[service.upper()] < store.position
    ]


def _check_empty(engines: Engines) -> None:
    questions = {
        **dict.fromkeys(SERVICES, ("stored_events", "events")),
        "projections": ("people.name", "names of people"),
    }
    for service, (table, what) in questions.items():
        with engines.connect(service) as conn:
            if conn.execute("SELECT to_regclass(%s)", [table]).fetchone() == (None,):
                continue
            if conn.execute(f"SELECT 1 FROM {table} LIMIT 1".encode()).fetchone():
                raise NotEmpty(f"there are {what} in {service}: to replace them, say --replace")
    for stream, last in asyncio.run(inboxes.last_sequences(engines)).items():
        if last:
            raise NotEmpty(f"there are messages in {stream}: to replace them, say --replace")


def _check_unused(engines: Engines) -> None:
    with engines.admin() as admin:
        users = admin.execute(
            "SELECT DISTINCT datname FROM pg_stat_activity"
            " WHERE datname = ANY(%s) AND backend_type = 'client backend'",
            [list(DATABASES)],
        ).fetchall()
    if users:
        raise NotEmpty(f"{', '.join(name for (name,) in users)} runs: stop the services first")


def _create(admin: psycopg.Connection[tuple[object, ...]], name: str, role: str) -> None:
    admin.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} {}").format(
            sql.Identifier(name), sql.Identifier(role), databases.UNICODE
        )
    )
    admin.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


def _drop(admin: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _take_their_place(engines: Engines) -> None:
    """Rename all databases in one transaction; those from before go."""
    with engines.admin() as admin:
        for service in DATABASES:
            _drop(admin, service + _BEFORE)
        with admin.transaction():
            for service in DATABASES:
                for name, to in ((service, service + _BEFORE), (service + _RESTORING, service)):
                    admin.execute(
                        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                            sql.Identifier(name), sql.Identifier(to)
                        )
                    )
        for service in DATABASES:
            _drop(admin, service + _BEFORE)
