"""The secrets of a deployment, made at its first start: each in the room of who needs it.

    python -m infra.keyring [--keyring DIR] [--access FILE] [--begin-with FILE]

A room is a folder that one container mounts at ``/run/secrets``, and sees nothing else of. What is
there stays as it is, so that it may run at every start; ``secrets.json``, from which the rooms
are furnished, no service sees. In the access file stand the ticker and the operations' app; people
and other apps are added by `gradetrail access`.
"""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from infra import nats_users
from infra.access_file import HEAD, OURS, new_key, write
from infra.access_text import with_keys, with_member
from infra.databases import SERVICES, dsn
from infra.reloading import SYSTEM
from services.runtime.access.directory import digest
from services.runtime.access.document import TICKER, App
from services.runtime.access.file import AccessFileBroken, read

ADMIN, SESSION, ROUTES = "postgres", "session", "routes"
NOBODY_YET = f"{HEAD}apps: {{}}\npeople: {{}}\n"
NKEYS = "nkeys"
"""Folder of the nkeys; no container but the keyring's sees it."""
NATS_USERS = (*nats_users.USERS, TICKER, SYSTEM)
KEY_DAYS = 3650
"""For which their keys hold: nobody but these containers ever sees them."""


def prepare(
    keyring: Path,
    access: Path,
    *,
    first: Path | None = None,
    postgres: str = "postgres:5432",
    nats: str = "nats",
) -> Iterator[str]:
    """Make what is missing, and furnish the rooms; says what it made, a line each.

    ``first``: a demonstration's access file to begin with. ``postgres``: hosts and port for the
    services. ``nats``: the nodes of its cluster, parted by commas.

    Raises:
        AccessFileBroken: it has mistakes, or known secrets and this is no demonstration.
    """
    file = keyring / "secrets.json"
    secret: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    for name in (ADMIN, SESSION, ROUTES, *SERVICES):
        secret.setdefault(name, secrets.token_urlsafe(32))
    if not access.exists():
        write(access, first.read_text() if first else NOBODY_YET)
        yield f"{access.name}: who may do what"
    known = read(access, demo=first is not None).apps
    for name in OURS:
        if not _knows(known.get(name), secret.get(name)):
            key = new_key(KEY_DAYS)
            write(access, _with_key(access.read_text(), name, known.get(name), key.record))
            secret[name] = key.secret
            yield f"{access.name}: {name}"
    _write(file, json.dumps(secret, indent=2), mode=0o600)
    for name in nats_users.make_keys(keyring / NKEYS, NATS_USERS):
        yield f"nkey of {name}"
    on_nats = _on_nats(keyring / NKEYS, access, _routes(nats.split(","), secret[ROUTES]))
    for room, files in rooms(secret, postgres, on_nats).items():
        (keyring / room).mkdir(mode=0o750, exist_ok=True)
        for name, content in files.items():
            if _write(keyring / room / name, content):
                yield f"{room}: {name}"


def _knows(app: App | None, key: str | None) -> bool:
    """Not so where either is lost, or the access file is that of another deployment."""
    return bool(app and key and digest(key) in {one.sha256 for one in app.keys})


def _with_key(text: str, name: str, known: App | None, key: Mapping[str, Any]) -> str:
    if known is None:
        return with_member(text, "apps", name, {**OURS[name], "keys": [key]})
    return with_keys(text, name, [*(one.model_dump() for one in known.keys), key])


def _on_nats(nkeys: Path, access: Path, routes: str) -> dict[str, dict[str, str]]:
    """Files of each room for NATS: the seed of who lives there; the server's accounts, routes."""
    seed = {name: nats_users.seed_file(nkeys, name).read_text() for name in NATS_USERS}
    accounts = nats_users.configuration(read(access), nats_users.public_keys(nkeys))
    return {
        **{name: {"nats.seed": seed[name]} for name in NATS_USERS if name != SYSTEM},
        nats_users.OPERATOR: {"nats.seed": seed[nats_users.OPERATOR], "system.seed": seed[SYSTEM]},
        "nats": {"accounts.conf": accounts, "routes.conf": routes},
    }


def rooms(
    secret: Mapping[str, str], postgres: str, on_nats: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """The files of each room, by name."""
    host, _, port = postgres.rpartition(":")
    urls = {
        f"{name}_database_url": dsn(name, secret[name], host=host, port=int(port))
        for name in SERVICES
    }
    admin_url = dsn(ADMIN, secret[ADMIN], host=host, port=int(port))
    furnished = {
        "postgres": {"postgres_password": secret[ADMIN]},
        "operator": {**urls, "migrate_admin_url": admin_url, "key": secret["operations"]},
        **{
            name: {
                f"{name}_database_url": urls[f"{name}_database_url"],
                f"{name}_session_secret": secret[SESSION],
            }
            for name in SERVICES
        },
        TICKER: {"ticker_api_key": secret[TICKER]},
    }
    return {
        room: {**furnished.get(room, {}), **on_nats.get(room, {})} for room in (*furnished, "nats")
    }


def _routes(nodes: Sequence[str], password: str) -> str:
    """How the nodes of a NATS cluster find one another, and keep others out."""
    routes = ", ".join(f"nats://{ROUTES}:{password}@{node}:6222" for node in nodes)
    return f"""\
cluster {{
  name: gradetrail
  listen: "0.0.0.0:6222"
  authorization {{ user: {ROUTES}, password: {json.dumps(password)} }}
  routes: [{routes}]
}}
"""


def _write(file: Path, content: str, mode: int = 0o440) -> bool:
    """Write whole or not at all; whether it was another before."""
    if file.exists() and file.read_text() == content:
        return False
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(file)
    return True


def main() -> int:
    """Prepare, and say what was made; no secret is printed."""
    parser = argparse.ArgumentParser(prog="python -m infra.keyring", description=__doc__)
    rooms_of = Path("/var/lib/gradetrail")
    parser.add_argument("--keyring", type=Path, default=rooms_of / "secrets", help="its folder")
    parser.add_argument("--access", type=Path, default=rooms_of / "access" / "access.yaml")
    parser.add_argument("--begin-with", type=Path, help="a demonstration's access file")
    parser.add_argument("--postgres", default="postgres:5432", help="hosts:port for the services")
    parser.add_argument("--nats", default="nats", help="nodes of its cluster, parted by commas")
    asked = parser.parse_args()
    try:
        for line in prepare(
            asked.keyring, asked.access,
            first=asked.begin_with, postgres=asked.postgres, nats=asked.nats,
        ):  # fmt: skip
            sys.stdout.write(f"{line}\n")
    except AccessFileBroken as error:
        sys.stderr.write(f"the access file {asked.access} is broken: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
