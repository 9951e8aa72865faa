"""The connection to NATS: it never gives up, and notices a dead peer in seconds."""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import nats
import nats.errors
import structlog
from nats.aio.client import Client
from nats.aio.subscription import Subscription
from nats.protocol.parser import AWAITING_CONTROL_LINE, MAX_CONTROL_LINE_SIZE, Parser

from services.runtime.access.nats import OPEN, SignIn

log = structlog.get_logger()

Take = Callable[[bytes, bytes, bytes], None]
"""Takes a message: its reply subject, its data, its header block as it came."""


class _StraightParser(Parser):
    """nats-py's parser, with a short way for messages of straight subscriptions.

    Its own costs each message two regular expressions, two moves of all that is behind it in the
    buffer, and a coroutine. What is no whole message of a straight subscription is left to it.
    """

    def __init__(self, nc: Client, straight: Mapping[int, Take]) -> None:
        super().__init__(nc)
        self._straight = straight

    def reset(self) -> None:
        """Forget what came, as on a new connection."""
        super().reset()
        self._lacks_below = 0

    async def parse(self, data: bytes = b"") -> None:
        """Take what has come off the wire."""
        if self.state == AWAITING_CONTROL_LINE:
            if len(self.buf) + len(data) < self._lacks_below:
                self.buf += data  # of a large message, of which much is still to come
                return
            arrived = bytes(self.buf) + data
            taken, self._lacks_below = self._take(arrived)
            self.buf, data = bytearray(arrived[taken:]), b""
            if self._lacks_below:
                return
        await super().parse(data)

    def _take(self, arrived: bytes) -> tuple[int, int]:
        """How many bytes were messages handed over.

        If the rest is a part of one more, below how many bytes it still is; else 0.
        """
        at = 0
        while arrived.startswith(b"HMSG ", at):
            line, rest = arrived.find(b"\r\n", at), len(arrived) - at
            if line < 0:
                return at, rest + 1 if rest < MAX_CONTROL_LINE_SIZE else 0
            # <subject> <sid> [reply] <bytes of headers> <bytes in all>
            words = arrived[at + 5 : line].split()
            take = self._straight.get(int(words[1])) if len(words) in (4, 5) else None
            if take is None:
                break
            headers = line + 2
            body, end = headers + int(words[-2]), headers + int(words[-1])
            if len(arrived) < end + 2:
                return at, end + 2 - at
            reply = words[2] if len(words) == 5 else b""
            take(reply, arrived[body:end], arrived[headers:body])
            at = end + 2
        return at, int(at == len(arrived))  # of nothing one byte is enough to go on


class Connection(Client):
    """nats-py's client, with a short way for the pumps.

    For each message nats-py parses its headers, builds an object, queues it, and wakes a task that
    calls back: three quarters of what reading a stream costs. Messages of a ``straight``
    subscription are handed over as they come off the wire, in order, without any of that.
    Leans on nats-py 2.16's ``_process_msg``, ``_process_op_err`` and ``_ps``.
    """

    def __init__(self, sign_in: SignIn = OPEN) -> None:
        super().__init__()
        self.sign_in = sign_in
        self._straight: dict[int, Take] = {}
        self._ps = _StraightParser(self, self._straight)

    async def connect_as(self, name: str, url: str, **options: Any) -> None:
        """Connect as the user ``name`` to one of the servers in ``url``, parted by commas.

        Raises:
            CannotSignIn: a file to sign in with cannot be used.
        """
        who = self.sign_in.options(name)
        try:
            await self.connect(url.split(","), **who, **options)
        except BaseException:
            await self.abandon()  # nats-py leaves the socket open
            raise

    async def abandon(self) -> None:
        """Close for good, and soon: where TLS failed asyncio never says that it is closed."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.close(), 2.0)
        self._abort()

    def _abort(self) -> None:
        """Let what is still to be written go: its peer may take it never, nor end the wait."""
        writer = getattr(self._transport, "_io_writer", None)
        if writer is not None:
            writer.transport.abort()

    async def _process_op_err(self, e: Exception) -> None:
        if self.is_connected:
            self._abort()  # or the next connection would wait until all is written to this one
        await super()._process_op_err(e)

    def _connect_command(self) -> bytes:
        # Asked for at each connection, before anything is said: nobody in between takes TLS away.
        server = self._current_server
        wss = server is not None and server.uri.scheme == "wss"
        if self.sign_in.ca_file and not (wss or self._server_info.get("tls_required")):
            raise nats.errors.Error("nats: the server does not speak TLS")
        command: bytes = super()._connect_command()
        return command

    async def _process_err(self, err_msg: str) -> None:
        # nats-py gives up for good where it may come right again, as after a change of its users.
        if self.is_connected and self.options["allow_reconnect"] and "permissions" not in err_msg:
            await self._process_op_err(nats.errors.Error(f"nats: {err_msg}"))
        else:
            await super()._process_err(err_msg)

    async def _close(self, status: int, do_cbs: bool = True) -> None:
        try:
            await super()._close(status, do_cbs)
        except OSError:
            # What was still to be written cannot be: nats-py stops there, and leaves the rest open.
            self._status = Client.DISCONNECTED
            await super()._close(status, do_cbs)

    async def subscribe_straight(self, subject: str, take: Take) -> Subscription:
        """Subscribe; ``take`` must neither block nor raise."""
        subscription = await self.subscribe(subject)
        self._straight[subscription._id] = take
        return subscription

    async def unsubscribe_straight(self, subscription: Subscription) -> None:
        """End a straight subscription."""
        self._straight.pop(subscription._id, None)
        if not self.is_closed:
            await subscription.unsubscribe()

    async def _process_msg(
        self, sid: int, subject: bytes, reply: bytes, data: bytes, headers: bytes | None
    ) -> None:
        take = self._straight.get(sid)
        if take is None:
            await super()._process_msg(sid, subject, reply, data, headers or b"")
        else:
            take(reply, data, headers or b"")


def read_headers(block: bytes) -> tuple[str, dict[str, str]]:
    """The status line (empty for an ordinary message) and the headers of a message."""
    first, *lines = block.decode("utf-8", "replace").split("\r\n")
    headers = {}
    for line in lines:
        key, colon, value = line.partition(":")
        if colon:
            headers[key] = value.strip()
    return first[len("NATS/1.0") :].strip(), headers


async def connect(url: str, name: str, sign_in: SignIn = OPEN) -> Connection:
    """Connect as the user ``name``, for as long as it takes, and reconnect for ever.

    Raises:
        CannotSignIn: a file to sign in with cannot be used.
    """
    client = Connection(sign_in)
    await client.connect_as(
        name, url,
        error_cb=_log,
        max_reconnect_attempts=-1,
        reconnect_time_wait=1,
        ping_interval=5,
        max_outstanding_pings=2,
        pending_size=32 * 1024 * 1024,
        allow_reconnect=True,
    )  # fmt: skip
    return client


async def _log(error: Exception) -> None:
    log.warning("nats_fault", error=str(error) or type(error).__name__)


async def publish_all(nc: Client, messages: Iterable[tuple[str, str, bytes]]) -> None:
    """Publish (subject, lines of headers, data) without answers, in one write.

    ``Client.publish`` checks and joins each header of each message anew, which for fifteen headers
    costs more than all else that the relay does. Header values must be clean, as ``to_headers``
    makes them. Leans on nats-py 2.16's ``_send_command``.

    Raises:
        nats.errors.ConnectionClosedError: there is no connection to write to.
    """
    if not nc.is_connected:
        raise nats.errors.ConnectionClosedError
    commands = []
    for subject, lines, data in messages:
        head = f"NATS/1.0\r\n{lines}\r\n".encode()
        sizes = f"HPUB {subject} {len(head)} {len(head) + len(data)}\r\n"
        commands.append(b"%b%b%b\r\n" % (sizes.encode(), head, data))
    await nc._send_command(b"".join(commands))
