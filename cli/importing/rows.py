"""From a row of cells to what is sent, or to what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
from pydantic import ValidationError

from cli.importing import cells
from cli.importing.cells import Given, Reader, Unfit
from cli.importing.failed import NO_RESULT, Failed
from cli.importing.kinds import INPUT, ZONE, Kind
from cli.importing.tables import Cell, Row, Table, letter
from client.faults import Fault
from client.submissions import route
from contracts.people import Naming
from contracts.refusals import Fault as Broken
from contracts.refusals import Refused
from services.projections.texts import LANGS, Bi, Lang
from services.runtime.contract import faults_of, read_submission
from services.runtime.wire import Submission

REFUSED_ROW, REFUSED_BECAUSE = "refused_row", "refused_because"
"""Columns that are added to refused rows; when these are imported again they do not count."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong with a row. ``column``: its letter and name, where a column is at fault.

    What a service says has no Chinese.
    """

    column: str
    field: str
    rule: str
    detail: Bi
    accepts: Bi


class Lack(NamedTuple):
    """What import itself finds wrong with what would be sent, at a JSON pointer into it."""

    field: str
    detail: Bi
    rule: str
    accepts: Bi


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row, what is sent of it, and what is wrong with it: then nothing is sent."""

    row: Row
    said: dict[str, Any]
    faults: list[RowFault] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """Which column stands where. ``figures``: (place, name, unit); ``same``: in every row."""

    kind: Kind
    heading: Sequence[str]
    places: Mapping[str, int]
    figures: Sequence[tuple[int, str, str]]
    same: Mapping[str, str]

    def column(self, name: str) -> str:
        """What a column is called: ``D as_of``; without a letter where it is not in the file."""
        if name not in self.places and name not in self.same:
            name = self.kind.instead.get(name, name)
        place = self.places.get(name)
        return name if place is None else f"{letter(place)} {self.heading[place]}"


def layout(kind: Kind, table: Table, same: Mapping[str, str], lang: Lang = "en") -> Layout:
    """The columns that a table's heading names. ``same``: by column, as it may be headed.

    Raises:
        Fault: columns are unknown, named twice or missing; says which, and what is known.
    """
    known = {name.casefold(): one.name for one in kind.columns for name in (one.name, *one.labels)}
    mistakes: list[Bi] = []
    filled: dict[str, str] = {}
    for given, value in same.items():
        name = known.get(given.casefold())
        if name is None:
            mistakes.append(_after(f"--set {given}", _no_column(given, kind)))
        elif name in filled:
            mistakes.append(_after(f"--set {given}", Bi(f"{name} is set twice", "重复设置")))
        else:
            filled[name] = value
    places: dict[str, int] = {}
    figures: list[tuple[int, str, str]] = []
    for place, cell in enumerate(table.heading.cells):
        if cell is None or cell in (REFUSED_ROW, REFUSED_BECAUSE):
            continue
        at = Bi(
            f"row {table.heading.number}, column {letter(place)}",
            f"第{table.heading.number}行{letter(place)}列",
        )
        said = cells.text(cell)
        name = known.get(said.casefold())
        if name in places:
            first = letter(places[name])
            twice = Bi(
                f"{said} stands twice, first in column {first}",
                f"“{said}”重复，首次出现在{first}列",
            )
            mistakes.append(_after(at, twice))
        elif name is not None:
            places[name] = place
        elif (figure := _figure(said)) and kind.figures:
            figures.append((place, *figure))
        else:
            mistakes.append(_after(at, _no_column(said, kind)))
    missing = [c for c in kind.columns if c.needed and c.name not in {*places, *filled}]
    mistakes += [
        Bi(
            f"{c.name} ({c.labels[0]}) is missing: add it, or --set {c.name}=…",
            f"缺少“{c.labels[0]}”（{c.name}）：请补上该列，或用--set {c.name}=…",
        )
        for c in missing
    ]
    if mistakes:
        raise Fault(_mistaken(kind, table, mistakes).to(lang))
    heading = ["" if cell is None else cells.text(cell) for cell in table.heading.cells]
    return Layout(kind, heading, places, figures, filled)


def _figure(heading: str) -> tuple[str, str] | None:
    for prefix in INPUT:
        if heading.startswith(prefix):
            name, _, unit = heading.removeprefix(prefix).replace("：", ":").partition(":")
            return (name, unit) if name and unit else None
    return None


def _after(place: str | Bi, mistake: Bi) -> Bi:
    at = _bi(place)
    return Bi(f"{at.en}: {mistake.en}", f"{at.to('zh')}：{mistake.zh}")


def _no_column(name: str, kind: Kind) -> Bi:
    return Bi(f"{name} is no column of {kind.name}", f"没有“{name}”这一列")


def _mistaken(kind: Kind, table: Table, mistakes: list[Bi]) -> Bi:
    known = Bi(
        ", ".join(f"{column.name} ({column.labels[0]})" for column in kind.columns)
        + (", input:<figure>:<unit>" if kind.figures else ""),
        "、".join(f"{column.labels[0]}（{column.name}）" for column in kind.columns)
        + ("、计算数据：<数据>：<单位>" if kind.figures else ""),
    )
    others = Bi(
        f"\nother sheets: {', '.join(table.others)}" if table.others else "",
        f"\n其他工作表：{'、'.join(table.others)}" if table.others else "",
    )
    listed = Bi(*("\n  ".join(one.to(lang) for one in mistakes) for lang in LANGS))
    return Bi(
        f"{table.name} is no table of {kind.name}:\n  {listed.en}\n"
        f"known columns: {known.en}{others.en}",
        f"{table.name}不是{kind.label}：\n  {listed.zh}\n可用的列：{known.zh}{others.zh}",
    )


def prepared(table: Table, where: Layout) -> Iterator[Prepared]:
    """Each row that is not blank: its contract holds, or its faults say why it does not."""
    for row in table.rows:
        if not row.blank:
            yield _prepared(row, where)


def _prepared(row: Row, where: Layout) -> Prepared:
    said, faults = _read(row, where)
    if faults:
        return Prepared(row, {}, faults)
    sent = where.kind.say(said)
    broken = _broken(where.kind, sent)
    return Prepared(row, sent, [placed(one, where) for one in broken])


def placed(broken: Broken | Lack, where: Layout) -> RowFault:
    """A fault of what was sent, with the column it comes from."""
    name = where.kind.column_at(broken.field)
    column = where.column(name) if any(c.name == name for c in where.kind.columns) else ""
    return RowFault(column, broken.field, broken.rule, _bi(broken.detail), _bi(broken.accepts))


def _bi(text: str | Bi) -> Bi:
    return text if isinstance(text, Bi) else Bi(text, None)


def _read(row: Row, where: Layout) -> tuple[dict[str, Any], list[RowFault]]:
    """What a row says by column, and its cells that cannot be read."""
    faults = list(_out_of_place(row, where))
    said: dict[str, Any] = {}

    def read(name: str, cell: Given, reader: Reader) -> None:
        try:
            said[name] = reader(_sound(cell))
        except Unfit as unfit:
            column = where.column(name)
            faults.append(RowFault(column, name, unfit.rule, unfit.detail, unfit.accepts))

    for column in where.kind.columns:
        cell = _cell(row, column.name, where)
        if cell is not None:
            read(column.name, cell, column.read)
        elif column.needed:
            at, detail = where.column(column.name), Bi(f"{column.name} is empty", "未填写")
            faults.append(RowFault(at, column.name, "needed", detail, Bi("a value", "填写内容")))
    if "time" in said:
        zone = said.get("zone", ZONE)
        read("time", said.pop("time"), lambda cell: cells.moment(cell, zone))
    if where.figures:
        said["inputs"] = list(_figures(row, where, faults)) or None
    return said, faults


def _cell(row: Row, name: str, where: Layout) -> Cell:
    place = where.places.get(name)
    cell = None if place is None else row.cell(place)
    return where.same.get(name) if cell is None else cell


def _sound(cell: Given) -> Given:
    """A cell that has something to read.

    Raises:
        Unfit: it shows an error.
    """
    if cell == NO_RESULT:
        accepts = Bi(
            "a value, or a workbook that was calculated and saved by a spreadsheet",
            "填写内容，或用表格软件计算并保存后的文件",
        )
        raise Unfit(Bi("the formula has no result", "公式没有计算结果"), "error", accepts)
    if isinstance(cell, Failed):
        detail = Bi(f"{cell} is an error of Excel", f"{cell}是Excel的错误值")
        raise Unfit(detail, "error", Bi("a value, or a blank cell", "填写内容，或留空"))
    return cell


def _figures(row: Row, where: Layout, faults: list[RowFault]) -> Iterator[dict[str, Any]]:
    for place, name, unit in where.figures:
        cell = row.cell(place)
        if cell is None:
            continue
        try:
            yield {"name": name, "value": cells.number(_sound(cell)), "unit": unit}
        except Unfit as unfit:
            column = f"{letter(place)} {where.heading[place]}"
            faults.append(RowFault(column, "inputs", unfit.rule, unfit.detail, unfit.accepts))


def _out_of_place(row: Row, where: Layout) -> Iterator[RowFault]:
    for place in row.merged:
        yield RowFault(
            letter(place), "", "merged cells",
            Bi(f"column {letter(place)} is merged with other cells",
               f"{letter(place)}列与其他单元格合并"),
            Bi("a row that says all of it", "每行填写完整"),
        )  # fmt: skip
    for place, cell in enumerate(row.cells):
        if cell is not None and not (place < len(where.heading) and where.heading[place]):
            yield RowFault(
                letter(place), "", "heading",
                Bi(f"column {letter(place)} has no heading", f"{letter(place)}列没有表头"),
                Bi("a cell under a heading", "有表头的单元格"),
            )  # fmt: skip


def _broken(kind: Kind, sent: dict[str, Any]) -> Sequence[Broken]:
    """What the contract has against it, as the service would say."""
    try:
        if not kind.events:
            Naming.model_validate_json(msgspec.json.encode(sent))
            return ()
        attributes = {name: value for name, value in sent.items() if name != "data"}
        submission = Submission(attributes, msgspec.json.encode(sent["data"]))
        read_submission(submission, route(sent)[0], datetime.now(UTC))
    except ValidationError as error:
        return faults_of(error)
    except Refused as refused:
        return refused.faults
    return ()
