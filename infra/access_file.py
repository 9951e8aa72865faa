"""The access file that a deployment begins with, its keys, and how it is put in place."""

import os
import secrets
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from infra.trouble import CannotRun
from services.runtime.access.directory import digest
from services.runtime.access.document import EVERYWHERE, TICKER
from services.runtime.access.file import AccessFileBroken, parse
from services.runtime.access.identity import Role

HEAD = """\
# gradetrail's access file: who may do what (docs/security.md). It holds no secret, only hashes.
"""
OURS: dict[str, dict[str, Any]] = {
    "operations": {"roles": [Role.OPERATOR.value], "places": EVERYWHERE},
    TICKER: {"roles": [Role.PUBLISHER.value, Role.AUDITOR.value], "places": EVERYWHERE},
}
"""Apps that each deployment has."""


class NewKey(NamedTuple):
    """An API key as it is handed over, and as the file has it."""

    secret: str
    record: dict[str, Any]


def new_key(days: int) -> NewKey:
    """A fresh API key that holds for so many days."""
    id = "k" + b32encode(secrets.token_bytes(5)).decode().lower()
    secret = f"gt_{id}_{secrets.token_urlsafe(32)}"
    expires = datetime.now(UTC).date() + timedelta(days=days)
    return NewKey(secret, {"id": id, "sha256": digest(secret), "expires": expires})


def write(file: Path, text: str) -> None:
    """Put an access file in place, whole or not at all; a running service reads it at once.

    Raises:
        CannotRun: it would be broken, and is left as it was.
    """
    try:
        parse(text.encode())
    except AccessFileBroken as error:
        raise CannotRun(f"{file} is left as it was: {error}") from None
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text, encoding="utf-8")
    if file.exists():
        fresh.chmod(file.stat().st_mode & 0o777)
    os.replace(fresh, file)
