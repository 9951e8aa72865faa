"""How far a read model has come and what it has parked, from the tables its runner keeps."""

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection, sql

from contracts.events.training import TrainingAbsenceRecorded, TrainingAttended
from contracts.subjects import parse_case
from services.projections.completeness import ParkedEvent

_OF_PERSONS = [TrainingAttended.type, TrainingAbsenceRecorded.type]


async def applied(conn: AsyncConnection[Any], view: str) -> dict[str, int]:
    """By service the position up to which events are applied or parked."""
    query = sql.SQL("SELECT service, position FROM {}").format(sql.Identifier(view, "checkpoint"))
    return {service: position async for service, position in await conn.execute(query)}


async def parked_touching(
    conn: AsyncConnection[Any], view: str, subjects: Sequence[str]
) -> list[ParkedEvent]:
    """What is parked of these subjects.

    An attendance is parked with its organiser's case and may concern any branch of the cycle.
    """
    cycles = {f"{case.scheme}:{case.cycle}:" for one in subjects if (case := parse_case(one))}
    return await _parked(
        conn, view,
        " WHERE case_id = ANY(%s) OR (event_type = ANY(%s) AND case_id ^@ ANY(%s))",
        (list(subjects), _OF_PERSONS, list(cycles)),
    )  # fmt: skip


async def parked(conn: AsyncConnection[Any], view: str) -> list[ParkedEvent]:
    """Everything that is parked."""
    return await _parked(conn, view, "", ())


async def _parked(
    conn: AsyncConnection[Any], view: str, condition: str, values: Sequence[object]
) -> list[ParkedEvent]:
    query = (
        sql.SQL("SELECT service, position, case_id, event_type, error, parked_at FROM {}").format(
            sql.Identifier(view, "parked")
        )
        + sql.SQL(condition)
        + sql.SQL(" ORDER BY service, position")
    )
    rows = await (await conn.execute(query, values)).fetchall()
    return [
        ParkedEvent(
            service=service, position=position, case=case, event=type_.split(".")[-2], error=error,
            parked_at=at,
        )
        for service, position, case, type_, error, at in rows
    ]  # fmt: skip
