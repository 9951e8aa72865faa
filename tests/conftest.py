"""Fixtures for all tests: real engines, each test with a database and streams of its own."""

import asyncio
import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Protocol

import nats
import psycopg
import pytest
from psycopg import sql

from contracts.subjects import SERVICES
from infra.provision import connect_and_provision
from tests.support.engines import NATS_URL, POSTGRES_URL, NatsServer, PostgresServer


class HasUrl(Protocol):
    url: str


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The session's PostgreSQL; tests that kill it start it again."""
    server = PostgresServer()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def postgres(request: pytest.FixtureRequest) -> Iterator[str]:
    """DSN of an empty database, dropped after the test."""
    admin = POSTGRES_URL or request.getfixturevalue("postgres_server").dsn()
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    info = psycopg.conninfo.conninfo_to_dict(admin)
    yield f"postgresql://{info['user']}:{info['password']}@{info['host']}:{info['port']}/{name}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        )


@pytest.fixture
def nats_server() -> Iterator[HasUrl]:
    """A NATS server with fresh, provisioned streams: ``.url``; ``.kill()`` if embedded."""
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
