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

Status = Literal["valid", "accepted", "duplicate", "refused"]


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

    def line(self) -> str:
        """The verdict in a line."""
        position = (self.receipt or {}).get("position")
        place = f" {self.receipt['service']}:{position}" if self.receipt and position else ""
        said = f"{self.status:<9} row {self.row.number}{place}"
        why = f"row {self.same_as} again" if self.same_as else self.why()
        return f"{said}  {why}" if why else f"{said}  {self.id or ''}".rstrip()

    def why(self) -> str:
        """All that is wrong, each with column, rule and what is accepted."""
        return "; ".join(
            f"{(one.column or one.field) + ': ' if one.column or one.field else ''}{one.detail}"
            f" [{one.rule}; accepted is {one.accepts}]"
            for one in self.faults
        )

    def as_json(self) -> dict[str, Any]:
        """The verdict for programs."""
        return {
            "row": self.row.number,
            "status": self.status,
            "id": self.id,
            "receipt": self.receipt,
            "same_as": self.same_as,
            "faults": [asdict(one) for one in self.faults],
        }


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

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self.counts: Counter[str] = Counter()

    def tell(self, verdict: Verdict) -> None:
        """One verdict."""
        if self._as_json:
            before = "," if self.counts else '{"rows": ['
            typer.echo(before + json.dumps(verdict.as_json(), ensure_ascii=False))
        else:
            typer.echo(verdict.line())
        self.counts[verdict.status] += 1

    def end(self, **more: Any) -> None:
        """What all verdicts come to."""
        if self._as_json:
            rest = {"counts": dict(self.counts), **more}
            start = "]," if self.counts else '{"rows": [],'
            typer.echo(start + json.dumps(rest, ensure_ascii=False, default=str)[1:])
        else:
            said = ", ".join(f"{n:,} {status}" for status, n in self.counts.items())
            typer.echo(said or "no rows", err=True)


class RefusedRows:
    """Writes refused rows as a CSV that Excel opens; there is none while there are none."""

    def __init__(self, file: Path, heading: Row) -> None:
        self.file, self.rows = file, 0
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
            self._write(verdict.row, str(verdict.row.number), verdict.why())
        except OSError as error:
            raise Fault(f"cannot write {self.file}: {error.strerror}") from None
        self.rows += 1

    def _write(self, row: Row, *added: str) -> None:
        own = (row.cell(place) for place in self._places)
        self._writer.writerow(["" if cell is None else cells.text(cell) for cell in own] + [*added])
