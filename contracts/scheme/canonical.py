"""The canonical form of a scheme document (RFC 8785) and its hash, the same in every language."""

import json
from decimal import Decimal
from hashlib import sha256
from math import isfinite
from typing import Any


def canonical_json(document: dict[str, Any]) -> bytes:
    """The document as RFC 8785 (JCS) writes it.

    Keys in the order of their UTF-16 code units, no blanks, numbers as ECMAScript writes them
    (``90.0`` is ``90``), UTF-8.

    Raises:
        TypeError: a value that JSON does not know.
        ValueError: a number that is not finite, or a whole one that a double cannot hold.
    """
    return _text(document).encode()


def canonical_sha256(document: dict[str, Any]) -> str:
    """SHA-256 of the canonical document, in hex."""
    return sha256(canonical_json(document)).hexdigest()


def _text(value: Any) -> str:
    match value:
        case bool() | None:
            return json.dumps(value)
        case str():
            return json.dumps(value, ensure_ascii=False)
        case int() | float() | Decimal():
            return _number(value)
        case dict():
            keys = sorted(value, key=lambda key: str(key).encode("utf-16-be"))
            return "{" + ",".join(f"{_text(str(k))}:{_text(value[k])}" for k in keys) + "}"
        case list() | tuple():
            return "[" + ",".join(map(_text, value)) + "]"
    raise TypeError(f"{type(value).__name__} has no place in a scheme document")


def _number(value: int | float | Decimal) -> str:
    """A number as ECMAScript's Number::toString writes the double it is."""
    if not isfinite(value) or (isinstance(value, int) and abs(value) > 2**53):
        raise ValueError(f"{value} is no number that a double holds")
    exact = Decimal(repr(float(value))).normalize()
    sign, figures, exponent = exact.as_tuple()
    digits = "".join(map(str, figures))
    point = len(digits) + int(exponent)  # where the decimal point stands, from the first digit
    minus = "-" if sign and exact else ""
    if not exact:
        return "0"
    if 0 < point <= 21:
        whole, part = digits[:point].ljust(point, "0"), digits[point:]
        return minus + whole + (f".{part}" if part else "")
    if -6 < point <= 0:
        return f"{minus}0.{'0' * -point}{digits}"
    part = f".{digits[1:]}" if digits[1:] else ""
    return f"{minus}{digits[0]}{part}e{point - 1:+d}"
