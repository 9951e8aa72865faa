"""A real service with an access file: asked over HTTP, by apps and by the commands."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from cli.access import run_init, run_key_revoke
from client import credentials, http
from client.faults import Fault
from services.runtime.access.directory import Directory
from services.runtime.service import Service
from tests.support import toy
from tests.support.app import serving, until
from tests.support.engines import HasUrl


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "access.yaml"


@pytest.fixture
def keys(file: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """A key of each app of a first access file."""
    run_init(file, "county-01", days=30, as_json=True)
    found: dict[str, str] = json.loads(capsys.readouterr().out)["keys"]
    return found


@pytest.fixture
async def service(
    postgres: str, nats_server: HasUrl, file: Path, keys: dict[str, str]
) -> AsyncIterator[Service]:
    async with serving(toy, postgres, nats_server.url, access_file=file) as found:
        yield found


async def hears(service: Service, path: str) -> Any:
    """What a command hears that asks a service."""
    return await asyncio.to_thread(http.get, url_of(service), path)


def broken(file: Path) -> None:
    file.write_text("apps: nobody")


def url_of(service: Service) -> str:
    return f"http://127.0.0.1:{service.settings.http_port}"


async def test_a_command_shows_its_key_and_says_what_is_wrong_with_it(
    service: Service, keys: dict[str, str], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(credentials.KEY, raising=False)
    with pytest.raises(Fault, match=r"does not let you in: show an API key .*--key-file"):
        await hears(service, "/status")
    monkeypatch.setenv(credentials.KEY, keys["operations"])
    assert await hears(service, "/status")
    with pytest.raises(http.Refused, match="operations is operator; this is for"):
        await asyncio.to_thread(http.post, url_of(service), "/events", {})


async def test_a_key_shows_its_last_use_and_is_revoked_within_seconds(
    service: Service, keys: dict[str, str], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(credentials.KEY, keys["operations"])
    _, id = Directory(file).key(keys["operations"])
    assert list((await hears(service, "/keys"))["data"]) == [id]
    run_key_revoke(file, id)

    async def is_out() -> bool:
        try:
            await hears(service, "/status")
        except Fault as error:
            return "not known, or was revoked" in str(error)
        return False

    await until(is_out, "the key is revoked", within_s=5)


async def test_a_broken_file_is_among_the_faults_and_the_earlier_one_in_force(
    service: Service, keys: dict[str, str], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(credentials.KEY, keys["operations"])
    broken(file)

    async def faults() -> list[str]:
        found: list[str] = (await hears(service, "/status"))["faults"]
        return found

    assert "1:1" in (await until(faults, "a fault", within_s=5))[0]
