"""What an event adds to the trail: one row for each case it touches."""

from collections.abc import Iterator
from typing import Protocol

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

    def attribute(self, name: str) -> str | None:
        """One CloudEvents attribute."""


class _Attendee(msgspec.Struct):
    organisation: str | None = None


_attendee = msgspec.json.Decoder(_Attendee)
# A person attends in the organiser's case, and it belongs in the story of the person's branch too.
_OF_PERSONS = frozenset({TrainingAttended.type, TrainingAbsenceRecorded.type})


def entries(carried: Carried) -> Iterator[Row]:
    """The rows in the order of ``COLUMNS``; the event's own subject comes first.

    The data is passed on unparsed: a rebuild of everything waits for this function.

    Raises:
        KeyError: an attribute that every recorded event has is missing.
        msgspec.DecodeError: an attendance whose data cannot be read.
    """
    attribute, data = carried.attribute, carried.data.decode()
    subject, type_ = _present(carried, "subject"), _present(carried, "type")
    place = (carried.service, carried.position)
    told = (
        _present(carried, "id"),
        _present(carried, "source"),
        type_,
        _present(carried, "time"),
        _present(carried, "recordedat"),
        _present(carried, "actor"),
        attribute("recordedby"),
        attribute("correlationid"),
        attribute("causationid"),
        int(_present(carried, "version")),
    )
    yield (subject, *place, *told, None, data)
    if type_ in _OF_PERSONS:
        case, branch = parse_case(subject), _attendee.decode(carried.data).organisation
        if case and branch and branch != case.organisation:
            yield (str(case._replace(organisation=branch)), *place, *told, subject, data)


def _present(carried: Carried, name: str) -> str:
    value = carried.attribute(name)
    if value is None:
        raise KeyError(name)
    return value
