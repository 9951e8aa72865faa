"""Real engines for tests: from the wheels, as ``gradetrail up`` runs them."""

import asyncio
import gc
import shutil
import signal
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql

from infra.child import Child
from infra.databases import UNICODE
from infra.embedded import Nats, Postgres
from infra.migrating import migrate
from infra.ports import free_ports
from infra.provision import connect_and_provision


class HasUrl(Protocol):
    url: str


class NatsEngine(HasUrl, Protocol):
    """A nats-server of a test's own, with JetStream: may be killed and started again."""

    monitor_url: str

    def start(self) -> None:
        """Start it, or start it again; returns once it answers."""

    def kill(self) -> None:
        """End it as a crash would."""

    def stop(self) -> None:
        """End it in its own way."""

    def remove(self) -> None:
        """Leave nothing behind."""


class PostgresEngine(Protocol):
    """A PostgreSQL of the test session: may be killed and started again."""

    port: int

    def dsn(self, database: str = "postgres") -> str:
        """Where its administrator connects: tests make and drop databases of their own."""

    def start(self) -> None:
        """Start it, or start it again; returns once it takes connections."""

    def kill(self) -> None:
        """End it so that recovery follows, as after a crash."""

    def remove(self) -> None:
        """Leave nothing behind."""


class Engines(Protocol):
    """Makes engines of one kind, not started yet."""

    def nats(self) -> NatsEngine: ...

    def postgres(self) -> PostgresEngine: ...


def wait_until(
    holds: Callable[[], object], what: str, *, within_s: float = 20, every_s: float = 0.02
) -> None:
    """Wait for a condition; raises TimeoutError naming ``what`` if it does not come to hold.

    ``every_s``: between two looks; more where a look takes from what it looks for.
    """
    end = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {within_s} s")
        time.sleep(every_s)


def fresh_room() -> Path:
    """A new folder that PostgreSQL's own account may enter; pytest's are for one user alone."""
    room = Path(tempfile.mkdtemp(prefix="gradetrail-test-"))
    room.chmod(0o711)
    return room


class NatsServer:
    def __init__(self, room: Path | None = None) -> None:
        self._room = room or fresh_room()
        port, monitor_port = free_ports(2)
        self.engine = Nats(self._room / "nats", port=port, monitor_port=monitor_port)
        self.engine.prepare()
        self.url, self.monitor_url = self.engine.url, self.engine.monitor_url
        self._child = Child(self.engine.program(), self._room / "nats.log")

    def start(self) -> None:
        self._child.start()
        wait_until(self.engine.ready, "nats ready")

    def kill(self) -> None:
        self._child.kill()

    def stop(self) -> None:
        self._child.stop()

    def remove(self) -> None:
        self._child.stop()
        shutil.rmtree(self._room)


class PostgresServer:
    def __init__(self, room: Path | None = None) -> None:
        self._room = room or fresh_room()
        (self.port,) = free_ports(1)
        self.engine = Postgres(
            self._room / "postgres", port=self.port, password="tests-only", durable=False
        )
        self.engine.prepare()
        self._child = Child(self.engine.program(), self._room / "postgres.log")

    def dsn(self, database: str = "postgres") -> str:
        return self.engine.admin_dsn(database)

    def start(self) -> None:
        self.engine.prepare()
        self._child.start()
        wait_until(self.engine.ready, "postgres ready")

    def kill(self) -> None:
        self._child.signal(signal.SIGQUIT)  # an immediate shutdown
        wait_until(lambda: not self._child.alive, "postgres gone")

    def remove(self) -> None:
        self._child.stop()
        shutil.rmtree(self._room)


class Embedded:
    """The engines from the wheels."""

    nats = NatsServer
    postgres = PostgresServer


@contextmanager
def fresh_database(admin: str, service: str | None = "grading") -> Iterator[str]:
    """DSN of a database with a service's empty tables (None: no tables), dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(admin, autocommit=True) as connection:
        how = sql.SQL("TEMPLATE {}").format(_migrated(admin, service)) if service else UNICODE
        connection.execute(sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), how))
    yield _dsn(admin, name)
    gc.collect()  # a connection that a stop interrupted while it was made would hold the database
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _migrated(admin: str, service: str) -> sql.Identifier:
    """A database to copy; made once a server."""
    name = f"migrated_{service}"
    with psycopg.connect(admin, autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not there.fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), UNICODE)
            )
            migrate({service: _dsn(admin, name)})
    return sql.Identifier(name)


def _dsn(admin: str, database: str) -> str:
    info = psycopg.conninfo.conninfo_to_dict(admin)
    return (
        f"postgresql://{info['user']}:{info['password']}@{info['host']}:{info['port']}/{database}"
    )


@contextmanager
def fresh_streams(engines: Engines) -> Iterator[NatsEngine]:
    """A NATS server with fresh, provisioned streams."""
    server = engines.nats()
    try:
        server.start()
        asyncio.run(connect_and_provision(server.url))
        yield server
    finally:
        server.remove()
