"""Other services' streams to desk: what this one needs of them becomes its own small read model."""

import asyncio

import structlog
from nats.aio.client import Client

from contracts.subjects import stream
from services.runtime.desk import Desk, Heard
from services.runtime.domain import Domain
from services.runtime.pull import CONNECTION_FAULTS, Interrupted, Pull
from services.runtime.wire import Carried

log = structlog.get_logger()


class Hearing:
    """Reads the streams of the services whose events a domain folds in."""

    def __init__(self, nc: Client, domain: Domain, desk: Desk) -> None:
        self.nc, self.desk = nc, desk
        self.types = frozenset(event.type for event in domain.HEARS)
        self.services = sorted({event.service for event in domain.HEARS} - {domain.SERVICE})

    async def run(self) -> None:
        """Read each stream until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for service in self.services:
                tasks.create_task(self._read(service))

    async def _read(self, service: str) -> None:
        while True:
            pull = None
            try:
                after = self.desk.states.heard.get(service, 0)
                pull = await Pull.from_position(self.nc, stream(service), after)
                while True:
                    after = await self._hear(pull, service, after)
            except CONNECTION_FAULTS as error:
                log.info(
                    "hearing_interrupted", of=service, error=str(error) or type(error).__name__
                )
                await asyncio.sleep(0.5)
            finally:
                if pull:
                    await pull.close()

    async def _hear(self, pull: Pull, service: str, after: int) -> int:
        batch = await pull.next_batch()
        if not batch:
            return after
        if batch[0].sequence != after + 1:
            raise Interrupted(f"{service}: {batch[0].sequence} came after {after}")
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[bool] = loop.create_future()

        def done(was_kept: bool) -> None:
            loop.call_soon_threadsafe(kept.set_result, was_kept)

        heard = Heard(
            service,
            after,
            batch[-1].sequence,
            [
                Carried(service, pulled.sequence, pulled.headers, pulled.data)
                for pulled in batch
                if pulled.headers.get("ce-type") in self.types
            ],
            done,
        )
        self.desk.tell(heard)
        if not await kept:
            raise Interrupted(f"{service} was heard by another replica")
        return heard.upto
