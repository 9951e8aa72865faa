"""AsyncAPI's own parser reads the published document and has nothing to complain of."""

import json
from pathlib import Path

from contracts.documents.__main__ import PUBLISHED
from contracts.documents.catalogue import ASYNCAPI
from contracts.events import BY_TYPE
from contracts.subjects import SERVICES
from tests.support.node import run_node

WARNING = 1
"""Severities: 0 an error, 1 a warning; 2 and 3 are advice, such as to use a later AsyncAPI."""


def test_the_document_passes(node_modules: Path) -> None:
    printed = run_node(Path(__file__).with_name("asyncapi.mjs"), str(PUBLISHED / ASYNCAPI))
    found = json.loads(printed)
    assert [d for d in found["diagnostics"] if d["severity"] <= WARNING] == []
    assert len(found["channels"]) == 3 * len(SERVICES) + 2
    assert len(found["operations"]) == 3 * len(SERVICES) + 1
    assert len(found["messages"]) >= 2 * len(BY_TYPE)
