"""docs/publisher.md: its examples are run, its tables repeat the contracts, its links lead on."""

import json
import re
from pathlib import Path

from tests.docs.snippets import Room, snippets
from tests.docs.tables import PUBLISHER, filled
from tests.support.deciding import deciding


def test_the_examples_run_from_top_to_bottom(tmp_path: Path, node_modules: Path) -> None:
    with deciding() as services:
        room = Room(tmp_path, services.environment(), node_modules)
        for snippet in snippets(PUBLISHER):
            room.run(snippet)


def test_the_tables_say_what_the_contracts_say() -> None:
    page = PUBLISHER.read_text("utf-8")
    assert page == filled(page), "run python -m tests.docs.tables"


def test_its_json_is_json_and_its_links_lead_somewhere() -> None:
    page = PUBLISHER.read_text("utf-8")
    for block in re.findall(r"(?<!-->\n)```json\n(.*?)```", page, re.DOTALL):
        json.loads(block)
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-")
        for line in page.splitlines()
        if line.startswith("#")
    }
    for link in re.findall(r"\]\(([^)]+)\)", page):
        if link.startswith("#"):
            assert link[1:] in headings
        elif not link.startswith("https://"):
            assert (PUBLISHER.parent / link).exists(), link
