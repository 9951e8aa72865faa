"""``gradetrail refused list``, and what ``doctor`` counts: page after page, latest first."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import refusals
from cli.main import app
from client import http
from infra.addresses import Addresses

NOWHERE = Addresses("", "", "http://g", "http://p", "http://t", "")
KEPT = 450
runner = CliRunner()


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    def get(_: str, path: str, *, limit: int, cursor: int | None = None, **__: object) -> Any:
        assert path == "/refused"
        assert limit <= 200
        last = (cursor or KEPT + 1) - 1
        numbers = range(last, max(0, last - limit), -1)
        page = [
            {"number": number, "attributes": {}, "refusedat": "2027-03-01T12:00:00Z",
             "problem": {"title": "t", "detail": "d"}, "accepted_as": None}
            for number in numbers
        ]  # fmt: skip
        return {"data": page, "next": numbers[-1] if len(page) == limit else None}

    monkeypatch.setattr(refusals, "find", lambda _: NOWHERE)
    monkeypatch.setattr(http, "get", get)


def listed(*arguments: str) -> tuple[list[int], str]:
    """The numbers that are shown, and what is said beside."""
    result = runner.invoke(app, ["refused", "list", "grading", "--json", *arguments])
    assert result.exit_code == 0, result.output
    return [one["number"] for one in json.loads(result.stdout)["grading"]], result.stderr


def test_that_there_are_more_is_said_with_how_to_see_them() -> None:
    numbers, beside = listed()
    assert numbers == list(range(450, 400, -1))
    assert beside == "grading keeps more than these 50: --limit 100 lists more\n"
    assert "grading keeps more" in runner.invoke(app, ["refused", "list", "grading"]).stderr


def test_as_many_are_listed_as_are_asked_for() -> None:
    numbers, beside = listed("--limit", "449")
    assert (len(numbers), numbers[-1]) == (449, 2)
    assert "more than these 449" in beside
    assert listed("--limit", "450") == (list(range(450, 0, -1)), "")
    assert len(listed("--limit", "5000")[0]) == 450
