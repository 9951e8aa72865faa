"""The projections' database, with the tables that no rebuild makes."""

from collections.abc import Iterator

import pytest

from tests.support.engines import PostgresEngine, fresh_database


@pytest.fixture
def postgres(postgres_server: PostgresEngine) -> Iterator[str]:
    with fresh_database(postgres_server.dsn(), "projections") as dsn:
        yield dsn
