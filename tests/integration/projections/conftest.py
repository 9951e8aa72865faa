"""The projections' database, with the tables that no rebuild makes."""

from collections.abc import Iterator

import pytest

from tests.support.engines import POSTGRES_URL, fresh_database


@pytest.fixture
def postgres(request: pytest.FixtureRequest) -> Iterator[str]:
    admin = POSTGRES_URL or request.getfixturevalue("postgres_server").dsn()
    with fresh_database(admin, "projections") as dsn:
        yield dsn
