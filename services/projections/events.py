"""One event by its place in a service's log: what it says, what caused it, what it caused."""

from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from services.projections import checkpoints, references
from services.projections.cases import VIEW, as_cloudevent
from services.projections.completeness import Completeness
from services.projections.explanation.gather import parties, recorders
from services.projections.explanation.speech import Speech
from services.projections.people.register import people
from services.projections.reading import Asking, Views
from services.projections.references import Shelf
from services.projections.trail import rows
from services.projections.trail.entry import read
from services.projections.trail.shown import Corrections, Place, ShownEntry, shown
from services.runtime.web import not_found


class EventAnswer(Struct, frozen=True, kw_only=True):
    """An event. ``cases``: whose trails it is in. ``caused_by``, ``caused``: within its case."""

    entry: ShownEntry
    cloudevent: dict[str, Any]
    cases: list[str]
    caused_by: Place | None
    caused: list[Place]
    completeness: Completeness


@dataclass(frozen=True, slots=True)
class Events:
    """Answers about one event."""

    views: Views
    shelf: Shelf

    async def one(self, service: str, position: int, asking: Asking) -> EventAnswer:
        """The event at a position.

        Raises:
            ProblemFound: nothing is there.
        """
        async with self.views.read(VIEW, asking) as reading:
            found = await rows.at(reading.conn, service, position, asking.within)
            if not found or position > reading.applied.get(service, 0):
                raise not_found(
                    f"{service} has no event {position} that is applied; it stands at "
                    f"{reading.applied.get(service, 0)}"
                )
            entry = found[0]
            scheme = await references.of_subject(reading, self.shelf, entry.case_id)
            cut = await reading.cut(ZoneInfo(scheme.timezone if scheme else "UTC"))
            readable, unreadable = read([entry])
            event = readable[0][1].event if readable else None
            named = parties(one for _, one in readable) | {entry.actor}
            names = await references.organisations(reading, named, cut)
            persons = await people(reading.conn, (named | recorders([entry])) - names.keys())
            speech = Speech.of(scheme, names, persons)
            corrections = Corrections(await rows.correcting(reading.conn, entry.case_id, cut))
            linked = await rows.linked(reading.conn, entry, cut)
            cases = [one.case_id for one in found]
            parked = await checkpoints.parked_touching(reading.conn, VIEW, cases)
            places = {one.event_id: _place(one.service, one.position) for one in linked}
            return EventAnswer(
                entry=shown(entry, event, speech, corrections),
                cloudevent=as_cloudevent(entry),
                cases=cases,
                caused_by=places.get(entry.causationid) if entry.causationid else None,
                caused=[
                    places[one.event_id] for one in linked if one.causationid == entry.event_id
                ],
                completeness=replace(reading, parked=parked).completeness(cut, scheme, unreadable),
            )


def _place(service: str, position: int) -> Place:
    return Place(service=service, position=position)
