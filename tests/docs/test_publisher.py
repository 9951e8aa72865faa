"""docs/publisher.md: its examples are run, its tables repeat the contracts."""

from pathlib import Path

from docs.tables import filled
from tests.docs.snippets import Room, snippets
from tests.docs.tables import PUBLISHER, TABLES
from tests.support.deciding import Deciding


def test_the_examples_run_from_top_to_bottom(
    deciding_services: Deciding, node_modules: Path, tmp_path: Path
) -> None:
    room = Room(tmp_path, deciding_services.environment(), node_modules)
    for snippet in snippets(PUBLISHER):
        room.run(snippet)


def test_the_tables_say_what_the_contracts_say() -> None:
    page = PUBLISHER.read_text("utf-8")
    assert page == filled(page, TABLES), "run python -m tests.docs.tables"
