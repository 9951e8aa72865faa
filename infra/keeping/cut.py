"""All databases as they were at one moment, while everything runs."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg

from contracts.subjects import SERVICES
from infra.keeping.engines import DATABASES, Engines
from services.runtime.store import TURN

_WAITS_AT_MOST_S = 5


@dataclass(frozen=True)
class Cut:
    """Snapshots by service, to be read until the cut is closed. ``held_ms``: writers waited."""

    at: datetime
    held_ms: float
    ids: Mapping[str, str]
    readers: Mapping[str, psycopg.Connection[Any]]


@contextmanager
def cut(engines: Engines) -> Iterator[Cut]:
    """Snapshots of one moment: no service has heard what another had not said by then.

    For some milliseconds nothing is recorded or heard in any service, and all snapshots are taken.

    Raises:
        psycopg.errors.LockNotAvailable: somebody has recorded for seconds without an end.
    """
    with ExitStack() as closing:
        readers = {
            service: closing.enter_context(engines.connect(service)) for service in DATABASES
        }
        for conn in readers.values():
            conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            conn.read_only = True
        with ExitStack() as letting_go:
            holders = [letting_go.enter_context(engines.connect(name)) for name in SERVICES]
            for conn in holders:
                conn.execute(f"SET lock_timeout = '{_WAITS_AT_MOST_S}s'")
                conn.commit()
            started, at = time.monotonic(), datetime.now(UTC)
            for conn in holders:
                conn.execute(TURN)  # then who records waits, and who hears
                conn.execute("LOCK TABLE heard_upto IN EXCLUSIVE MODE")
            ids = {service: _snapshot(conn) for service, conn in readers.items()}
        yield Cut(at, round((time.monotonic() - started) * 1000, 1), ids, readers)


def _snapshot(conn: psycopg.Connection[Any]) -> str:
    row = conn.execute("SELECT pg_export_snapshot()").fetchone()
    assert row
    return str(row[0])
