"""The demo of all programmes, up: what it said, what it answers, and every event as it was carried.

``told`` is for whoever answers a question a second time: it is read from the event streams by a
plain client and knows nothing of any read model.
"""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import nats

from infra.addresses import Addresses, find
from infra.child import PROJECT
from tests.support.engines import fresh_room
from tests.support.stack import gradetrail


@dataclass(frozen=True)
class Told:
    """An event as its stream carries it. ``case``: scheme, cycle, organisation; else None."""

    service: str
    position: int
    name: str
    subject: str
    id: str
    time: datetime
    recordedat: datetime
    actor: str
    recordedby: str | None
    causationid: str | None
    data: dict[str, Any]

    @property
    def on(self) -> date:
        """The day it happened, where all the programmes are."""
        return self.time.astimezone(ZoneInfo("Asia/Shanghai")).date()

    @property
    def scheme(self) -> str | None:
        """The scheme of the case, or of the cycle, that it is about."""
        first, second, *_ = [*self.subject.split(":"), ""]
        return {"organisation": None, "scheme": second, "cycle": second}.get(first, first)

    @property
    def cycle(self) -> str | None:
        """The cycle of the case, or the one that it is about."""
        first, second, *rest = [*self.subject.split(":"), ""]
        if first in ("organisation", "scheme"):
            return None
        return rest[0] if first == "cycle" else second

    @property
    def organisation(self) -> str | None:
        """The organisation of the case, or the one that it is about."""
        first, second, *rest = [*self.subject.split(":"), ""]
        if first in ("cycle", "scheme"):
            return None
        return second if first == "organisation" else rest[0]


@dataclass(frozen=True)
class Programmes:
    """All programmes, played on one stack. ``said``: what the demo printed."""

    data: Path
    addresses: Addresses
    said: dict[str, Any]

    @cached_property
    def told(self) -> list[Told]:
        """Every event there is, service by service, in the order of their positions."""
        return asyncio.run(_read(self.addresses.nats))

    def events(
        self, *names: str, scheme: str | None = None, cycle: str | None = None
    ) -> list[Told]:
        """The events of these names; of all names without one."""
        return [
            one
            for one in self.told
            if (not names or one.name in names)
            and scheme in (None, one.scheme)
            and cycle in (None, one.cycle)
        ]

    def ask(self, path: str, **asked: str | int) -> Any:
        """An answer of the query API, ``registers/outcomes``, in JSON."""
        url = f"{self.addresses.projections}/api/{path}"
        with urlopen(f"{url}?{urlencode(asked)}" if asked else url, timeout=30) as answer:
            return json.load(answer)

    def rows(self, register: str, scheme: str, cycle: str, **asked: str) -> list[dict[str, Any]]:
        """All rows of a register."""
        found: list[dict[str, Any]] = []
        following: str | None = ""
        while following is not None:
            more = asked | ({"cursor": following} if following else {})
            answer = self.ask(f"registers/{register}", scheme=scheme, cycle=cycle, **more)
            assert answer["completeness"]["complete"]
            found += answer["data"]
            following = answer["next"]
        assert len(found) == answer["total"]
        return found

    def explanation(self, case: str, **asked: str) -> Any:
        """Why a case stands where it stands."""
        return self.ask(f"cases/{case}/explanation", **asked)

    def command(self, *command: str) -> Any:
        """What a command says with ``--json``."""
        done = gradetrail(*command, "--data", str(self.data), "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@contextmanager
def programmes() -> Iterator[Programmes]:
    """The demo of all, until the block ends; then it is interrupted, and must end well.

    ``GRADETRAIL_PLAYED``: folder of one that is up already, which is asked instead: started by
    ``gradetrail demo --scheme all --json --data DIR > DIR.json``.
    """
    if played := os.environ.get("GRADETRAIL_PLAYED"):
        said = json.loads(Path(f"{played}.json").read_text(encoding="utf-8"))
        yield Programmes(Path(played), find(Path(played)), said)
        return
    data = fresh_room()
    with subprocess.Popen(
        [
            sys.executable, "-m", "cli", "demo", "--scheme", "all", "--lang", "zh", "--json",
            "--data", str(data),
        ],
        cwd=PROJECT, stdout=subprocess.PIPE, text=True,
    ) as demo:  # fmt: skip
        try:
            assert demo.stdout is not None
            said = json.loads("".join(_document(demo.stdout)))
            yield Programmes(data, find(data), said)
        finally:
            demo.send_signal(signal.SIGINT)
            assert demo.wait(60) == 0
    shutil.rmtree(data)


def _document(lines: Iterable[str]) -> Iterator[str]:
    """The lines of an indented JSON object, the closing brace included."""
    for line in lines:
        yield line
        if line == "}\n":
            return


async def _read(url: str) -> list[Told]:
    nc = await nats.connect(url)
    js = nc.jetstream()
    found: list[Told] = []
    for service in ("grading", "pledges", "training"):
        last = (await js.stream_info(service.upper())).state.last_seq
        reading = await js.subscribe(
            f"gradetrail.{service}.>", stream=service.upper(), ordered_consumer=True
        )
        for _ in range(last):
            message = await reading.next_msg(timeout=10)
            headers = {key: unquote(value) for key, value in (message.headers or {}).items()}
            found.append(_told(service, headers, json.loads(message.data)))
        await reading.unsubscribe()
    await nc.close()
    return found


def _told(service: str, headers: dict[str, str], data: dict[str, Any]) -> Told:
    return Told(
        service=service,
        position=int(headers["ce-position"]),
        name=headers["ce-type"].split(".")[2],
        subject=headers["ce-subject"],
        id=headers["ce-id"],
        time=datetime.fromisoformat(headers["ce-time"]),
        recordedat=datetime.fromisoformat(headers["ce-recordedat"]),
        actor=headers["ce-actor"],
        recordedby=headers.get("ce-recordedby"),
        causationid=headers.get("ce-causationid"),
        data=data,
    )
