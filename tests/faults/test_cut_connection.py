"""The connection to PostgreSQL is cut after any one of its messages."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from urllib.parse import urlsplit

import pytest
from eventsourcing.persistence import InterfaceError, InternalError, OperationalError

from services.runtime.store import Batch, Store

AWAY = (OperationalError, InterfaceError, InternalError)
"""What the desk answers by waiting for the database, and doing the work again."""


_SAID = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0"
FATAL = b"E" + (len(_SAID) + 4).to_bytes(4) + _SAID
"""What a server says that is ended."""


class Between:
    """Passes on what a client and PostgreSQL say, message by message of the server's."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self.left: int | None = None
        """How many more messages are let through; None: all."""
        self.last = b""
        for passing in (self._requests, self._answers):
            threading.Thread(target=passing, daemon=True).start()

    def _requests(self) -> None:
        with suppress(OSError):
            while some := self.client.recv(65_536):
                self.server.sendall(some)
        self.cut()

    def _answers(self) -> None:
        waiting, encrypted = b"", True
        with suppress(OSError):
            while some := self.server.recv(65_536):
                waiting += some
                if encrypted and waiting[:1] == b"N":  # to the question whether it speaks TLS
                    self.client.sendall(waiting[:1])
                    waiting = waiting[1:]
                encrypted = False
                waiting = self._pass_on(waiting)
        self.cut()

    def _pass_on(self, waiting: bytes) -> bytes:
        """Passes on the whole messages, at once, as the server says them; returns the rest."""
        end, at_end = 0, False
        while len(waiting) > end + 4:
            following = end + 1 + int.from_bytes(waiting[end + 1 : end + 5])
            at_end = self.left == 0
            if len(waiting) < following or at_end:
                break
            end = following
            if self.left is not None:
                self.left -= 1
        self.client.sendall(waiting[:end] + (self.last if at_end else b""))
        if at_end:
            raise ConnectionAbortedError
        return waiting[end:]

    def cut(self) -> None:
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def between(port: int) -> Iterator[tuple[int, list[Between]]]:
    """A port of our own before PostgreSQL's, and the connections made through it."""
    made: list[Between] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                made.append(Between(client, socket.create_connection(("127.0.0.1", port))))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1], made
        for one in made:
            one.cut()


@pytest.mark.parametrize("last", [b"", FATAL], ids=["without a word", "with a word"])
def test_wherever_it_is_cut_while_a_batch_is_saved_the_database_is_away(
    postgres: str, last: bytes
) -> None:
    url = urlsplit(postgres)
    assert url.port
    with between(url.port) as (port, made):
        through = url._replace(netloc=url.netloc.replace(str(url.port), str(port))).geturl()
        for after in count():
            store = Store(through)
            store.recorder.save(Batch(), head=0)  # the connections stand
            for one in made:
                one.left, one.last = after, last
            try:
                store.recorder.save(Batch(), head=0)
            except AWAY:
                continue
            finally:
                store.close()
            break
    assert after > 10, "messages that one saving takes"
