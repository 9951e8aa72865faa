"""Databases brought to the newest revision; each room keeps its own revisions.

All databases change, or none: a revision that fails leaves everything as it was. Revisions only
add, so the version before runs on what this one has made.
"""

import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import psycopg

from infra.child import PROJECT
from services.runtime import revisions

MIGRATIONS: Mapping[str, Path] = {
    "grading": revisions.MIGRATIONS,
    "pledges": revisions.MIGRATIONS,
    "training": revisions.MIGRATIONS,
    "projections": PROJECT / "services" / "projections" / "migrations",
}
_LOCK = 7203
"""Advisory, in each database: one migration at a time."""

_LOCK_TIMEOUT_S, _TRIES, _AGAIN_S = 2, 10, 1
"""For how long a revision may wait for a table, while others queue behind it; and how often."""


def migrate(urls: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Bring the databases of these services to the newest revisions; what changed: from, to.

    ``urls``: by service, as it connects itself, for it owns its tables.

    Raises:
        psycopg.Error: then nothing has changed.
    """
    behind = {}
    for service, url in urls.items():
        with psycopg.connect(url) as conn:
            found, wanted = revisions.revision(conn), revisions.newest(MIGRATIONS[service])
        if found < wanted:
            behind[service] = found, wanted
    if behind:
        _upgrade_patiently({service: urls[service] for service in behind})
    return behind


def _upgrade_patiently(urls: Mapping[str, str]) -> None:
    for tries_left in reversed(range(_TRIES)):
        try:
            return _upgrade(urls)
        except psycopg.errors.LockNotAvailable:
            if not tries_left:
                raise
            time.sleep(_AGAIN_S)  # a service is writing: let it, and try again


def _upgrade(urls: Mapping[str, str]) -> None:
    """Run what is missing, in one transaction for each database; they end together."""
    # Half a second, which only a migration costs.
    import sqlalchemy
    from alembic import command
    from alembic.config import Config

    with ExitStack() as transactions:
        try:
            for service, url in urls.items():
                engine = sqlalchemy.create_engine(
                    url.replace("postgresql://", "postgresql+psycopg://", 1),
                    poolclass=sqlalchemy.NullPool,
                )
                connection = transactions.enter_context(engine.begin())
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT_S}s'")
                config = Config(attributes={"connection": connection})
                config.set_main_option("script_location", str(Path(__file__).parent))
                config.set_main_option("version_locations", str(MIGRATIONS[service]))
                config.set_main_option("path_separator", "os")
                command.upgrade(config, "head")
        except sqlalchemy.exc.DBAPIError as error:
            raise error.orig or error from error
