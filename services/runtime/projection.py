"""A projection's live generation, kept up with its services' streams, mended and rebuilt."""

import asyncio
import time
from collections.abc import Iterable
from typing import Any

from contracts.subjects import stream
from services.runtime import database
from services.runtime.connection import Connection
from services.runtime.generation import Generation, Projection
from services.runtime.reader import Applied, Reader
from services.runtime.tasks import cancel_all, in_thread, together
from services.runtime.wire import Carried


class Runner:
    """Runs a projection's live generation, and rebuilds it beside itself."""

    def __init__(
        self,
        nc: Connection,
        projection: Projection,
        database_url: str,
        applied: Applied = lambda *_: None,
    ) -> None:
        self.nc, self.projection, self.database_url = nc, projection, database_url
        self.live = Generation(projection, database_url, projection.name)
        self.moved = asyncio.Condition()
        self.readers = {
            service: Reader(nc, self.live, service, self.moved, applied)
            for service in projection.services
        }
        self.rebuilding: dict[str, Any] | None = None
        self._rebuild_lock = asyncio.Lock()

    async def run(self) -> None:
        """Project until cancelled, once the database answers."""
        await database.answering(self.live.create)
        await together([asyncio.create_task(reader.run()) for reader in self.readers.values()])

    def faults(self) -> list[str]:
        """Why the projection does not keep up, by service."""
        return [f"{self.projection.name}: {r.fault}" for r in self.readers.values() if r.fault]

    def completeness(self) -> dict[str, dict[str, Any]]:
        """By service: position, head of the stream as last seen, age of the oldest event behind."""
        return {
            service: {
                "position": reader.progress.position,
                "head": reader.progress.head,
                "oldest_unapplied_s": reader.progress.oldest_unapplied_s(),
            }
            for service, reader in self.readers.items()
        }

    async def wait_for(self, service: str, position: int, timeout_s: float) -> bool:
        """Wait until the position is projected; False if it was not in time."""
        progress = self.readers[service].progress
        try:
            async with asyncio.timeout(timeout_s), self.moved:
                await self.moved.wait_for(lambda: progress.position >= position)
        except TimeoutError:
            return False
        return True

    async def replay(self, case: str) -> int:
        """Apply a parked case's events again; how many there were.

        Raises:
            Exception: what the reducer still stumbles over.
        """
        async with _all(reader.paused for reader in self.readers.values()):
            conn = await asyncio.to_thread(self.live.connect)
            try:
                parked = conn.execute(
                    "SELECT service, position FROM parked WHERE case_id = %s"
                    " ORDER BY service, position",
                    (case,),
                ).fetchall()
                found = [await self._fetch(service, position) for service, position in parked]
                await in_thread(self.live.replay, conn, found)
                self.live.parked.discard(case)
            finally:
                await asyncio.to_thread(conn.close)
        return len(found)

    async def _fetch(self, service: str, position: int) -> Carried:
        message = await self.nc.jetstream().get_msg(stream(service), position)
        return Carried(service, position, message.headers or {}, message.data or b"")

    # Rebuilding -------------------------------------------------------------------------

    async def rebuild(self) -> dict[str, Any]:
        """Fill a next generation, compare it with the live one, and swap the two.

        The answer, also found in ``rebuilding`` meanwhile: state, events done and in all, seconds,
        and by table how many rows differ. Where any differ, the next takes the live one's place all
        the same (it is what the log says), and the old one stays as ``<name>_old``.
        """
        async with self._rebuild_lock:
            started = time.monotonic()
            note: dict[str, Any] = {"state": "filling", "done": 0, "of": 0, "differing": None}
            self.rebuilding = note
            following = Generation(
                self.projection, self.database_url, f"{self.projection.name}_next"
            )
            await asyncio.to_thread(following.drop)
            await asyncio.to_thread(following.create)
            moved = asyncio.Condition()
            readers = [Reader(self.nc, following, s, moved) for s in self.projection.services]
            tasks = [asyncio.create_task(reader.run()) for reader in readers]
            try:
                await self._catch_up(readers, moved, note)
                note["state"] = "comparing"
                async with _all(reader.paused for reader in self.readers.values()):
                    await self._catch_up(readers, moved, note)  # the live one stands still now
                    async with _all(reader.paused for reader in readers):
                        differing = await asyncio.to_thread(following.take_over, self.live)
                        self.live.parked = following.parked
                note["differing"] = differing
            except Exception as error:  # told to who asks how it goes, and to who asked for it
                note |= {"state": "failed", "error": str(error)}
                raise
            finally:
                await cancel_all(tasks)
            note |= {"state": "swapped", "seconds": round(time.monotonic() - started, 3)}
            return note

    async def _catch_up(
        self, readers: list[Reader], moved: asyncio.Condition, note: dict[str, Any]
    ) -> None:
        """Until the next generation has all that the live one has."""

        def behind() -> bool:
            note["done"] = sum(reader.progress.position for reader in readers)
            note["of"] = sum(r.progress.position for r in self.readers.values())
            return any(
                reader.progress.position < self.readers[reader.service].progress.position
                for reader in readers
            )

        async with moved:
            await moved.wait_for(lambda: not behind())


class _all:
    """Hold several locks, taken in their order."""

    def __init__(self, locks: Iterable[asyncio.Lock]) -> None:
        self.locks = list(locks)

    async def __aenter__(self) -> None:
        for lock in self.locks:
            await lock.acquire()

    async def __aexit__(self, *_: object) -> None:
        for lock in self.locks:
            lock.release()
