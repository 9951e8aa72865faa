"""A key that stands twice in a JSON object: readers differ in which of its values they take."""

import json
from typing import Any

import msgspec

Path = tuple[str | int, ...]

BACKSLASH = ord("\\")
"""Looked for first, as one byte is found ten times as fast as the start of an escape."""

_ENCODE = msgspec.json.Encoder().encode


def each_once(text: bytes, decoded: object) -> bool:
    """Whether surely no key stands twice in a JSON text; ``decoded``: what msgspec read in it.

    Cheap, as every submission is looked at: what a decoder drops takes a colon with it, and each
    other is there again, unless it was written as the escape ``\\u003a``.
    """
    if BACKSLASH in text and b"\\u003" in text:
        return False
    return _ENCODE(decoded).count(b":") == text.count(b":")


def twice(key: str | int) -> tuple[str, str, str]:
    """What is told of it: detail, rule, and what would be accepted."""
    return f"the key {key} stands twice", "JSON (RFC 8259, 4)", "each key once"


class _Object(dict[str, Any]):
    """A JSON object. ``repeated``: a key of it that stands twice."""

    repeated: str | None = None


def repeated(text: bytes) -> Path | None:
    """Where a key stands that its object has twice, if there is one; the text is JSON.

    Numbers are left as texts: Python refuses to read very long ones.

    Raises:
        RecursionError: it is nested too deeply.
    """
    todo: list[tuple[Path, Any]] = [
        ((), json.loads(text, object_pairs_hook=_object, parse_int=str, parse_float=str))
    ]
    while todo:
        path, value = todo.pop()
        if isinstance(value, _Object):
            if value.repeated is not None:
                return (*path, value.repeated)
            todo.extend(((*path, key), item) for key, item in value.items())
        elif isinstance(value, list):
            todo.extend(((*path, index), item) for index, item in enumerate(value))
    return None


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object()
    for key, value in pairs:
        if key in found:
            found.repeated = key
        found[key] = value
    return found
