"""What a cell says: a text, a day, a number. Numbers and days may come as such or as texts."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from contracts.values import is_token
from services.projections.texts import Bi

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

    def __init__(self, detail: Bi, rule: str, accepts: Bi) -> None:
        super().__init__(detail.en)
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
    accepts = Bi(
        "a day: 2011-11-07, 2011/11/7 or 2011年11月7日",
        "日期，如2011-11-07、2011/11/7或2011年11月7日",
    )
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, Decimal):
        accepts = Bi(
            f"{accepts.en}; format the cell as a date", f"{accepts.zh}；请把单元格设为日期格式"
        )
    found = _DAY.fullmatch(text(cell))
    try:
        if found:
            year, month, day = (int(part) for part in found.groups() if part)
            return date(year, month, day)
    except ValueError as error:
        detail = Bi(f"{cell} is no day: {error}", f"“{cell}”不是日期")
        raise Unfit(detail, "day", accepts) from None
    raise Unfit(Bi(f"{text(cell)} is no day", f"“{text(cell)}”不是日期"), "day", accepts)


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
        example = "2011-11-07T09:30:00+08:00"
        accepts = Bi(f"a day, or a moment: {example}", f"日期或时刻，如{example}")
        raise Unfit(Bi(f"{cell} is no moment", f"“{cell}”不是时刻"), "moment", accepts) from None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat()


def beginning(day: date, zone: ZoneInfo) -> str:
    """When a day begins, in RFC 3339."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).isoformat()


def number(cell: Given) -> int | float:
    """An exact decimal of at most 15 digits, as which a double is exact.

    Raises:
        Unfit: it is none.
    """
    accepts = Bi(
        f"a number of at most {_DIGITS} digits: 89.9", f"不超过{_DIGITS}位数字的数值，如89.9"
    )
    if isinstance(cell, str) and _NUMBER.fullmatch(cell):
        cell = Decimal(cell)
    if not isinstance(cell, Decimal):
        detail = Bi(f"{text(cell)} is no number", f"“{text(cell)}”不是数值")
        raise Unfit(detail, "number", accepts)
    if len(cell.normalize().as_tuple().digits) > _DIGITS:
        detail = Bi(f"{cell} has too many digits", f"“{cell}”数字位数过多")
        raise Unfit(detail, "number", accepts)
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
        accepts = Bi(
            "a number (66, not 66%), 是 or 否, or the id of a level",
            "数值（写66，不写66%）、是或否，或等级的编号",
        )
        raise Unfit(Bi(f"{said} is no value", f"“{said}”不是可用的取值"), "value", accepts)
    return said


def zone(cell: Given) -> ZoneInfo:
    """A time zone by its name.

    Raises:
        Unfit: there is none of this name.
    """
    try:
        return ZoneInfo(text(cell))
    except (KeyError, ValueError, OSError):
        detail = Bi(f"{text(cell)} is no time zone", f"“{text(cell)}”不是时区")
        accepts = Bi("a name: Asia/Shanghai", "时区名称，如Asia/Shanghai")
        raise Unfit(detail, "zone", accepts) from None
