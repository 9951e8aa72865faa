"""``gradetrail trail``: what is on record, by the clock of where it happened."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import trails
from cli.main import app
from client import http
from infra.addresses import Addresses

NOWHERE = Addresses("", "", "", "", "", "http://127.0.0.1:1")
runner = CliRunner()


def entry(position: int) -> dict[str, Any]:
    return {
        "time": "2011-12-01T17:00:00Z", "recordedat": "2011-12-31T16:30:00.5Z",
        "service": "grading", "position": position, "actor": {"name": {"en": "committee"}},
        "sentence": {"en": f"decision {position}"},
    }  # fmt: skip


@pytest.fixture(autouse=True)
def two_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    def get(_: str, path: str, *, cursor: str | None, **__: object) -> dict[str, Any]:
        assert path == "/api/cases/s:c:o/trail"
        page = {"data": [entry(2 if cursor else 1)], "next": None if cursor else "more"}
        return page | {"timezone": "Asia/Shanghai"}

    monkeypatch.setattr(trails, "find", lambda _: NOWHERE)
    monkeypatch.setattr(http, "get", get)


def test_days_are_those_of_the_place_where_it_happened() -> None:
    result = runner.invoke(app, ["trail", "s:c:o", "--lang", "en"])
    _, first, second = result.stdout.splitlines()
    assert first.split()[:3] == ["2011-12-02", "2012-01-01", "grading:1"]
    assert second.split()[2] == "grading:2"


def test_its_json_says_moments_as_they_are_and_whose_clock_counts() -> None:
    told = json.loads(runner.invoke(app, ["trail", "s:c:o", "--json"]).stdout)
    assert told["timezone"] == "Asia/Shanghai"
    assert told["entries"] == [entry(1), entry(2)]
