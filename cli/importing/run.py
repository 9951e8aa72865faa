"""``gradetrail import``: each row checked, sent and answered; some thousand at a time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import typer

from cli.importing.kinds import KINDS
from cli.importing.known import Found, Known
from cli.importing.rows import Layout, Prepared, layout, placed, prepared
from cli.importing.tables import BLIND, open_table
from cli.importing.verdicts import RefusedRows, Seen, Told, Verdict
from cli.output import progress
from client import reading
from client.faults import Fault
from client.submissions import Receipt
from contracts.refusals import Fault as Broken
from infra.addresses import Addresses, find
from infra.trouble import CannotRun
from services.projections.texts import Bi, Lang

AT_ONCE = 4_000
"""Rows in memory, and submissions in flight, at most."""
PEOPLE_AT_ONCE = 1_000
MESSAGE = 100
"""Submissions in a message."""
GIVE_UP_AFTER_S = 60.0

Deliver = Callable[[Sequence[Prepared]], Awaitable[list[Verdict]]]
"""Sends rows whose contract holds; their verdicts, in their order."""


@dataclass(frozen=True, slots=True)
class Import:
    """What is to be imported. ``same``: ``COLUMN=VALUE`` of columns that the file leaves open."""

    kind: str
    file: Path
    sheet: str | None
    same: tuple[str, ...]
    refused: Path | None


def run_import(
    asked: Import, data: Path | None, lang: Lang, *, dry_run: bool, as_json: bool
) -> int:
    """Import a table, or say what would become of it; 1 if a row was refused.

    Raises:
        Fault: the table cannot be read or is of another form, or nobody answers.
    """
    kind, same = KINDS[asked.kind], _same(asked.same, lang)
    told = Told(lang, as_json=as_json)
    with open_table(asked.file, asked.sheet) as table:
        where = layout(kind, table, same, lang)
        if asked.file.suffix.lower() in BLIND:
            typer.echo(_blind(asked.file.suffix).to(lang), err=True)
        addresses = _addresses(data, dry_run, lang)
        refused = RefusedRows(_refused_file(asked), table.heading, lang)

        def note(verdict: Verdict) -> None:
            told.tell(verdict)
            if verdict.status == "refused" and not dry_run:
                refused.keep(verdict)

        with progress("checking" if dry_run else "importing", table.size) as show, refused:

            def done(verdict: Verdict) -> None:
                note(verdict)
                show(verdict.row.number - table.heading.number, table.size)

            rows = prepared(table, where)
            asyncio.run(_import(rows, where, addresses, dry_run, done))
    told.end(refused_file=refused.file if refused.rows else None)
    if refused.rows:
        kept = Bi(
            f"refused rows, to be corrected and imported: {refused.file}",
            f"拒收的行已写入{refused.file}，改正后再导入",
        )
        typer.echo(kept.to(lang), err=True)
    return int(told.counts["refused"] > 0)


async def _import(
    rows: Iterator[Prepared], where: Layout, addresses: Addresses | None, dry_run: bool,
    done: Callable[[Verdict], None],
) -> None:  # fmt: skip
    people, seen = not where.kind.events, Seen()
    async with _delivery(where, addresses, dry_run) as deliver:
        while some := list(islice(rows, PEOPLE_AT_ONCE if people else AT_ONCE)):
            answered = iter(await deliver([one for one in some if not one.faults]))
            for one in some:
                verdict = _refused(one) if one.faults else next(answered)
                done(seen.judged(verdict, one.said) if dry_run else verdict)


@asynccontextmanager
async def _delivery(
    where: Layout, addresses: Addresses | None, dry_run: bool
) -> AsyncIterator[Deliver]:
    """How the rows of a kind are sent, or, in a dry run, looked at."""
    if addresses is None:
        yield _believe
    elif not where.kind.events:
        yield _register(where, addresses, dry_run)
    elif dry_run:
        yield _look(where, Known(addresses))
    else:
        from client.publisher import NoAnswer, connected_publisher

        try:
            async with connected_publisher(
                addresses.nats, window=AT_ONCE, give_up_after_s=GIVE_UP_AFTER_S
            ) as publisher:

                async def publish(some: Sequence[Prepared]) -> list[Verdict]:
                    receipts = await publisher.publish([one.said for one in some], batch=MESSAGE)
                    return [_received(*pair, where) for pair in zip(some, receipts, strict=True)]

                yield publish
        except NoAnswer as error:
            raise Fault(f"{error}; import the same again: what was recorded stays once") from None


async def _believe(some: Sequence[Prepared]) -> list[Verdict]:
    """There is nobody to ask: the contract holds, and no more is known."""
    return [Verdict(one.row, "valid", one.said.get("id")) for one in some]


def _look(where: Layout, known: Known) -> Deliver:
    async def look(some: Sequence[Prepared]) -> list[Verdict]:
        return [_looked_at(one, known.lacks(where.kind.name, one.said), where) for one in some]

    return look


def _register(where: Layout, addresses: Addresses, dry_run: bool) -> Deliver:
    async def register(some: Sequence[Prepared]) -> list[Verdict]:
        if not some:
            return []
        told = reading.name_people(addresses, [one.said for one in some], dry_run=dry_run)
        return [_named(*pair, where, dry_run) for pair in zip(some, told, strict=True)]

    return register


def _looked_at(one: Prepared, lacking: Sequence[Found], where: Layout) -> Verdict:
    faults = [placed(fault, where) for fault in lacking]
    return Verdict(one.row, "refused" if faults else "valid", one.said["id"], faults=faults)


def _received(one: Prepared, receipt: Receipt, where: Layout) -> Verdict:
    status: Any = receipt.status
    faults = [placed(fault, where) for fault in _faults(receipt.problem)]
    return Verdict(one.row, status, receipt.id, asdict(receipt), faults)


def _named(one: Prepared, told: dict[str, Any], where: Layout, dry_run: bool) -> Verdict:
    status: Any = told["status"]
    if dry_run and status == "accepted":
        status = "valid"
    faults = [placed(fault, where) for fault in _faults(told["problem"])]
    return Verdict(one.row, status, told["person"], faults=faults)


def _refused(one: Prepared) -> Verdict:
    return Verdict(one.row, "refused", one.said.get("id"), faults=one.faults)


def _faults(problem: dict[str, Any] | None) -> Iterable[Broken]:
    """What a problem document names."""
    if problem is None:
        return
    for one in problem["errors"] or [{"rule": problem["title"], "detail": problem["detail"]}]:
        yield Broken(
            one.get("pointer", ""), one["detail"], one["rule"], one.get("accepts") or "another row"
        )


def _blind(suffix: str) -> Bi:
    return Bi(
        f"a cell with an error counts as blank in {suffix}: save it as .xlsx to have such rows"
        " refused",
        f"{suffix}中的错误值会被当作空单元格：请另存为.xlsx，这样的行才会被拒收",
    )


def _same(given: Sequence[str], lang: Lang) -> dict[str, str]:
    """Values by column.

    Raises:
        Fault: something is not COLUMN=VALUE.
    """
    found = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not (name.strip() and equals and value.strip()):
            said = Bi(
                f"--set takes COLUMN=VALUE; {one} is not", f"--set 应写成“列=值”，不能写成“{one}”"
            )
            raise Fault(said.to(lang))
        found[name.strip()] = value.strip()
    return found


def _addresses(data: Path | None, dry_run: bool, lang: Lang) -> Addresses | None:
    """The running stack; a dry run does without one, and says what it leaves out."""
    try:
        found = find(data)
    except CannotRun as error:
        if not dry_run or data is not None:
            raise
        why = str(error)
    else:
        if found.projections or not dry_run:
            return found
        why = "there are no read models to ask"
    said = Bi(f"what rows refer to is not looked up: {why}", f"未核对所引用的内容：{why}")
    typer.echo(said.to(lang), err=True)
    return None


def _refused_file(asked: Import) -> Path:
    file = asked.refused or asked.file.with_name(f"{asked.file.stem}.refused.csv")
    if file.absolute() == asked.file.absolute():
        raise Fault(f"--refused {file} is the file that is imported: name another")
    return file
