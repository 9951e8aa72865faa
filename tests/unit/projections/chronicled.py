"""A chronicle from plays alone, without a database: what registers are folded from in tests."""

from collections.abc import Sequence
from datetime import date

from contracts.events.grading import (
    CycleClosed,
    CycleOpened,
    OrganisationRegistered,
    RegisterFigureRecorded,
    SchemePublished,
)
from contracts.register import Cycle
from contracts.scheme import Scheme, load_cached
from contracts.subjects import parse_case
from services.projections.explanation.gather import organisations_of
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.gather import compose
from services.projections.trail.entry import Entry
from tests.unit.projections.explained import EVERYTHING


def chronicled(
    entries: Sequence[Entry], *, judged_at: date, township: str | None = None
) -> Chronicle:
    """The chronicle of all cycles in these entries of the trail, the last one asked for."""
    schemes: dict[tuple[str, int], Scheme] = {}
    cycles: list[Cycle] = []
    closed: dict[str, date] = {}
    told, figures = [], []
    for entry in entries:
        if entry.subject is not None:
            continue  # another case's, which has it, too
        recorded = entry.recorded()
        match recorded.event:
            case SchemePublished() as event:
                schemes[entry.case_id.partition(":")[2], event.scheme_version] = load_cached(
                    event.definition
                )
            case CycleOpened() as event:
                _, scheme, id = entry.case_id.split(":")
                cycles.append(
                    Cycle(scheme, id, event.scheme_version, entry.actor, event.opens, event.closes)
                )
            case CycleClosed() as event:
                closed[entry.case_id.split(":")[2]] = event.closed_on
            case RegisterFigureRecorded():
                figures.append(recorded)
            case OrganisationRegistered():
                pass
            case _ if parse_case(entry.case_id) or entry.case_id.startswith("cycle:"):
                told.append(recorded)
            case _:
                pass
    cycles.sort(key=lambda one: one.opens)
    return compose(
        cycles,
        {one.id: schemes[one.scheme, one.scheme_version] for one in cycles},
        closed,
        told,
        figures,
        organisations_of(entries, EVERYTHING),
        judged_at=judged_at,
        township=township,
    )
