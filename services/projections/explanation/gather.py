"""From the trail's entries to a story: what counts at a cut, and the references it stands in."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import cast

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import (
    CommitteeReviewHeld,
    CycleClosed,
    CycleOpened,
    OrganisationRegistered,
    RecordCorrected,
    RecordFiled,
    RegisterFigureRecorded,
)
from contracts.register import Cycle, Organisation, latest
from contracts.scheme import Scheme
from contracts.subjects import Case
from contracts.values import is_token
from services.projections.asof import Cut
from services.projections.explanation.story import Story
from services.projections.said import fields_of
from services.projections.texts.told import PARTIES
from services.projections.trail.entry import Entry


def gather(
    case: Case,
    scheme: Scheme,
    of_case: Sequence[tuple[Entry, Recorded[Event]]],
    references: Sequence[Entry],
    *,
    cut: Cut,
    judged_at: date,
) -> Story:
    """The story of a case. ``of_case``: known at the cut, each service's in the order of its log.

    Of a reference the last version known at the cut counts; the first, where none was known yet: a
    name is better than an id.
    """
    until = cut.effective_until
    cycle, closed_on = cycle_of(case, references, cut)
    figured = _figured(case, references)
    return Story(
        case=case,
        scheme=scheme,
        cycle=cycle,
        cycle_closed_on=closed_on,
        organisations=organisations_of(references, cut),
        figures=latest(recorded.event for entry, recorded in figured if _holds(entry, cut)),
        figured=tuple(recorded for entry, recorded in figured if _known(entry, cut)),
        told=tuple(recorded for entry, recorded in of_case if until is None or entry.time <= until),
        known=tuple(recorded for _, recorded in of_case),
        judged_at=judged_at,
    )


def known_at(cut: Cut, entries: Iterable[Entry]) -> list[Entry]:
    """Those that were on record, whether or not they had happened."""
    holds = cut.known().holds
    return [one for one in entries if holds(one.service, one.position, one.recordedat, one.time)]


def parties(told: Iterable[Recorded[Event]]) -> set[str]:
    """Ids of the organisations, and persons, that events name; of a record whatever may be one."""
    found: set[str] = set()
    for one in told:
        found.add(one.envelope.actor)
        event = one.event
        values = [getattr(event, name) for name in _naming(type(event))]
        if isinstance(event, CommitteeReviewHeld):
            values.append(event.present)
        elif isinstance(event, (RecordFiled, RecordCorrected)):
            values += event.fields.values()
        for value in values:
            several = value if isinstance(value, tuple) else (value,)
            found |= {id for id in several if isinstance(id, str) and is_token(id)}
    return found


@cache
def _naming(event: type[Event]) -> tuple[str, ...]:
    """The fields of an event that name organisations or persons."""
    return tuple(PARTIES & fields_of(event))


def recorders(entries: Iterable[Entry]) -> set[str]:
    """Ids of the persons who entered these."""
    return {one.recordedby for one in entries if one.recordedby}


def cycle_of(case: Case, references: Iterable[Entry], cut: Cut) -> tuple[Cycle, date | None]:
    """The cycle of a case, and the day it was closed.

    Raises:
        KeyError: nothing is known of it.
    """
    subject = f"cycle:{case.scheme}:{case.cycle}"
    opened: Cycle | None = None
    closed_on: date | None = None
    for one in references:
        if one.case_id != subject:
            continue
        match one.event():
            case CycleOpened() as event:
                opened = Cycle(
                    case.scheme, case.cycle, event.scheme_version, one.actor, event.opens,
                    event.closes,
                )  # fmt: skip
            case CycleClosed() as event if _holds(one, cut):
                closed_on = event.closed_on
            case _:
                pass  # a measure of the programme, or a selection
    if opened is None:
        raise KeyError(subject)
    return opened, closed_on


def organisations_of(references: Iterable[Entry], cut: Cut) -> dict[str, Organisation]:
    """Register entries by id."""
    found: dict[str, Organisation] = {}
    for one in references:
        _, _, id = one.case_id.partition(":")
        if one.name == OrganisationRegistered.name and (id not in found or _known(one, cut)):
            event = one.event()
            assert isinstance(event, OrganisationRegistered)
            found[id] = Organisation(id, event.kind, event.name_zh, event.name_en, event.parent)
    return found


def _figured(
    case: Case, references: Iterable[Entry]
) -> list[tuple[Entry, Recorded[RegisterFigureRecorded]]]:
    """Every standing figure of the case's organisation."""
    subject, name = f"organisation:{case.organisation}", RegisterFigureRecorded.name
    return [
        (entry, cast("Recorded[RegisterFigureRecorded]", entry.recorded()))
        for entry in references
        if entry.case_id == subject and entry.name == name
    ]


def _holds(entry: Entry, cut: Cut) -> bool:
    return cut.holds(entry.service, entry.position, entry.recordedat, entry.time)


def _known(entry: Entry, cut: Cut) -> bool:
    return cut.known().holds(entry.service, entry.position, entry.recordedat, entry.time)
