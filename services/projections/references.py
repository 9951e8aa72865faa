"""What a case stands in, read from the trail: scheme version, cycle, organisations."""

from collections.abc import Iterable
from typing import Any

from psycopg import AsyncConnection

from contracts.events.grading import CycleOpened, SchemePublished
from contracts.register import Organisation
from contracts.scheme import Scheme, load_cached
from contracts.subjects import parse_case
from services.projections.asof import Cut
from services.projections.explanation.gather import organisations_of
from services.projections.reading import Reading
from services.projections.trail import rows
from services.projections.trail.entry import Entry


class Shelf:
    """Scheme versions, read once: a published version never changes (R-01)."""

    def __init__(self) -> None:
        self._schemes: dict[tuple[str, int], Scheme] = {}
        self._pinned: dict[tuple[str, str], Scheme] = {}

    async def scheme(
        self, conn: AsyncConnection[Any], id: str, version: int, applied: Cut
    ) -> Scheme | None:
        """A version of a scheme; None while it is not in the trail."""
        if (id, version) not in self._schemes:
            for entry in await rows.of_cases(conn, [f"scheme:{id}"], applied):
                event = entry.event()
                if isinstance(event, SchemePublished):
                    self._schemes[id, event.scheme_version] = load_cached(event.definition)
        return self._schemes.get((id, version))

    async def of_cycle(
        self, conn: AsyncConnection[Any], scheme: str, cycle: str, applied: Cut
    ) -> Scheme | None:
        """The version that a cycle pins for good; None while it is not in the trail."""
        if (scheme, cycle) not in self._pinned:
            for entry in await rows.of_cases(conn, [f"cycle:{scheme}:{cycle}"], applied):
                event = entry.event() if entry.name == CycleOpened.name else None
                if isinstance(event, CycleOpened):
                    found = await self.scheme(conn, scheme, event.scheme_version, applied)
                    if found:
                        self._pinned[scheme, cycle] = found
        return self._pinned.get((scheme, cycle))


async def of_subject(reading: Reading, shelf: Shelf, subject: str) -> Scheme | None:
    """The scheme whose words fit a subject: a case's, a cycle's; none for any other."""
    case = parse_case(subject)
    kind, _, rest = subject.partition(":")
    scheme, _, cycle = (f"{case.scheme}:{case.cycle}" if case else rest).partition(":")
    if case is None and kind != "cycle":
        return None
    return await shelf.of_cycle(reading.conn, scheme, cycle, reading.everything())


async def organisations(
    reading: Reading, ids: Iterable[str], cut: Cut, found: Iterable[Entry] = ()
) -> dict[str, Organisation]:
    """Register entries by id; ``found``: what is at hand of them already.

    Of any that are asked for: who may see an event may know what those are called whom it names.
    """
    known = organisations_of(found, cut)
    subjects = [f"organisation:{id}" for id in ids if id not in known]
    all_there_is = reading.everything().everywhere()
    more = await rows.of_cases(reading.conn, subjects, all_there_is) if subjects else []
    return known | organisations_of(more, cut)
