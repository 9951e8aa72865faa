"""From a document to a scheme: its shape first, then everything that goes beyond the shape."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from contracts.scheme.canonical import canonical_sha256
from contracts.scheme.checks import check
from contracts.scheme.mistakes import Mistake, SchemeMistakes
from contracts.scheme.places import Places, read_yaml
from contracts.scheme.scheme import Scheme
from contracts.scheme.shape import restored, set_aside, shape_mistakes, unsound

_LOADED: dict[str, Scheme] = {}


def load(document: dict[str, Any], places: Places | None = None) -> Scheme:
    """The scheme that a document describes. ``places``: where its parts stand in their text.

    Raises:
        SchemeMistakes: all mistakes of the document, in the order of their places.
    """
    scheme, found = _read(document)
    if scheme is None or found:
        raise SchemeMistakes(in_order(found, document, places or {}))
    scheme._sha256 = canonical_sha256(document)
    return scheme


def load_cached(document: Mapping[str, Any]) -> Scheme:
    """The same, read once for each canonical hash.

    Raises:
        SchemeMistakes: all mistakes of the document.
    """
    plain = dict(document)
    if found := unsound(plain):
        raise SchemeMistakes(found)
    sha256 = canonical_sha256(plain)
    if sha256 not in _LOADED:
        _LOADED[sha256] = load(plain)
    return _LOADED[sha256]


def load_yaml(text: str) -> Scheme:
    """The scheme that a YAML text describes; its mistakes name line and column.

    Raises:
        SchemeMistakes: all mistakes of the text.
    """
    return load(*read_yaml(text))


def mistakes(document: dict[str, Any], places: Places | None = None) -> tuple[Mistake, ...]:
    """All mistakes of a document at once, in the order of their places; none of a valid one."""
    return in_order(_read(document)[1], document, places or {})


def _read(document: dict[str, Any]) -> tuple[Scheme | None, list[Mistake]]:
    if found := unsound(document):
        return None, found
    try:
        scheme = Scheme.model_validate(document)
    except ValidationError as error:
        return None, [*shape_mistakes(error), *_beyond(document, error)]
    return scheme, list(check(scheme, document, whole=True))


def _beyond(document: dict[str, Any], error: ValidationError) -> list[Mistake]:
    """The mistakes of the parts that are in shape; none if too little remains to look at."""
    rest, kept = set_aside(document, error)
    try:
        scheme = Scheme.model_validate(rest)
    except ValidationError:
        return []
    found = check(scheme, document, whole=False)
    return [replace(mistake, pointer=restored(mistake.pointer, kept)) for mistake in found]


def in_order(found: list[Mistake], document: dict[str, Any], places: Places) -> tuple[Mistake, ...]:
    """The mistakes with their lines and columns, as one meets them reading the document."""
    placed = []
    for mistake in found:
        where = mistake.pointer
        while where and where not in places:
            where = where.rpartition("/")[0]
        line, column = places.get(where, (None, None))
        placed.append(replace(mistake, line=line, column=column))
    return tuple(sorted(placed, key=lambda mistake: _position(mistake.pointer, document)))


def _position(where: str, document: Any) -> tuple[int, ...]:
    """Which place a pointer has among its siblings, level by level."""
    at: list[int] = []
    for part in where.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            keys = list(document)
            at.append(keys.index(key) if key in document else len(keys))
            document = document.get(key)
        elif isinstance(document, list) and key.isdigit() and int(key) < len(document):
            at.append(int(key))
            document = document[int(key)]
        else:
            break
    return tuple(at)
