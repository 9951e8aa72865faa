"""A database, a role and a schema for each service; made once, kept as they are."""

from collections.abc import Mapping
from urllib.parse import quote

import psycopg
from psycopg import sql

SERVICES = ("grading", "pledges", "training", "projections")

UNICODE = sql.SQL(
    "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
)
"""The built-in locale is the same on every machine, and knows all of Unicode."""


def provision(admin_dsn: str, passwords: Mapping[str, str]) -> None:
    """Make what is missing and set the passwords; running it again changes nothing.

    ``passwords``: by service. A service's role owns its database and the schema of the same
    name, and may connect nowhere else.
    """
    with psycopg.connect(admin_dsn, autocommit=True) as admin:
        for service, password in passwords.items():
            _role_and_database(admin, service, password)
    for service in passwords:
        dsn = psycopg.conninfo.make_conninfo(admin_dsn, dbname=service)
        with psycopg.connect(dsn, autocommit=True) as admin:
            _schema(admin, service)


def dsn(service: str, password: str, *, host: str, port: int) -> str:
    """Where a service connects, as ``GRADING_DATABASE_URL`` names it."""
    return f"postgresql://{service}:{quote(password, safe='')}@{host}:{port}/{service}"


def _role_and_database(
    admin: "psycopg.Connection[tuple[object, ...]]", name: str, secret: str
) -> None:
    role = sql.Identifier(name)
    if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
        admin.execute(sql.SQL("CREATE ROLE {}").format(role))
    admin.execute(sql.SQL("ALTER ROLE {} WITH LOGIN PASSWORD {}").format(role, sql.Literal(secret)))
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {} {}").format(role, role, UNICODE))
        admin.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(role))


def _schema(admin: "psycopg.Connection[tuple[object, ...]]", name: str) -> None:
    role = sql.Identifier(name)
    admin.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}").format(role, role))
    admin.execute(
        sql.SQL("ALTER ROLE {} IN DATABASE {} SET search_path = {}, public").format(
            role, role, role
        )
    )
