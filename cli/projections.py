"""``gradetrail parked`` and ``rebuild``: looking after the read models."""

import threading
from pathlib import Path
from typing import Any

import typer

from cli import reading
from cli.output import print_json, print_table, progress
from infra.addresses import Addresses, find

LOOK_EVERY_S = 0.2


def run_parked(data: Path | None, as_json: bool) -> None:
    """Print what the read models could not apply."""
    parked = reading.parked(find(data))
    if as_json:
        print_json({"parked": parked})
    elif parked:
        print_table(
            ("read model", "case", "event", "position", "why"),
            [
                (p["view"], p["case"], p["event"], f"{p['service']}:{p['position']}", p["error"])
                for p in parked
            ],
        )
    else:
        typer.echo("nothing is parked")


def run_replay(case: str, data: Path | None, as_json: bool) -> None:
    """Apply a parked case's events again."""
    replayed = reading.replay(find(data), case)
    if as_json:
        print_json(replayed)
    else:
        typer.echo(f"{case}: {replayed['replayed']} events applied")


def run_rebuild(projection: str, data: Path | None, as_json: bool) -> int:
    """Rebuild a read model and say how it compared; 1 if rows differed."""
    addresses = find(data)
    done: dict[str, Any] = {}
    failed: list[BaseException] = []

    def rebuild() -> None:
        try:
            done.update(reading.rebuild(addresses, projection))
        except BaseException as error:
            failed.append(error)

    working = threading.Thread(target=rebuild)
    working.start()
    with progress(f"rebuilding {projection}") as show:
        while working.is_alive():
            working.join(LOOK_EVERY_S)
            _show(addresses, projection, show)
    if failed:
        raise failed[0]
    differing = sum((done.get("differing") or {}).values())
    if as_json:
        print_json(done)
    else:
        typer.echo(
            f"{projection}: {done['of']} events in {done['seconds']} s, {differing} rows differed"
        )
    return int(differing > 0)


def _show(addresses: Addresses, projection: str, show: Any) -> None:
    note = reading.rebuilding(addresses, projection)
    if note:
        show(note["done"], note["of"])
