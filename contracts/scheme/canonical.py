"""The canonical form of a scheme document and its hash, the same in every language (RFC 8785)."""

import json
from decimal import Decimal
from hashlib import sha256
from typing import Any


def _plain(value: Any) -> Any:
    match value:
        case bool() | None | str() | int():
            return value
        case float() | Decimal() if value == int(value):
            return int(value)
        case float():
            return value
        case Decimal():
            return float(value)
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no place in a scheme document")


def canonical_json(document: dict[str, Any]) -> bytes:
    """The document as RFC 8785 writes it: sorted keys, no blanks, ``90.0`` as ``90``, UTF-8.

    Keys are ASCII and numbers have at most 15 digits in a valid scheme; for these it is exact.

    Raises:
        TypeError: a value that JSON does not know.
        ValueError: a number that is not finite.
    """
    return json.dumps(
        _plain(document),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    ).encode()


def canonical_sha256(document: dict[str, Any]) -> str:
    """SHA-256 of the canonical document, in hex."""
    return sha256(canonical_json(document)).hexdigest()
