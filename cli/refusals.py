"""``gradetrail refused``: what was refused, and submitting it again."""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import typer

from cli.output import console, print_json, print_table
from client import http
from client.faults import Fault
from contracts.messages import STRUCTURED
from contracts.subjects import SERVICES
from infra.addresses import find

PAGE = 200
"""What a service tells at once, at most."""


def latest(service: str, *, everything: bool = False, page: int = PAGE) -> Iterator[dict[str, Any]]:
    """What a service refused, latest first, asked for as it is read; ``service``: its address."""
    cursor: int | None = None
    while True:
        found = http.get(
            service, "/refused", limit=page, cursor=cursor, all="true" if everything else None
        )
        yield from found["data"]
        cursor = found["next"]
        if cursor is None:
            return


def run_list(
    service: str | None, everything: bool, limit: int, data: Path | None, as_json: bool
) -> None:
    """Print what was refused, of one service or all, and where there is more than ``limit``."""
    addresses = find(data)
    found: dict[str, list[dict[str, Any]]] = {}
    for name in [known(service)] if service else SERVICES:
        kept = latest(addresses.service(name), everything=everything, page=min(limit + 1, PAGE))
        found[name] = list(islice(kept, limit))
        if next(kept, None):
            more = f"{name} keeps more than these {limit}: --limit {2 * limit} lists more"
            typer.echo(more, err=True)
    if as_json:
        print_json(found)
        return
    if not any(found.values()):
        typer.echo("nothing is refused")
    for name, refusals in found.items():
        for refusal in refusals:
            _print_short(name, refusal)


def run_show(service: str, number: int, data: Path | None, as_json: bool) -> None:
    """Print one refusal with the submission as it came."""
    refusal = http.get(find(data).service(known(service)), f"/refused/{number}")
    submission = {**refusal["attributes"], "data": refusal["data"]}
    if as_json:
        print_json({**refusal, "submission": submission})
        return
    problem = refusal["problem"]
    console().print(f"[bold]{problem['title']}[/]  {problem['type']}", markup=True)
    typer.echo(problem["detail"])
    print_table(
        ("field", "rule", "what is wrong", "accepted"),
        [(e["pointer"], e["rule"], e["detail"], e["accepts"]) for e in problem["errors"]],
    )
    typer.echo(json.dumps(submission, ensure_ascii=False, indent=2))
    if refusal["accepted_as"]:
        typer.echo(f"accepted after all, at position {refusal['accepted_as']['position']}")


def run_resubmit(
    service: str, number: int, corrected: str | None, data: Path | None, as_json: bool
) -> int:
    """Submit it again; 1 if it is refused again."""
    body = _event(corrected) if corrected else None
    address = find(data).service(known(service))
    try:
        receipt = http.post(address, f"/refused/{number}/resubmit", body, content_type=STRUCTURED)
    except http.Refused as refused:
        if refused.problem.get("status") == 404:
            raise
        if as_json:
            print_json({"status": "refused", "problem": refused.problem})
        else:
            typer.echo(f"refused again: {refused}")
        return 1
    if as_json:
        print_json(receipt)
    else:
        typer.echo(f"{receipt['status']} {receipt['id']} {service}:{receipt['position']}")
    return 0


def known(service: str) -> str:
    """The service's name.

    Raises:
        Fault: there is none of that name.
    """
    if service not in SERVICES:
        raise Fault(f"{service} is not one of {', '.join(SERVICES)}")
    return service


def _print_short(service: str, refusal: dict[str, Any]) -> None:
    attributes = refusal["attributes"]
    event = str(attributes.get("type", "")).split(".")
    name = event[2] if len(event) > 2 else attributes.get("type") or "unreadable"
    subject, at = attributes.get("subject") or "", refusal["refusedat"][:19]
    typer.echo(f"{service} {refusal['number']}  {name}  {subject}  {at}")
    typer.echo(f"    {refusal['problem']['title']}: {refusal['problem']['detail']}")
    if refusal["accepted_as"]:
        typer.echo(f"    accepted after all, at position {refusal['accepted_as']['position']}")


def _event(file: str) -> Any:
    try:
        return json.loads(sys.stdin.read() if file == "-" else Path(file).read_text("utf-8"))
    except OSError as error:
        raise Fault(f"cannot read {file}: {error.strerror}") from None
    except ValueError as error:
        raise Fault(f"{file} is not JSON: {error}") from None
