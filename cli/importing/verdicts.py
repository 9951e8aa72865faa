"""What became of each row: told as it is known, and the refused ones kept to be corrected."""

import csv
import json
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import msgspec
import typer

from cli.importing import cells
from cli.importing.rows import REFUSED_BECAUSE, REFUSED_ROW, RowFault
from cli.importing.tables import Row
from client.faults import Fault
from services.projections.texts import Bi, Lang

Status = Literal["valid", "accepted", "duplicate", "refused"]


_STATUS: Mapping[Status, str] = {
    "valid": "有效", "accepted": "已收", "duplicate": "重复", "refused": "拒收",
}  # fmt: skip
_RULES = {
    "needed": "必填", "day": "日期", "moment": "时刻", "number": "数值", "value": "取值",
    "zone": "时区", "error": "错误值", "merged cells": "合并单元格", "heading": "表头",
    "on record": "已有记录",
}  # fmt: skip
"""What import itself asks for; rules of services and schemes have names of their own."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a row, or, as ``valid``, would. ``receipt``: of the event, as sent.

    ``same_as``: the row above that says the same, in a dry run.
    """

    row: Row
    status: Status
    id: str | None = None
    receipt: Mapping[str, Any] | None = None
    faults: list[RowFault] = field(default_factory=list)
    same_as: int | None = None

    def line(self, lang: Lang) -> str:
        """The verdict in a line."""
        position = (self.receipt or {}).get("position")
        place = f" {self.receipt['service']}:{position}" if self.receipt and position else ""
        row = Bi(
            f"{self.status:<9} row {self.row.number}",
            f"{_STATUS[self.status]} 第{self.row.number}行",
        )
        said = f"{row.to(lang)}{place}"
        why = self.why(lang)
        return f"{said}  {why}" if why else f"{said}  {self.id or ''}".rstrip()

    def why(self, lang: Lang) -> str:
        """All that is wrong, each with column, rule and what is accepted."""
        if self.same_as:
            return Bi(f"row {self.same_as} again", f"与第{self.same_as}行相同").to(lang)
        return Bi("; ", "；").to(lang).join(_said(one).to(lang) for one in self.faults)

    def as_json(self) -> dict[str, Any]:
        """The verdict for programs."""
        return {
            "row": self.row.number,
            "status": self.status,
            "id": self.id,
            "receipt": self.receipt,
            "same_as": self.same_as,
            "faults": [
                asdict(one) | {"detail": one.detail.en, "accepts": one.accepts.en}
                for one in self.faults
            ],
        }


def _said(fault: RowFault) -> Bi:
    place, rule = fault.column or fault.field, fault.rule
    en = f"{fault.detail.en} [{rule}; accepted is {fault.accepts.en}]"
    zh = f"{fault.detail.to('zh')}[{_RULES.get(rule, rule)}；应为：{fault.accepts.to('zh')}]"
    return Bi(f"{place}: {en}", f"{place}：{zh}") if place else Bi(en, zh)


class Seen:
    """Knows a row that a dry run has seen before; of each it keeps a few bytes."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}

    def judged(self, verdict: Verdict, said: Mapping[str, Any]) -> Verdict:
        """A verdict on what a row says: what is valid once is a duplicate the second time."""
        if verdict.status != "valid":
            return verdict
        first = self._rows.setdefault(hash(msgspec.json.encode(said)), verdict.row.number)
        if first == verdict.row.number:
            return verdict
        return replace(verdict, status="duplicate", same_as=first)


class Told:
    """Tells verdicts as they come, in text or as one JSON object; keeps nothing but counts."""

    def __init__(self, lang: Lang, *, as_json: bool) -> None:
        self._lang, self._as_json = lang, as_json
        self.counts: Counter[Status] = Counter()

    def tell(self, verdict: Verdict) -> None:
        """One verdict."""
        if self._as_json:
            before = "," if self.counts else '{"rows": ['
            typer.echo(before + json.dumps(verdict.as_json(), ensure_ascii=False))
        else:
            typer.echo(verdict.line(self._lang))
        self.counts[verdict.status] += 1

    def end(self, **more: Any) -> None:
        """What all verdicts come to."""
        if self._as_json:
            rest = {"counts": dict(self.counts), **more}
            start = "]," if self.counts else '{"rows": [],'
            typer.echo(start + json.dumps(rest, ensure_ascii=False, default=str)[1:])
        else:
            counts = self.counts.items()
            said = Bi(
                ", ".join(f"{n:,} {status}" for status, n in counts) or "no rows",
                "，".join(f"{_STATUS[status]}{n:,}行" for status, n in counts) or "没有数据行",
            )
            typer.echo(said.to(self._lang), err=True)


class RefusedRows:
    """Writes refused rows as a CSV that Excel opens; there is none while there are none."""

    def __init__(self, file: Path, heading: Row, lang: Lang = "en") -> None:
        self.file, self.rows, self._lang = file, 0, lang
        added = (REFUSED_ROW, REFUSED_BECAUSE)
        self._places = [n for n, cell in enumerate(heading.cells) if cell not in added]
        self._heading = heading
        self._open = ExitStack()
        self._writer: Any = None

    def __enter__(self) -> "RefusedRows":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._open.close()

    def keep(self, verdict: Verdict) -> None:
        """Write a refused row with its reason.

        Raises:
            Fault: the file cannot be written.
        """
        try:
            if self._writer is None:
                opened = self.file.open("w", encoding="utf-8-sig", newline="")
                self._writer = csv.writer(self._open.enter_context(opened))
                self._write(self._heading, REFUSED_ROW, REFUSED_BECAUSE)
            self._write(verdict.row, str(verdict.row.number), verdict.why(self._lang))
        except OSError as error:
            raise Fault(f"cannot write {self.file}: {error.strerror}") from None
        self.rows += 1

    def _write(self, row: Row, *added: str) -> None:
        own = (row.cell(place) for place in self._places)
        self._writer.writerow(["" if cell is None else cells.text(cell) for cell in own] + [*added])
