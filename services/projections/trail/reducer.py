"""What an event adds to the trail: one row for each case it touches."""

from collections.abc import Iterable, Iterator
from typing import Protocol, cast

import msgspec

from contracts.events.training import TrainingAbsenceRecorded, TrainingAttended
from contracts.subjects import parse_case

Row = tuple[object, ...]

COLUMNS = (
    ("case_id", "text"),
    ("service", "text"),
    ("position", "int8"),
    ("event_id", "text"),
    ("source", "text"),
    ("type", "text"),
    ("time", "timestamptz"),
    ("recordedat", "timestamptz"),
    ("actor", "text"),
    ("recordedby", "text"),
    ("correlationid", "text"),
    ("causationid", "text"),
    ("version", "int4"),
    ("subject", "text"),
    ("data", "text"),
)


class Carried(Protocol):
    """An event as read from a service's stream, its data still bytes."""

    service: str
    position: int
    data: bytes

    def attributes(self, headers: Iterable[str]) -> list[str | None]:
        """Several CloudEvents attributes, by the names of their headers."""


class _Attendee(msgspec.Struct):
    organisation: str | None = None


_attendee = msgspec.json.Decoder(_Attendee)
# A person attends in the organiser's case, and it belongs in the story of the person's branch too.
_OF_PERSONS = frozenset({TrainingAttended.type, TrainingAbsenceRecorded.type})

_REQUIRED = ("subject", "id", "source", "type", "time", "recordedat", "actor", "version")
_TOLD = tuple(f"ce-{name}" for name in _REQUIRED)
_LINKED = ("ce-recordedby", "ce-correlationid", "ce-causationid")


def entries(carried: Carried) -> Iterator[Row]:
    """The rows in the order of ``COLUMNS``; the event's own subject comes first.

    The data is passed on unparsed: a rebuild of everything waits for this function.

    Raises:
        KeyError: an attribute that every recorded event has is missing.
        msgspec.DecodeError: an attendance whose data cannot be read.
    """
    told = carried.attributes(_TOLD)
    if None in told:
        raise KeyError(_REQUIRED[told.index(None)])
    subject, id_, source, type_, time, recordedat, actor, version = cast("list[str]", told)
    place = (carried.service, carried.position)
    said = (
        id_, source, type_, time, recordedat, actor,
        *carried.attributes(_LINKED), int(version),
    )  # fmt: skip
    data = carried.data.decode()
    yield (subject, *place, *said, None, data)
    if type_ in _OF_PERSONS:
        case, branch = parse_case(subject), _attendee.decode(carried.data).organisation
        if case and branch and branch != case.organisation:
            yield (str(case._replace(organisation=branch)), *place, *said, subject, data)
