"""``gradetrail import`` without a stack: every row's verdict, and what stops it altogether."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from cli.importing import run as importing
from cli.importing.known import Known
from cli.importing.rows import RowFault, layout, prepared
from cli.importing.tables import Row, open_table
from cli.importing.verdicts import RefusedRows, Verdict
from cli.main import app
from client import http, reading
from client.submissions import Receipt
from infra.addresses import VARIABLE, Addresses
from infra.child import PROJECT
from services.projections.texts import Bi
from tests.support.workbook import Error, Formula, write_opendocument, write_workbook
from tests.unit.cli.importing import EVIDENCE, GOOD, SAME, csv_of

SET = ("--set", "scheme=s", "--set", "cycle=2011")
NOWHERE = Addresses("", "nats://127.0.0.1:1", "", "", "", "http://127.0.0.1:1")
runner = CliRunner()


@pytest.fixture(autouse=True)
def no_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def run(code: int, *arguments: str) -> tuple[str, str]:
    """What it prints and what it says beside."""
    result = runner.invoke(app, ["import", *arguments])
    assert result.exit_code == code, result.output
    return result.stdout, result.stderr


def test_a_dry_run_lists_every_rows_verdict(tmp_path: Path) -> None:
    file = csv_of(tmp_path, EVIDENCE, GOOD, ("", *GOOD[1:]))
    told, beside = run(1, "evidence", str(file), *SET, "--dry-run")
    first, second = told.splitlines()
    assert first.startswith("valid     row 2  row-")
    assert second == (
        "refused   row 3  A organisation: organisation is empty [needed; accepted is a value]"
    )
    assert "what rows refer to is not looked up: no gradetrail is running" in beside
    assert beside.endswith("1 valid, 1 refused\n")
    assert not (tmp_path / "table.refused.csv").exists()


def test_a_refused_error_cell_stays_one_in_the_refused_rows(
    everything_known: dict[str, Any], tmp_path: Path
) -> None:
    heading = ("person", "name_zh", "since")
    row = ("p-1", "张三", Error("#N/A"))
    file = write_workbook(
        tmp_path / "t.xlsx", {"s": [heading, row, ("p-1", "张三", Formula("=A1"))]}
    )
    told, _ = run(1, "people", str(file))
    assert told.splitlines()[0] == (
        "refused   row 2  C since: #N/A is an error of Excel"
        " [error; accepted is a value, or a blank cell]"
    )
    again, _ = run(1, "people", str(tmp_path / "t.refused.csv"))
    assert again == told, "also once it was saved as a text"
    assert everything_known["asked"] == []


def test_where_errors_cannot_be_told_from_blanks_it_says_so(tmp_path: Path) -> None:
    file = write_opendocument(tmp_path / "t.ods", [EVIDENCE, GOOD])
    _, beside = run(0, "evidence", str(file), *SET, "--dry-run")
    assert "a cell with an error counts as blank in .ods: save it as .xlsx" in beside


def test_clerks_who_read_chinese_are_answered_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heading = ("组织编号", "指标", "值", "截止日期", "依据类型", "出处", "操作组织")
    rows = [
        GOOD,
        ("", *GOOD[1:2], "66%", "7/11/2011", *GOOD[4:], Error("#N/A")),
        (*GOOD[:2], "12345678901234567", "2011-13-01", *GOOD[4:], Formula("=A1")),
        GOOD,
        (*GOOD, None, "x"),
    ]
    file = write_workbook(tmp_path / "t.xlsx", {"s": [heading, *rows]})
    spoken, beside = run(1, "evidence", str(file), *SET, "--dry-run", "--lang", "zh")
    first, second, third, fourth, fifth = spoken.splitlines()
    assert first.startswith("有效 第2行  row-")
    for told in (
        "拒收 第3行  A 组织编号：未填写[必填；应为：填写内容]",
        "C 值：“66%”不是可用的取值[取值；应为：数值（写66，不写66%）、是或否，或等级的编号]",
        "D 截止日期：“7/11/2011”不是日期[日期；应为：日期，如2011-11-07、2011/11/7或2011年11月7日]",
        "G 操作组织：#N/A是Excel的错误值[错误值；应为：填写内容，或留空]",
    ):
        assert told in second, told
    assert "数字位数过多" in third
    assert "公式没有计算结果" in third
    assert fourth == "重复 第5行  与第2行相同"
    assert "H：H列没有表头[表头；应为：有表头的单元格]" in fifth
    assert "未核对所引用的内容" in beside
    assert beside.endswith("有效1行，拒收3行，重复1行\n")

    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    again, _ = run(1, "evidence", str(file), *SET, "--dry-run")
    assert again == spoken
    told, _ = run(1, "evidence", str(file), *SET, "--dry-run", "--json")
    assert json.loads(told)["rows"][1]["status"] == "refused", "a program reads what it always did"
    assert json.loads(told)["rows"][1]["faults"][0]["detail"] == "organisation is empty"


def test_what_stops_it_is_said_in_chinese_too(tmp_path: Path) -> None:
    file = csv_of(tmp_path, ("组织编号", "指标", "标准", "颜色", "截止日期", "依据类型"))
    asked = ("--set", "方案=s", "--set", "月亮=圆", "--lang", "zh")
    _, beside = run(2, "evidence", str(file), *asked)
    for told in (
        "不是佐证表", "--set 月亮：没有“月亮”这一列",
        "第1行C列：“标准”重复，首次出现在B列", "第1行D列：没有“颜色”这一列",
        "缺少“周期”（cycle）：请补上该列，或用--set cycle=…", "可用的列：方案（scheme）",
    ):  # fmt: skip
        assert told in beside, told
    _, beside = run(2, "evidence", str(file), "--set", "周期", "--lang", "zh")
    assert "--set 应写成“列=值”，不能写成“周期”" in beside


def test_refused_rows_give_their_reasons_in_the_language_of_the_clerk(
    everything_known: dict[str, Any], tmp_path: Path
) -> None:
    file = csv_of(
        tmp_path, ("人员编号", "姓名", "起始日期"), ("p-1", "张三", "明天"), ("p-2", "李四", "")
    )
    told, beside = run(1, "people", str(file), "--lang", "zh")
    assert [line[:6] for line in told.splitlines()] == ["拒收 第2行", "重复 第3行"]
    assert "拒收的行已写入" in beside
    kept = (tmp_path / "table.refused.csv").read_text("utf-8-sig")
    assert "“明天”不是日期" in kept


def test_its_json_is_one_object(tmp_path: Path) -> None:
    file = csv_of(tmp_path, EVIDENCE, GOOD, (*GOOD[:3], "soon", *GOOD[4:]))
    told, _ = run(1, "evidence", str(file), *SET, "--dry-run", "--json")
    answer = json.loads(told)
    assert answer["counts"] == {"valid": 1, "refused": 1}
    assert [(row["row"], row["status"]) for row in answer["rows"]] == [(2, "valid"), (3, "refused")]
    (fault,) = answer["rows"][1]["faults"]
    assert fault == {
        "column": "D as_of", "field": "as_of", "rule": "day", "detail": "soon is no day",
        "accepts": "a day: 2011-11-07, 2011/11/7 or 2011年11月7日",
    }  # fmt: skip
    empty, _ = run(0, "evidence", str(csv_of(tmp_path, EVIDENCE)), *SET, "--dry-run", "--json")
    assert json.loads(empty)["rows"] == []


def test_people_are_imported_under_either_name(tmp_path: Path) -> None:
    file = str(csv_of(tmp_path, ("person", "name_zh"), ("p-1", "张三")))
    for command in (["import", "people"], ["people", "import"]):
        result = runner.invoke(app, [*command, file, "--dry-run"])
        assert result.exit_code == 0, result.output
        assert "1 valid" in result.stderr


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--set", "cycle"), "--set takes COLUMN=VALUE; cycle is not"),
        (("--set", "moon=full"), "--set moon: moon is no column of evidence"),
        (("--sheet", "x"), "has no sheets"),
        ((), "no gradetrail is running"),
    ],
)
def test_what_stops_it_is_said_in_a_sentence(
    tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    _, beside = run(2, "evidence", str(csv_of(tmp_path, EVIDENCE, GOOD)), *SET, *more)
    assert beside.startswith("gradetrail: ")
    assert said in beside
    assert "Traceback" not in beside


def test_refused_rows_are_kept_apart_from_their_table(tmp_path: Path) -> None:
    file = csv_of(tmp_path, EVIDENCE, GOOD)
    _, beside = run(2, "evidence", str(file), *SET, "--refused", str(file), "--dry-run")
    assert "is the file that is imported" in beside


@pytest.fixture
def everything_known(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Addresses of nobody, and a service that knows some persons."""
    told: dict[str, Any] = {"asked": []}

    def name_people(_: Addresses, namings: list[Any], *, dry_run: bool = False) -> list[Any]:
        told["asked"].append((len(namings), dry_run))
        status = {"p-1": "accepted", "p-2": "duplicate"}
        gone = {"title": "t", "detail": "p-3 was erased", "errors": []}
        return [
            {
                "person": one["person"],
                "status": status.get(one["person"], "refused"),
                "problem": None if one["person"] in status else gone,
            }
            for one in namings
        ]

    monkeypatch.setattr(importing, "find", lambda _: NOWHERE)
    monkeypatch.setattr(reading, "name_people", name_people)
    return told


def test_refused_rows_can_be_imported_again(
    everything_known: dict[str, Any], tmp_path: Path
) -> None:
    file = csv_of(
        tmp_path,
        ("人员编号", "姓名"),
        ("p-1", "张三"),
        ("p-3", "李四"),
        ("p 4", "㛃"),
        ("p-2", "王五"),
    )
    told, beside = run(1, "people", str(file))
    assert [line.split()[0] for line in told.splitlines()] == [
        "accepted", "refused", "refused", "duplicate",
    ]  # fmt: skip
    assert "p-3 was erased" in told
    refused = tmp_path / "table.refused.csv"
    assert str(refused) in beside
    assert everything_known["asked"] == [(3, False)]

    with open_table(refused) as table:
        assert table.heading.cells == ("人员编号", "姓名", "refused_row", "refused_because")
        rows = list(table.rows)
    assert [row.cells[:3] for row in rows] == [("p-3", "李四", "3"), ("p 4", "㛃", "4")]
    again, _ = run(1, "people", str(refused))
    assert again.count("refused   row") == 2
    twice = refused.with_name("table.refused.refused.csv")
    first, second = (one.read_text("utf-8-sig").splitlines()[0] for one in (refused, twice))
    assert first == second


def test_many_persons_are_told_a_thousand_at_a_time(
    everything_known: dict[str, Any], tmp_path: Path
) -> None:
    rows = [(f"p-{n}", "张三") for n in range(2_500)]
    run(1, "people", str(csv_of(tmp_path, ("person", "name_zh"), *rows)), "--dry-run")
    assert everything_known["asked"] == [(1000, True), (1000, True), (500, True)]


def test_rows_are_read_as_they_are_needed(tmp_path: Path) -> None:
    file = csv_of(tmp_path, EVIDENCE, *[GOOD] * 20_000)
    with open_table(file) as table:
        found = prepared(table, layout(importing.KINDS["evidence"], table, SAME))
        assert table.size == 20_000
        assert [next(found).row.number for _ in range(2)] == [2, 3]
        assert file.stat().st_size > 1_000_000


def test_a_verdict_tells_position_and_reason() -> None:
    receipt = asdict(Receipt("row-1", "/x", "accepted", "grading", position=7))
    row = Row(2, ("a",))
    assert (
        Verdict(row, "accepted", "row-1", receipt).line("en") == "accepted  row 2 grading:7  row-1"
    )
    fault = RowFault("", "/subject", "R-02", Bi("not there", None), Bi("something", None))
    assert Verdict(row, "refused", "row-1", None, [fault]).line("en") == (
        "refused   row 2  /subject: not there [R-02; accepted is something]"
    )


def test_there_is_no_file_of_refused_rows_while_there_are_none(tmp_path: Path) -> None:
    heading = Row(1, EVIDENCE)
    with RefusedRows(tmp_path / "r.csv", heading) as refused:
        assert refused.rows == 0
    assert not (tmp_path / "r.csv").exists()


def test_a_dry_run_names_the_row_that_stands_twice(tmp_path: Path) -> None:
    wrong = (*GOOD[:2], "66%", *GOOD[3:])
    file = csv_of(tmp_path, EVIDENCE, GOOD, wrong, ("south", *GOOD[1:]), GOOD, wrong)
    told, beside = run(1, "evidence", str(file), *SET, "--dry-run")
    assert [line.split()[0] for line in told.splitlines()] == [
        "valid", "refused", "valid", "duplicate", "refused",
    ]  # fmt: skip
    assert told.splitlines()[3] == "duplicate row 5  row 2 again"
    assert "2 valid, 2 refused, 1 duplicate" in beside
    people = csv_of(tmp_path, ("person", "name_zh"), *[("p-1", "张三"), ("p-1", "李四")] * 2)
    told, _ = run(0, "people", str(people), "--dry-run", "--json")
    assert [row["same_as"] for row in json.loads(told)["rows"]] == [None, None, 2, 3]


@pytest.mark.parametrize(
    ("criterion", "value", "kind", "told"),
    [
        ("satisfaction_pct", "66", "satisfaction_survey", None),
        ("infrastructure_good", "是", "committee_finding", None),
        ("satisfaction_pct", "188", "satisfaction_survey",
         "C value: 188 is no value of satisfaction_pct"
         " [criteria/satisfaction_pct; accepted is a number from 0 to 100 in percent]"),
        ("infrastructure_good", "1", "committee_finding",
         "C value: 1 is no value of infrastructure_good"
         " [criteria/infrastructure_good; accepted is true or false]"),
        ("village_economy", "", "statistics",
         "C value: the evidence gives no value of village_economy [R-27; accepted is a value]"),
        ("village_economy", "strong", "hearsay",
         "E kind: hearsay is no evidence for village_economy"
         " [criteria/village_economy; accepted is statistics]"),
        ("moon", "1", "statistics", "B criterion: moon is no criterion of classification-upgrade"),
    ],
)  # fmt: skip
def test_a_dry_run_holds_evidence_against_its_criterion(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    criterion: str, value: str, kind: str, told: str | None,
) -> None:  # fmt: skip
    document = yaml.safe_load((PROJECT / "schemes" / "classification-upgrade.yaml").read_text())
    scheme = {"id": "classification-upgrade", "version": 1, "cycles": [{"id": "2011"}]}

    def get(_: str, path: str, **__: object) -> Any:
        return {"data": [scheme], "definition": document}

    monkeypatch.setattr(importing, "find", lambda _: NOWHERE)
    monkeypatch.setattr(http, "get", get)
    file = csv_of(tmp_path, EVIDENCE, ("north", criterion, value, "2011-11-07", kind, "file 4"))
    same = ("--set", "scheme=classification-upgrade", "--set", "cycle=2011")
    line, _ = run(1 if told else 0, "evidence", str(file), *same, "--dry-run")
    assert line.startswith(f"refused   row 2  {told}" if told else "valid     row 2")


def test_what_is_referred_to_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def get(_: str, path: str, **__: object) -> Any:
        asked.append(path)
        if "missing" in path:
            raise http.Refused({"status": 404, "detail": "nothing is on record"})
        return {"data": []}

    monkeypatch.setattr(http, "get", get)
    known = Known(NOWHERE)

    def lacks(id: str, parent: str | None) -> list[str]:
        data = {"parent": parent} if parent else {}
        sent = {"subject": f"organisation:{id}", "data": data}
        return [fault.field for fault in known.lacks("organisations", sent)]

    assert lacks("a", None) == []
    assert lacks("b", "a") == [], "it stands above in the file"
    assert lacks("c", "there") == lacks("d", "there") == []
    assert lacks("e", "missing") == lacks("f", "missing") == ["/data/parent"]
    assert len(asked) == 2
