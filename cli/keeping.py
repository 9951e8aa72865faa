"""``gradetrail backup``, ``restore``, ``verify`` and ``drill``."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import typer
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from cli.output import counted, print_json
from client.faults import Fault
from client.signing_in import as_operator
from infra.addresses import find
from infra.data_folder import DataFolder, read_json
from infra.embedded.access import operator_seed
from infra.embedded.postgres import ADMIN
from infra.keeping.backup import back_up, drop_all_but
from infra.keeping.drill import Drill, rehearse
from infra.keeping.engines import DATABASES, Engines
from infra.keeping.manifest import Manifest, read
from infra.keeping.restore import differences, not_carried, restore
from infra.migrate import Database, Settings
from infra.ports import choose
from infra.supervisor import Supervisor
from services.runtime.settings import read_settings

_REFILLED_WITHIN_S = 300.0


def run_backup(
    to: Path, keep: int | None, access: Path | None, data: Path | None, as_json: bool
) -> None:
    """Write a backup and print where it is."""
    made, manifest = back_up(_running(data), to.expanduser().absolute(), access=access)
    dropped = drop_all_but(made.parent, keep) if keep else []
    if as_json:
        print_json({"backup": str(made), **_told(manifest), "dropped": [str(d) for d in dropped]})
        return
    typer.echo(f"{made}: {_words(manifest)}, in {manifest.took_s:.1f} s")
    typer.echo(f"all of it is of {manifest.taken_at.isoformat()}; writers waited "
               f"{manifest.held_ms:.0f} ms")  # fmt: skip
    for old in dropped:
        typer.echo(f"dropped {old}")


def run_restore(
    backup: Path,
    data: Path | None,
    access: Path | None,
    *,
    replace: bool,
    verify: bool,
    as_json: bool,
) -> int:
    """Put a backup where nothing is; 1 if what was restored is not the backup."""
    backup = backup.expanduser().absolute()
    started = time.monotonic()
    read(backup)  # before anything is made or started
    if data is None:
        engines, passwords = _by_settings()
        manifest = restore(engines, backup, passwords, replacing=replace)
        faults: list[str] = []
    else:
        with _own_stack(data, access) as stack:
            engines = stack.start_engines()
            manifest = restore(engines, backup, stack.roles, replacing=replace)
            stack.start_services()
            faults = _verified(engines, manifest) if verify else []
    took_s = round(time.monotonic() - started, 1)
    if as_json:
        print_json({"backup": str(backup), **_told(manifest), "faults": faults, "took_s": took_s})
    else:
        typer.echo(f"restored {_words(manifest)}, in {took_s} s")
        _say_faults(faults, "it is the backup, event by event" if verify else "")
    return int(bool(faults))


def run_verify(backup: Path, data: Path | None, as_json: bool) -> int:
    """Look whether what runs has all that a backup has; 1 if not."""
    manifest = read(backup.expanduser().absolute())
    faults = _verified(_running(data), manifest)
    if as_json:
        print_json({"backup": str(backup), **_told(manifest), "faults": faults})
    else:
        _say_faults(faults, f"all of it is there: {_words(manifest)}")
    return int(bool(faults))


def run_drill(folder: Path, data: Path | None, as_json: bool) -> int:
    """Rehearse a restore of the latest backup; 1 if it would not bring everything back."""
    drill = rehearse(_running(data), folder.expanduser().absolute())
    if as_json:
        print_json(msgspec.to_builtins(drill))
    else:
        _say_drill(drill)
    return int(bool(drill.faults))


def _say_drill(drill: Drill) -> None:
    lost = sum(drill.lost_events.values())
    typer.echo(f"{drill.backup}: {counted(drill.events, 'event')} restored and checked "
               f"in {drill.restored_s:.1f} s")  # fmt: skip
    typer.echo(f"the trail was rebuilt from them in {drill.rebuilt_s:.1f} s")
    typer.echo(f"a restore now would lose what was recorded in the last {drill.lost_s:.0f} s: "
               f"{counted(lost, 'event')}")  # fmt: skip
    _say_faults(drill.faults, "the rebuilt trail equals the live one, up to the backup's positions")


def _say_faults(faults: list[str], well: str) -> None:
    for fault in faults:
        typer.echo(f"FAULT {fault}")
    if well and not faults:
        typer.echo(well)


def _verified(engines: Engines, manifest: Manifest) -> list[str]:
    """Faults of the stores, and of streams that their relays have not refilled in time."""
    if faults := differences(engines, manifest):
        return faults
    end = time.monotonic() + _REFILLED_WITHIN_S
    while (missing := not_carried(engines, manifest)) and time.monotonic() < end:
        time.sleep(0.2)  # the relays go on refilling; nobody tells of it
    return missing


def _words(manifest: Manifest) -> str:
    parts = [f"{name} {store.position}" for name, store in manifest.services.items()]
    waiting = sum(manifest.waiting.values())
    undecided = counted(waiting, "undecided submission")
    return f"{counted(manifest.events, 'event')} ({', '.join(parts)}), {undecided}"


def _told(manifest: Manifest) -> dict[str, object]:
    told: dict[str, object] = msgspec.to_builtins(manifest)
    return {name: value for name, value in told.items() if name != "files"}


# Which engines ------------------------------------------------------------------------------


def _running(data: Path | None) -> Engines:
    """Those that the settings name, else those of the stack that runs."""
    told = read_settings(Settings, "migrate")
    if data is None and told.admin_url:
        sign_in = told.sign_in if told.sign_in.seed_file else as_operator(None)
        return Engines(told.admin_url, told.nats_url or find().nats, sign_in)
    addresses = find(data)
    if not addresses.data or not addresses.postgres:
        raise Fault("this stack's PostgreSQL is not ours to reach: set MIGRATE_ADMIN_URL")
    passwords = read_json(Path(addresses.data) / "passwords.json") or {}
    host, _, port = addresses.postgres.partition(":")
    admin = make_conninfo(
        host=host, port=port, user=ADMIN, dbname="postgres", password=passwords[ADMIN]
    )
    return Engines(admin, addresses.nats, as_operator(operator_seed(Path(addresses.data))))


def _by_settings() -> tuple[Engines, dict[str, str]]:
    """Those that the settings name, and the passwords of the services' roles."""
    if not read_settings(Settings, "migrate").admin_url:
        raise Fault("set MIGRATE_ADMIN_URL, or give --data")
    urls = {name: read_settings(Database, name).database_url for name in DATABASES}
    passwords = {name: str(conninfo_to_dict(url)["password"]) for name, url in urls.items()}
    return _running(None), passwords


@contextmanager
def _own_stack(data: Path, access: Path | None) -> Iterator[Supervisor]:
    """A stack on a data folder that nothing runs on; stopped afterwards."""
    folder = DataFolder.open(data)
    ports = choose({}, folder.read("ports"))
    stack = Supervisor(
        folder, ports, say=lambda line: typer.echo(line, err=True), stopping=threading.Event(),
        access=access,
    )  # fmt: skip
    try:
        yield stack
    finally:
        stack.stop()
        folder.close()
