"""A way to an engine that a test can cut and join again, whoever runs the engine."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from urllib.parse import urlsplit

from infra.ports import free_ports


class Cable:
    """``url``: the engine's, by way of the cable. Cut: both ends see their connection reset.

    ``loses``: what the engine says gets lost, until the connections are reset; ``lost``: bytes of
    it so far. Stalled: those that there are carry nothing more, and stay.
    """

    def __init__(self, url: str) -> None:
        self.to = urlsplit(url)
        self.port = free_ports(1)[0]
        self.url = url.replace(f":{self.to.port}", f":{self.port}")
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self.loses, self.lost = False, 0
        self._flows = _flowing()

    async def join(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)

    async def cut(self) -> None:
        if self._server:
            self._server.close()
        self.reset()

    def stall(self) -> None:
        self._flows.clear()
        self._flows = _flowing()

    def reset(self) -> None:
        """Cut, and joined again at once."""
        for end in self._ends:
            end.transport.abort()
        self._ends.clear()
        self.loses = False

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, to = await asyncio.open_connection(self.to.hostname, self.to.port)
        self._ends |= {writer, to}
        flows = self._flows
        await asyncio.gather(
            _pump(reader, to, to.write, flows),
            _pump(there, writer, partial(self._back, writer), flows),
        )

    def _back(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        if self.loses:
            self.lost += len(data)
        else:
            writer.write(data)


def _flowing() -> asyncio.Event:
    flows = asyncio.Event()
    flows.set()
    return flows


async def _pump(
    source: asyncio.StreamReader,
    to: asyncio.StreamWriter,
    write: Callable[[bytes], None],
    flows: asyncio.Event,
) -> None:
    with suppress(ConnectionError):
        while data := await source.read(65_536):
            await flows.wait()
            write(data)
            await to.drain()
    to.transport.abort()


@asynccontextmanager
async def cable(url: str) -> AsyncIterator[Cable]:
    found = Cable(url)
    await found.join()
    try:
        yield found
    finally:
        await found.cut()
