"""Says events as CloudEvents: ids that are the same at every run, times from the story."""

from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from client.submissions import Submission
from contracts.events import Event
from contracts.events.grading import RecordFiled

ZONE = ZoneInfo("Asia/Shanghai")


class Pen:
    """Writes submissions. Ids count the events of a name about a subject, so they never vary.

    ``source``: the app that says it. ``scheme``, ``cycle``: what its cases belong to; one pen may
    write one cycle after another.
    """

    def __init__(self, source: str, scheme: str, cycle: str) -> None:
        self.source, self.scheme, self.cycle = source, scheme, cycle
        self._counts: Counter[str] = Counter()

    def case(self, organisation: str) -> str:
        """The case of an organisation in the cycle."""
        return f"{self.scheme}:{self.cycle}:{organisation}"

    def says(self, actor: str, event: Event, of: str, on: str) -> Submission:
        """A body acts in the case ``of`` an organisation; its clerk enters it."""
        return self.write(event, self.case(of), on, actor, f"{actor}-clerk")

    def own(self, organisation: str, event: Event, on: str) -> Submission:
        """An organisation acts in its own case."""
        return self.says(organisation, event, organisation, on)

    def files(self, actor: str, of: str, on: str, kind: str, /, **fields: Any) -> Submission:
        """A record of a kind that the scheme declares; its id counts those of the kind there."""
        self._counts[f"{kind} {self.case(of)}"] += 1
        number = self._counts[f"{kind} {self.case(of)}"]
        record = RecordFiled(record_id=f"{kind}-{number}", kind=kind, fields=fields)
        return self.says(actor, record, of, on)

    def of_cycle(self, actor: str, event: Event, on: str) -> Submission:
        """A body acts on the cycle as a whole."""
        subject = f"cycle:{self.scheme}:{self.cycle}"
        return self.write(event, subject, on, actor, f"{actor}-clerk")

    def write(self, event: Event, subject: str, on: str, actor: str, by: str) -> Submission:
        """Any event. ``on``: a day, ``yyyy-mm-dd``; it happened at nine in the morning there."""
        place = subject.rpartition(":")[2]
        self._counts[f"{event.name}-{place}"] += 1
        happened = datetime.combine(date.fromisoformat(on), time(9), ZONE)
        return {
            "specversion": "1.0",
            "id": f"{event.name}-{place}-{self._counts[f'{event.name}-{place}']:03}",
            "source": self.source,
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
