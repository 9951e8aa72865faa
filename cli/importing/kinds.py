"""What can be imported: the columns of each kind, and what a row of it says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from cli.importing import cells
from cli.importing.cells import Given, Reader
from client.signing_in import own_source
from contracts.events import Event
from contracts.events.grading import EvidenceRecorded, OrganisationRegistered
from contracts.events.training import TrainingAbsenceRecorded, TrainingAttended

SOURCE = "/gradetrail/import"
"""Of what is imported where apps have no names."""
ZONE = ZoneInfo("Asia/Shanghai")
"""Where a day begins, unless a column ``zone`` says otherwise."""

Values = Mapping[str, Any]
"""What a row says, by column; what it leaves open is not in it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``labels``: how it may be headed in Chinese. ``needed``: in every row."""

    name: str
    labels: tuple[str, ...]
    read: Reader = cells.text
    needed: bool = False


def _given(cell: Given) -> Given:
    """Read once the row's time zone is known."""
    return cell


TIME = Column("time", ("时间", "发生时间"), _given)
ACTOR = Column("actor", ("操作组织", "办理组织"))
ENTERED = (
    Column("recordedby", ("录入人", "录入人编号")),
    Column("zone", ("时区",), cells.zone),
)
CYCLE = (
    Column("scheme", ("方案", "方案编号"), needed=True),
    Column("cycle", ("周期", "考核周期"), needed=True),
)
INPUT = ("input:", "计算数据：", "计算数据:")
"""How a column is headed that holds a figure: ``input:households:户``."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that can be imported. ``label``: what its table is called in Chinese. ``say``: what
    a row says, as it is sent.

    ``columns_of``: by JSON pointer the column that is at fault. ``instead``: the column that counts
    where one is open. ``figures``: may have columns of figures, each with a name and a unit.
    """

    name: str
    label: str
    columns: tuple[Column, ...]
    say: Callable[[Values], dict[str, Any]]
    columns_of: Mapping[str, str]
    instead: Mapping[str, str] = field(default_factory=dict)
    figures: bool = False

    @property
    def events(self) -> bool:
        """Whether its rows become events."""
        return self.name != "people"

    def column_at(self, pointer: str) -> str:
        """The column that a JSON pointer into what was sent leads to."""
        return self.columns_of.get(pointer) or pointer.removeprefix("/data/").strip("/")


def _event(event: type[Event], subject: str, at: str, actor: str, said: Values, **data: Any) -> Any:
    """A CloudEvent. Its id is that of its content: the same row again is the same event."""
    content = {
        "type": event.type,
        "subject": subject,
        "time": at,
        "actor": actor,
        **_only(recordedby=said.get("recordedby")),
    }
    kept = _only(**data)
    digest = sha256(msgspec.json.encode([content, kept], order="sorted")).hexdigest()[:32]
    if event is EvidenceRecorded and "evidence_id" not in kept:
        kept["evidence_id"] = f"import-{digest}"
    named = {"specversion": "1.0", "id": f"row-{digest}", "source": own_source(SOURCE)}
    return named | content | {"data": kept}


def _only(**fields: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in fields.items()
        if value is not None
    }


def _time(said: Values, on: date | None = None) -> str:
    """When it happened: as the row says, else at the beginning of a day."""
    if on is not None and "time" not in said:
        return cells.beginning(on, said.get("zone", ZONE))
    at: str = said["time"]
    return at


def _organisation(said: Values) -> dict[str, Any]:
    fields = ("kind", "name_zh", "name_en", "name_note", "level", "parent")
    subject = f"organisation:{said['organisation']}"
    data = {name: said.get(name) for name in fields}
    found: dict[str, Any] = _event(
        OrganisationRegistered, subject, _time(said), said["actor"], said, **data
    )
    return found


def _evidence(said: Values) -> dict[str, Any]:
    fields = ("evidence_id", "criterion", "as_of", "period_from", "period_to", "kind", "found_in")
    value = _only(value=said.get("value"), finding=said.get("finding"))
    found: dict[str, Any] = _event(
        EvidenceRecorded,
        ":".join(said[name] for name in ("scheme", "cycle", "organisation")),
        _time(said, said["as_of"]),
        said.get("actor", said["organisation"]),
        said,
        value=value or None,
        inputs=said.get("inputs"),
        **{name: said.get(name) for name in fields},
    )
    return found


def _attendance(said: Values) -> dict[str, Any]:
    subject = ":".join(said[name] for name in ("scheme", "cycle", "organiser"))
    actor = said.get("actor", said["organiser"])
    who = {name: said.get(name) for name in ("session_id", "person", "organisation")}
    last = said.get("attended_to", said.get("attended_from"))
    if "reason" in said:
        absent = TrainingAbsenceRecorded
        missed: dict[str, Any] = _event(
            absent, subject, _time(said, last), actor, said, reason=said["reason"], **who
        )
        return missed
    attended: dict[str, Any] = _event(
        TrainingAttended, subject, _time(said, last), actor, said,
        role=said.get("role"), attended_from=said.get("attended_from"), attended_to=last, **who,
    )  # fmt: skip
    return attended


def _person(said: Values) -> dict[str, Any]:
    fields = ("person", "name_zh", "name_en", "contact", "since")
    return _only(**{name: said.get(name) for name in fields})


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "organisations",
            "组织表",
            (
                Column("organisation", ("组织编号", "编号", "组织"), needed=True),
                Column("kind", ("类别", "组织类别"), needed=True),
                Column("name_zh", ("名称", "组织名称", "中文名称"), needed=True),
                Column("name_en", ("英文名称",)),
                Column("name_note", ("名称说明",)),
                Column("level", ("层级",)),
                Column("parent", ("上级", "上级组织")),
                replace(TIME, needed=True),
                replace(ACTOR, needed=True),
                *ENTERED,
            ),
            _organisation,
            {"/subject": "organisation"},
        ),
        Kind(
            "people",
            "人员表",
            (
                Column("person", ("人员编号", "编号"), needed=True),
                Column("name_zh", ("姓名", "中文姓名")),
                Column("name_en", ("英文姓名", "拼音")),
                Column("contact", ("联系方式", "电话")),
                Column("since", ("起始日期", "启用日期"), cells.day),
            ),
            _person,
            {"": "name_zh"},
        ),
        Kind(
            "evidence",
            "佐证表",
            (
                *CYCLE,
                Column("organisation", ("组织编号", "组织", "支部"), needed=True),
                Column("evidence_id", ("佐证编号", "依据编号")),
                Column("criterion", ("指标", "标准"), needed=True),
                Column("value", ("值", "取值"), cells.value),
                Column("finding", ("认定", "文字认定")),
                Column("as_of", ("截止日期", "数据日期"), cells.day, needed=True),
                Column("period_from", ("期间起",), cells.day),
                Column("period_to", ("期间止",), cells.day),
                Column("kind", ("依据类型", "佐证类型"), needed=True),
                Column("found_in", ("出处", "材料出处"), needed=True),
                TIME,
                ACTOR,
                *ENTERED,
            ),
            _evidence,
            {
                "/subject": "organisation",
                "/data/value/value": "value",
                "/data/value/finding": "finding",
            },
            {"actor": "organisation", "time": "as_of"},
            figures=True,
        ),
        Kind(
            "attendance",
            "参训表",
            (
                *CYCLE,
                Column("organiser", ("主办组织", "举办组织"), needed=True),
                Column("session_id", ("场次", "培训编号"), needed=True),
                Column("person", ("人员编号", "人员"), needed=True),
                Column("organisation", ("所属组织", "组织编号")),
                Column("role", ("身份", "参训身份")),
                Column("attended_from", ("参加日期", "起日"), cells.day, needed=True),
                Column("attended_to", ("止日",), cells.day),
                Column("reason", ("缺勤原因",)),
                TIME,
                ACTOR,
                *ENTERED,
            ),
            _attendance,
            {"/subject": "organiser"},
            {"actor": "organiser", "time": "attended_from"},
        ),
    )
}
