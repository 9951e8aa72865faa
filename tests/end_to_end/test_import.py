"""Tables of a township, imported into a whole stack: sent, repeated, corrected, erased."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.child import PROJECT
from tests.support.engines import wait_until
from tests.support.stack import Stack, stack
from tests.support.workbook import write_workbook

SCHEME, CYCLE, TOWNSHIP = "classification-upgrade", "2011-2012", "township"
CASE = f"{SCHEME}:{CYCLE}:v-1"
SAME = ("--set", f"scheme={SCHEME}", "--set", f"cycle={CYCLE}")
NAME, CONTACT = "欧阳独一无二", "139-0000-4711"


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    """Up, with the scheme published."""
    with stack() as made:
        made.up()
        path = str(PROJECT / "schemes" / f"{SCHEME}.yaml")
        published = made.run(
            "scheme", "publish", path, "--actor", TOWNSHIP, "--time", "2011-10-28T09:00:00+08:00"
        )
        assert published.returncode == 0, published.stderr
        yield made
        assert made.down() == 0


def imported(running: Stack, code: int, *arguments: object) -> Any:
    done = running.run("import", *map(str, arguments), "--json")
    assert done.returncode == code, done.stderr + done.stdout[-2000:]
    return json.loads(done.stdout)


def statuses(told: Any) -> list[str]:
    return [row["status"] for row in told["rows"]]


def table(file: Path, *rows: tuple[str, ...], encoding: str = "utf-8-sig") -> Path:
    with file.open("w", encoding=encoding, newline="") as opened:
        csv.writer(opened).writerows(rows)
    return file


def published(running: Stack, name: str, subject: str, on: str, actor: str, **data: Any) -> None:
    service = "training" if name.startswith("Training") else "grading"
    event = {
        "id": f"{name}-{subject}", "source": "/test", "type": f"gradetrail.{service}.{name}.v1",
        "subject": subject, "time": f"{on}T09:00:00+08:00", "actor": actor, "data": data,
    }  # fmt: skip
    file = running.data / "event.ndjson"
    file.write_text(json.dumps(event))
    done = running.run("publish", str(file))
    assert done.returncode == 0, done.stdout


def test_a_township_is_imported_from_its_tables(running: Stack, tmp_path: Path) -> None:
    file = write_workbook(
        tmp_path / "villages.xlsx",
        {"组织": [
            ("编号", "类别", "名称", "上级"),
            (TOWNSHIP, "township_committee", "示例乡党委", None),
            ("v-1", "village_branch", "示例一村党支部", TOWNSHIP),
            ("v-2", "village_branch", "示例二村党支部", "nowhere"),
        ]},
    )  # fmt: skip
    asked = ("organisations", file, "--set", "time=2011-10-20", "--set", f"actor={TOWNSHIP}")
    dry = imported(running, 1, *asked, "--dry-run")
    assert statuses(dry) == ["valid", "valid", "refused"]
    (fault,) = dry["rows"][2]["faults"]
    assert (fault["column"], fault["rule"]) == ("D 上级", "on record")

    told = imported(running, 1, *asked)
    assert statuses(told) == ["accepted", "accepted", "refused"]
    assert told["counts"] == {"accepted": 2, "refused": 1}
    assert told["rows"][1]["receipt"]["service"] == "grading"
    (fault,) = told["rows"][2]["faults"]
    assert (fault["column"], fault["field"]) == ("D 上级", "/data/parent")

    refused = Path(told["refused_file"])
    (row,) = csv.DictReader(refused.read_text("utf-8-sig").splitlines())
    assert (row["编号"], row["refused_row"]) == ("v-2", "4")
    assert "no organisation nowhere is registered" in row["refused_because"]
    refused.write_text(refused.read_text("utf-8-sig").replace("nowhere", TOWNSHIP), "utf-8-sig")
    assert statuses(imported(running, 0, "organisations", refused, *asked[2:])) == ["accepted"]
    assert statuses(imported(running, 1, *asked))[:2] == ["duplicate", "duplicate"]


def test_evidence_and_attendance_follow(running: Stack, tmp_path: Path) -> None:
    published(
        running, "CycleOpened", f"cycle:{SCHEME}:{CYCLE}", "2011-11-01", TOWNSHIP, scheme_version=1
    )
    published(running, "BranchEnrolled", CASE, "2011-11-01", TOWNSHIP, ladders=["grade"])
    file = table(
        tmp_path / "survey.csv",
        ("组织编号", "指标", "值", "截止日期", "依据类型", "出处", "录入人"),
        ("v-1", "criminal_cases", "0", "2011/11/7", "register", "派出所台账", "p-1"),
        ("v-1", "no_such_thing", "1", "2011/11/7", "register", "派出所台账", "p-1"),
        ("v-9", "criminal_cases", "1", "2011/11/7", "register", "派出所台账", "p-1"),
        ("v-1", "criminal_cases", "1", "7/11/2011", "register", "派出所台账", "p-1"),
        encoding="gb18030",
    )
    dry = imported(running, 1, "evidence", file, *SAME, "--dry-run")
    assert [[f["column"] for f in row["faults"]] for row in dry["rows"]] == [
        [], ["B 指标"], ["A 组织编号"], ["D 截止日期"],
    ]  # fmt: skip
    told = imported(running, 1, "evidence", file, *SAME)
    assert statuses(told) == ["accepted", "refused", "refused", "refused"]
    again = imported(running, 1, "evidence", file, *SAME)
    assert statuses(again) == ["duplicate", "refused", "refused", "refused"]
    assert again["rows"][0]["receipt"] == told["rows"][0]["receipt"] | {"status": "duplicate"}

    published(
        running, "TrainingSessionHeld", CASE, "2011-11-02", "v-1", session_id="study",
        kind="study_phase", starts_on="2011-11-02", ends_on="2011-11-02",
        form="mobilisation_meeting", audience=["all_members"],
    )  # fmt: skip
    heading = ("主办组织", "场次", "人员编号", "所属组织", "身份", "参加日期", "缺勤原因")
    rows = [
        ("v-1", "study", "p-1", "v-1", "all_members", "2011-11-02", ""),
        ("v-1", "study", "p-2", "v-1", "", "2011-11-02", "生病"),
        ("v-1", "study-2", "p-1", "v-1", "all_members", "2011-11-02", ""),
    ]
    file = table(tmp_path / "attendance.csv", heading, *rows)
    assert statuses(imported(running, 1, "attendance", file, *SAME)) == [
        "accepted", "accepted", "refused",
    ]  # fmt: skip


def test_people_are_imported_shown_and_erased_to_the_last_byte(
    running: Stack, tmp_path: Path
) -> None:
    file = table(
        tmp_path / "people.csv",
        ("人员编号", "姓名", "联系方式", "起始日期"),
        ("p-1", NAME, CONTACT, "2011-01-01"), ("p-2", "李四", "", ""), ("p 3", "王五", "", ""),
    )  # fmt: skip
    assert statuses(imported(running, 1, "people", file, "--dry-run")) == [
        "valid", "valid", "refused",
    ]  # fmt: skip
    assert statuses(imported(running, 1, "people", file)) == ["accepted", "accepted", "refused"]
    assert statuses(imported(running, 1, "people", file)) == ["duplicate", "duplicate", "refused"]

    def trail() -> str:
        return running.run("trail", CASE, "--json").stdout

    assert f"{NAME}（p-1）（" in trail()
    assert running.run("rebuild", "trail").returncode == 0
    assert f"{NAME}（p-1）（" in trail()
    written_down(running)
    assert holding(running.data, NAME), "the search finds what is there"

    erased = running.run("people", "erase", "p-1", "--yes")
    assert erased.returncode == 0, erased.stderr
    assert "p-1（已于" in trail()
    assert "李四（p-2）" in trail()
    assert statuses(imported(running, 1, "people", file)) == ["refused", "duplicate", "refused"]
    written_down(running)
    assert running.json("people", "show", "p-1")["names"] == []
    for text in (NAME, CONTACT):
        assert holding(running.data, text) == []


def written_down(running: Stack) -> None:
    """Kill PostgreSQL, which then replays its log and writes all that it has in memory."""
    running.kill("postgres")
    wait_until(
        lambda: running.run("people", "show", "p-2").returncode == 0, "the register", within_s=60
    )


def holding(folder: Path, text: str) -> list[str]:
    """The files of the stack in which a text stands; PostgreSQL's write-ahead log apart."""
    return [
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and "pg_wal" not in file.parts and text.encode() in file.read_bytes()
    ]
