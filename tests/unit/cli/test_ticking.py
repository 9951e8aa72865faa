"""``gradetrail tick`` for one programme: one that there is."""

from typing import Any

import pytest
from typer.testing import CliRunner

from cli import ticking
from cli.main import app
from client import http
from infra.addresses import Addresses

NOWHERE = Addresses("", "", "", "", "", "http://127.0.0.1:1")
SCHEMES = [
    {"id": "upgrade", "version": 1, "cycles": [{"id": "2011"}]},
    {"id": "upgrade", "version": 2, "cycles": [{"id": "2012"}]},
    {"id": "pioneer", "version": 1, "cycles": []},
]
runner = CliRunner()


@pytest.fixture(autouse=True)
def schemes(monkeypatch: pytest.MonkeyPatch) -> None:
    def get(_: str, path: str, **__: object) -> Any:
        return {"data": SCHEMES if path == "/api/schemes" else []}

    monkeypatch.setattr(ticking, "find", lambda _: NOWHERE)
    monkeypatch.setattr(http, "get", get)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--scheme", "nosuch"), "no scheme nosuch has been published; known: pioneer, upgrade"),
        (("--cycle", "1999"), "no cycle 1999 has been opened; known: 2011, 2012"),
        (("--scheme", "pioneer", "--cycle", "2011"),
         "no cycle 2011 of pioneer has been opened; known: none"),
    ],
)  # fmt: skip
def test_what_there_is_not_is_refused_with_what_there_is(asked: tuple[str, ...], said: str) -> None:
    result = runner.invoke(app, ["tick", *asked, "--dry-run"])
    assert result.exit_code == 2
    assert result.stderr == f"gradetrail: {said}\n"


@pytest.mark.parametrize(
    "asked", [(), ("--scheme", "pioneer"), ("--scheme", "upgrade", "--cycle", "2011")]
)
def test_a_programme_of_which_nothing_is_due_is_no_mistake(asked: tuple[str, ...]) -> None:
    result = runner.invoke(app, ["tick", *asked, "--dry-run"])
    assert (result.exit_code, result.stderr) == (0, "0 would be said\n")
