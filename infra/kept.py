"""A child that is started again when it dies: soon at first, later each time it dies young."""

import time
from collections.abc import Callable
from pathlib import Path

from infra.child import Child, Program

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 10.0
GROWN_UP_AFTER_S = 30.0


class Kept:
    """``ready`` says whether the program answers; ``restarts`` counts the deaths mended."""

    def __init__(self, program: Program, log: Path, ready: Callable[[], bool]) -> None:
        self.child, self.ready = Child(program, log), ready
        self.restarts = 0
        self._pause_s = FIRST_PAUSE_S
        self._started_at = 0.0
        self._start_again_at: float | None = None

    @property
    def name(self) -> str:
        return self.child.program.name

    def start(self) -> None:
        self._started_at, self._start_again_at = time.monotonic(), None
        self.child.start()

    def tend(self) -> str | None:
        """Start it again if it is dead and the pause is over; says what happened, if it did."""
        now = time.monotonic()
        if self.child.alive:
            return None
        if self._start_again_at is None:
            if now - self._started_at > GROWN_UP_AFTER_S:
                self._pause_s = FIRST_PAUSE_S
            self._start_again_at = now + self._pause_s
            pause_s, self._pause_s = self._pause_s, min(self._pause_s * 2, LONGEST_PAUSE_S)
            return f"{self.name} ended; it starts again in {pause_s:.1f} s"
        if now < self._start_again_at:
            return None
        self.restarts += 1
        self.start()
        return f"{self.name} was started again (process {self.child.pid})"
