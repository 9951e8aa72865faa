"""``gradetrail status``: what runs, how far it is, what waits."""

from pathlib import Path
from typing import Any

import typer

from cli import http, monitor
from cli.faults import Fault
from cli.output import print_json, print_table
from contracts.subjects import INBOX, SERVICES
from infra.addresses import STACK, Addresses, find
from infra.data_folder import read_json

READ_MODELS = "projections"


def run_status(data: Path | None, as_json: bool) -> int:
    """Print it; 1 if a service does not answer or names a fault."""
    addresses = find(data)
    said = {name: _status(addresses, name) for name in (*SERVICES, READ_MODELS)}
    whole = {
        "addresses": vars(addresses),
        "processes": _processes(addresses),
        "services": said,
        "nats": _of_nats(addresses),
        "inbox": _inbox(addresses),
    }
    if as_json:
        print_json(whole)
    else:
        _print(whole)
    return int(bool(whole["nats"]) or any(status.get("faults") for status in said.values()))


def _print(whole: dict[str, Any]) -> None:
    processes, said = whole["processes"], whole["services"]
    if processes:
        print_table(
            ("process", "pid", "restarts"),
            [(name, child["pid"], child["restarts"]) for name, child in processes.items()],
        )
    print_table(
        ("service", "position", "relayed", "waiting", "faults"),
        [
            (name, s.get("position"), s.get("relayed"), s.get("waiting"), _listed(s.get("faults")))
            for name, s in said.items()
            if name != READ_MODELS
        ],
    )
    models = said[READ_MODELS]
    rows = [
        (name, service, f"{reach['position']} of {reach['head']}", reach["oldest_unapplied_s"])
        for name, services in models.get("projections", {}).items()
        for service, reach in services.items()
    ]
    if rows:
        print_table(("read model", "of", "position", "seconds behind"), rows)
    if models.get("faults"):
        typer.echo(f"{READ_MODELS}: {_listed(models['faults'])}")
    if whole["nats"]:
        typer.echo(f"NATS: {whole['nats']}")
    inbox = whole["inbox"]
    if inbox is not None:
        typer.echo(f"{inbox['messages']} submissions wait in {INBOX} ({inbox['bytes']:,} bytes)")
    if faulty := [name for name, status in said.items() if status.get("faults")]:
        doctor = "`gradetrail doctor` says why that matters and what to do"
        typer.echo(f"{', '.join(faulty)} cannot do all of their work: {doctor}")


def _status(addresses: Addresses, name: str) -> dict[str, Any]:
    try:
        status: dict[str, Any] = http.get(addresses.service(name), "/status")
    except Fault as error:
        return {"faults": [str(error)]}
    return status


def _processes(addresses: Addresses) -> dict[str, Any]:
    stack = read_json(Path(addresses.data) / f"{STACK}.json") if addresses.data else None
    children: dict[str, Any] = stack["children"] if stack else {}
    return children


def _of_nats(addresses: Addresses) -> str | None:
    """What NATS complains of; None: nothing, or it has no monitor here."""
    if addresses.nats_monitor is None:
        return None
    try:
        return monitor.fault(addresses.nats_monitor)
    except OSError as error:
        return str(error)


def _inbox(addresses: Addresses) -> dict[str, Any] | None:
    """Messages and bytes in all inboxes; None where NATS has no monitor or does not answer."""
    if addresses.nats_monitor is None:
        return None
    try:
        accounts = monitor.streams(addresses.nats_monitor)["account_details"]
    except OSError:
        return None
    states = [
        stream["state"]
        for account in accounts
        for stream in account.get("stream_detail", ())
        if stream["name"].partition("-")[0] == INBOX
    ]
    return {name: sum(state[name] for state in states) for name in ("messages", "bytes")}


def _listed(faults: list[str] | None) -> str:
    return "; ".join(faults or ())
