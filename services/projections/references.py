"""What a case stands in, read from the trail: scheme version, cycle, organisations."""

from collections.abc import Iterable
from typing import Any

from psycopg import AsyncConnection

from contracts.events.grading import CycleOpened, SchemePublished
from contracts.scheme import Scheme, load_cached
from contracts.subjects import Case, parse_case
from services.projections.asof import Cut
from services.projections.explanation.gather import organisations_of
from services.projections.explanation.speech import Speech
from services.projections.problems import not_yet
from services.projections.reading import Reading
from services.projections.trail import rows
from services.projections.trail.entry import Entry


class Shelf:
    """Scheme versions, read once: a published version never changes (R-01)."""

    def __init__(self) -> None:
        self._schemes: dict[tuple[str, int], Scheme] = {}

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
        self, conn: AsyncConnection[Any], scheme: str, cycle: Iterable[Entry], applied: Cut
    ) -> Scheme | None:
        """The version that a cycle pins."""
        for entry in cycle:
            event = entry.event() if entry.name == CycleOpened.name else None
            if isinstance(event, CycleOpened):
                return await self.scheme(conn, scheme, event.scheme_version, applied)
        return None


async def of_case(reading: Reading, shelf: Shelf, case: Case) -> tuple[Scheme, list[Entry]]:
    """The scheme version of a case, and the entries of its cycle and its organisation.

    Raises:
        ProblemFound: the cycle or the scheme has not been projected yet.
    """
    cycle, organisation = f"cycle:{case.scheme}:{case.cycle}", f"organisation:{case.organisation}"
    everything = reading.everything()
    found = await rows.of_cases(reading.conn, [cycle, organisation], everything)
    of_cycle = [entry for entry in found if entry.case_id == cycle]
    scheme = await shelf.of_cycle(reading.conn, case.scheme, of_cycle, everything)
    if scheme is None:
        raise not_yet(
            f"the cycle {case.cycle} of {case.scheme} is not in the read model yet",
            reading.applied, reading.applied,
        )  # fmt: skip
    return scheme, found


async def of_subject(reading: Reading, shelf: Shelf, subject: str) -> Scheme | None:
    """The scheme whose words fit a subject: a case's, a cycle's; none for any other."""
    case = parse_case(subject)
    kind, _, rest = subject.partition(":")
    scheme, _, cycle = (f"{case.scheme}:{case.cycle}" if case else rest).partition(":")
    if case is None and kind != "cycle":
        return None
    everything = reading.everything()
    found = await rows.of_cases(reading.conn, [f"cycle:{scheme}:{cycle}"], everything)
    return await shelf.of_cycle(reading.conn, scheme, found, everything)


async def speech_of(
    reading: Reading, scheme: Scheme | None, ids: Iterable[str], cut: Cut
) -> Speech:
    """The speech of a scheme, and the names of these organisations."""
    subjects = [f"organisation:{id}" for id in ids]
    found = await rows.of_cases(reading.conn, subjects, reading.everything()) if subjects else []
    return Speech.of(scheme, organisations_of(found, cut))
