"""docs/auditor.md: its examples are run, and it names every question there is."""

import json
import re
from urllib.request import urlopen

from tests.docs.snippets import PROJECT, Room, snippets

PAGE = PROJECT / "docs" / "auditor.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_its_examples_run(running: Room) -> None:
    for snippet in snippets(PAGE):
        running.run(snippet)


def test_it_names_every_question(running: Room) -> None:
    with urlopen(running.environment["PROJECTIONS_URL"] + "/openapi.json") as answer:
        paths = json.load(answer)["paths"]
    asked = {path for path, ways in paths.items() if "get" in ways and path.startswith("/api/")}
    told = set(re.findall(r"`(/api/[^`]+)`", TEXT.partition("\n## All questions\n")[2]))
    assert asked - told == {"/api/rebuilds/{projection}"}, "an operator's question"
    assert told <= asked
