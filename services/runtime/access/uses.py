"""When each API key was last used: noted in memory, kept in the database once a minute."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import psycopg
import structlog
from psycopg_pool import AsyncConnectionPool

Pool = AsyncConnectionPool[psycopg.AsyncConnection[Any]]
log = structlog.get_logger()

KEEP_EVERY_S = 60.0


class KeyUses:
    """Uses of keys, by their ids. Noting one costs a request an entry of a dictionary."""

    def __init__(self) -> None:
        self._noted: dict[str, datetime] = {}
        self._pool: Pool | None = None

    def note(self, key: str) -> None:
        """A key was used just now."""
        self._noted[key] = datetime.now(UTC)

    def use(self, pool: Pool) -> None:
        """From now on there is a database to keep them in."""
        self._pool = pool

    async def keep(self) -> None:
        """Write down again and again what was noted; what cannot be is written down later."""
        while True:
            await asyncio.sleep(KEEP_EVERY_S)
            try:
                await self.last()
            except psycopg.Error as error:  # also of a database that is read-only for a while
                log.warning("key_uses_not_kept", error=str(error))

    async def last(self) -> dict[str, datetime]:
        """The last use of each key at this service."""
        if self._pool is None:
            return dict(self._noted)
        async with self._pool.connection() as conn:
            await self._write(conn)
            rows = await conn.execute("SELECT key, used_at FROM key_use ORDER BY key")
            return dict(await rows.fetchall())

    async def _write(self, conn: psycopg.AsyncConnection[Any]) -> None:
        noted, self._noted = self._noted, {}
        if not noted:
            return
        try:
            await conn.execute(
                "INSERT INTO key_use SELECT * FROM unnest(%s::text[], %s::timestamptz[])"
                " ON CONFLICT (key) DO UPDATE"
                " SET used_at = greatest(key_use.used_at, excluded.used_at)",
                (list(noted), list(noted.values())),
            )
        except BaseException:
            self._noted = noted | self._noted
            raise
