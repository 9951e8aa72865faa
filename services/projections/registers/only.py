"""Which rows of a register are asked for: those that say this."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from services.projections.parts import Name, Part, Said
from services.projections.problems import bad_parameter

ANYTHING = "*"


def only(rows: Sequence[Any], columns: Sequence[str], wanted: Iterable[str]) -> Sequence[Any]:
    """The rows that say all of ``wanted``: ``column:value``, or ``column:*`` for anything at all.

    A name is known by its id, a list by any of its items.

    Raises:
        ProblemFound: there is no such column.
    """
    for one in wanted:
        column, _, value = one.partition(":")
        if column not in columns or not value:
            raise bad_parameter("only", f"{one} is no column:value", " or ".join(columns))
        rows = [row for row in rows if _says(getattr(row, column), value)]
    return rows


def _says(field: Any, value: str) -> bool:
    match field:
        case None | False | [] | "":
            return value == str(field).lower()
        case list():
            return value == ANYTHING or any(_says(item, value) for item in field)
        case _ if value == ANYTHING:
            return True
        case Name():
            return field.id == value
        case Said():
            return value in (field.en, field.zh)
        case bool() | date():
            return str(field).lower() == value
        case Part():
            return False
        case _:
            return str(field) == value
