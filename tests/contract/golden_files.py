"""The golden files: one recorded event per event and version, as its stream carried it.

They are added, never changed: ``golden/MANIFEST`` keeps their hashes. Record one for a new event or
version off the stream of a running gradetrail, which also notes it in the manifest:

    python -m tests.contract.golden_files nats://127.0.0.1:4222 gradetrail.grading.CycleClosed.v1
"""

import asyncio
import json
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import nats

from contracts.subjects import stream
from services.runtime.wire import Carried

FOLDER = Path(__file__).with_name("golden")
MANIFEST = FOLDER / "MANIFEST"


@dataclass(frozen=True)
class Golden:
    """One of them. ``subject``: of NATS, where it was carried."""

    type: str
    subject: str
    headers: dict[str, str]
    data: dict[str, Any]

    def carried(self) -> Carried:
        """As a reader of the stream gets it."""
        service, position = self.type.split(".")[1], int(self.headers["ce-position"])
        return Carried(service, position, self.headers, msgspec.json.encode(self.data))


def golden_events() -> list[Golden]:
    """All of them, by type."""
    return [
        Golden(file.stem, **json.loads(file.read_text("utf-8")))
        for file in sorted(FOLDER.glob("*.json"))
    ]


def hashes() -> dict[str, str]:
    """The SHA-256 of each file, by its name."""
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in FOLDER.glob("*.json")}


def manifest() -> dict[str, str]:
    """The hashes that the files had when they were added."""
    lines = MANIFEST.read_text("utf-8").splitlines() if MANIFEST.exists() else []
    return {name: digest for digest, name in (line.split() for line in lines)}


def note_new_files() -> None:
    """Add what is missing to the manifest; it has the form of ``sha256sum``."""
    noted = hashes() | manifest()
    MANIFEST.write_text("".join(f"{noted[name]}  {name}\n" for name in sorted(noted)))


async def record(url: str, type_: str) -> None:
    """Write the last event of a type that the stream holds to its file.

    Raises:
        FileExistsError: there is one already. NotFoundError: nothing of the type was recorded.
    """
    _, service, name, _ = type_.split(".")
    nc = await nats.connect(url)
    try:
        subject = f"gradetrail.{service}.*.*.{name}"
        message = await nc.jetstream().get_last_msg(stream(service), subject)
    finally:
        await nc.close()
    headers = {k: v for k, v in sorted((message.headers or {}).items()) if k.islower()}
    carried = {
        "subject": message.subject,
        "headers": headers,
        "data": json.loads(message.data or b""),
    }
    with (FOLDER / f"{type_}.json").open("x", encoding="utf-8") as file:
        file.write(json.dumps(carried, ensure_ascii=False, indent=1) + "\n")
    note_new_files()


if __name__ == "__main__":
    asyncio.run(record(*sys.argv[1:]))
