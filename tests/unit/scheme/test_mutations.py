"""Whatever is changed in a scheme: it is accepted, or each mistake is told in words and placed."""

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.scheme import examine, mistakes, read_yaml
from tests.unit.scheme.examples import PATHS, SCHEMES

WRONG: list[Any] = [
    None, "", " ", True, 0, -1, 1.5, 10**20, "nowhere", "40", "2011-13-45", "x" * 100, [], {},
    [[]], {"x": 1}, ["a", {"b": 1}], [None],
]  # fmt: skip
PLACES = 12
"""How many places of each scheme are changed; the same ones each time."""


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    parts: Any = ()
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in parts:
        yield from paths(item, (*path, key))


def variants(document: dict[str, Any], seed: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The document with one value dropped, renamed or of another type."""
    chance = random.Random(seed)
    for path in chance.sample([*paths(document)], PLACES):
        for how in ("dropped", "renamed", "retyped"):
            changed = copy.deepcopy(document)
            parent: Any = changed
            for key in path[:-1]:
                parent = parent[key]
            old = parent.pop(path[-1])
            if how == "renamed" and isinstance(parent, dict):
                parent[f"{path[-1]}x"] = old
            elif how != "dropped":
                new = f"{old}x" if how == "renamed" else chance.choice(WRONG)
                if isinstance(parent, list):
                    parent.insert(path[-1], new)
                else:
                    parent[path[-1]] = new
            yield f"{'/'.join(map(str, path))} {how}", changed


@pytest.mark.parametrize("scheme_id", SCHEMES)
def test_a_changed_scheme_is_accepted_or_each_mistake_is_told_and_placed(scheme_id: str) -> None:
    document, places = read_yaml(PATHS[scheme_id].read_text(encoding="utf-8"))
    refused = 0
    for what, changed in variants(document, scheme_id):
        found = mistakes(changed, places)
        refused += bool(found)
        for mistake in found:
            assert mistake.line, what
            assert mistake.message, what
            assert mistake.accepts, what
            assert "Input should" not in str(mistake), what
            assert "String should" not in str(mistake), what
    assert refused > PLACES


@pytest.mark.parametrize("scheme_id", SCHEMES)
def test_a_changed_text_is_told_and_placed_too(scheme_id: str) -> None:
    text = PATHS[scheme_id].read_text(encoding="utf-8")
    chance = random.Random(scheme_id)
    for _ in range(4):
        at = chance.randrange(len(text))
        sign = chance.choice(["", "\t", ":", "{", "]", '"', "'", "\n", " ", "#", "&a ", "，", "："])
        examined = examine((text[:at] + sign + text[at + 1 :]).encode())
        for mistake in (*examined.mistakes, *examined.advice):
            assert mistake.line
            assert mistake.column
        assert (examined.scheme is None) == bool(examined.mistakes)
