"""``gradetrail publish``: CloudEvents from a file, receipts on the screen."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.output import print_json, progress
from client.faults import Fault
from client.submissions import NotRoutable, Receipt, Submission, route

if TYPE_CHECKING:
    from cli.output import Progress

GIVE_UP_AFTER_S = 60.0
SHOWN_MISTAKES = 20


def run_publish(file: str, batch: int, data: Path | None, as_json: bool) -> int:
    """Publish every line; 1 if anything was refused.

    Raises:
        Fault: a line is no CloudEvent for us (then nothing is sent), or nobody answers.
    """
    from infra.addresses import find

    lines = read_submissions(file)
    url = find(data).nats
    with progress("publishing", len(lines)) as show:
        receipts = asyncio.run(_publish(url, list(lines.values()), batch, show))
    return print_receipts(receipts, as_json, lines)


def read_submissions(file: str) -> dict[int, Submission]:
    """The CloudEvents of an NDJSON file, or of stdin for ``-``, by line; blank ones do not count.

    Raises:
        Fault: the file cannot be read, or lines are no CloudEvents for us: names them all.
    """
    submissions: dict[int, Submission] = {}
    mistakes = []
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            submission = json.loads(line)
            if not isinstance(submission, dict):
                raise NotRoutable("not a JSON object")
            route(submission)
        except json.JSONDecodeError as error:
            mistakes.append(f"line {number}: not JSON at column {error.colno}: {error.msg}")
        except (NotRoutable, ValueError, RecursionError) as error:
            mistakes.append(f"line {number}: {error}")
        else:
            submissions[number] = submission
    if mistakes:
        more = len(mistakes) - SHOWN_MISTAKES
        listed = "\n  ".join(mistakes[:SHOWN_MISTAKES] + ([f"and {more} more"] if more > 0 else []))
        raise Fault(f"nothing was published, as these are no CloudEvents for us:\n  {listed}")
    return submissions


def print_receipts(receipts: Sequence[Receipt], as_json: bool, lines: Iterable[int] = ()) -> int:
    """Print receipts and what they come to; 1 if anything was refused. ``lines``: of a file."""
    counts = Counter(receipt.status for receipt in receipts)
    if as_json:
        print_json({"receipts": [asdict(receipt) for receipt in receipts], "counts": dict(counts)})
    else:
        for receipt, line in zip_longest(receipts, lines):
            typer.echo(_line(receipt, line))
        typer.echo(
            ", ".join(f"{n} {status}" for status, n in counts.items()) or "nothing to publish",
            err=True,
        )
    return int(counts["refused"] > 0)


def _line(receipt: Receipt, line: int | None) -> str:
    from client.http import sentence

    place = f" {receipt.service}:{receipt.position}" if receipt.position is not None else ""
    at = f" line {line}:" if line and receipt.problem else ""
    why = f"{at} {sentence(receipt.problem)}" if receipt.problem else ""
    return f"{receipt.status:<9} {receipt.id}{place}{why}"


async def _publish(
    url: str, submissions: list[Submission], batch: int, show: "Progress"
) -> list[Receipt]:
    from client.publisher import NoAnswer, connected_publisher

    done = 0

    def count(_: Receipt) -> None:
        nonlocal done
        done += 1
        show(done, len(submissions))

    try:
        async with connected_publisher(url, give_up_after_s=GIVE_UP_AFTER_S) as publisher:
            return await publisher.publish(submissions, batch=batch, on_receipt=count)
    except NoAnswer as error:
        raise Fault(f"{error}; publish the same again: what was recorded stays once") from None


def _lines(file: str) -> Iterable[str]:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        # A line of NDJSON ends with a newline alone: splitlines would end it within a text, too.
        return raw.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise Fault(f"cannot read {file}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Fault(f"{file} is not UTF-8: {error.reason} at byte {error.start}") from None
