"""A table, prepared as an import does, without anybody to send it to."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cli.importing.kinds import KINDS
from cli.importing.rows import Prepared, layout, prepared
from cli.importing.tables import Row, open_table

EVIDENCE = ("organisation", "criterion", "value", "as_of", "kind", "found_in")
SAME = {"scheme": "s", "cycle": "2011"}
GOOD = ("north", "satisfaction", "89.9", "2011-11-07", "survey", "sheet 4")


def csv_of(folder: Path, *rows: Sequence[str], encoding: str = "utf-8", by: str = ",") -> Path:
    """A CSV file of plain cells."""
    file = folder / "table.csv"
    file.write_bytes("".join(by.join(row) + "\r\n" for row in rows).encode(encoding))
    return file


def rows_of(file: Path, sheet: str | None = None) -> list[Row]:
    """The heading and all rows."""
    with open_table(file, sheet) as table:
        return [table.heading, *table.rows]


def prepare(kind: str, file: Path, sheet: str | None = None, **same: str) -> list[Prepared]:
    """Every row, as it would be sent."""
    with open_table(file, sheet) as table:
        return list(prepared(table, layout(KINDS[kind], table, same)))


def evidence(folder: Path, *rows: Sequence[str], heading: Sequence[str] = EVIDENCE) -> Any:
    """What rows of evidence say."""
    return prepare("evidence", csv_of(folder, heading, *rows), **SAME)
