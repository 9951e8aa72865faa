"""A whole stack for tests, run as an operator does: ``gradetrail up`` as a process of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from infra.addresses import STACK, Addresses
from infra.child import PROJECT
from infra.data_folder import read_json
from tests.support.engines import fresh_room, wait_until

UP_WITHIN_S = 90.0


class Stack:
    """Children are named nats, postgres, grading, pledges, training, projections."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.addresses: Addresses
        self._process: subprocess.Popen[str] | None = None

    def up(self, *arguments: str, ticker: bool = False) -> Addresses:
        """Start it; returns once all is ready. Tests play time themselves, unless told."""
        ticking = "--ticker" if ticker else "--no-ticker"
        folder = ("--data", str(self.data))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cli", "up", *folder, "--json", ticking, *arguments],
            cwd=PROJECT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"gradetrail up ended with {self._process.wait()}")
        self.addresses = Addresses(**json.loads(line))
        return self.addresses

    @property
    def pid(self) -> int:
        """The supervisor's process id."""
        assert self._process is not None
        return self._process.pid

    def pids(self) -> dict[str, int]:
        """The children's process ids, by name."""
        described = read_json(self.data / f"{STACK}.json") or {"children": {}}
        return {name: child["pid"] for name, child in described["children"].items()}

    def restarts(self, name: str) -> int:
        """How often the supervisor has started a child again."""
        described = read_json(self.data / f"{STACK}.json") or {}
        return int(described["children"][name]["restarts"])

    def kill(self, name: str) -> None:
        """Kill -9 a child; the supervisor starts it again."""
        before = self.restarts(name)
        os.kill(self.pids()[name], signal.SIGKILL)
        wait_until(lambda: self.restarts(name) > before, f"{name} started again")

    def kill_supervisor(self) -> None:
        """Kill -9 the supervisor; its children must follow it."""
        assert self._process is not None
        children = self.pids()
        self._process.kill()
        self._close()
        for name, pid in children.items():
            wait_until(partial(_gone, pid), f"{name} gone")

    def down(self, number: signal.Signals = signal.SIGTERM, *, within_s: float = 60) -> int:
        """Stop it cleanly; its exit code."""
        assert self._process is not None
        self._process.send_signal(number)
        code = self._process.wait(within_s)
        self._close()
        return code

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of ``gradetrail`` against this stack."""
        return gradetrail(*arguments, "--data", str(self.data))

    def json(self, *arguments: str) -> Any:
        """The same with ``--json``, parsed."""
        return json.loads(self.run(*arguments, "--json").stdout)

    def _close(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        self._process.wait()
        self._process.stdout.close()
        self._process = None

    def end(self) -> None:
        """Whatever state it is in, leave nothing behind."""
        if self._process is not None:
            self.kill_supervisor()
        shutil.rmtree(self.data, ignore_errors=True)


@contextmanager
def stack() -> Iterator[Stack]:
    """A stack that is not up yet, on a fresh data folder."""
    made = Stack(fresh_room())
    try:
        yield made
    finally:
        made.end()


def gradetrail(
    *arguments: str, stdin: str | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """A command, run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=PROJECT, input=stdin, capture_output=True, text=True, check=False, timeout=180,
        env={**os.environ, **(env or {})},
    )  # fmt: skip


def _gone(pid: int) -> bool:
    return not running(pid)


def running(pid: int) -> bool:
    """Whether there is such a process, zombies apart."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return not Path("/proc/self").exists()
