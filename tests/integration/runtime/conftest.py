"""One service for the tests of a module that need no engine of their own."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from services.runtime.service import Service
from tests.support import toy
from tests.support.app import App, serving, talking
from tests.support.desks import Office, at_work
from tests.support.engines import (
    Engines,
    HasUrl,
    PostgresEngine,
    fresh_database,
    fresh_streams,
)


@pytest.fixture(scope="module")
def shared_postgres(postgres_server: PostgresEngine) -> Iterator[str]:
    with fresh_database(postgres_server.dsn()) as dsn:
        yield dsn


@pytest.fixture(scope="module")
def shared_nats(engines: Engines) -> Iterator[HasUrl]:
    with fresh_streams(engines) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(shared_postgres: str, shared_nats: HasUrl) -> AsyncIterator[Service]:
    """The toy, running; tests keep apart by ids and cases of their own."""
    async with serving(toy, shared_postgres, shared_nats.url) as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app(service: Service) -> AsyncIterator[App]:
    async with talking(service) as found:
        yield found


@pytest.fixture
def office(postgres: str) -> Iterator[Office]:
    """The toy's desk at work."""
    with at_work(postgres) as found:
        yield found
