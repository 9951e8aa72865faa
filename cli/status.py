"""``gradetrail status``: what runs, how far it is, what waits."""

from pathlib import Path
from typing import Any

import typer

from cli import monitor
from cli.output import counted, print_json, print_table
from client import http
from client.faults import Fault
from contracts.subjects import INBOX, SERVICES
from infra.addresses import STACK, Addresses, find
from infra.data_folder import read_json

READ_MODELS = "projections"


def run_status(data: Path | None, as_json: bool) -> int:
    """Print it; 1 if a service does not answer, names a fault, or does not let us in."""
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
    wrong = any(status.get("faults") or status.get("shut") for status in said.values())
    return int(bool(whole["nats"]) or wrong)


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
            (name, s.get("position"), s.get("relayed"), s.get("waiting"), _wrong(s))
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
        waiting = counted(inbox["messages"], "submission waits", "submissions wait")
        typer.echo(f"{waiting} in {INBOX} ({counted(inbox['bytes'], 'byte')})")
    if shut := [name for name, status in said.items() if status.get("shut")]:
        typer.echo(f"{', '.join(shut)}: {said[shut[0]]['shut']}")
    if faulty := [name for name, status in said.items() if status.get("faults")]:
        doctor = "`gradetrail doctor` says why that matters and what to do"
        typer.echo(f"{', '.join(faulty)} cannot do all of their work: {doctor}")


def _status(addresses: Addresses, name: str) -> dict[str, Any]:
    try:
        status: dict[str, Any] = http.get(addresses.service(name), "/status")
    except http.NotLetIn as error:
        return {"shut": str(error)}
    except Fault as error:
        return {"faults": [str(error)]}
    return status


def _wrong(status: dict[str, Any]) -> str:
    return "not let in" if status.get("shut") else _listed(status.get("faults"))


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
