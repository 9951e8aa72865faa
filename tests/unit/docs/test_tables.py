"""docs/operator.md has every variable that the code or a compose file reads."""

import re
from pathlib import Path

import pytest
import yaml

from docs import tables
from docs.tables import ENVIRONMENT, OPERATOR, TABLES, filled
from infra.migrate import Settings as MigrateSettings
from services.runtime.settings import Settings
from ticker.main import Settings as TickerSettings

PROJECT = OPERATOR.parents[1]
TEXT = OPERATOR.read_text("utf-8")
ROOMS = ("contracts", "services", "infra", "client", "cli", "demo", "ticker")
CODE = [
    path
    for room in ROOMS
    for path in (PROJECT / room).rglob("*.py")
    if re.search(r"os\.(environ|getenv)", path.read_text("utf-8"))
]
COMPOSE = sorted((PROJECT / "infra").glob("compose*.yaml"))
SERVICES = ("GRADING", "PLEDGES", "TRAINING", "PROJECTIONS")
OURS = {
    *(f"{service}_{name.upper()}" for service in SERVICES for name in Settings.model_fields),
    *(f"TICKER_{name.upper()}" for name in TickerSettings.model_fields),
    *(f"MIGRATE_{name.upper()}" for name in MigrateSettings.model_fields),
}


def test_the_tables_are_those_of_the_code() -> None:
    assert filled(TEXT, TABLES) == TEXT, "run python -m docs.tables"
    for name in TABLES:
        assert f"<!-- table: {name} -->" in TEXT, name


@pytest.mark.parametrize("kind", [Settings, TickerSettings, MigrateSettings])
def test_every_setting_says_what_it_is(kind: type[Settings]) -> None:
    for name, field in kind.model_fields.items():
        assert field.description, name
        assert "seconds" in field.description or not name.endswith("_s"), name


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(PROJECT)))
def test_what_the_code_reads_is_documented(path: Path) -> None:
    """In a module that looks at the environment every name in capitals is one of a variable."""
    names = set(re.findall(r'"([A-Z][A-Z0-9_]{3,})"', path.read_text("utf-8")))
    assert names - ENVIRONMENT.keys() - tables.COMPOSE.keys() - OURS == set()


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_what_compose_asks_for_is_documented(path: Path) -> None:
    text = path.read_text("utf-8")
    asked = set(re.findall(r"(?<!\$)\$\{?([A-Z][A-Z0-9_]*)", text))
    assert asked - tables.COMPOSE.keys() == set()


def test_no_variable_is_documented_that_no_compose_file_asks_for() -> None:
    text = "".join(path.read_text("utf-8") for path in COMPOSE)
    assert [name for name in tables.COMPOSE if f"${{{name}" not in text] == []


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_what_compose_sets_is_a_setting(path: Path) -> None:
    services = yaml.safe_load(path.read_text("utf-8")).get("services") or {}
    given = {name for service in services.values() for name in service.get("environment") or ()}
    ours = {
        name
        for name in given
        if name.startswith((*(f"{s}_" for s in SERVICES), "TICKER_", "MIGRATE_"))
    }
    assert ours - OURS == set()


def test_a_page_that_is_out_of_date_fails_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "operator.md"
    page.write_text(TEXT.replace("| `HTTP_PORT` |", "| `HTTP_DOOR` |"))
    monkeypatch.setattr(tables, "OPERATOR", page)
    monkeypatch.setattr("sys.argv", ["documented", "--check"])
    with pytest.raises(SystemExit, match="out of date"):
        tables.main()
    monkeypatch.setattr("sys.argv", ["documented"])
    tables.main()
    assert page.read_text() == TEXT
