"""docs/operator.md: its examples are run, its tables say what the code has, a backup restores."""

import re
import shutil

import pytest

from infra.ports import NAMES
from tests.docs.snippets import PROJECT, Room, snippets
from tests.support.engines import fresh_room
from tests.support.stack import Stack

PAGE = PROJECT / "docs" / "operator.md"
TEXT = PAGE.read_text(encoding="utf-8")


def column(heading: str, number: int = 1) -> list[str]:
    """A column of the first table under a heading, without its head."""
    table = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [line.split("|")[number].strip() for line in lines[2:]]


def quoted(cells: list[str]) -> list[str]:
    return [word for cell in cells for word in re.findall(r"`([^`]+)`", cell)]


def test_the_ports_are_those_of_a_stack() -> None:
    assert sorted(quoted(column("Ports"))) == sorted(NAMES)


def test_the_log_events_are_written_somewhere() -> None:
    code = "".join(path.read_text("utf-8") for path in (PROJECT / "services").rglob("*.py"))
    code += (PROJECT / "ticker" / "main.py").read_text("utf-8")
    for event in quoted(column("Logs")):
        assert f'"{event}"' in code, event


def test_its_examples_run_and_its_backup_restores(
    running: Room, stack_with_a_year: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = fresh_room()
    running.environment["BACKUP"] = str(room)
    try:
        for snippet in snippets(PAGE):
            running.run(snippet)
        restored = Stack(room / "restored")
        try:
            restored.up()
            for name, told in restored.json("status")["services"].items():
                assert not told["faults"], name
            case = "classification-upgrade:2011-2012:village-07"
            assert restored.json("trail", case) == stack_with_a_year.json("trail", case)
        finally:
            restored.end()
    finally:
        shutil.rmtree(room, ignore_errors=True)
