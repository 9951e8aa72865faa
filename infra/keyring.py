"""The secrets of a deployment, made at its first start: each in the room of who needs it.

    python -m infra.keyring [--keyring DIR] [--access DIR]

A room is a folder that one container mounts at ``/run/secrets``, and sees nothing else of. What is
there stays as it is, so that it may run at every start; ``passwords.json``, from which the rooms
are furnished, no service sees. People and apps are added to the access file afterwards.
"""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from infra.databases import SERVICES, dsn

ADMIN, SESSION = "postgres", "session"
NOBODY_YET = """\
# Who may do what: docs/security.md. Every service reads it again within seconds of a change.
apps: {}
people: {}
"""


def prepare(keyring: Path, access: Path, *, postgres: str = "postgres:5432") -> Iterator[str]:
    """Make what is missing, and furnish the rooms; says what it made, a line each.

    ``postgres``: where the services find it, host and port.
    """
    known, passwords = _passwords(keyring / "passwords.json")
    if not known:
        yield "new secrets were made"
    for room, files in rooms(passwords, postgres).items():
        (keyring / room).mkdir(mode=0o750, exist_ok=True)
        for name, content in files.items():
            if _write(keyring / room / name, content):
                yield f"{room}/{name}"
    if not (access / "access.yaml").exists():
        _write(access / "access.yaml", NOBODY_YET)
        yield "an access file that knows nobody yet"


def rooms(passwords: Mapping[str, str], postgres: str) -> dict[str, dict[str, str]]:
    """The files of each room, by name."""
    host, _, port = postgres.rpartition(":")
    urls = {
        f"{name}_database_url": dsn(name, passwords[name], host=host, port=int(port))
        for name in SERVICES
    }
    admin_url = dsn(ADMIN, passwords[ADMIN], host=host, port=int(port))
    return {
        "postgres": {"postgres_password": passwords[ADMIN]},
        "operator": {**urls, "migrate_admin_url": admin_url},
        **{
            name: {
                f"{name}_database_url": urls[f"{name}_database_url"],
                f"{name}_session_secret": passwords[SESSION],
            }
            for name in SERVICES
        },
        "ticker": {},
    }


def _passwords(file: Path) -> tuple[bool, dict[str, str]]:
    """Whether there were any, and a random one for each use."""
    known = json.loads(file.read_text()) if file.exists() else {}
    wanted = {
        name: known.get(name) or secrets.token_urlsafe(32) for name in (ADMIN, SESSION, *SERVICES)
    }
    _write(file, json.dumps({**known, **wanted}, indent=2), mode=0o600)
    return bool(known), wanted


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
    parser.add_argument("--access", type=Path, default=rooms_of / "access", help="of access.yaml")
    parser.add_argument("--postgres", default="postgres:5432", help="host:port for the services")
    asked = parser.parse_args()
    for line in prepare(asked.keyring, asked.access, postgres=asked.postgres):
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
