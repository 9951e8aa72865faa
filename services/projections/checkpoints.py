"""How far a read model has come and what it has parked, from the tables its runner keeps."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from psycopg import AsyncConnection, sql

from contracts.events.training import TrainingAbsenceRecorded, TrainingAttended
from contracts.subjects import parse_case
from services.projections.completeness import ParkedEvent

_OF_PERSONS = [TrainingAttended.type, TrainingAbsenceRecorded.type]


async def state(
    conn: AsyncConnection[Any], view: str, subjects: Sequence[str]
) -> tuple[dict[str, int], list[ParkedEvent]]:
    """By service the position up to which events are applied or parked; what is parked of these."""
    rows = await (await conn.execute(_state_of(view), _touching(subjects))).fetchall()
    applied = {row[0]: row[1] for row in rows if row[2] is None}
    return applied, [_event(row) for row in rows if row[2] is not None]


@cache
def _state_of(view: str) -> bytes:
    query = sql.SQL(
        "SELECT service, position, NULL, NULL, NULL, NULL FROM {checkpoint} UNION ALL"
        " SELECT service, position, case_id, event_type, error, parked_at FROM {parked}"
    ).format(
        checkpoint=sql.Identifier(view, "checkpoint"), parked=sql.Identifier(view, "parked")
    ) + sql.SQL(_TOUCHING)
    return query.as_bytes()


async def parked_touching(
    conn: AsyncConnection[Any], view: str, subjects: Sequence[str]
) -> list[ParkedEvent]:
    """What is parked of these subjects.

    An attendance is parked with its organiser's case and may concern any branch of the cycle.
    """
    return await _parked(conn, view, _TOUCHING, _touching(subjects))


async def parked(conn: AsyncConnection[Any], view: str) -> list[ParkedEvent]:
    """Everything that is parked."""
    return await _parked(conn, view, "", ())


_TOUCHING = " WHERE case_id = ANY(%s) OR (event_type = ANY(%s) AND case_id ^@ ANY(%s))"


def _touching(subjects: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    cycles = {f"{case.scheme}:{case.cycle}:" for one in subjects if (case := parse_case(one))}
    return list(subjects), _OF_PERSONS, list(cycles)


def _event(row: Sequence[Any]) -> ParkedEvent:
    service, position, case, type_, error, at = row
    return ParkedEvent(
        service=service, position=position, case=case, event=type_.split(".")[-2], error=error,
        parked_at=at,
    )  # fmt: skip


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
    return [_event(row) for row in rows]
