"""Writes small XLSX files, as much of ECMA-376 as a table needs: texts, numbers, days, merges."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape


class Error(str):
    """A cell that shows an error: ``#N/A``."""


class Formula(str):
    """A formula that nobody has calculated, as programs write it that are no spreadsheet."""


CellValue = str | int | float | Decimal | bool | date | datetime | None
Rows = Iterable[Sequence[CellValue]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
# Style 1 is a day, style 2 a moment: Excel knows days by the format of their numbers alone.
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def write_workbook(
    path: Path, sheets: Mapping[str, Rows], merged: Mapping[str, Sequence[str]] | None = None
) -> Path:
    """A workbook of these sheets. ``merged``: by sheet ranges such as ``A2:A4``."""
    names = list(sheets)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.'
            'openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            for n in range(1, len(names) + 1)
        )
        archive.writestr(
            "[Content_Types].xml",
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
            'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            '<Override PartName="/xl/styles.xml" ContentType="application/vnd.'
            f'openxmlformats-officedocument.spreadsheetml.styles+xml"/>{parts}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        listed = "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>'
            for n, name in enumerate(names, 1)
        )
        archive.writestr(
            "xl/workbook.xml",
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets>'
            "</workbook>",
        )
        related = "".join(
            f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" '
            f'Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(names) + 1)
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{related}<Relationship '
            f'Id="styles" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        )
        archive.writestr("xl/styles.xml", STYLES)
        for n, name in enumerate(names, 1):
            with archive.open(f"xl/worksheets/sheet{n}.xml", "w") as sheet:
                sheet.write(f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
                for number, row in enumerate(sheets[name], 1):
                    cells = "".join(_cell(number, at, value) for at, value in enumerate(row))
                    sheet.write(f'<row r="{number}">{cells}</row>'.encode())
                ranges = "".join(
                    f'<mergeCell ref="{one}"/>' for one in (merged or {}).get(name, ())
                )
                sheet.write(b"</sheetData>")
                sheet.write(f"<mergeCells>{ranges}</mergeCells>".encode() if ranges else b"")
                sheet.write(b"</worksheet>")
    return path


def write_opendocument(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    """A sheet of texts as LibreOffice keeps it."""
    of = "urn:oasis:names:tc:opendocument:xmlns"
    table = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'{HEAD}<manifest:manifest xmlns:manifest="{of}:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f'{HEAD}<office:document-content xmlns:office="{of}:office:1.0" xmlns:table='
            f'"{of}:table:1.0" xmlns:text="{of}:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="s">{table}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    return path


def _cell(row: int, column: int, value: CellValue) -> str:
    place = f'r="{chr(65 + column)}{row}"'
    match value:
        case None:
            return ""
        case bool():
            return f'<c {place} t="b"><v>{int(value)}</v></c>'
        case Error():
            return f'<c {place} t="e"><f>VLOOKUP(A1,B:C,2)</f><v>{value}</v></c>'
        case Formula():
            # One that gave an empty text has the type str, and is blank.
            empty = ' t="str"' if value == '=""' else ""
            return f"<c {place}{empty}><f>{escape(value[1:])}</f><v></v></c>"
        case str():
            return (
                f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
            )
        case date():
            serial: float = value.toordinal() - date(1899, 12, 30).toordinal()
            if isinstance(value, datetime):
                serial += (value.hour * 60 + value.minute) / 1440
            style = 2 if isinstance(value, datetime) else 1
            return f'<c {place} s="{style}"><v>{serial!r}</v></c>'
        case _:
            return f"<c {place}><v>{value}</v></c>"
