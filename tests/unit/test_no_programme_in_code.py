"""What differs between programmes is data: no word of theirs occurs in the services' code.

A word is what a scheme of ours names: its own id, those of its parts, kinds of bodies, of evidence
and of triggers, the places it binds. A word of several parts (``five_good``, ``T0-01``,
``LedgerEntry``) may stand nowhere, not even in a comment; one that is also plain English
(``rural``, ``grade``) in no string that is nothing else. What the contracts themselves say, an
event's field or a key of the scheme language, is theirs, though a scheme may use it, too.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel

from contracts.events import BY_TYPE
from contracts.scheme import Scheme

ROOT = Path(__file__).parents[2]
ROOMS = ("contracts", "services")
NAMING = {"applies_to", "persons", "actor", "filed_by", "by", "evidence", "trigger", "inputs"}
"""Keys beside ``id`` whose values are words of a programme."""
DECIDING = ("ladders", "domains", "scopes")
"""Parts whose ids are looked for even if they are plain English."""
WORD = re.compile(r"[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*")
COMPOUND = re.compile(r"[_-]|[a-z][A-Z]")

DICTIONARY = "services/projections/texts/terms.py"
"""Tells kinds and forms in two languages; a word that is missing there is shown as it stands."""
OURS = {
    "not_yet": "the problem of an answer that is not there yet",
}
"""Words of our own that a scheme happens to use as well, and what they mean here."""


def named(part: Any) -> Iterator[str]:
    """The words of a scheme's document."""
    if isinstance(part, list):
        for inner in part:
            yield from named(inner)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "id" or key in NAMING:
                yield from (one for one in ([value] if isinstance(value, str) else value or ())
                            if isinstance(one, str))  # fmt: skip
            if key != "fields":  # of a record: column names, like ``done_on``
                yield from named(value)


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """The schemes, by their file's name."""
    for path in sorted((ROOT / "schemes").glob("*.yaml")):
        yield path.stem, yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def words() -> dict[str, str]:
    """Every word of several parts or in Chinese, and a scheme that it is of."""
    found: dict[str, str] = {}
    for scheme, document in documents():
        chinese = [one["zh"] for one in (document["title"], *document.get("scopes", ()))]
        for word in (*named(document), *document.get("groups", ()), *chinese):
            if word not in contracted() and (COMPOUND.search(word) or not word.isascii()):
                found.setdefault(word.strip("“”"), scheme)
    return found


@cache
def plain_words() -> dict[str, str]:
    """Words of plain English on which a decision could hang, and a scheme that they are of."""
    found: dict[str, str] = {}
    for scheme, document in documents():
        parts = [part for key in DECIDING for part in document.get(key, ())]
        for word in (*named(parts), *document["applies_to"]):
            if word not in contracted() and not COMPOUND.search(word):
                found.setdefault(word, scheme)
    return found


@cache
def contracted() -> set[str]:
    """What the contracts say: events, their fields and enumerated values, keys of the language."""
    seen: set[type] = set()
    said = {name for event in BY_TYPE.values() for name in parts_of(event.name)} | OURS.keys()
    waiting: list[Any] = [*BY_TYPE.values(), Scheme]
    while waiting:
        one = waiting.pop()
        if get_origin(one) is Literal:
            said |= {str(value) for value in get_args(one)}
        elif isinstance(one, type) and issubclass(one, BaseModel):
            if one not in seen:
                seen.add(one)
                said |= one.model_fields.keys()
                waiting += [field.annotation for field in one.model_fields.values()]
        else:
            waiting += get_args(one)
    decisions = {file.stem for file in ROOT.glob("services/*/domain/*.py")}
    return said | decisions


def parts_of(event: str) -> Iterator[str]:
    """The name of an event, and how it begins: ``look_back`` of ``LookBackHeld``."""
    yield event
    parts = re.findall("[A-Z][a-z]+", event)
    yield from ("_".join(parts[:n]).lower() for n in range(1, len(parts) + 1))


def found_in(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a module on which a word stands, and the word."""
    chinese = [word for word in words() if not word.isascii()]
    for number, line in enumerate(text.splitlines(), 1):
        for word in dict.fromkeys(WORD.findall(line)):
            if word in words():
                yield number, word
        yield from ((number, word) for word in chinese if word in line)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and node.value in plain_words():
            yield node.lineno, str(node.value)


def test_no_word_of_a_programme_occurs_in_the_code() -> None:
    found = [
        f"{file}:{number}: {word}, of {words().get(word) or plain_words()[word]}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if (file := path.relative_to(ROOT).as_posix()) != DICTIONARY
        for number, word in found_in(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        'if scheme.id == "three-projects":', "# the five_good_township asks for more",
        'KINDS = ("village_branch",)', 'domain = "rural"', "case T0_01(): ...; x = 'T0-01'",
        'kind = "LedgerEntry"', "text = '范家寨乡党委'",
    ],
)  # fmt: skip
def test_each_such_word_would_be_found(line: str) -> None:
    body = "\n    pass" if line.startswith("if") else ""
    line = line.removeprefix("case T0_01(): ...; ")
    assert [number for number, _ in found_in(f'"""A module."""\n{line}{body}\n')] == [2]


def test_what_the_contracts_say_themselves_is_theirs() -> None:
    assert {"self_rating", "acceptance_score", "responsibility_letters"} <= contracted()
    assert len(words()) > 400
