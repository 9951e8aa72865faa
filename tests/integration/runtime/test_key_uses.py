"""The last use of a key outlives the process that saw it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from services.runtime.access.uses import KeyUses, Pool
from services.runtime.tasks import cancel_all
from tests.support.app import until


@pytest.fixture
async def pool(postgres: str) -> AsyncIterator[Pool]:
    async with AsyncConnectionPool[psycopg.AsyncConnection[Any]](
        postgres, min_size=1, max_size=1, open=False, kwargs={"autocommit": True}
    ) as found:
        yield found


def of(pool: Pool) -> KeyUses:
    """A service that has just started."""
    uses = KeyUses()
    uses.use(pool)
    return uses


async def test_the_last_use_of_each_key_is_kept(pool: Pool) -> None:
    first, second = of(pool), of(pool)
    first.note("k1")
    first.note("k2")
    before = await first.last()
    second.note("k2")
    after = await second.last()
    assert list(after) == ["k1", "k2"]
    assert after["k1"] == before["k1"]
    assert after["k2"] > before["k2"]


async def test_an_earlier_use_that_is_kept_later_changes_nothing(pool: Pool) -> None:
    early, late = of(pool), of(pool)
    early.note("k1")
    late.note("k1")
    expected = await late.last()
    assert await early.last() == expected


async def test_a_database_that_is_read_only_for_a_while_is_waited_for(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.runtime.access.uses.KEEP_EVERY_S", 0.01)
    uses = of(pool)
    keeping = asyncio.create_task(uses.keep())
    async with pool.connection() as conn:
        await conn.execute("SET default_transaction_read_only = on")
    uses.note("k1")
    await asyncio.wait([keeping], timeout=0.3)
    assert not keeping.done()
    async with pool.connection() as conn:
        await conn.execute("SET default_transaction_read_only = off")
    await until(uses.last, "it is kept")
    await cancel_all([keeping])


async def test_what_cannot_be_kept_is_kept_later(pool: Pool) -> None:
    uses = of(pool)
    uses.note("k1")
    async with pool.connection() as conn:
        await conn.execute("ALTER TABLE key_use RENAME TO away")
    with pytest.raises(psycopg.errors.UndefinedTable):
        await uses.last()
    async with pool.connection() as conn:
        await conn.execute("ALTER TABLE away RENAME TO key_use")
    assert "k1" in await uses.last()
