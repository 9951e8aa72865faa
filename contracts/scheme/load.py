"""From a document to a scheme: its shape first, then everything that goes beyond the shape."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from contracts.scheme.canonical import canonical_sha256
from contracts.scheme.checks import advise, check
from contracts.scheme.mistakes import Mistake, SchemeMistakes
from contracts.scheme.places import Places, decoded, read_on
from contracts.scheme.scheme import Scheme
from contracts.scheme.shape import STAND_INS, restored, set_aside, shape_mistakes, unsound

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
    examined = examine(text)
    if examined.scheme is None:
        raise SchemeMistakes(examined.mistakes)
    return examined.scheme


@dataclass(frozen=True, slots=True)
class Examined:
    """What a YAML text is: a scheme, or mistakes; either way in the order of their places.

    ``scheme``: None if there are mistakes. ``advice``: what is valid and likely not meant.
    """

    document: dict[str, Any]
    scheme: Scheme | None
    mistakes: tuple[Mistake, ...] = ()
    advice: tuple[Mistake, ...] = ()


def examine(content: str | bytes) -> Examined:
    """Everything that can be said of a YAML text, or of the bytes of its file, at once."""
    try:
        text = decoded(content) if isinstance(content, bytes) else content
        document, places, misread = read_on(text)
    except SchemeMistakes as error:
        return Examined({}, None, error.mistakes)
    scheme, found = _read(document)
    if scheme is None or found or misread:
        known = {mistake.pointer for mistake in misread}
        found = [*misread, *(one for one in found if one.pointer not in known)]
        return Examined(document, None, in_order(found, document, places))
    scheme._sha256 = canonical_sha256(document)
    advice = in_order([*advise(scheme, document)], document, places)
    return Examined(document, scheme, (), advice)


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
    stood_in = {key for key, value in STAND_INS.items() if rest[key] is value}
    return [
        replace(mistake, pointer=restored(mistake.pointer, kept))
        for mistake in check(scheme, document, whole=False)
        if mistake.pointer.split("/")[1] not in stood_in
    ]


def in_order(found: list[Mistake], document: dict[str, Any], places: Places) -> tuple[Mistake, ...]:
    """The mistakes with their lines and columns, as one meets them reading the document."""
    placed = []
    for mistake in found:
        where = mistake.pointer
        while where and where not in places:
            where = where.rpartition("/")[0]
        if mistake.line is None and where in places:
            line, column = places[where]
            mistake = replace(mistake, line=line, column=column)
        placed.append(mistake)
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
