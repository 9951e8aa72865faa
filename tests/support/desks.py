"""A desk for tests, without the doors before it, and what other services tell it."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from contracts.envelope import Envelope
from contracts.events.pledges import PledgeItem, PledgeMade
from services.runtime.desk import Desk
from services.runtime.domain import Domain
from services.runtime.receipts import Receipt
from services.runtime.recording import Heard, Message
from services.runtime.store import Store
from services.runtime.wire import Carried, encode_state, read_message
from tests.support import toy
from tests.support.app import batch
from tests.support.carriage import carried

WITHIN_S = 20


@dataclass
class Office:
    """A desk at work on a store."""

    desk: Desk
    store: Store

    def hand(self, *events: Mapping[str, Any]) -> "Future[list[Receipt]]":
        """Hand in one message."""
        body, headers = batch(events)
        answered: Future[list[Receipt]] = Future()
        self.desk.hand(Message(read_message(headers, body), answered.set_result))
        return answered

    def receipts(self, *events: Mapping[str, Any]) -> list[Receipt]:
        return self.hand(*events).result(WITHIN_S)

    def tell(self, *carried: Carried, after: int | None = None, upto: int = 0) -> bool:
        """Say what pledges recorded; whether it was kept."""
        kept: Future[bool] = Future()
        start = carried[0].position - 1 if after is None else after
        upto = upto or carried[-1].position
        self.desk.tell(Heard("pledges", start, upto, list(carried), kept.set_result))
        return kept.result(WITHIN_S)

    def waits(self) -> int:
        return self.desk.waiting


@contextmanager
def at_work(
    dsn: str, domain: Domain = toy, *, patience_s: float = 1.0, start: bool = True
) -> Iterator[Office]:
    store = Store(dsn)
    office = Office(Desk(domain, store, patience_s=patience_s), store)
    if start:
        office.desk.start()
    try:
        yield office
    finally:
        if start:
            office.desk.stop()
            office.desk.ended.result(WITHIN_S)
        store.close()


def pledge(position: int, case: str = "s:c:north") -> Carried:
    """A pledge as the stream of pledges carries it."""
    told = PledgeMade(
        pledge_id=f"p{position}", kind="public", pledger_kind="branch", pledger_ids=("north",),
        items=(PledgeItem(item_id="1", text="修路"),), made_on=date(2011, 11, 13),
    )  # fmt: skip
    at = datetime(2011, 11, 13, tzinfo=UTC)
    envelope = Envelope(
        id=f"p{position}", source="tests", type=PledgeMade.type, subject=case, time=at,
        actor="north", recordedat=at, version=position,
    )  # fmt: skip
    data = told.model_dump_json(exclude_none=True).encode()
    return carried("pledges", encode_state(envelope, data), position)


def log_of(dsn: str) -> list[tuple[int, str, int, str]]:
    """The whole log: position, stream, version, id of the submission."""
    with psycopg.connect(dsn) as conn:
        rows = conn.execute(
            "SELECT notification_id, originator_id, originator_version, state FROM stored_events"
            " ORDER BY notification_id"
        ).fetchall()
    return [
        (position, stream, version, json.loads(state)["envelope"]["id"])
        for position, stream, version, state in rows
    ]


def check_log(dsn: str) -> list[str]:
    """The log has no hole and no second effect, each stream its versions; the ids in order."""
    log = log_of(dsn)
    assert [position for position, *_ in log] == list(range(1, len(log) + 1))
    versions: dict[str, list[int]] = {}
    for _, stream, version, _ in log:
        versions.setdefault(stream, []).append(version)
    for found in versions.values():
        assert found == list(range(1, len(found) + 1))
    ids = [id_ for *_, id_ in log]
    assert len(set(ids)) == len(ids)
    return ids


def soon(holds: Callable[[], object], what: str, *, within_s: float = WITHIN_S) -> None:
    """Wait for a condition of another thread."""
    end = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {within_s} s")
        time.sleep(0.01)


def statuses(receipts: Sequence[Receipt]) -> list[str]:
    return [receipt.status for receipt in receipts]
