"""The toy as a process that dies at one of its writes: ``python -m tests.support.dying``.

Reads numbers, and for each runs a process that dies at that moment; answers with its exit code.
Its writes to PostgreSQL and NATS are counted from the first message that its desk is handed. An
odd number dies before a write, an even one after it: 1 before the first, 2 after it, 3 before the
second …
"""

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

import psycopg
from nats.aio.transport import TcpTransport

from services.runtime.desk import Desk
from services.runtime.service import main
from tests.support import toy

PR_SET_PDEATHSIG = 1
WRITES = (
    (psycopg.Cursor, "execute"),
    (psycopg.Cursor, "executemany"),
    (psycopg.Copy, "__exit__"),
    (psycopg.Transaction, "__exit__"),
    (TcpTransport, "write"),
    (TcpTransport, "writelines"),
)


class Death:
    """Comes when ``at`` is reached."""

    def __init__(self, at: int) -> None:
        self.at, self.count, self.armed = at, 0, False
        self._one_by_one = threading.Lock()

    def pass_by(self) -> None:
        """One moment more, if it has begun to count."""
        with self._one_by_one:
            self.count += self.armed
            if self.armed and self.count == self.at:
                os.kill(os.getpid(), signal.SIGKILL)

    def around(self, write: Callable[..., Any]) -> Callable[..., Any]:
        """The write, and the moments before and after it."""

        @wraps(write)
        def watched(*args: Any, **kwargs: Any) -> Any:
            self.pass_by()
            try:
                return write(*args, **kwargs)
            finally:
                self.pass_by()

        return watched


def run(at: int) -> None:
    """Serve until death."""
    death = Death(at)
    for owner, name in WRITES:
        setattr(owner, name, death.around(getattr(owner, name)))
    hand = Desk.hand

    def armed(desk: Desk, message: Any) -> None:
        death.armed = True
        hand(desk, message)

    Desk.hand = armed
    main(toy)


if __name__ == "__main__":
    for line in sys.stdin:
        if not (child := os.fork()):  # so that all is imported once
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            os.dup2(2, 1)  # its log is no answer
            run(int(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        os.write(1, b"%d\n" % os.waitstatus_to_exitcode(status))
