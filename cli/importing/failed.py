"""Cells without a value to read: errors of Excel, and formulas that nobody has calculated.

The library that reads workbooks gives both as blank cells, and a blank cell means something.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from client.faults import Fault

_CHUNK_BYTES = 1 << 18


class Failed(str):
    """What such a cell shows, ``#N/A``: also where it was saved as a text."""


NO_RESULT = Failed("#NO_RESULT!")
"""Ours, for a formula without a result: in a file of refused rows it must not become a blank."""

_SHOWN = frozenset(
    (
        "#BLOCKED!", "#BUSY!", "#CALC!", "#CONNECT!", "#DIV/0!", "#EXTERNAL!", "#FIELD!",
        "#GETTING_DATA", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#PYTHON!", "#REF!", "#SPILL!",
        "#TIMEOUT!", "#UNKNOWN!", "#VALUE!", NO_RESULT,
    )
)  # fmt: skip


def failed_if_so(text: str) -> str:
    """A text, as ``Failed`` if it is an error's."""
    return Failed(text) if text in _SHOWN else text


def failed_cells(file: Path, sheet: str) -> Iterator[tuple[int, dict[int, Failed]]]:
    """Rows of an XLSX that have such cells: their 1-based number, and the cells by their place.

    Raises:
        Fault: it is not as a spreadsheet writes it.
    """
    try:
        with ZipFile(file) as archive, archive.open(_part_of(archive, sheet)) as content:
            look = _Look()
            while chunk := content.read(_CHUNK_BYTES):
                look.parser.Parse(chunk)
                yield from look.taken()
            look.parser.Parse(b"", True)
            yield from look.taken()
    except OSError as error:
        raise cannot_read(file, error) from None
    except (
        BadZipFile,
        zlib.error,
        expat.ExpatError,
        ElementTree.ParseError,
        LookupError,
        StopIteration,
        ValueError,
    ) as error:
        raise Fault(f"{file} is no workbook that can be read: sheet {sheet}: {error}") from None


def cannot_read(file: Path, error: OSError) -> Fault:
    """What is said of a file that the system does not give."""
    return Fault(f"cannot read {file}: {error.strerror or error}")


def _part_of(archive: ZipFile, sheet: str) -> str:
    """Where a sheet is within the file."""
    # Some programs spell names otherwise than they refer to them.
    names = {name.lower(): name for name in archive.namelist()}
    book = ElementTree.fromstring(archive.read(names["xl/workbook.xml"]))
    links = ElementTree.fromstring(archive.read(names["xl/_rels/workbook.xml.rels"]))
    id = next(
        value
        for one in book.iterfind("{*}sheets/{*}sheet")
        if one.get("name") == sheet
        for name, value in one.items()
        if name.endswith("}id")
    )
    target = next(one.attrib["Target"] for one in links if one.get("Id") == id)
    return names[str(PurePosixPath("/xl") / target)[1:].lower()]


class _Look:
    """Hears of a sheet's elements one by one, and keeps none of its values."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._row, self._place = 0, -1
        self._kind, self._formula = "", False
        self._text = ""
        self._found: list[tuple[int, dict[int, Failed]]] = []
        self._here: dict[int, Failed] = {}

    def taken(self) -> list[tuple[int, dict[int, Failed]]]:
        """Rows that have come to their end since the last time."""
        taken, self._found = self._found, []
        return taken

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name[name.find(":") + 1 :]:
            case "row":
                number = int(attributes.get("r") or self._row + 1)
                if number <= self._row:
                    raise ValueError(f"row {number} comes after row {self._row}")
                self._row, self._place, self._here = number, -1, {}
            case "c":
                at = attributes.get("r")
                self._place = _place(at) if at else self._place + 1
                self._kind, self._formula = attributes.get("t", "n"), False
                self._text = ""
            case "f":
                self._formula = True
            case "v" if self._formula or self._kind == "e":
                self.parser.CharacterDataHandler = self._heard

    def _heard(self, text: str) -> None:
        self._text += text

    def _end(self, name: str) -> None:
        match name[name.find(":") + 1 :]:
            case "v":
                self.parser.CharacterDataHandler = None
            case "c" if self._kind == "e":
                self._here[self._place] = Failed(self._text.strip() or NO_RESULT)
            # A formula that gave an empty text says that it gave a text.
            case "c" if self._formula and self._kind != "str" and not self._text.strip():
                self._here[self._place] = NO_RESULT
            case "row" if self._here:
                self._found.append((self._row, self._here))


def _place(cell: str) -> int:
    """The column of a cell's name, counted from 0: 1 of ``B7``."""
    place = 0
    for letter in cell.rstrip("0123456789"):
        place = place * 26 + ord(letter) - 64
    return place - 1
