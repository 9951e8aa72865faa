"""How answers are printed: JSON for programs, tables for people, progress for the patient."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from rich.console import Console


class Progress(Protocol):
    def __call__(self, done: int, of: int | None = None) -> None: ...


def console(*, stderr: bool = False) -> "Console":
    """Where people read."""
    from rich.console import Console

    class Ours(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # ended as elsewhere, not by the library

    return Ours(stderr=stderr, highlight=False)


def print_json(content: object) -> None:
    """One JSON document on stdout, Chinese as it is."""
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))


def print_json_line(content: object) -> None:
    """One JSON document on one line."""
    typer.echo(json.dumps(content, ensure_ascii=False, default=str))


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, whole: int = 0
) -> None:
    """Rows under their headings, as wide as the terminal; the first ``whole`` do not wrap."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, no_wrap=place < whole, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    console().print(table)


def local_day(moment: str, timezone: str) -> date:
    """The day that a moment in RFC 3339 is of, by the clock of a time zone."""
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(timezone)).date()


def counted(n: int, one: str, many: str | None = None) -> str:
    """A number of things: ``1 row``, ``2,000 rows``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


@contextmanager
def progress(what: str, of: int | None = None) -> Iterator[Progress]:
    """A progress bar on stderr while the block runs; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    # What is printed meanwhile goes above the bar, but not if it is on its way into a file.
    shared = sys.stdout.isatty()
    screen = console(stderr=True)
    with Bar(*columns, console=screen, transient=True, redirect_stdout=shared) as bar:
        task = bar.add_task(what, total=of)

        def show(done: int, of: int | None = None) -> None:
            bar.update(task, completed=done, total=of)

        yield show


def _silent(done: int, of: int | None = None) -> None:
    """Nobody watches."""
