"""Databases come to the newest revision: new ones and old ones, whole or not at all."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from infra import databases, migrating
from infra.child import PROJECT
from infra.embedded.postgres import installed
from infra.migrating import MIGRATIONS, migrate
from services.runtime import revisions
from tests.support.engines import HasUrl, PostgresEngine, fresh_database

SERVICES = tuple(MIGRATIONS)
BEFORE_REVISIONS = Path(__file__).parent / "before_revisions"


@pytest.fixture
def empty(postgres_server: PostgresEngine) -> Iterator[str]:
    with fresh_database(postgres_server.dsn(), None) as dsn:
        yield dsn


@pytest.fixture
def another(postgres_server: PostgresEngine) -> Iterator[str]:
    with fresh_database(postgres_server.dsn(), None) as dsn:
        yield dsn


def dumped(dsn: str, *options: str) -> list[str]:
    """A database as statements, a line each or more."""
    done = subprocess.run(
        [installed() / "bin" / "pg_dump", "--no-owner", "--restrict-key=x", *options, dsn],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


def _open(row: str) -> str:
    return row.removesuffix(");") if row.startswith("INSERT INTO") else row


def with_revision(folder: Path, statement: str, service: str) -> Mapping[str, Path]:
    """The migrations with one more for a service, which runs a statement."""
    for file in MIGRATIONS[service].glob("r*.py"):
        (folder / file.name).write_text(file.read_text())
    (folder / "r9999_more.py").write_text(
        "from alembic import op\n"
        f'revision, down_revision = "9999", "{revisions.newest(MIGRATIONS[service])}"\n'
        f"def upgrade():\n    op.execute({statement!r})\n"
    )
    return {**MIGRATIONS, service: folder}


@pytest.mark.parametrize("service", ["grading", "projections"])
def test_a_new_database_is_brought_to_the_newest_revision_once(empty: str, service: str) -> None:
    newest = revisions.newest(MIGRATIONS[service])
    assert migrate({service: empty}) == {service: ("", newest)}
    revisions.check(empty, MIGRATIONS[service])
    assert migrate({service: empty}) == {}


def test_the_store_has_the_tables_that_the_library_would_make(empty: str, another: str) -> None:
    """Those that it uses with its functions off; fails when a version of it wants others."""
    migrate({"grading": empty})
    url = urlsplit(another)
    datastore = PostgresDatastore(
        dbname=url.path[1:], host=url.hostname or "", port=str(url.port), user=url.username or "",
        password=url.password or "", originator_id_type="text",
    )  # fmt: skip
    PostgresApplicationRecorder(datastore).create_table()
    datastore.close()
    columns = (
        "SELECT column_name, data_type, is_nullable, column_default FROM"
        " information_schema.columns WHERE table_name = 'stored_events' ORDER BY 1"
    )
    indexes = (
        "SELECT indexdef FROM pg_indexes WHERE tablename = 'stored_events'"
        " AND indexname <> 'stored_events_reference' ORDER BY 1"
    )
    options = "SELECT reloptions FROM pg_class WHERE relname = 'stored_events'"
    for question in (columns, indexes, options):
        with psycopg.connect(empty) as ours, psycopg.connect(another) as theirs:
            assert ours.execute(question).fetchall() == theirs.execute(question).fetchall()


@pytest.mark.parametrize("service", ["grading", "projections"])
def test_a_database_from_before_revisions_is_adopted_with_all_it_holds(
    empty: str, another: str, service: str
) -> None:
    with psycopg.connect(empty) as conn:
        conn.execute((BEFORE_REVISIONS / f"{service}.sql").read_text().encode())
    before = dumped(empty, "--data-only", "--inserts")
    assert sum(line.startswith("INSERT INTO") for line in before) >= 2

    migrate({service: empty})
    now = dumped(empty, "--data-only", "--inserts")
    # A column that a later revision adds stands behind those that there were.
    assert [row for row in before if not any(one.startswith(_open(row)) for one in now)] == []
    migrate({service: another})
    assert set(dumped(another, "--schema-only")) - set(dumped(empty, "--schema-only")) == set()


def test_many_may_migrate_at_the_same_time(empty: str) -> None:
    with ThreadPoolExecutor() as threads:
        for done in [threads.submit(migrate, {"grading": empty}) for _ in range(4)]:
            done.result(30)
    revisions.check(empty, revisions.MIGRATIONS)


def test_a_revision_that_fails_leaves_every_database_as_it_was(
    empty: str, another: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate({"grading": empty})
    before = dumped(empty), dumped(another)
    broken = with_revision(tmp_path, "CREATE TABLE more (); SELECT 1 / 0", "projections")
    (tmp_path / "of_grading").mkdir()
    also = with_revision(tmp_path / "of_grading", "CREATE TABLE other ()", "grading")
    monkeypatch.setattr(migrating, "MIGRATIONS", {**broken, "grading": also["grading"]})
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate({"grading": empty, "projections": another})
    assert (dumped(empty), dumped(another)) == before


def test_a_revision_waits_for_a_table_only_as_long_as_others_may(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate({"grading": empty})
    monkeypatch.setattr(migrating, "_LOCK_TIMEOUT_S", 0.1)
    monkeypatch.setattr(migrating, "_AGAIN_S", 0.1)
    monkeypatch.setattr(migrating, "_TRIES", 3)
    more = with_revision(tmp_path, "ALTER TABLE accepted ADD COLUMN note text", "grading")
    monkeypatch.setattr(migrating, "MIGRATIONS", more)
    with psycopg.connect(empty) as reading:
        reading.execute("SELECT * FROM accepted")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            migrate({"grading": empty})
    newest = revisions.newest(revisions.MIGRATIONS)
    assert migrate({"grading": empty}) == {"grading": (newest, "9999")}


def test_an_older_service_runs_on_a_newer_database_and_none_on_an_older(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(revisions.Behind, match=r"none, this version needs .*infra\.migrate"):
        revisions.check(empty, revisions.MIGRATIONS)
    newer = with_revision(tmp_path, "CREATE TABLE more ()", "grading")
    monkeypatch.setattr(migrating, "MIGRATIONS", newer)
    migrate({"grading": empty})
    revisions.check(empty, revisions.MIGRATIONS)
    monkeypatch.undo()
    assert migrate({"grading": empty}) == {}


@pytest.mark.parametrize("service", ["grading", "projections"])
def test_a_service_whose_database_is_behind_says_what_to_run_and_ends(
    empty: str, service: str
) -> None:
    settings = {"DATABASE_URL": empty, "HTTP_PORT": "1", "NATS_URL": "nats://127.0.0.1:1"}
    ended = subprocess.run(
        [sys.executable, "-m", f"services.{service}.main"], cwd=PROJECT, capture_output=True,
        text=True, check=False, timeout=60,
        env={f"{service.upper()}_{name}": value for name, value in settings.items()},
    )  # fmt: skip
    assert ended.returncode == 1
    assert "run `python -m infra.migrate`" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_one_command_readies_new_engines_and_changes_nothing_again(
    postgres_server: PostgresEngine, nats_server: HasUrl
) -> None:
    settings = {
        "MIGRATE_ADMIN_URL": postgres_server.dsn(),
        "MIGRATE_NATS_URL": nats_server.url,
        **{
            f"{service.upper()}_DATABASE_URL": databases.dsn(
                service, "se/cret", host="127.0.0.1", port=postgres_server.port
            )
            for service in SERVICES
        },
    }
    said = [
        subprocess.run(
            [sys.executable, "-m", "infra.migrate"], cwd=PROJECT, env=settings,
            capture_output=True, text=True, check=True, timeout=60,
        ).stdout.splitlines()
        for _ in range(2)
    ]  # fmt: skip
    assert [line for line in said[0] if line.startswith("database")] == [
        f"database {service}: new → {revisions.newest(MIGRATIONS[service])}" for service in SERVICES
    ]
    assert said[1] == [line for line in said[0] if not line.startswith("database")]
    for service in SERVICES:
        revisions.check(settings[f"{service.upper()}_DATABASE_URL"], MIGRATIONS[service])


def test_engines_that_stay_away_are_said_to_be(empty: str) -> None:
    ended = _migrate("postgresql://a:b@127.0.0.1:1/a", wait_s=0.1)
    assert ended.returncode == 1
    assert ended.stderr.startswith("not ready: connection")


def test_a_password_that_is_not_the_databases_is_not_waited_for(empty: str) -> None:
    address = urlsplit(empty)
    ended = _migrate(
        f"postgresql://{address.username}:wrong@{address.netloc.rpartition('@')[2]}/x", wait_s=60
    )
    assert ended.returncode == 1
    assert "made with other secrets" in ended.stderr


def _migrate(url: str, *, wait_s: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "infra.migrate"], cwd=PROJECT, capture_output=True, text=True,
        check=False, timeout=30,
        env={
            "MIGRATE_WAIT_S": str(wait_s),
            **{f"{service.upper()}_DATABASE_URL": url for service in SERVICES},
        },
    )  # fmt: skip
