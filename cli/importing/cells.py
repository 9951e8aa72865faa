"""What a cell says: a text, a day, a number. Numbers and days may come as such or as texts."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from contracts.values import is_token

Given = date | bool | Decimal | str
Reader = Callable[[Given], object]
"""Reads a cell that is not blank; raises Unfit."""

_DAY = re.compile(
    r"(\d{4})(?:-(\d\d?)-(\d\d?)|/(\d\d?)/(\d\d?)|\.(\d\d?)\.(\d\d?)|年(\d\d?)月(\d\d?)日)"
)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_DIGITS = 15
_FLAGS = {
    "true": True, "yes": True, "是": True, "false": False, "no": False, "否": False,
}  # fmt: skip


class Unfit(Exception):
    """A cell does not say what its column asks for. ``accepts``: what would."""

    def __init__(self, detail: str, rule: str, accepts: str) -> None:
        super().__init__(detail)
        self.detail, self.rule, self.accepts = detail, rule, accepts


def text(cell: Given) -> str:
    """Any cell as a text; 17 as ``17``, a day as ``2011-11-07``."""
    match cell:
        case bool():
            return str(cell).lower()
        case Decimal():
            return format(cell, "f")
        case date():
            return cell.isoformat()
        case _:
            return cell


def day(cell: Given) -> date:
    """A calendar day.

    Raises:
        Unfit: it is none; of 7/11/2011 nobody knows which it is.
    """
    accepts = "a day: 2011-11-07, 2011/11/7 or 2011年11月7日"
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, Decimal):
        accepts += "; format the cell as a date"
    found = _DAY.fullmatch(text(cell))
    try:
        if found:
            year, month, day = (int(part) for part in found.groups() if part)
            return date(year, month, day)
    except ValueError as error:
        raise Unfit(f"{cell} is no day: {error}", "day", accepts) from None
    raise Unfit(f"{text(cell)} is no day", "day", accepts)


def moment(cell: Given, zone: ZoneInfo) -> str:
    """A moment in RFC 3339; a day stands for its beginning, and without a zone ``zone`` counts.

    Raises:
        Unfit: it is none.
    """
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=zone).isoformat()
    if not isinstance(cell, str) or _DAY.fullmatch(cell):
        return beginning(day(cell), zone)
    try:
        at = datetime.fromisoformat(cell)
    except ValueError:
        accepts = "a day, or a moment: 2011-11-07T09:30:00+08:00"
        raise Unfit(f"{cell} is no moment", "moment", accepts) from None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat()


def beginning(day: date, zone: ZoneInfo) -> str:
    """When a day begins, in RFC 3339."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).isoformat()


def number(cell: Given) -> int | float:
    """An exact decimal of at most 15 digits, as which a double is exact.

    Raises:
        Unfit: it is none.
    """
    accepts = f"a number of at most {_DIGITS} digits: 89.9"
    if isinstance(cell, str) and _NUMBER.fullmatch(cell):
        cell = Decimal(cell)
    if not isinstance(cell, Decimal):
        raise Unfit(f"{text(cell)} is no number", "number", accepts)
    if len(cell.normalize().as_tuple().digits) > _DIGITS:
        raise Unfit(f"{cell} has too many digits", "number", accepts)
    return int(cell) if cell == cell.to_integral_value() else float(cell)


def value(cell: Given) -> int | float | bool | str:
    """A criterion's value: a number, a truth value, or the id of a level or verdict.

    Raises:
        Unfit: it is none of them.
    """
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, Decimal) or (isinstance(cell, str) and _NUMBER.fullmatch(cell)):
        return number(cell)
    said = text(cell)
    if (flag := _FLAGS.get(said.lower())) is not None:
        return flag
    if not is_token(said) or isinstance(cell, date):
        accepts = "a number (66, not 66%), 是 or 否, or the id of a level"
        raise Unfit(f"{said} is no value", "value", accepts)
    return said


def zone(cell: Given) -> ZoneInfo:
    """A time zone by its name.

    Raises:
        Unfit: there is none of this name.
    """
    try:
        return ZoneInfo(text(cell))
    except (KeyError, ValueError, OSError):
        raise Unfit(f"{text(cell)} is no time zone", "zone", "a name: Asia/Shanghai") from None
