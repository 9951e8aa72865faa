"""A program as a child process: started, watched, stopped, never left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

LAUNCHER = Path(__file__).with_name("launch.py")
PROJECT = Path(__file__).parents[1]
"""Where the packages lie; children start here, so ``python -m`` finds them uninstalled too."""

LOG_LIMIT_BYTES = 20_000_000


@dataclass(frozen=True)
class Program:
    """What to run and how to end it. ``run_as``: a user id, None for the starter's own."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    run_as: int | None = None
    stop_with: signal.Signals = signal.SIGTERM
    dies_with: signal.Signals = signal.SIGKILL
    stop_within_s: float = 15.0


def tied(
    argv: tuple[str, ...],
    *,
    run_as: int | None,
    dies_with: signal.Signals = signal.SIGKILL,
    alive: int | None = None,
) -> list[str]:
    """The command line that runs ``argv`` through launch.py, tied to this process."""
    user, guard = ("-" if number is None else str(number) for number in (run_as, alive))
    ties = (str(os.getpid()), str(int(dies_with)), user, guard)
    return [sys.executable, "-I", "-S", str(LAUNCHER), *ties, *argv]


class Child:
    """One program's process; may be started again once it has ended."""

    def __init__(
        self, program: Program, log: Path, *, guard: bool = sys.platform != "linux"
    ) -> None:
        self.program, self.log = program, log
        self._guard = guard
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The program's process id; 0 before the first start."""
        return self._process.pid if self._process else 0

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches the starter alone.

        The kernel ties it to the starting *thread*: start from one that lives as long as the
        process.
        """
        alive = _alive_pipe() if self._guard else None
        program = self.program
        with self._open_log() as log:
            self._process = subprocess.Popen(
                tied(
                    program.argv,
                    run_as=program.run_as,
                    dies_with=program.dies_with,
                    alive=alive,
                ),
                env={**os.environ, **program.env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=PROJECT,
                process_group=0,
                pass_fds=(alive,) if alive else (),
            )

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program; nothing happens if it has ended."""
        if self._process:
            self._process.send_signal(number)

    def stop(self) -> bool:
        """End it in its own way, by force after ``stop_within_s``; False if by force."""
        if not self._process or not self.alive:
            return True
        self.signal(self.program.stop_with)
        try:
            self._process.wait(self.program.stop_within_s)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        return True

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process and self.alive:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def last_words(self, lines: int = 5) -> str:
        """The end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _open_log(self) -> BinaryIO:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        return self.log.open("ab")


_pipe: tuple[int, int] | None = None


def _alive_pipe() -> int:
    """The read end of a pipe that reads end of file once this process is gone."""
    global _pipe
    if _pipe is None:
        _pipe = os.pipe()
    return _pipe[0]
