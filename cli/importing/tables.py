"""Tables as people keep them: CSV in UTF-8 or GB18030, workbooks. Rows come one at a time."""

import codecs
import csv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from cli.importing.failed import Failed, cannot_read, failed_cells, failed_if_so
from client.faults import Fault

Cell = str | Decimal | bool | date | datetime | None
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
BLIND = (".xls", ".ods")
"""Of these nothing tells a cell with an error from a blank one."""
_CHUNK_BYTES = 1 << 20
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its 1-based number, as a spreadsheet counts. ``merged``: places of merged cells."""

    number: int
    cells: tuple[Cell, ...]
    merged: tuple[int, ...] = ()

    @property
    def blank(self) -> bool:
        return all(cell is None for cell in self.cells)

    def cell(self, place: int) -> Cell:
        """The cell of a column, counted from 0; None beyond the last one."""
        return self.cells[place] if place < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first row that is not blank names the columns. ``size``: rows, blank ones too.

    ``name``: of the file, and the sheet. ``others``: the workbook's other sheets.
    """

    name: str
    heading: Row
    rows: Iterator[Row]
    size: int
    others: tuple[str, ...] = ()


def letter(place: int) -> str:
    """What a spreadsheet calls a column, counted from 0: A, B, … AA."""
    above, here = divmod(place, 26)
    return (letter(above - 1) if above else "") + chr(65 + here)


@contextmanager
def open_table(file: Path, sheet: str | None = None) -> Iterator[Table]:
    """A table, while the block runs.

    Raises:
        Fault: it cannot be read, is no table, is empty, or has no such sheet.
    """
    with ExitStack() as opened:
        try:
            if file.suffix.lower() in WORKBOOKS:
                table = _workbook(file, sheet)
            elif sheet is not None:
                raise Fault(f"{file} has no sheets: --sheet is for {', '.join(WORKBOOKS)}")
            else:
                encoding, size = _look_through(file)
                lines = opened.enter_context(file.open(encoding=encoding, newline=""))
                table = _table(str(file), _read_csv(file, lines), size)
        except OSError as error:
            raise cannot_read(file, error) from None
        yield table  # what fails from here on may not be the file


def _table(name: str, rows: Iterator[Row], size: int, others: tuple[str, ...] = ()) -> Table:
    heading = next((row for row in rows if not row.blank), None)
    if heading is None:
        more = f"; other sheets: {', '.join(others)}" if others else ""
        raise Fault(f"{name} is empty: its first row should name the columns{more}")
    return Table(name, heading, rows, max(0, size - heading.number), others)


# CSV ------------------------------------------------------------------------------------


def _look_through(file: Path) -> tuple[str, int]:
    """The encoding of a file, and how many lines it has."""
    with file.open("rb") as content:
        start = content.read(4)
        lines = start.count(b"\n")
        while chunk := content.read(_CHUNK_BYTES):
            lines += chunk.count(b"\n")
    for bom, encoding in _BOMS.items():
        if start.startswith(bom):
            return encoding, lines
    if _cannot_be(file, "utf-8") is None:
        return "utf-8", lines
    at = _cannot_be(file, "gb18030")
    if at is not None:
        raise Fault(f"{file} is neither UTF-8 nor GB18030: look at byte {at:,}")
    return "gb18030", lines


def _cannot_be(file: Path, encoding: str) -> int | None:
    """Where a file is not of an encoding; None if it is."""
    decoder, done = codecs.getincrementaldecoder(encoding)(), 0
    with file.open("rb") as content:
        try:
            while chunk := content.read(_CHUNK_BYTES):
                decoder.decode(chunk)
                done += len(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return done + error.start
    return None


def _read_csv(file: Path, lines: Any) -> Iterator[Row]:
    first = lines.readline()
    lines.seek(0)
    # What Excel separates with depends on the country it is set to.
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            yield Row(number, tuple(_text(cell) for cell in cells))
    except OSError as error:
        raise cannot_read(file, error) from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise Fault(f"{file} is no CSV from line {reader.line_num + 1} on: {error}") from None


# Workbooks ------------------------------------------------------------------------------


def _workbook(file: Path, wanted: str | None) -> Table:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with file.open("rb"):  # whose errors say more than the library's
            book = CalamineWorkbook.from_path(file)
        names = book.sheet_names
        if not names or (wanted is not None and wanted not in names):
            raise Fault(f"{file} has no sheet {wanted or ''}; it has {', '.join(names) or 'none'}")
        found = book.get_sheet_by_name(wanted or names[0])
    except CalamineError as error:
        raise Fault(f"{file} is no workbook that can be read: {error}") from None
    others = tuple(name for name in names if name != found.name)
    size = found.end[0] + 1 if found.end else 0
    failed = iter(()) if file.suffix.lower() in BLIND else failed_cells(file, found.name)
    return _table(f"{file}, sheet {found.name}", _read_sheet(found, failed), size, others)


def _read_sheet(sheet: Any, failed: Iterator[tuple[int, dict[int, Failed]]]) -> Iterator[Row]:
    left = (None,) * (sheet.start[1] if sheet.start else 0)  # before the first that is used
    merged: dict[int, list[int]] = {}
    for (top, start), (bottom, end) in sheet.merged_cell_ranges or ():
        for row in range(top, bottom + 1):
            merged.setdefault(row + 1, []).extend(range(start, end + 1))
    next_failed = next(failed, None)
    for number, cells in enumerate(sheet.iter_rows() if sheet.start else (), 1):
        read = left + tuple(_cell(cell) for cell in cells)
        if next_failed and next_failed[0] == number:
            read, next_failed = _with(read, next_failed[1]), next(failed, None)
        yield Row(number, read, tuple(sorted(merged.get(number, ()))))
    while next_failed:  # a row of nothing else does not count at the end
        yield Row(next_failed[0], _with((), next_failed[1]))
        next_failed = next(failed, None)


def _with(row: tuple[Cell, ...], failed: dict[int, Failed]) -> tuple[Cell, ...]:
    width = max(len(row), max(failed) + 1)
    return tuple(failed.get(at, row[at] if at < len(row) else None) for at in range(width))


def _cell(value: Any) -> Cell:
    match value:
        case bool() | date():
            return value
        case int() | float():
            # A spreadsheet keeps doubles and shows 15 digits: 0.30000000000000004 is its 0.3.
            return Decimal(format(value, ".15g"))
        case _:
            return _text(str(value))


def _text(text: str) -> str | None:
    return failed_if_so(text.strip()) or None
