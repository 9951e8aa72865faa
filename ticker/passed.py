"""From the register of obligations to what has to be said of it: the same at every tick.

Each event's id is made of what it is about, its time is the midnight that ended the due day. So
whoever ticks, and however often, the services record it once.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from client.submissions import Submission
from contracts.events import Event
from contracts.events.grading import DeadlinePassed
from contracts.events.training import TrainingObligationMissed

SOURCE = "/apps/ticker"
Cycle = Mapping[str, Any]
"""A row of ``/api/cycles``."""
Row = Mapping[str, Any]
"""A row of ``/api/registers/obligations``."""


def passed(cycle: Cycle, rows: Iterable[Row], until: date) -> list[Submission]:
    """What is to be said of a cycle's obligations by the end of a day.

    Of a closed cycle only what was still to come when it was closed: what it left undone before
    is among the open items of its closing.
    """
    closed_on = cycle["closed_on"] and date.fromisoformat(cycle["closed_on"])
    return [
        _submission(cycle, row, due_on)
        for row in rows
        if row["state"] == "missed" and row["said_by"] and not row["missed_by"]
        for due_on in [date.fromisoformat(row["due_on"])]
        if due_on < until and (closed_on is None or due_on >= closed_on)
    ]


def is_kept_as_it_happens(cycle: Cycle) -> bool:
    """Whether a cycle was put on record before it was over.

    If not, somebody enters the past: its time is played by them (``gradetrail tick --until``), and
    a clock of today must not call missing what they have not come to yet.
    """
    recorded = datetime.fromisoformat(cycle["recorded"]).astimezone(ZoneInfo(cycle["timezone"]))
    return recorded.date() <= date.fromisoformat(cycle["closes"])


def today(cycle: Cycle, now: datetime) -> date:
    """The day on the clock of the cycle's scheme."""
    return now.astimezone(ZoneInfo(cycle["timezone"])).date()


def _submission(cycle: Cycle, row: Row, due_on: date) -> Submission:
    event = _event(row, due_on)
    ended = datetime.combine(due_on + timedelta(days=1), time.min, ZoneInfo(cycle["timezone"]))
    return {
        "specversion": "1.0",
        "id": f"{row['case']}/{row['kind']}/{row['obligation']['id']}/{row['period'] or due_on}",
        "source": SOURCE,
        "type": event.type,
        "subject": row["case"],
        "time": ended.isoformat(),
        "actor": cycle["committee"],
        "data": event.model_dump(mode="json", exclude_none=True),
    }


def _event(row: Row, due_on: date) -> Event:
    what = row["obligation"]["id"]
    if row["said_by"] == TrainingObligationMissed.name:
        return TrainingObligationMissed(obligation=what, period=row["period"], due_on=due_on)
    return DeadlinePassed(
        obligation=what,
        step=row["step"],
        due_on=due_on,
        order_id=row["id"] if row["kind"] == "rectification" else None,
        target_id=row["id"] if row["kind"] == "upgrade_target" else None,
    )
