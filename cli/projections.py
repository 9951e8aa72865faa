"""``gradetrail parked`` and ``rebuild``: looking after the read models."""

import time
from pathlib import Path
from typing import Any

import typer

from cli.output import counted, print_json, print_table, progress
from client import reading
from client.faults import Fault
from infra.addresses import find

LOOK_EVERY_S = 0.2
ENDED = ("swapped", "failed")


def run_parked(data: Path | None, as_json: bool) -> None:
    """Print what the read models could not apply."""
    parked = reading.parked(find(data))
    rows = [
        (one["projection"], e["case"], e["event"], f"{e['service']}:{e['position']}", e["error"])
        for one in parked
        for e in one["events"]
    ]
    if as_json:
        print_json({"data": parked})
    elif rows:
        print_table(("read model", "case", "event", "position", "why"), rows)
    else:
        typer.echo("nothing is parked")


def run_replay(case: str, data: Path | None, as_json: bool) -> None:
    """Apply a parked case's events again, in every read model that has parked it.

    Raises:
        Fault: nothing is parked of it, or it fails again.
    """
    addresses = find(data)
    concerned = [
        one["projection"]
        for one in reading.parked(addresses)
        if any(event["case"] == case for event in one["events"])
    ]
    if not concerned:
        raise Fault(f"nothing is parked of {case}")
    replayed = [reading.replay(addresses, projection, case) for projection in concerned]
    if as_json:
        print_json({"data": replayed})
        return
    for one in replayed:
        typer.echo(f"{one['projection']}: {counted(one['events'], 'event')} of {case} applied")


def run_rebuild(projection: str, data: Path | None, as_json: bool) -> int:
    """Rebuild a read model and say how it compared; 1 if rows differed.

    Raises:
        Fault: it failed; the live one goes on being read.
    """
    addresses = find(data)
    note = reading.start_rebuild(addresses, projection)
    with progress(f"rebuilding {projection}") as show:
        while note["state"] not in ENDED:
            time.sleep(LOOK_EVERY_S)
            note = reading.rebuilt(addresses, projection)
            show(note["done"], note["of"])
    if note["state"] == "failed":
        raise Fault(f"{projection} was not rebuilt, the old one stays: {note['error']}")
    differing = sum((note["differing"] or {}).values())
    if as_json:
        print_json(note)
    else:
        typer.echo(_said(projection, note, differing))
    return int(differing > 0)


def _said(projection: str, note: dict[str, Any], differing: int) -> str:
    took = f"{projection}: {counted(note['done'], 'event')} in {note['seconds']:.1f} s"
    if not differing:
        return f"{took}; it equals the old one and has taken its place"
    rows = counted(differing, "row differs", "rows differ")
    return f"{took}; {rows}, the old one stays as the schema {projection}_old"
