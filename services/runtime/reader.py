"""A stream to a read model: batches of rows, and the checkpoint in the same transaction."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
import structlog

from contracts.subjects import stream
from services.runtime import tracing
from services.runtime.connection import Connection
from services.runtime.generation import Fenced, Generation
from services.runtime.pull import CONNECTION_FAULTS, Interrupted, Pull, as_carried
from services.runtime.tasks import in_thread
from services.runtime.wire import Carried

log = structlog.get_logger()

BATCH = 4_000


@dataclass(slots=True)
class Progress:
    """How far one service's stream has been projected. Positions are 1-based."""

    position: int = 0
    head: int = 0
    oldest_at: datetime | None = None
    """recordedat of the oldest event delivered and not applied; None if there is none."""

    def oldest_unapplied_s(self) -> float | None:
        """Age of that event, in seconds."""
        if self.oldest_at is None:
            return None
        return (datetime.now(UTC) - self.oldest_at).total_seconds()


Applied = Callable[[str, str, int, float], None]
"""Told of each transaction: read model, service, events, seconds."""


class Reader:
    """Keeps one generation up with one service's stream."""

    def __init__(
        self,
        nc: Connection,
        generation: Generation,
        service: str,
        moved: asyncio.Condition,
        applied: Applied = lambda *_: None,
    ) -> None:
        self.nc, self.generation, self.service, self.moved = nc, generation, service, moved
        self.applied = applied
        self.progress = Progress()
        self.paused = asyncio.Lock()
        self.fault: str | None = "not started"

    async def run(self) -> None:
        """Read until cancelled; any fault opens the stream again behind the checkpoint."""
        while True:
            pull, conn = None, None
            try:
                conn = await asyncio.to_thread(self.generation.connect)
                position = await in_thread(self.generation.position, conn, self.service)
                await self._note(position, max(position, self.progress.head))
                pull = await Pull.from_position(
                    self.nc, stream(self.service), position, batch=BATCH
                )
                self.fault = None
                while True:
                    await self._batch(pull, conn)
            except (*CONNECTION_FAULTS, psycopg.Error, Fenced) as error:
                self.fault = f"{self.service}: {error or type(error).__name__}"
                log.warning(
                    "reader_interrupted", projection=self.generation.schema, error=self.fault
                )
                await asyncio.sleep(0.3)
            finally:
                if pull:
                    await pull.close()
                if conn:
                    await asyncio.to_thread(conn.close)

    async def _batch(self, pull: Pull, conn: psycopg.Connection[Any]) -> None:
        pulled = await pull.next_batch()
        if not pulled:
            return
        if pulled[0].sequence != self.progress.position + 1:
            raise Interrupted(f"{pulled[0].sequence} came after {self.progress.position}")
        batch = as_carried(self.service, pulled)
        last = pulled[-1]
        self.progress.head = last.sequence + last.pending
        self.progress.oldest_at = datetime.fromisoformat(batch[0].headers["ce-recordedat"])
        async with self.paused:
            started = time.perf_counter()
            with tracing.spans("project", self._traces(batch), view=self.generation.schema):
                await in_thread(self.generation.apply, conn, self.service, batch)
        seconds = time.perf_counter() - started
        self.applied(self.generation.schema, self.service, len(batch), seconds)
        await self._note(last.sequence, self.progress.head)

    def _traces(self, batch: Iterable[Carried]) -> Iterable[object]:
        """Of what is shown now; a rebuild is no part of the traces that once were."""
        if self.generation.schema != self.generation.projection.name:
            return ()
        return (one.headers.get("traceparent") for one in batch)

    async def _note(self, position: int, head: int) -> None:
        self.progress.position, self.progress.head = position, head
        if position >= head:
            self.progress.oldest_at = None
        async with self.moved:
            self.moved.notify_all()
