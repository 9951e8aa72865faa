"""The secrets of a deployment: made once, each where it is needed and nowhere else."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cli.access import Given, run_app_add
from infra.child import PROJECT
from infra.keyring import prepare
from services.runtime.access.directory import Directory
from services.runtime.access.file import AccessFileBroken
from services.runtime.access.identity import Role
from services.runtime.access.start import Unsafe, directory_of
from services.runtime.settings import Settings, read_settings

DEMO = PROJECT / "infra" / "demo" / "access.yaml"


@pytest.fixture
def rooms(tmp_path: Path) -> Path:
    (tmp_path / "keyring").mkdir()
    return tmp_path


def furnished(rooms: Path, **more: Path) -> list[str]:
    return list(prepare(rooms / "keyring", rooms / "access.yaml", **more))


def files(rooms: Path) -> dict[str, str]:
    return {
        str(file.relative_to(rooms)): file.read_text()
        for file in rooms.rglob("*")
        if file.is_file()
    }


def test_a_second_start_changes_nothing(rooms: Path) -> None:
    assert furnished(rooms)
    before = files(rooms)
    assert furnished(rooms) == []
    assert files(rooms) == before


def test_no_two_deployments_share_a_secret(rooms: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "keyring").mkdir(parents=True)
    furnished(rooms)
    furnished(other)
    secrets = [
        secret
        for place in (rooms, other)
        for secret in json.loads((place / "keyring" / "secrets.json").read_text()).values()
    ]
    assert max(Counter(secrets).values()) == 1
    assert min(map(len, secrets)) >= 43  # 256 bits


def test_a_service_finds_its_settings_in_its_room(
    rooms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnished(rooms)
    monkeypatch.setenv("GRADING_HTTP_PORT", "8000")
    monkeypatch.setenv("GRADING_ACCESS_FILE", str(rooms / "access.yaml"))
    settings = read_settings(Settings, "grading", rooms / "keyring" / "grading")
    assert settings.database_url.startswith("postgresql://grading:")
    assert settings.database_url.endswith("@postgres:5432/grading")
    assert directory_of(settings)


def test_no_room_holds_anothers_password(rooms: Path) -> None:
    furnished(rooms)
    secret = json.loads((rooms / "keyring" / "secrets.json").read_text())
    for name in ("grading", "pledges", "training", "projections", "ticker"):
        told = "".join(file.read_text() for file in (rooms / "keyring" / name).iterdir())
        others = {"postgres", "operations", "grading", "pledges", "training", "projections"} - {
            name
        }
        assert not [other for other in others if secret[other] in told]


def test_the_operations_and_the_ticker_are_known_by_their_keys(rooms: Path) -> None:
    furnished(rooms)
    known = Directory(rooms / "access.yaml")
    operations, _ = known.key((rooms / "keyring" / "operator" / "key").read_text())
    ticker, _ = known.key((rooms / "keyring" / "ticker" / "ticker_api_key").read_text())
    assert operations.roles == {Role.OPERATOR}
    assert ticker.sources == {"/apps/ticker"}


def test_whom_the_operator_added_stays(rooms: Path) -> None:
    furnished(rooms)
    run_app_add(
        rooms / "access.yaml", "county", Given([Role.PUBLISHER], ["county-01"], False), 90, True,
        sources=[], reads=[], nkey=None, oidc=None,
    )  # fmt: skip
    assert furnished(rooms) == []
    assert Directory(rooms / "access.yaml").app("county")


def test_a_lost_key_is_made_anew(rooms: Path) -> None:
    furnished(rooms)
    (rooms / "keyring" / "secrets.json").unlink()
    furnished(rooms)
    known = Directory(rooms / "access.yaml")
    assert known.key((rooms / "keyring" / "operator" / "key").read_text())


def test_the_access_file_of_another_deployment_lets_this_one_in(rooms: Path) -> None:
    """As after a restore onto a machine whose keyring is a new one."""
    furnished(rooms)
    restored = (rooms / "access.yaml").read_text()
    for file in ("access.yaml", "keyring/secrets.json"):
        (rooms / file).unlink()
    furnished(rooms)
    (rooms / "access.yaml").write_text(restored)
    furnished(rooms)
    known = Directory(rooms / "access.yaml")
    assert known.key((rooms / "keyring" / "operator" / "key").read_text())
    assert known.key((rooms / "keyring" / "ticker" / "ticker_api_key").read_text())


def test_a_broken_access_file_is_said_to_be_in_a_line(rooms: Path) -> None:
    (rooms / "access.yaml").write_text("apps: {county: {roles: [wizard], places: []}}\n")
    done = subprocess.run(
        [
            sys.executable, "-m", "infra.keyring",
            "--keyring", rooms / "keyring", "--access", rooms / "access.yaml",
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "access.yaml is broken: 1:25: not accepted: 'wizard'" in line


def test_secrets_are_for_their_owner_and_group(rooms: Path) -> None:
    furnished(rooms)
    for file in (rooms / "keyring").rglob("*"):
        assert not file.stat().st_mode & 0o007 or file.suffix == ".pub", file


def test_production_refuses_the_demonstrations_access_file(rooms: Path) -> None:
    furnished(rooms, first=DEMO)
    settings = {
        "database_url": "postgresql://x", "http_port": 8000, "http_host": "0.0.0.0",
        "access_file": rooms / "access.yaml",
    }  # fmt: skip
    with pytest.raises(Unsafe, match="demonstration"):
        directory_of(Settings(**settings))
    assert directory_of(Settings(**settings, demo=True))
    with pytest.raises(AccessFileBroken, match="secrets of this file are known"):
        furnished(rooms)
