"""Who sends: one app where everybody may, or known apps, each with a source and an inbox stream of
its own, as in production.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.messages import BATCH, RECEIPT_TO, STRUCTURED
from contracts.subjects import inbox
from infra import nats_users
from infra.data_folder import DataFolder
from services.runtime.access import nats
from services.runtime.access.nats import SignIn, inbox_prefix

Told = dict[str, Any]
"""A CloudEvent as JSON has it, but for its source."""
Sent = tuple[str, dict[str, str], bytes, int]
"""Subject, headers, body, and how many events it holds."""


@dataclass(frozen=True)
class App:
    """An upstream app. ``name``: None where everybody may do everything."""

    name: str | None = None
    sign_in: SignIn = nats.OPEN

    @property
    def source(self) -> str:
        """Of its events, and what its connections are called."""
        return self.name or "bench"

    def answers(self, what: str) -> str:
        """Where it listens for ``receipts``, and for what else it waits for."""
        return f"{inbox_prefix(self.source)}.{what}"

    def singles(self, events: Iterable[Told]) -> list[Sent]:
        """One event a message, in structured mode."""
        own = self._own(events)
        return [self._message("EvidenceRecorded", STRUCTURED, event, 1) for event in own]

    def batches(self, events: Iterable[Told], size: int) -> list[Sent]:
        """``size`` events a message, in batch mode."""
        every = list(self._own(events))
        parts = [every[start : start + size] for start in range(0, len(every), size)]
        return [self._message("batch", BATCH, part, len(part)) for part in parts]

    def _own(self, events: Iterable[Told]) -> Iterator[Told]:
        return ({**event, "source": self.source} for event in events)

    def _message(self, to: str, mode: str, told: Any, count: int) -> Sent:
        headers = {"content-type": mode, RECEIPT_TO: self.answers("receipts")}
        body = json.dumps(told, ensure_ascii=False).encode()
        return inbox("grading", to, self.name), headers, body, count


OPEN = App()


def known(folder: DataFolder, count: int) -> tuple[Path, list[App]]:
    """An access file with so many apps, which may say everything of everybody; and the apps."""
    keys, names = folder.path / "keys-of-apps", [f"app-{number}" for number in range(count)]
    nats_users.make_keys(keys, names)
    public = nats_users.public_keys(keys)
    apps = {
        name: {
            "roles": ["committee"], "places": "everywhere", "sources": [name],
            "nkey": public[name],
        }
        for name in names
    }  # fmt: skip
    access = folder.path / "access.yaml"
    access.write_text(json.dumps({"apps": apps}))
    return access, [App(name, SignIn(nats_users.seed_file(keys, name))) for name in names]
