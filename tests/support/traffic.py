"""Steady reads and writes over HTTP from outside, and a count of what went wrong."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

_PAUSE_S = 0.05


@dataclass
class Traffic:
    """One writer to grading, and a reader of each address in ``reads``, while the block runs.

    ``written``: ids in the order of their receipts. ``refused_s``: the longest time for which
    writes were not taken, from the first that was not, and ``waited_s`` that any waited for its
    receipt. ``failed_reads``: what was answered instead of 200.
    """

    base: str
    key: str
    reads: tuple[str, ...]
    source: str = "/apps/upstream"
    written: list[str] = field(default_factory=list)
    refused_s: float = 0.0
    waited_s: float = 0.0
    failed_reads: list[str] = field(default_factory=list)
    answered_reads: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "Traffic":
        tasks: list[Callable[[httpx2.Client], None]] = [self._write]
        tasks += [lambda http, path=path: self._read(http, path) for path in self.reads]
        self._threads = [threading.Thread(target=self._over, args=[task]) for task in tasks]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(60)

    def _over(self, task: Callable[[httpx2.Client], None]) -> None:
        headers = {"authorization": f"Bearer {self.key}"}
        with httpx2.Client(base_url=self.base, headers=headers, timeout=30) as http:
            while not self._stopping.wait(_PAUSE_S):
                task(http)

    def _read(self, http: httpx2.Client, path: str) -> None:
        try:
            said = http.get(path)
            failed = "" if said.status_code == 200 else f"{said.status_code}: {said.text[:200]}"
        except httpx2.HTTPError as error:
            failed = f"{type(error).__name__}: {error}"
        if failed:
            self.failed_reads.append(f"{path}: {failed}")
        else:
            self.answered_reads += 1

    def _write(self, http: httpx2.Client) -> None:
        """Submit one event, again and again until it is taken."""
        event = registered(f"t-{time.monotonic_ns()}", self.source)
        began = time.monotonic()
        refused_at = 0.0
        while (status := _submitted(http, event)) not in ("accepted", "duplicate"):
            assert not status, f"refused: {status}"
            refused_at = refused_at or time.monotonic()
            time.sleep(_PAUSE_S)
        if refused_at:
            self.refused_s = max(self.refused_s, time.monotonic() - refused_at)
        self.waited_s = max(self.waited_s, time.monotonic() - began)
        self.written.append(event["id"])


def registered(id_: str, source: str) -> dict[str, Any]:
    """An organisation's entry into the register."""
    return {
        "specversion": "1.0", "id": id_, "source": source,
        "type": "gradetrail.grading.OrganisationRegistered.v1", "subject": f"organisation:{id_}",
        "time": "2011-10-10T09:00:00+08:00", "actor": id_,
        "data": {"kind": "township_committee", "name_zh": "示例乡党委"},
    }  # fmt: skip


def _submitted(http: httpx2.Client, event: Mapping[str, Any]) -> str:
    """The receipt's status; empty if there was none."""
    headers = {"content-type": "application/cloudevents+json"}
    try:
        answer = http.post("/grading/events", json=dict(event), headers=headers)
    except httpx2.HTTPError:
        return ""
    if answer.status_code >= 500:
        return ""
    return str(answer.json()["receipts"][0]["status"]) if answer.is_success else answer.text
