from pathlib import Path
from typing import Any

import pytest

from services.runtime.access.start import KNOWN, Unsafe, directory_of
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


def test_the_secrets_of_a_demonstration_are_for_demonstrations(file: Path) -> None:
    (known,) = KNOWN
    assert "demonstration" in refused(access_file=file, session_secret=known)
    assert directory_of(settings(access_file=file, session_secret=known, demo=True))
    file.write_text("demo: true")
    assert "demonstration" in refused(access_file=file)
    assert directory_of(settings(access_file=file, demo=True))


def test_a_short_session_secret_is_refused(file: Path) -> None:
    assert "32 characters" in refused(access_file=file, session_secret="x" * 31)
