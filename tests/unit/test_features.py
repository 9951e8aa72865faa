"""The table of requirements: whole, named by tests that are there, its page up to date."""

import re
from collections.abc import Iterator

import pytest

from tests import features
from tests.features import Proof, Row

PROGRAMMES, ROWS = features.read_table()
SHOWN = features.shown()


def test_every_row_has_an_id_of_its_own_in_order() -> None:
    ids = [row.id for row in ROWS]
    assert ids == sorted(set(ids))
    assert [sum(id.startswith(p.key) for id in ids) for p in PROGRAMMES] == [43, 46, 37, 40]


def test_every_row_says_what_is_asked_and_where() -> None:
    assert [row.id for row in ROWS if not (row.requirement.strip() and row.source.strip())] == []


def test_tests_name_rows_of_the_table_only() -> None:
    assert SHOWN.keys() - {row.id for row in ROWS} == set()


def test_a_row_without_a_test_is_open() -> None:
    rows = [Row("S0-01", "asked", "§1"), Row("S1-01", "asked", "§1"), Row("S1-02", "asked", "§1")]
    found = {"S1-01": [Proof("tests/test_one.py", "test_one")]}
    assert features.open_rows(rows, found) == [rows[0], rows[2]]


def test_what_pytest_collects_is_what_the_table_reads(request: pytest.FixtureRequest) -> None:
    """Marks made at import (``FEATURES`` of a module) are read like those on a test."""
    seen = {id for item in request.session.items for id in marked(item)}
    assert seen - SHOWN.keys() == set()


def marked(item: pytest.Item) -> Iterator[str]:
    for mark in item.iter_markers("feature"):
        yield from mark.args


def test_the_page_is_up_to_date() -> None:
    """If not: ``python -m tests.features --write``."""
    written = features.PAGE.read_text(encoding="utf-8")
    assert written == features.page(PROGRAMMES, ROWS, SHOWN)


def test_the_page_links_to_files_that_are_there() -> None:
    links = re.findall(r"\]\((\.\./[^)]+)\)", features.PAGE.read_text(encoding="utf-8"))
    missing = [link for link in links if not (features.PAGE.parent / link).is_file()]
    assert links
    assert missing == []


def test_every_row_is_shown() -> None:
    assert features.open_rows(ROWS, SHOWN) == []
