"""Real engines for tests: the URL in the environment if set, else embedded ones."""

import asyncio
import os
import shutil
import signal
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Protocol

import nats
import psycopg
from psycopg import sql

from contracts.subjects import SERVICES
from infra.child import Child
from infra.embedded import Nats, Postgres
from infra.migrating import migrate
from infra.ports import free_ports
from infra.provision import connect_and_provision

NATS_URL = os.environ.get("GRADETRAIL_TEST_NATS_URL")
POSTGRES_URL = os.environ.get("GRADETRAIL_TEST_POSTGRES_URL")
"""An administrator's URL: tests make and drop databases of their own."""


class HasUrl(Protocol):
    url: str


def wait_until(holds: Callable[[], object], what: str, *, within_s: float = 20) -> None:
    """Wait for a condition; raises TimeoutError naming ``what`` if it does not come to hold."""
    end = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {within_s} s")
        time.sleep(0.02)


def fresh_room() -> Path:
    """A new folder that PostgreSQL's own account may enter; pytest's are for one user alone."""
    room = Path(tempfile.mkdtemp(prefix="gradetrail-test-"))
    room.chmod(0o711)
    return room


class NatsServer:
    """A nats-server of a test's own: may be killed and started again."""

    def __init__(self) -> None:
        self._room = fresh_room()
        port, monitor_port = free_ports(2)
        self.engine = Nats(self._room / "nats", port=port, monitor_port=monitor_port)
        self.engine.prepare()
        self.url, self.monitor_url = self.engine.url, self.engine.monitor_url
        self._child = Child(self.engine.program(), self._room / "nats.log")

    def start(self) -> None:
        self._child.start()
        wait_until(self.engine.ready, "nats ready")

    def kill(self) -> None:
        """As a crash would."""
        self._child.kill()

    def stop(self) -> None:
        self._child.stop()

    def remove(self) -> None:
        self._child.stop()
        shutil.rmtree(self._room)


class PostgresServer:
    """A PostgreSQL of the test session: may be killed and started again."""

    def __init__(self) -> None:
        self._room = fresh_room()
        self.engine = Postgres(
            self._room / "postgres", port=free_ports(1)[0], password="tests-only", durable=False
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
        """An immediate shutdown: recovery follows, as after a crash."""
        self._child.signal(signal.SIGQUIT)
        wait_until(lambda: not self._child.alive, "postgres gone")

    def remove(self) -> None:
        self._child.stop()
        shutil.rmtree(self._room)


@contextmanager
def fresh_database(admin: str, service: str | None = "grading") -> Iterator[str]:
    """DSN of a database with a service's empty tables (None: no tables), dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    template = _migrated(admin, service) if service else "template1"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    yield _dsn(admin, name)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _migrated(admin: str, service: str) -> str:
    """A database to copy; made once a server."""
    name = f"migrated_{service}"
    with psycopg.connect(admin, autocommit=True) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            migrate({service: _dsn(admin, name)})
    return name


def _dsn(admin: str, database: str) -> str:
    info = psycopg.conninfo.conninfo_to_dict(admin)
    return (
        f"postgresql://{info['user']}:{info['password']}@{info['host']}:{info['port']}/{database}"
    )


@contextmanager
def fresh_streams() -> Iterator[HasUrl]:
    """A NATS server with fresh, provisioned streams."""
    if NATS_URL:
        asyncio.run(_without_streams(NATS_URL))
        asyncio.run(connect_and_provision(NATS_URL))
        yield SimpleNamespace(url=NATS_URL)
        return
    server = NatsServer()
    server.start()
    asyncio.run(connect_and_provision(server.url))
    yield server
    server.remove()


async def _without_streams(url: str) -> None:
    client = await nats.connect(url)
    for name in ("INBOX", "REFUSED", *(service.upper() for service in SERVICES)):
        await client.request(f"$JS.API.STREAM.DELETE.{name}", b"", timeout=5)
    await client.close()
