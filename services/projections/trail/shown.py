"""An entry of the trail as readers get it: verbatim, with a sentence and its marks."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from contracts.events import Event
from contracts.events.grading import EvidenceCorrected, RecordCorrected
from contracts.events.training import AttendanceCorrected
from services.projections.completeness import Completeness
from services.projections.explanation.speech import Speech
from services.projections.parts import Name, Said
from services.projections.said import said
from services.projections.texts.explanation import UNREADABLE
from services.projections.texts.told import sentence
from services.projections.trail.entry import Entry, Unreadable

Mark = Literal["late", "correction", "corrected", "of_another_case", "unreadable"]


class Place(Struct, frozen=True, kw_only=True):
    """Where an event stands in a service's log."""

    service: str
    position: int


class ShownEntry(Struct, frozen=True, kw_only=True):
    """One event of a case. ``time``: when it happened; ``recordedat``: when it was known."""

    service: str
    position: int
    id: str
    source: str
    type: str
    event: Annotated[str, Meta(description="The type's name, e.g. GradeRevised")]
    subject: Annotated[str, Meta(description="The case the event is about; see of_another_case")]
    time: datetime
    recordedat: datetime
    days_until_recorded: Annotated[int, Meta(description="Whole days from time to recordedat")]
    actor: Name
    recordedby: str | None
    recorder: Annotated[Name | None, Meta(description="The person who entered it")]
    correlationid: str | None
    causationid: str | None
    version: Annotated[int, Meta(description="1-based place in its stream")]
    sentence: Said
    marks: list[Mark]
    evidence_ids: list[str]
    corrected_by: list[Place]
    data: Annotated[msgspec.Raw, Meta(description="What was said, verbatim")]


class TrailPage(Struct, frozen=True, kw_only=True):
    """A part of a case's trail. ``next``: cursor of the following part; null: that was all.

    ``timezone``: by whose clock its sentences name days.
    """

    case: str
    timezone: str
    data: list[ShownEntry]
    next: str | None
    completeness: Completeness


def shown(
    entry: Entry, event: Event | None, speech: Speech, corrections: "Corrections"
) -> ShownEntry:
    """One entry and what it says; None: it cannot be read, and is shown all the same.

    Persons bear the name that they had on the day of the entry.
    """
    speech = speech.at(entry.time)
    corrected_by = corrections.of(event, entry) if event else []
    return ShownEntry(
        service=entry.service,
        position=entry.position,
        id=entry.event_id,
        source=entry.source,
        type=entry.type,
        event=entry.name,
        subject=entry.own_case,
        time=entry.time,
        recordedat=entry.recordedat,
        days_until_recorded=max(0, (entry.recordedat - entry.time).days),
        actor=speech.name(entry.actor),
        recordedby=entry.recordedby,
        recorder=speech.name(entry.recordedby) if entry.recordedby else None,
        correlationid=entry.correlationid,
        causationid=entry.causationid,
        version=entry.version,
        sentence=_sentence(event, entry, speech),
        marks=list(_marks(event, entry, corrected_by)),
        evidence_ids=_evidence(event) if event else [],
        corrected_by=corrected_by,
        data=msgspec.Raw(entry.data.encode()),
    )


def _sentence(event: Event | None, entry: Entry, speech: Speech) -> Said:
    if event is None:
        return speech.say(UNREADABLE, event=entry.name)
    return Said(en=sentence(event, speech.en), zh=sentence(event, speech.zh))


def _marks(event: Event | None, entry: Entry, corrected_by: list[Place]) -> Iterable[Mark]:
    if event is None:
        yield "unreadable"
    elif said(event, "late"):
        yield "late"
    if isinstance(event, (EvidenceCorrected, RecordCorrected, AttendanceCorrected)):
        yield "correction"
    if corrected_by:
        yield "corrected"
    if entry.subject is not None:
        yield "of_another_case"


def _evidence(event: Event) -> list[str]:
    own = said(event, "evidence_id")
    return [own] if own else list(said(event, "evidence_ids", ()))


class Corrections:
    """Which entries of a case were corrected by which, from those that correct."""

    def __init__(self, correcting: Iterable[Entry]) -> None:
        self._by: dict[object, list[Entry]] = {}
        for entry in correcting:
            self._note(entry)

    def _note(self, entry: Entry) -> None:
        with suppress(Unreadable):  # it is told among the entries that cannot be read
            for corrected in _corrected(entry.event()):
                self._by.setdefault((entry.own_case, corrected), []).append(entry)

    def of(self, event: Event, entry: Entry) -> list[Place]:
        """Where an entry was corrected, in the order of the logs."""
        return [
            Place(service=one.service, position=one.position)
            for key in _keys(event)
            for one in self._by.get((entry.own_case, key), ())
            if one.service != entry.service or one.position > entry.position
        ]


def _corrected(event: Event) -> Iterable[object]:
    match event:
        case EvidenceCorrected(corrects=id):
            yield "evidence", id
        case RecordCorrected(corrects=id):
            yield "record", id
        case AttendanceCorrected(session_id=session, person=person):
            yield "attendance", session, person
        case _:
            pass  # corrects nothing


def _keys(event: Event) -> Iterable[object]:
    """What a correction may name of an event."""
    told: Any = event
    match event.name:
        case "EvidenceRecorded" | "EvidenceCorrected":
            yield "evidence", told.evidence_id
        case "RecordFiled" | "RecordCorrected":
            yield "record", told.record_id
        case "TrainingAttended" | "TrainingAbsenceRecorded" | "AttendanceCorrected":
            yield "attendance", told.session_id, told.person
        case _:
            pass  # nothing that is corrected by naming it
