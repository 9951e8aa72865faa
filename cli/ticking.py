"""``gradetrail tick``: plays time, says which deadlines went by with nothing on record."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import typer

from cli.output import print_json
from cli.publishing import GIVE_UP_AFTER_S, print_receipts
from client import reading
from client.faults import Fault
from infra.addresses import Addresses, find


def run_tick(
    until: str | None, data: Path | None, *, dry_run: bool, as_json: bool,
    scheme: str | None, cycle: str | None,
) -> int:  # fmt: skip
    """Say what had passed by the end of a day; 1 if anything was refused.

    Raises:
        Fault: it is no day, or one that has not come; no such scheme or cycle; nobody answers.
    """
    from client.publisher import NoAnswer
    from ticker.passed import today
    from ticker.tick import due, say

    day = _day(until) if until else None
    addresses, now = find(data), datetime.now(UTC)
    _known(addresses, scheme, cycle)
    submissions = due(
        addresses, lambda one: min(day or date.max, today(one, now)), scheme=scheme, cycle=cycle
    )
    if dry_run:
        _print_submissions(submissions, as_json)
        return 0
    try:
        return print_receipts(
            asyncio.run(say(addresses.nats, submissions, GIVE_UP_AFTER_S)), as_json
        )
    except NoAnswer as error:
        raise Fault(f"{error}; tick again: what was recorded stays once") from None


def _known(addresses: Addresses, scheme: str | None, cycle: str | None) -> None:
    """A mistyped name must not look like a programme of which nothing is due.

    Raises:
        Fault: there is no such scheme, or no such cycle; says which there are.
    """
    if scheme is None and cycle is None:
        return
    versions = reading.schemes(addresses)
    schemes = {one["id"] for one in versions}
    if scheme is not None and scheme not in schemes:
        known = ", ".join(sorted(schemes)) or "none"
        raise Fault(f"no scheme {scheme} has been published; known: {known}")
    cycles = {c["id"] for one in versions if scheme in (None, one["id"]) for c in one["cycles"]}
    if cycle is not None and cycle not in cycles:
        of, known = f" of {scheme}" if scheme else "", ", ".join(sorted(cycles)) or "none"
        raise Fault(f"no cycle {cycle}{of} has been opened; known: {known}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault(f"--until takes a day like 2011-11-16; {text} is none") from None


def _print_submissions(submissions: Sequence[dict[str, object]], as_json: bool) -> None:
    if as_json:
        print_json({"submissions": submissions})
        return
    for one in submissions:
        typer.echo(f"{one['time']} {str(one['type']).split('.')[2]} {one['id']}")
    typer.echo(f"{len(submissions)} would be said", err=True)
