"""Rows in PostgreSQL's text format for COPY, made for a whole batch at once."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

_SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_lines(rows: Iterable[tuple[object, ...]]) -> bytes:
    """One line a row, fields parted by tabs (PostgreSQL manual, COPY, "Text Format").

    psycopg's ``write_row`` looks up how to write each value of each row; for rows of fifteen texts
    that is most of what projecting costs.

    Raises:
        TypeError: a value is neither a text, number, truth value, date nor None.
    """
    return "".join(["\t".join([_field(value) for value in row]) + "\n" for row in rows]).encode()


def _field(value: object) -> str:
    if isinstance(value, str):
        if "\\" in value or "\t" in value or "\n" in value or "\r" in value:
            return value.translate(_SPECIAL)
        return value
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(f"cannot copy a {type(value).__name__}")
