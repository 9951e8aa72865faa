"""Tables as Excel writes them: encodings, separators, cells, merges, sheets."""

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.importing.failed import NO_RESULT, Failed, failed_cells
from cli.importing.tables import letter, open_table
from client.faults import Fault
from tests.support.workbook import HEAD, MAIN, Error, Formula, write_workbook
from tests.unit.cli.importing import csv_of, rows_of

HEADING, ROW = ("组织编号", "名称"), ("north-7", "示例七里村党支部")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_a_csv_is_read_whatever_excel_wrote_it_in(tmp_path: Path, encoding: str) -> None:
    heading, row = rows_of(csv_of(tmp_path, HEADING, ROW, encoding=encoding))
    assert (heading.cells, row.cells) == (HEADING, ROW)


def test_a_rare_character_needs_gb18030(tmp_path: Path) -> None:
    (_, row) = rows_of(csv_of(tmp_path, ("姓名",), ("㛃𠮷",), encoding="gb18030"))
    assert row.cells == ("㛃𠮷",)


@pytest.mark.parametrize("by", [",", ";", "\t"])
def test_a_csv_is_read_whatever_separates_its_cells(tmp_path: Path, by: str) -> None:
    assert rows_of(csv_of(tmp_path, HEADING, ROW, by=by))[1].cells == ROW


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text('a,b\r\n\r\n1,"two\nlines"\r\n,\r\n3,4\r\n')
    heading, *rows = rows_of(file)
    assert heading.number == 1
    assert [(row.number, row.cells) for row in rows if not row.blank] == [
        (3, ("1", "two\nlines")), (5, ("3", "4")),
    ]  # fmt: skip


def test_blanks_around_a_text_do_not_count(tmp_path: Path) -> None:
    assert rows_of(csv_of(tmp_path, ("a", "b"), (" x　", " ")))[1].cells == ("x", None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"), (b"\r\n,,\r\n", "is empty"),
        (b"a,b\r\n\xff\xff\xff", "neither UTF-8 nor GB18030: look at byte"),
        (b'a,b\r\n1,"2\r\n', "is no CSV from line 3 on: unexpected end of data"),
    ],
)  # fmt: skip
def test_what_is_no_csv_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(content)
    with pytest.raises(Fault, match=said):
        rows_of(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for name in ("no.csv", "no.xlsx"):
        with pytest.raises(Fault, match=f"cannot read .*{name}: No such file"):
            rows_of(tmp_path / name)


def test_cells_of_a_workbook_are_what_they_are(tmp_path: Path) -> None:
    moment = datetime(2011, 11, 7, 9, 30)  # noqa: DTZ001  # a workbook knows no zone
    file = write_workbook(
        tmp_path / "t.xlsx",
        {"s": [
            ("a", "b", "c", "d", "e"),
            (0.1 + 0.2, 17, date(2011, 11, 7), True, moment),
            (89.9, 1e15, "  x ", False, None),
        ]},
    )  # fmt: skip
    _, first, second = rows_of(file)
    assert first.cells == (Decimal("0.3"), Decimal(17), date(2011, 11, 7), True, moment)
    assert second.cells == (Decimal("89.9"), Decimal("1e15"), "x", False, None)


def test_cells_with_errors_are_not_blank(tmp_path: Path) -> None:
    file = write_workbook(
        tmp_path / "t.xlsx",
        {"other": [(Error("#NUM!"),)], "s": [
            ("a", "b", "c", "d"),
            ("x", Error("#N/A"), None, Error("#REF!")),
            (),
            ("y", Formula("=A1+1"), Formula('=""'), 1),
            (None, None, Formula("=1+1")),
        ]},
    )  # fmt: skip
    _, first, blank, second, last = rows_of(file, "s")
    assert first.cells == ("x", "#N/A", None, "#REF!")
    assert [isinstance(cell, Failed) for cell in first.cells] == [False, True, False, True]
    assert blank.blank
    assert second.cells == ("y", NO_RESULT, None, Decimal(1))
    assert (last.number, last.cells) == (5, (None, None, NO_RESULT))


def test_errors_are_found_beside_cells_that_do_not_say_where_they_are(tmp_path: Path) -> None:
    rows = (
        '<row><c><v>1</v></c><c r="C1" t="e"><v>#N/A</v></c><c t="e"><v>#NULL!</v></c></row>'
        '<row r="4"><c t="e"><v>#DIV/0!</v></c></row><row><c><f>1</f></c></row>'
    )
    file = write_workbook(tmp_path / "t.xlsx", {"s": [("a",)]})
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData>'
            + rows.replace("<", "<x:").replace("<x:/", "</x:")
            + "</x:sheetData></x:worksheet>",
        )
    assert list(failed_cells(file, "s")) == [
        (1, {2: "#N/A", 3: "#NULL!"}), (4, {0: "#DIV/0!"}), (5, {0: NO_RESULT}),
    ]  # fmt: skip


def test_a_sheet_that_cannot_be_looked_through_is_told(tmp_path: Path) -> None:
    file = write_workbook(tmp_path / "t.xlsx", {"s": [("a",)]})
    with pytest.raises(Fault, match="is no workbook that can be read: sheet other"):
        list(failed_cells(file, "other"))


def test_errors_that_were_saved_as_texts_are_errors(tmp_path: Path) -> None:
    (_, row) = rows_of(csv_of(tmp_path, ("a", "b"), ("#REF!", "#1")))
    assert [isinstance(cell, Failed) for cell in row.cells] == [True, False]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_decimal_comes_out_of_a_workbook_as_it_went_in(number: Decimal) -> None:
    assert Decimal(format(float(number), ".15g")) == number


def test_a_workbooks_rows_keep_their_numbers_and_columns(tmp_path: Path) -> None:
    file = write_workbook(tmp_path / "t.xlsx", {"s": [(), (None, "a"), (), (None, "x", "y")]})
    heading, blank, row = rows_of(file)
    assert (heading.number, heading.cells) == (2, (None, "a", None))
    assert blank.blank
    assert (row.number, row.cells) == (4, (None, "x", "y"))


def test_merged_cells_are_known_by_their_rows(tmp_path: Path) -> None:
    table = {"s": [("a", "b"), ("x", "1"), (None, "2"), ("y", "3")]}
    file = write_workbook(tmp_path / "t.xlsx", table, {"s": ["A2:A3"]})
    assert [row.merged for row in rows_of(file)] == [(), (0,), (0,), ()]


def test_the_first_sheet_is_read_unless_another_is_named(tmp_path: Path) -> None:
    file = write_workbook(tmp_path / "t.xlsx", {"说明": [("x",)], "数据": [("a",), ("b",)]})
    assert [row.cells for row in rows_of(file)] == [("x",)]
    assert [row.cells for row in rows_of(file, "数据")] == [("a",), ("b",)]
    with open_table(file) as table:
        assert (table.name, table.others) == (f"{file}, sheet 说明", ("数据",))


def test_a_wrong_sheet_a_wrong_file_and_an_empty_sheet_are_told(tmp_path: Path) -> None:
    file = write_workbook(tmp_path / "t.xlsx", {"one": [], "two": [("a",)]})
    with pytest.raises(Fault, match=r"has no sheet three; it has one, two"):
        rows_of(file, "three")
    with pytest.raises(Fault, match=r"sheet one is empty: .*; other sheets: two"):
        rows_of(file)
    with pytest.raises(Fault, match="has no sheets"):
        rows_of(csv_of(tmp_path, ("a",)), "one")
    (tmp_path / "no.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(Fault, match="is no workbook that can be read"):
        rows_of(tmp_path / "no.xlsx")


@pytest.mark.parametrize(
    ("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_called_as_a_spreadsheet_calls_them(place: int, name: str) -> None:
    assert letter(place) == name
