"""Load while engines come and go: apps that publish in order, and ask again until acknowledged."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import nats
import nats.errors
import nats.js.errors
import psycopg

from contracts.subjects import inbox
from tests.support.app import binary, until
from tests.support.desks import check_log, log_of
from tests.support.toy import evidence

_PACE_S = 0.01
"""Between two events of a case: the engines shall have the processor while they start."""

_NOT_YET = (nats.errors.Error, nats.js.errors.APIError, OSError)


class Load:
    """One app for each case; ``published``: ids by case, in the order they were acknowledged."""

    def __init__(self, nats_url: str, cases: int = 4) -> None:
        self.nats_url = nats_url
        self.published: dict[str, list[str]] = {f"s:c:n{n}": [] for n in range(cases)}
        self._stopping = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Load"]:
        """Publish until the end of the block."""
        tasks = [asyncio.create_task(self._publish(case)) for case in self.published]
        try:
            yield self
        finally:
            self._stopping = True
            await asyncio.gather(*tasks)

    async def goes_on(self, more: int = 100) -> None:
        """Wait until so many more were acknowledged."""
        target = self.count + more
        await until(lambda: self.count >= target, "the load goes on", within_s=30)

    @property
    def count(self) -> int:
        return sum(map(len, self.published.values()))

    async def _publish(self, case: str) -> None:
        nc = await nats.connect(
            self.nats_url, max_reconnect_attempts=-1, reconnect_time_wait=0.1, error_cb=_quiet
        )
        js = nc.jetstream(timeout=1)
        number = 0
        while not self._stopping:
            number += 1
            event = evidence(f"{case[4:]}-{number}", case)
            body, headers = binary(event)
            while True:
                try:
                    await js.publish(
                        inbox("grading", "EvidenceRecorded"), body, headers=dict(headers)
                    )
                except _NOT_YET:
                    await asyncio.sleep(0.05)
                else:
                    break
            self.published[case].append(event["id"])
            await asyncio.sleep(_PACE_S)
        await nc.close()


async def _quiet(_: Exception) -> None:
    """The load asks again."""


async def all_recorded(load: Load, dsn: str) -> None:
    """Each published event has one effect, in the order of its app; nothing else was recorded."""

    def there() -> bool:
        try:
            return len(log_of(dsn)) >= load.count
        except psycopg.OperationalError:
            return False

    await until(there, "all is recorded", within_s=40)
    ids = check_log(dsn)
    assert len(ids) == load.count
    for case, published in load.published.items():
        assert [id_ for _, stream, _, id_ in log_of(dsn) if stream == case] == published


async def stream_is_log(nats_url: str, dsn: str) -> None:
    """The stream holds the log's events, each once, at its position."""
    log = [(position, id_) for position, _, _, id_ in log_of(dsn)]
    nc = await nats.connect(nats_url)
    js = nc.jetstream(timeout=5)

    async def carried() -> bool:
        return bool((await js.stream_info("GRADING")).state.last_seq >= len(log))

    await until(carried, "all is carried", within_s=30)
    found: list[tuple[int, Any]] = []
    for sequence in range(1, (await js.stream_info("GRADING")).state.last_seq + 1):
        headers = (await js.get_msg("GRADING", sequence, direct=True)).headers or {}
        assert headers["ce-position"] == str(sequence)
        found.append((sequence, headers["ce-id"]))
    await nc.close()
    assert found == log
