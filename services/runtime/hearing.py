"""Other services' streams to desk: what this one needs of them becomes its own small read model."""

import asyncio
from collections import defaultdict

import structlog

from contracts.subjects import stream
from services.runtime.connection import Connection
from services.runtime.desk import Desk
from services.runtime.domain import Domain
from services.runtime.pull import CONNECTION_FAULTS, Pull, as_carried
from services.runtime.recording import Heard
from services.runtime.tasks import together

log = structlog.get_logger()


class Overtaken(Exception):
    """Another replica has heard this already; the desk has learned of it."""


class Hearing:
    """Reads the streams of the services whose events a domain folds in."""

    def __init__(self, nc: Connection, domain: Domain, desk: Desk) -> None:
        self.nc, self.desk = nc, desk
        self.heard: dict[str, list[str]] = defaultdict(list)
        """By service, the subjects of what is heard of it; the rest is not even sent to us."""
        for event in sorted(domain.HEARS, key=lambda event: event.type):
            if event.service != domain.SERVICE:
                self.heard[event.service].append(f"gradetrail.{event.service}.*.*.{event.name}")

        self.faults: dict[str, str] = {}
        """By service, why it is not heard just now."""

    async def run(self) -> None:
        """Read each stream until cancelled."""
        reading = [self._read(service, subjects) for service, subjects in self.heard.items()]
        await together([asyncio.create_task(one) for one in reading])

    async def _read(self, service: str, subjects: list[str]) -> None:
        while True:
            pull = None
            try:
                after = self.desk.states.heard.get(service, 0)
                pull = await Pull.from_position(self.nc, stream(service), after, subjects=subjects)
                self.faults.pop(service, None)
                while True:
                    after = await self._hear(pull, service, after)
            except Overtaken:
                log.info("heard_by_another_replica", of=service)
            except CONNECTION_FAULTS as error:
                self.faults[service] = str(error) or type(error).__name__
                log.info("hearing_interrupted", of=service, error=self.faults[service])
                await asyncio.sleep(0.5)
            finally:
                if pull:
                    await pull.close()

    async def _hear(self, pull: Pull, service: str, after: int) -> int:
        batch = await pull.next_batch()
        upto = batch[-1].sequence if batch else await pull.all_delivered_upto()
        if upto <= after:
            return after
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[bool] = loop.create_future()

        def settle(was_kept: bool) -> None:
            if not kept.done():  # stopped meanwhile
                kept.set_result(was_kept)

        def done(was_kept: bool) -> None:
            loop.call_soon_threadsafe(settle, was_kept)

        heard = Heard(
            service,
            after,
            upto,
            # A stream that is being filled again delivers what was heard before.
            as_carried(service, [pulled for pulled in batch if pulled.sequence > after]),
            done,
        )
        self.desk.tell(heard)
        if not await kept:
            raise Overtaken
        return heard.upto
