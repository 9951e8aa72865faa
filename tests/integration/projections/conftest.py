"""The projections' database, with the tables that no rebuild makes; and a history to be asked."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.integration.projections.served import Served, served
from tests.support.engines import PostgresEngine, fresh_database
from tests.unit.projections.history import whole


@pytest.fixture
def postgres(postgres_server: PostgresEngine) -> Iterator[str]:
    with fresh_database(postgres_server.dsn(), "projections") as dsn:
        yield dsn


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api(postgres_server: PostgresEngine) -> AsyncIterator[Served]:
    """A year of longtan-07, for tests that only ask."""
    with fresh_database(postgres_server.dsn(), "projections") as dsn:
        async with served(dsn, whole().carried) as found:
            yield found
