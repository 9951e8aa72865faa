"""Fixtures for all tests: real engines, each test with a database and streams of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.support.deciding import Deciding, deciding
from tests.support.engines import (
    POSTGRES_URL,
    HasUrl,
    PostgresServer,
    fresh_database,
    fresh_streams,
)
from tests.support.node import installed_packages, node
from tests.support.programmes import Programmes, programmes

# The default prints every local variable of a traceback, which takes seconds.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        ),
    ]
)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The session's PostgreSQL; tests that kill it start it again."""
    server = PostgresServer()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def postgres(request: pytest.FixtureRequest) -> Iterator[str]:
    """DSN of a database with an event store's empty tables, dropped after the test."""
    with fresh_database(POSTGRES_URL or request.getfixturevalue("postgres_server").dsn()) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def deciding_services() -> Iterator[Deciding]:
    """Grading, pledges and training on engines of their own, which hardly wait for one another."""
    with deciding(patience_s=0.1) as services:
        yield services


@pytest.fixture(scope="session")
def all_programmes() -> Iterator[Programmes]:
    """The demo of all programmes, played once for all tests that only ask."""
    with programmes() as played:
        yield played


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The npm packages of tests/interop; a test that needs them is skipped where Node.js is not."""
    if node() is None:
        pytest.skip("there is no Node.js")
    return installed_packages()


@pytest.fixture
def nats_server() -> Iterator[HasUrl]:
    """A NATS server with fresh, provisioned streams: ``.url``; ``.kill()`` if embedded."""
    with fresh_streams() as server:
        yield server
