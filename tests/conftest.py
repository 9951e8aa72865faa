"""Fixtures for all tests: real engines, each test with a database and streams of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.support.deciding import Deciding, deciding
from tests.support.engines import (
    Embedded,
    Engines,
    NatsEngine,
    PostgresEngine,
    fresh_database,
    fresh_streams,
)
from tests.support.node import installed_packages, node
from tests.support.programmes import Programmes, programmes
from tests.support.the_year import Year, told_twice

# The default prints every local variable of a traceback, which takes seconds.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        ),
    ]
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engines", choices=("embedded", "containers"), default="embedded")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In containers, run again the tests that take their engines from here, and no others."""
    if config.option.engines != "containers":
        return
    again = [
        item
        for item in items
        if "engines" in getattr(item, "fixturenames", ())
        and not item.get_closest_marker("embedded")
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in again])
    items[:] = again


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    passed = len(terminalreporter.stats.get("passed", ()))
    terminalreporter.write_line(f"{passed} tests passed with {config.option.engines} engines")


@pytest.fixture(scope="session")
def engines(pytestconfig: pytest.Config) -> Engines:
    """What makes NATS and PostgreSQL: from the wheels, or as the official images."""
    if pytestconfig.option.engines == "embedded":
        return Embedded()
    from tests.support.containers import Containers  # brings a client of Docker along

    return Containers()


@pytest.fixture(scope="session")
def postgres_server(engines: Engines) -> Iterator[PostgresEngine]:
    """The session's PostgreSQL; tests that kill it start it again."""
    server = engines.postgres()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def postgres(postgres_server: PostgresEngine) -> Iterator[str]:
    """DSN of a database with an event store's empty tables, dropped after the test."""
    with fresh_database(postgres_server.dsn()) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def deciding_services(engines: Engines) -> Iterator[Deciding]:
    """Grading, pledges and training on engines of their own, which hardly wait for one another."""
    with deciding(engines, patience_s=0.1) as services:
        yield services


@pytest.fixture(scope="session")
def all_programmes() -> Iterator[Programmes]:
    """The demo of all programmes, played once for all tests that only ask."""
    with programmes() as played:
        yield played


@pytest.fixture(scope="session")
def the_year() -> Year:
    """The demo's year, told twice for all tests that compare with it."""
    return told_twice()


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The npm packages of tests/interop; a test that needs them is skipped where Node.js is not."""
    if node() is None:
        pytest.skip("there is no Node.js")
    return installed_packages()


@pytest.fixture
def nats_server(engines: Engines) -> Iterator[NatsEngine]:
    """A NATS server with fresh, provisioned streams."""
    with fresh_streams(engines) as server:
        yield server
