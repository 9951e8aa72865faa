"""Says events as CloudEvents: ids that are the same at every run, times from the story."""

from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cli.submissions import Submission
from contracts.events import Event
from demo.township import CLERK, COMMITTEE, Village

SOURCE = "example-township-app"
SCHEME, CYCLE = "classification-upgrade", "2011-2012"
ZONE = ZoneInfo("Asia/Shanghai")


def case(village: Village) -> str:
    """The case of a village in the cycle."""
    return f"{SCHEME}:{CYCLE}:{village.id}"


class Pen:
    """Writes submissions. Ids count the events of a name about a subject, so they never vary."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def branch(self, village: Village, event: Event, on: str) -> Submission:
        """The branch acts in its own case."""
        return self.write(event, case(village), on, village.id, f"{village.secretary}-clerk")

    def committee(self, village: Village, event: Event, on: str) -> Submission:
        """The township committee acts in a village's case."""
        return self.write(event, case(village), on, COMMITTEE, CLERK)

    def write(self, event: Event, subject: str, on: str, actor: str, by: str) -> Submission:
        """Any event. ``on``: a day, ``yyyy-mm-dd``; it happened at nine in the morning there."""
        place = subject.rpartition(":")[2]
        self._counts[f"{event.name}-{place}"] += 1
        happened = datetime.combine(date.fromisoformat(on), time(9), ZONE)
        return {
            "specversion": "1.0",
            "id": f"{event.name}-{place}-{self._counts[f'{event.name}-{place}']:03}",
            "source": SOURCE,
            "type": event.type,
            "subject": subject,
            "time": happened.isoformat(),
            "actor": actor,
            "recordedby": by,
            "correlationid": subject,
            "datacontenttype": "application/json",
            "data": plain(event.model_dump(exclude_unset=True)),
        }


def plain(value: Any) -> Any:
    """A value as JSON has it: days as text, decimals as numbers."""
    match value:
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case Decimal():
            return int(value) if value == int(value) else float(value)
        case date():
            return value.isoformat()
        case _:
            return value
