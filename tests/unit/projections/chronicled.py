"""A chronicle from plays alone, without a database: what registers are folded from in tests."""

from collections.abc import Iterable, Sequence
from datetime import date

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import (
    CycleClosed,
    CycleOpened,
    OrganisationRegistered,
    RegisterFigureRecorded,
    SchemePublished,
)
from contracts.register import Cycle, Organisation
from contracts.scheme import Scheme, load_cached
from contracts.subjects import parse_case
from contracts.workdays import UNKNOWN, WorkingDays
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.gather import compose
from services.projections.trail.entry import Entry


def chronicled(
    entries: Sequence[Entry],
    *,
    judged_at: date,
    township: str | None = None,
    workdays: WorkingDays = UNKNOWN,
) -> Chronicle:
    """The chronicle of all cycles in these entries of the trail, the last one asked for."""
    # An entry with a subject is another case's, which has it, too.
    own = [entry.recorded() for entry in entries if entry.subject is None]
    return chronicle_of(own, judged_at=judged_at, township=township, workdays=workdays)


def chronicle_of(
    recorded: Iterable[Recorded[Event]],
    *,
    judged_at: date,
    township: str | None = None,
    seen: frozenset[str] | None = None,
    workdays: WorkingDays = UNKNOWN,
) -> Chronicle:
    """The chronicle of recorded events, each service's in the order of its log."""
    schemes: dict[tuple[str, int], Scheme] = {}
    organisations: dict[str, Organisation] = {}
    cycles: list[Cycle] = []
    closed: dict[str, date] = {}
    told, figures = [], []
    for one in recorded:
        kind, _, id = one.envelope.subject.partition(":")
        match one.event:
            case SchemePublished() as event:
                schemes[id, event.scheme_version] = load_cached(event.definition)
            case CycleOpened() as event:
                scheme, _, cycle = id.partition(":")
                by = one.envelope.actor
                cycles.append(
                    Cycle(scheme, cycle, event.scheme_version, by, event.opens, event.closes)
                )
            case CycleClosed() as event:
                closed[id.partition(":")[2]] = event.closed_on
            case RegisterFigureRecorded():
                figures.append(one)
            case OrganisationRegistered() as event:
                organisations[id] = Organisation(
                    id, event.kind, event.name_zh, event.name_en, event.parent
                )
            case _ if parse_case(one.envelope.subject) or kind == "cycle":
                told.append(one)
            case _:
                pass
    cycles.sort(key=lambda one: one.opens)
    asked = cycles[-1].scheme
    return compose(
        cycles,
        {one.id: schemes[one.scheme, one.scheme_version] for one in cycles},
        closed,
        told,
        figures,
        organisations,
        judged_at=judged_at,
        township=township,
        seen=seen,
        newest=schemes[asked, max(version for id, version in schemes if id == asked)],
        workdays=workdays,
    )
