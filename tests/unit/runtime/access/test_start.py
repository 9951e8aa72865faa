from pathlib import Path
from typing import Any

import pytest

from infra.access_text import with_member
from infra.child import PROJECT
from services.runtime.access.file import read
from services.runtime.access.start import Unsafe, directory_of
from services.runtime.settings import Settings


def settings(**given: Any) -> Settings:
    return Settings(database_url="postgresql://", http_port=1, **given)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "access.yaml"
    path.write_text("apps: {one: {roles: [operator]}}")
    return path


def refused(**given: Any) -> str:
    with pytest.raises(Unsafe) as error:
        directory_of(settings(**given))
    return str(error.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_anybody_on_this_machine_needs_no_file(host: str) -> None:
    assert directory_of(settings(http_host=host)) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "example.org"])
def test_others_are_not_served_without_a_file(host: str) -> None:
    assert "ACCESS_FILE" in refused(http_host=host)


def test_with_a_file_others_are_served(file: Path) -> None:
    directory = directory_of(settings(http_host="0.0.0.0", access_file=file))
    assert directory
    assert directory.app("one")


def test_a_broken_file_is_told_with_its_mistakes(file: Path) -> None:
    file.write_text("apps: {one: {roles: [king]}}")
    assert "1:22" in refused(access_file=file)


DEMO = PROJECT / "infra" / "demo" / "access.yaml"


def test_a_demonstration_says_that_it_is_one(file: Path) -> None:
    assert "DEMO=true" in refused(access_file=DEMO)
    assert directory_of(settings(access_file=DEMO, demo=True))


def test_no_key_of_the_demonstration_gets_into_another_file(file: Path) -> None:
    apps = read(DEMO).apps
    assert apps
    for app in apps.values():
        for known in ({"nkey": app.nkey}, *({"keys": [key]} for key in app.model_dump()["keys"])):
            file.write_text(with_member("", "apps", "copied", {"roles": ["auditor"], **known}))
            assert "copied has a key of the demonstration" in refused(access_file=file)


def test_a_short_session_secret_is_refused(file: Path) -> None:
    assert "32 characters" in refused(access_file=file, session_secret="x" * 31)
