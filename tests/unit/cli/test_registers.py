"""``gradetrail register`` prints what can be read on any screen."""

from typing import Any

import pytest

from cli import registers
from client.faults import Fault
from client.http import Refused

COLUMNS = [
    {"id": f"c{n}", "name": {"en": f"Column {n}", "zh": f"第{n}列"}} for n in range(12)
]  # fmt: skip
FOUND = {
    "register": {"name": {"en": "Outcomes", "zh": "结果运用"}},
    "scheme": {"name": {"en": "Example", "zh": "示例"}},
    "cycle": "2011",
    "columns": COLUMNS,
    "data": [{one["id"]: f"said of {one['id']}" for one in COLUMNS} | {"c3": None}],
    "total": 1,
    "completeness": {"complete": False, "incomplete_since": "grading:7"},
}


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Projections that know one register."""

    def register(_: object, id: str, **__: Any) -> dict[str, Any]:
        if id != "outcomes":
            raise Refused({"detail": f"there is nothing at /api/registers/{id}"})
        return FOUND

    monkeypatch.setattr(registers, "find", lambda _: None)
    monkeypatch.setattr(registers.reading, "register", register)
    monkeypatch.setattr(registers.reading, "registers", lambda _: [{"id": "outcomes"}])


@pytest.mark.usefixtures("stack")
def test_where_columns_have_no_room_each_field_has_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    registers.run_register("outcomes", None, "zh", as_json=False)
    printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert "第2列   said of c2" in printed
    assert "第11列  said of c11" in printed
    assert not any("第3列" in line for line in printed)
    assert printed[-1] == "共1行; 自grading:7起不完整"
    monkeypatch.setenv("COLUMNS", "200")
    registers.run_register("outcomes", None, "en", as_json=False)
    printed = capsys.readouterr().out.splitlines()
    assert printed[1].split() == " ".join(f"Column {n}" for n in range(12) if n != 3).split()
    assert printed[-1] == "1 row; incomplete since grading:7"


@pytest.mark.usefixtures("stack")
def test_a_register_that_there_is_not_is_named_and_those_that_there_are() -> None:
    with pytest.raises(Fault, match="no register gradez; there are outcomes"):
        registers.run_register("gradez", None, "en", as_json=False)
