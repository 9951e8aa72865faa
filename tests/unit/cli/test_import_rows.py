"""From rows to events: columns in two languages, deterministic ids, faults at their columns."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cli.importing.kinds import KINDS, SOURCE
from client.faults import Fault
from contracts.events import BY_TYPE
from tests.support.workbook import Error, Formula, write_workbook
from tests.unit.cli.importing import EVIDENCE, GOOD, SAME, csv_of, evidence, prepare


def said(found: Any) -> dict[str, Any]:
    """What the only row says."""
    (one,) = found
    assert one.faults == []
    return dict(one.said)


def faults(found: Any) -> list[tuple[str, str]]:
    (one,) = found
    assert one.said == {} or one.faults
    return [(fault.column, fault.rule) for fault in one.faults]


def test_a_row_of_evidence_is_an_event_of_its_case(tmp_path: Path) -> None:
    event = said(evidence(tmp_path, GOOD))
    assert event["type"] == "gradetrail.grading.EvidenceRecorded.v1"
    assert (event["subject"], event["actor"]) == ("s:2011:north", "north")
    assert (event["time"], event["source"]) == ("2011-11-07T00:00:00+08:00", SOURCE)
    assert event["data"] == {
        "evidence_id": event["data"]["evidence_id"], "criterion": "satisfaction",
        "value": {"value": 89.9}, "as_of": "2011-11-07", "kind": "survey", "found_in": "sheet 4",
    }  # fmt: skip
    assert event["data"]["evidence_id"] == event["id"].replace("row-", "import-")


def test_the_same_content_has_the_same_id_wherever_it_stands(tmp_path: Path) -> None:
    other = ("south", *GOOD[1:])
    first = {one.said["subject"]: one.said for one in evidence(tmp_path, GOOD, other)}
    again = {one.said["subject"]: one.said for one in evidence(tmp_path, other, (), GOOD)}
    assert first == again
    ids = {event["id"] for event in first.values()}
    assert len(ids) == 2
    changed = said(evidence(tmp_path, (*GOOD[:2], "90", *GOOD[3:])))
    assert changed["id"] not in ids


def test_the_same_table_as_a_workbook_says_the_same(tmp_path: Path) -> None:
    row = ("north", "satisfaction", 89.9, date(2011, 11, 7), "survey", "sheet 4")
    file = write_workbook(tmp_path / "t.xlsx", {"s": [EVIDENCE, row]})
    assert said(prepare("evidence", file, **SAME)) == said(evidence(tmp_path, GOOD))


def test_columns_may_be_headed_in_chinese(tmp_path: Path) -> None:
    chinese = ("组织编号", "指标", "值", "截止日期", "依据类型", "出处")
    assert said(evidence(tmp_path, GOOD, heading=chinese)) == said(evidence(tmp_path, GOOD))


@pytest.mark.parametrize(
    ("cell", "value"),
    [("66", 66), ("89.90", 89.9), ("-1.5", -1.5), ("0", 0), ("是", True), ("否", False),
     ("yes", True), ("FALSE", False), ("met", "met"), ("fairly_good", "fairly_good")],
)  # fmt: skip
def test_a_value_is_a_number_a_truth_value_or_a_level(
    tmp_path: Path, cell: str, value: object
) -> None:
    event = said(evidence(tmp_path, (*GOOD[:2], cell, *GOOD[3:])))
    found = event["data"]["value"]["value"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("cell", ["66%", "1,234", "1234567890.1234567", "two words"])
def test_what_is_no_value_is_refused_at_its_column(tmp_path: Path, cell: str) -> None:
    found = evidence(tmp_path, (*GOOD[:2], f'"{cell}"', *GOOD[3:]))
    assert [column for column, _ in faults(found)] == ["C value"]


@pytest.mark.parametrize("cell", ["2011-11-7", "2011/11/07", "2011.11.7", "2011年11月7日"])
def test_a_day_may_be_written_as_is_usual_here(tmp_path: Path, cell: str) -> None:
    event = said(evidence(tmp_path, (*GOOD[:3], cell, *GOOD[4:])))
    assert event["data"]["as_of"] == "2011-11-07"


@pytest.mark.parametrize("cell", ["7/11/2011", "2011-13-01", "2011-11/7", "40854", "yesterday"])
def test_what_is_no_day_is_refused_at_its_column(tmp_path: Path, cell: str) -> None:
    assert faults(evidence(tmp_path, (*GOOD[:3], cell, *GOOD[4:]))) == [("D as_of", "day")]


@pytest.mark.parametrize(
    ("time", "zone", "moment"),
    [
        ("2011-11-08", "", "2011-11-08T00:00:00+08:00"),
        ("2011-11-08 09:30", "", "2011-11-08T09:30:00+08:00"),
        ("2011-11-08 09:30", "Europe/Berlin", "2011-11-08T09:30:00+01:00"),
        ("2011-11-08T09:30:00Z", "", "2011-11-08T09:30:00+00:00"),
        ("", "Europe/Berlin", "2011-11-07T00:00:00+01:00"),
    ],
)
def test_when_it_happened(tmp_path: Path, time: str, zone: str, moment: str) -> None:
    heading = (*EVIDENCE, "time", "zone")
    assert said(evidence(tmp_path, (*GOOD, time, zone), heading=heading))["time"] == moment


def test_figures_have_columns_of_their_own(tmp_path: Path) -> None:
    heading = (*EVIDENCE, "input:households:户", "计算数据：satisfied：户")
    event = said(evidence(tmp_path, (*GOOD, "100", "89.9"), heading=heading))
    assert event["data"]["inputs"] == [
        {"name": "households", "value": 100, "unit": "户"},
        {"name": "satisfied", "value": 89.9, "unit": "户"},
    ]
    zero = said(evidence(tmp_path, (*GOOD, "0", ""), heading=heading))
    assert [one["value"] for one in zero["data"]["inputs"]] == [0]
    broken = evidence(tmp_path, (*GOOD, "x", ""), heading=heading)
    assert faults(broken) == [("G input:households:户", "number")]


def test_every_fault_of_a_row_is_told_with_column_rule_and_remedy(tmp_path: Path) -> None:
    (one,) = evidence(tmp_path, ("", "satisfaction", "66%", "7.11.2011", "survey", ""))
    assert [(f.column, f.rule) for f in one.faults] == [
        ("A organisation", "needed"), ("C value", "value"), ("D as_of", "day"),
        ("F found_in", "needed"),
    ]  # fmt: skip
    assert all(f.detail.en and f.accepts.en for f in one.faults)


def test_what_breaks_the_contract_is_told_as_the_service_would(tmp_path: Path) -> None:
    alone = evidence(tmp_path, ("no rth", *GOOD[1:]))  # it is who acts, too
    assert faults(alone) == [("A organisation", "CloudEvents attribute")]
    heading = (*EVIDENCE, "actor")
    found = evidence(tmp_path, ("no rth", *GOOD[1:], "south"), heading=heading)
    assert [column for column, _ in faults(found)] == ["A organisation"]
    found = evidence(tmp_path, (*GOOD[:3], "2999-01-01", *GOOD[4:]))
    assert faults(found) == [("D as_of", "CloudEvents attribute")]


def test_cells_out_of_place_are_refused(tmp_path: Path) -> None:
    assert faults(evidence(tmp_path, (*GOOD, "more"))) == [("G", "heading")]
    heading = (*EVIDENCE, "", "recordedby")
    assert faults(evidence(tmp_path, (*GOOD, "x", "p-1"), heading=heading)) == [("G", "heading")]
    table = {"s": [EVIDENCE, GOOD, (None, *GOOD[1:])]}
    file = write_workbook(tmp_path / "t.xlsx", table, {"s": ["A2:A3"]})
    first, second = prepare("evidence", file, **SAME)
    assert [f.rule for f in first.faults] == ["merged cells"]
    assert [f.rule for f in second.faults] == ["merged cells", "needed"]


def test_an_error_of_excel_is_refused_by_its_name_and_place(tmp_path: Path) -> None:
    heading = (*EVIDENCE, "期间起", "操作组织", "input:households:户")
    row = ("north", "satisfaction", Formula("=A1"), *GOOD[3:], Error("#REF!"), Error("#N/A"))
    table = {"s": [heading, (*row, Error("#DIV/0!"))]}
    (one,) = prepare("evidence", write_workbook(tmp_path / "t.xlsx", table), **SAME)
    assert one.said == {}
    assert [(f.column, f.rule, f.detail.en) for f in one.faults] == [
        ("C value", "error", "the formula has no result"),
        ("G 期间起", "error", "#REF! is an error of Excel"),
        ("H 操作组织", "error", "#N/A is an error of Excel"),
        ("I input:households:户", "error", "#DIV/0! is an error of Excel"),
    ]  # fmt: skip


def test_mistakes_of_the_heading_are_told_all_at_once(tmp_path: Path) -> None:
    file = csv_of(tmp_path, ("organisation", "Criterion", "指标", "colour", "as_of", "kind"))
    with pytest.raises(Fault) as refused:
        prepare("evidence", file, scheme="s", moon="full")
    told = str(refused.value)
    for mistake in (
        "--set moon: moon is no column of evidence",
        "row 1, column C: 指标 stands twice, first in column B",
        "row 1, column D: colour is no column of evidence",
        "cycle (周期) is missing", "found_in (出处) is missing",
    ):  # fmt: skip
        assert mistake in told
    assert "criterion (指标) is missing" not in told


def test_an_empty_cell_takes_what_is_set_for_every_row(tmp_path: Path) -> None:
    file = csv_of(tmp_path, (*EVIDENCE, "cycle"), (*GOOD, ""), (*GOOD, "2012"))
    subjects = [one.said["subject"] for one in prepare("evidence", file, **SAME)]
    assert subjects == ["s:2011:north", "s:2012:north"]


def test_what_is_set_for_every_row_may_be_named_as_a_column_may_be_headed(tmp_path: Path) -> None:
    file = csv_of(tmp_path, EVIDENCE, GOOD)
    event = said(prepare("evidence", file, **{"方案": "s", "Cycle": "2011"}))
    assert event["subject"] == "s:2011:north"
    with pytest.raises(Fault, match="--set 方案: scheme is set twice"):
        prepare("evidence", file, **{"scheme": "s", "方案": "t", "cycle": "2011"})


def test_a_row_of_organisations_registers_one(tmp_path: Path) -> None:
    heading = ("编号", "类别", "名称", "上级", "日期备注")[:4]
    file = csv_of(tmp_path, heading, ("north-7", "village_branch", "示例村", "north"))
    event = said(prepare("organisations", file, time="2011-10-20", actor="north"))
    assert (event["subject"], event["actor"]) == ("organisation:north-7", "north")
    assert event["time"] == "2011-10-20T00:00:00+08:00"
    assert event["data"] == {"kind": "village_branch", "name_zh": "示例村", "parent": "north"}


def test_a_row_of_attendance_says_who_came_or_why_not(tmp_path: Path) -> None:
    heading = ("organiser", "session_id", "person", "role", "attended_from", "reason")
    rows = (("north", "s-1", "p-1", "member", "2011-11-02", ""),
            ("north", "s-1", "p-2", "", "2011-11-02", "ill"))  # fmt: skip
    came, missed = prepare("attendance", csv_of(tmp_path, heading, *rows), **SAME)
    assert came.faults == missed.faults == []
    assert came.said["type"].endswith("TrainingAttended.v1")
    assert came.said["subject"] == "s:2011:north"
    assert came.said["data"]["attended_to"] == "2011-11-02"
    assert missed.said["type"].endswith("TrainingAbsenceRecorded.v1")
    assert missed.said["data"] == {"session_id": "s-1", "person": "p-2", "reason": "ill"}


def test_a_row_of_people_becomes_no_event(tmp_path: Path) -> None:
    file = csv_of(
        tmp_path, ("人员编号", "姓名", "电话", "起始日期"), ("p-1", "张三", "139", "2012/1/1")
    )
    assert said(prepare("people", file)) == {
        "person": "p-1",
        "name_zh": "张三",
        "contact": "139",
        "since": "2012-01-01",
    }
    (nameless,) = prepare("people", csv_of(tmp_path, ("person", "name_zh"), ("p-1", "")))
    assert [(f.column, f.detail.en) for f in nameless.faults] == [
        ("B name_zh", "name_zh or name_en is needed")
    ]


def test_numbers_as_ids_and_texts_keep_their_digits(tmp_path: Path) -> None:
    rows = [("person", "name_zh", "contact"), (17, "张三", 13900001111)]
    file = write_workbook(tmp_path / "t.xlsx", {"s": rows})
    assert said(prepare("people", file)) == {
        "person": "17",
        "name_zh": "张三",
        "contact": "13900001111",
    }


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_no_heading_means_two_columns(kind: Any) -> None:
    names = [name for column in kind.columns for name in (column.name, *column.labels)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("kind", "event"),
    [("organisations", "OrganisationRegistered"), ("evidence", "EvidenceRecorded"),
     ("attendance", "TrainingAttended")],
)  # fmt: skip
def test_every_field_of_the_event_has_a_column(kind: str, event: str) -> None:
    known = next(one for one in BY_TYPE.values() if one.name == event)
    columns = {column.name for column in KINDS[kind].columns} | {"inputs"}
    assert known.model_fields.keys() - known.derived_fields <= columns
