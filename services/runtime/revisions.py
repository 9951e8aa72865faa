"""Migrations, and whether a database has had them all: before that no service uses it."""

from pathlib import Path
from typing import Any

import psycopg

MIGRATIONS = Path(__file__).parent / "migrations"
"""Of the event store that each deciding service has."""


class Behind(Exception):
    """The database lacks a revision that this version of the code needs; says what to run."""


def newest(migrations: Path) -> str:
    """The last revision of a folder: ``0001`` of r0001_event_store.py."""
    return max(file.name[1:5] for file in migrations.glob("r[0-9]*.py"))


def revision(conn: psycopg.Connection[Any]) -> str:
    """The revision of a database; empty before the first."""
    if conn.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
        return ""
    row = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def check(database_url: str, migrations: Path) -> None:
    """Look whether the database is ready. A later revision is, too, as migrations only add.

    Raises:
        Behind: it is not.
        psycopg.OperationalError: it does not answer.
    """
    needed = newest(migrations)
    with psycopg.connect(database_url, connect_timeout=3) as conn:
        found, name = revision(conn), conn.info.dbname
    if found < needed:
        raise Behind(
            f"the database {name} is at revision {found or 'none'}, this version needs {needed}:"
            " run `python -m infra.migrate`"
        )
