"""What was refused: looked at, corrected, submitted again."""

from datetime import datetime
from typing import Any

import msgspec
import psycopg
from psycopg_pool import AsyncConnectionPool

from services.runtime.receipts import Receipt
from services.runtime.wire import Submission, decode_envelope, readable

_JSON = msgspec.json.Encoder().encode
_COLUMNS = "number, refusedat, attributes, problem, accepted_as, data"

_OF = "(%s OR source = ANY(%s))"


def _of(sources: frozenset[str] | None) -> tuple[bool, list[str]]:
    """The values for ``_OF``: of any source, or of these."""
    return sources is None, sorted(sources or ())


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A refused submission. ``number``: from 1, per service. ``accepted_as``: its later receipt."""

    number: int
    refusedat: datetime
    attributes: dict[str, Any]
    problem: dict[str, Any]
    accepted_as: dict[str, Any] | None
    data: object = None


def _kept(row: tuple[Any, ...], *, whole: bool) -> Kept:
    number, refusedat, attributes, problem, accepted_as, data = row
    return Kept(
        number=number,
        refusedat=refusedat,
        attributes=msgspec.json.decode(attributes),
        problem=msgspec.json.decode(problem),
        accepted_as=msgspec.json.decode(accepted_as) if accepted_as else None,
        data=readable(bytes(data)) if whole else None,
    )


class RefusalsKept:
    """Reads the refused table; marks what was accepted after all."""

    def __init__(self, pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]]) -> None:
        self.pool = pool

    async def page(
        self,
        before: int | None,
        limit: int,
        *,
        open_only: bool,
        sources: frozenset[str] | None = None,
    ) -> list[Kept]:
        """Up to ``limit`` refusals with lower numbers than ``before``, latest first.

        ``sources``: only of what was submitted under these; None: of everything.
        """
        async with self.pool.connection() as conn:
            rows = await conn.execute(
                f"SELECT {_COLUMNS} FROM refused WHERE (%s::bigint IS NULL OR number < %s)"
                f" AND (NOT %s OR accepted_as IS NULL) AND {_OF} ORDER BY number DESC LIMIT %s",
                (before, before, open_only, *_of(sources), limit),
            )
            return [_kept(row, whole=False) for row in await rows.fetchall()]

    async def one(
        self, number: int, sources: frozenset[str] | None = None
    ) -> tuple[Kept, Submission] | None:
        """A refusal with its data, and the submission as it came; None if there is none."""
        async with self.pool.connection() as conn:
            rows = await conn.execute(
                f"SELECT {_COLUMNS} FROM refused WHERE number = %s AND {_OF}",
                (number, *_of(sources)),
            )
            row = await rows.fetchone()
        if row is None:
            return None
        kept = _kept(row, whole=True)
        return kept, Submission(kept.attributes, bytes(row[5]))

    async def note_accepted(self, number: int, receipt: Receipt) -> None:
        """Remember that the refused submission, corrected or not, was accepted."""
        async with self.pool.connection() as conn:
            await conn.execute(
                "UPDATE refused SET accepted_as = %s WHERE number = %s", (_JSON(receipt), number)
            )


class ReceiptsKept:
    """Finds the receipt of an accepted submission again."""

    def __init__(
        self, pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]], service: str
    ) -> None:
        self.pool, self.service = pool, service

    async def find(self, source: str, id_: str) -> Receipt | None:
        """The receipt of (source, id); None if nothing was accepted under it."""
        if not (source + id_).isprintable():
            return None  # such are refused at the door, and a NUL even by the database
        async with self.pool.connection() as conn:
            rows = await conn.execute(
                "SELECT e.originator_id, e.notification_id, e.state FROM accepted a"
                " JOIN stored_events e ON (e.originator_id, e.originator_version)"
                " = (a.originator_id, a.originator_version)"
                " WHERE (a.source, a.id) = (%s, %s)",
                (source, id_),
            )
            row = await rows.fetchone()
        if row is None:
            return None
        return Receipt(
            id=id_, source=source, subject=row[0], status="accepted", service=self.service,
            position=row[1], recordedat=decode_envelope(bytes(row[2])).recordedat,
        )  # fmt: skip
