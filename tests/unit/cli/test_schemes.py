"""``gradetrail scheme check`` and ``show``."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from infra.child import PROJECT

runner = CliRunner()
SCHEMES = sorted((PROJECT / "schemes").glob("*.yaml"))
UPGRADE = PROJECT / "schemes" / "classification-upgrade.yaml"


@pytest.fixture
def mistaken(tmp_path: Path) -> Path:
    """The scheme with two mistakes: a criterion that there is not, an unknown key."""
    text = UPGRADE.read_text()
    assert "{c: reserve_cadres, gte: 3}" in text
    text = text.replace("{c: reserve_cadres, gte: 3}", "{c: reserve_cadre, gte: 3}", 1)
    file = tmp_path / "mistaken.yaml"
    file.write_text(text + "\ncolour: red\n")
    return file


def test_every_mistake_is_named_at_its_line(mistaken: Path) -> None:
    result = runner.invoke(app, ["scheme", "check", str(mistaken)])
    assert result.exit_code == 1
    line = 1 + mistaken.read_text().splitlines().index("      - {c: reserve_cadre, gte: 3}")
    places = [text.split(": ")[0] for text in result.stdout.splitlines()]
    assert any(place.startswith(f"{mistaken}:{line}:") for place in places)
    assert any("colour" in text for text in result.stdout.splitlines())
    assert f"{len(places)} mistakes" in result.stderr


def test_mistakes_as_json_have_line_column_and_pointer(mistaken: Path) -> None:
    result = runner.invoke(app, ["scheme", "check", str(mistaken), "--json"])
    found = json.loads(result.stdout)
    assert (result.exit_code, found["valid"]) == (1, False)
    assert all(mistake["line"] and mistake["column"] for mistake in found["mistakes"])


def test_yaml_that_does_not_parse_is_placed(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("id: x\ntiers: [a, b\n")
    result = runner.invoke(app, ["scheme", "check", str(file)])
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{file}:3:1")


@pytest.mark.parametrize("file", SCHEMES, ids=lambda file: file.stem)
def test_our_schemes_are_valid(file: Path) -> None:
    result = runner.invoke(app, ["scheme", "check", str(file)])
    assert result.exit_code == 0
    assert f"{file.stem} version 1 is valid, sha256 " in result.stdout


def test_a_scheme_is_shown_in_either_language() -> None:
    english = runner.invoke(app, ["scheme", "show", str(UPGRADE), "--lang", "en"])
    chinese = runner.invoke(app, ["scheme", "show", str(UPGRADE), "--lang", "zh"])
    assert "Classification and upgrade of village Party branches" in english.stdout
    assert "后进 (backward) < 中间 (intermediate) < 先进 (advanced)" in chinese.stdout
    shown = runner.invoke(app, ["scheme", "show", str(UPGRADE), "--json"])
    assert json.loads(shown.stdout)["id"] == "classification-upgrade"


def test_advice_is_told_and_refuses_only_where_it_is_asked_to(tmp_path: Path) -> None:
    file = tmp_path / "advised.yaml"
    file.write_text(
        UPGRADE.read_text().replace("actor: township_committee", "actor: townshipcommittee", 1)
    )
    advised = runner.invoke(app, ["scheme", "check", str(file)])
    assert advised.exit_code == 0
    assert "advice: only here is townshipcommittee named [kind.near]" in advised.stdout
    assert runner.invoke(app, ["scheme", "check", str(file), "--strict"]).exit_code == 1
    told = json.loads(runner.invoke(app, ["scheme", "check", str(file), "--json"]).stdout)
    assert told["valid"]
    assert "kind.near" in {one["rule"] for one in told["advice"]}


def test_a_file_of_another_encoding_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "gb.yaml"
    file.write_bytes(UPGRADE.read_text().encode("gb18030"))
    result = runner.invoke(app, ["scheme", "check", str(file)])
    assert result.exit_code == 1
    assert "not UTF-8 [yaml.encoding]" in result.stdout


def test_a_new_scheme_is_valid_and_never_overwrites(tmp_path: Path) -> None:
    file = tmp_path / "reading-rooms.yaml"
    assert runner.invoke(app, ["scheme", "new", str(file)]).exit_code == 0
    checked = runner.invoke(app, ["scheme", "check", str(file), "--strict"])
    assert checked.exit_code == 0
    assert "reading-rooms version 1 is valid" in checked.stdout
    before = file.read_text()
    for wrong in (file, tmp_path / "reading rooms.yaml", tmp_path / "nowhere" / "rooms.yaml"):
        assert runner.invoke(app, ["scheme", "new", str(wrong)]).exit_code == 2
    assert file.read_text() == before
