"""From the trail's entries to a chronicle: a programme's cycles, cases, organisations.

A cycle may have some 100,000 entries: what is done to all of them is done in a thread, so that the
service answers others meanwhile.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import (
    BranchEnrolled,
    CycleClosed,
    CycleOpened,
    OrganisationRegistered,
    RegisterFigureRecorded,
    SchemePublished,
)
from contracts.register import Cycle, Organisation, latest
from contracts.scheme import Scheme
from contracts.subjects import Case, parse_case
from contracts.workdays import WorkingDays
from services.projections import references
from services.projections.asof import Cut
from services.projections.explanation.gather import parties
from services.projections.explanation.story import Story
from services.projections.people.register import people
from services.projections.problems import not_yet, unknown_organisation
from services.projections.reading import Reading
from services.projections.references import Shelf
from services.projections.registers.chronicle import Chronicle, superiors
from services.projections.registers.register import AnyRegister
from services.projections.trail import rows
from services.projections.trail.entry import Unreadable, read
from services.runtime.web import not_found


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a programme is asked for; None: the latest cycle, all organisations.

    ``only``: what rows have to say, each ``column:value``.
    """

    scheme: str | None = None
    cycle: str | None = None
    township: str | None = None
    only: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a register is folded from, the cut it is made at, and what could not be read."""

    chronicle: Chronicle
    cut: Cut
    unreadable: list[Unreadable]


async def gather(
    reading: Reading, shelf: Shelf, register: AnyRegister, wanted: Wanted, workdays: WorkingDays
) -> Gathered:
    """Read what a register needs.

    Raises:
        ProblemFound: there is no such cycle or organisation, or a parameter is malformed.
    """
    await _known(reading, wanted.township)
    cycles, closed_on = await _cycles(reading, shelf, wanted)
    asked = cycles[-1]
    scheme = await version(reading, shelf, asked)
    zone = ZoneInfo(scheme.timezone)
    cut = await reading.cut(zone)
    if register.span == "cycle":
        cycles = [asked]
    told, unreadable = await _told(
        reading,
        [subject for one in cycles for subject in _subjects(one)],
        [BranchEnrolled.type, *(event.type for event in register.reading(scheme))],
        cut,
    )
    named, recorders = await asyncio.to_thread(_named, told)
    within = reading.asking.within
    seen = None if within is None else await rows.organisations_seen(reading.conn, within)
    organisations = await _organisations(reading, named, asked, scheme, cut)
    figures = await _figures(reading, register, organisations, cut)
    chronicle = await asyncio.to_thread(
        compose,
        cycles,
        {one.id: await version(reading, shelf, one) for one in cycles},
        closed_on,
        told,
        figures,
        organisations,
        judged_at=reading.judged_at(cut, zone),
        township=wanted.township,
        seen=seen,
        newest=await _newest(reading, shelf, register, scheme, cut),
        workdays=workdays,
    )
    persons = await people(reading.conn, (named | recorders) - organisations.keys())
    return Gathered(replace(chronicle, people=persons), cut, unreadable)


async def _told(
    reading: Reading, subjects: Sequence[str], types: Sequence[str], cut: Cut
) -> tuple[list[Recorded[Event]], list[Unreadable]]:
    """What is told under these subjects, each service's in the order of its log."""
    found: list[tuple[str, Recorded[Event]]] = []
    unreadable: list[Unreadable] = []
    async for part in rows.under(reading.conn, subjects, types, cut):
        readable, broken = await asyncio.to_thread(read, part)
        found += [(entry.service, one) for entry, one in readable]
        unreadable += broken
    found.sort(key=lambda one: (one[0], one[1].position))
    return [one for _, one in found], unreadable


def _named(told: Iterable[Recorded[Event]]) -> tuple[set[str], set[str]]:
    """Ids of the organisations that are graded, and of whoever else is named; of the recorders."""
    cases = map(parse_case, {one.envelope.subject for one in told})
    recorders = {one.envelope.recordedby for one in told if one.envelope.recordedby}
    return {case.organisation for case in cases if case} | parties(told), recorders


def compose(
    cycles: Sequence[Cycle],
    schemes: Mapping[str, Scheme],
    closed_on: Mapping[str, date],
    told: Iterable[Recorded[Event]],
    figures: Iterable[Recorded[Event]],
    organisations: Mapping[str, Organisation],
    *,
    judged_at: date,
    township: str | None = None,
    seen: frozenset[str] | None = None,
    workdays: WorkingDays,
    newest: Scheme | None = None,
) -> Chronicle:
    """The chronicle of ``cycles``, the asked one last. ``schemes``: by cycle what it pins.

    ``told``: of these cycles and their cases; ``figures``: of organisations; each service's in the
    order of its log. ``township``: only cases of this organisation and of those under it.
    ``seen``: ids of the organisations that the reader sees, whose cases alone are told; None: all.
    ``newest``: the version published last; that of the asked cycle, if None. ``workdays``: has no
    default, as without a calendar every day of work would silently be unknown.
    """
    opened = {one.id: one for one in cycles}
    by_case: dict[Case, list[Recorded[Event]]] = {}
    references = []
    for one in told:
        case = parse_case(one.envelope.subject)
        if case is None:
            references.append(one)
        elif seen is not None and case.organisation not in seen:
            continue
        elif township in (None, case.organisation, *superiors(organisations, case.organisation)):
            by_case.setdefault(case, []).append(one)
    figures = [one for one in figures if seen is None or _about(one) in seen]
    figured, shared = _by_organisation(figures), dict(organisations)  # one for all stories
    return Chronicle(
        scheme=schemes[cycles[-1].id],
        cycle=cycles[-1],
        cycles=opened,
        closed_on=closed_on,
        stories={
            case: Story(
                case=case, scheme=schemes[case.cycle], cycle=opened[case.cycle],
                cycle_closed_on=closed_on.get(case.cycle), organisations=shared,
                figures=latest(one.event for one in figured.get(case.organisation, ())),
                figured=figured.get(case.organisation, ()), told=tuple(those),
                known=tuple(those), judged_at=judged_at,
            )
            for case, those in sorted(by_case.items())
        },
        references=(*references, *figures),
        organisations=organisations,
        judged_at=judged_at,
        newest=newest or schemes[cycles[-1].id],
        township=township,
        seen=seen,
        workdays=workdays,
    )  # fmt: skip


def _subjects(cycle: Cycle) -> tuple[str, str]:
    """A cycle's own subject, and how those of its cases begin."""
    return f"cycle:{cycle.scheme}:{cycle.id}", f"{cycle.scheme}:{cycle.id}:"


@dataclass(frozen=True, slots=True)
class Opened:
    """A cycle as it was opened and, once that is on record, closed. ``recorded``: its opening."""

    cycle: Cycle
    recorded: datetime
    closed_on: date | None


async def opened(reading: Reading, shelf: Shelf, scheme: str | None) -> list[Opened]:
    """The cycles of a programme, or of all, that were known then, in the order in which they open.

    What was known on a day is told by the clock of each cycle's own scheme.
    """
    prefix = f"cycle:{scheme}:" if scheme else "cycle:"
    types = [CycleOpened.type, CycleClosed.type]
    told, _ = await _told(reading, [prefix], types, reading.everything())
    found: dict[str, Opened] = {}
    for one in told:
        envelope, event = one.envelope, one.event
        _, of, id = envelope.subject.split(":")
        assert envelope.recordedat is not None  # it was read from the trail
        pinned = await shelf.of_cycle(reading.conn, of, id, reading.everything())
        cut = await reading.cut(ZoneInfo(pinned.timezone if pinned else "UTC"))
        if not cut.holds(event.service, one.position, envelope.recordedat, envelope.time):
            continue
        if isinstance(event, CycleOpened):
            cycle = Cycle(of, id, event.scheme_version, envelope.actor, event.opens, event.closes)
            found[envelope.subject] = Opened(cycle, envelope.recordedat, None)
        elif isinstance(event, CycleClosed) and envelope.subject in found:
            found[envelope.subject] = replace(found[envelope.subject], closed_on=event.closed_on)
    return sorted(found.values(), key=lambda one: (one.cycle.opens, one.cycle.id))


async def _cycles(
    reading: Reading, shelf: Shelf, wanted: Wanted
) -> tuple[list[Cycle], dict[str, date]]:
    """The cycles of the programme up to the asked one, in their order; when they were closed."""
    known = await opened(reading, shelf, wanted.scheme)
    asked = next((o.cycle for o in reversed(known) if wanted.cycle in (None, o.cycle.id)), None)
    if asked is None:
        raise _no_cycle(wanted, [one.cycle for one in known])
    mine = [one for one in known if one.cycle.scheme == asked.scheme]
    cycles = [one.cycle for one in mine]
    return (
        cycles[: cycles.index(asked) + 1],
        {one.cycle.id: one.closed_on for one in mine if one.closed_on},
    )


def _no_cycle(wanted: Wanted, known: Sequence[Cycle]) -> Exception:
    asked = f"cycle {wanted.cycle}" if wanted.cycle else "cycle"
    of = f" of the scheme {wanted.scheme}" if wanted.scheme else ""
    there = ", ".join(f"{one.scheme} {one.id}" for one in known)
    return not_found(f"no {asked}{of} has been opened" + (f"; known: {there}" if there else ""))


async def _known(reading: Reading, township: str | None) -> None:
    if township is None:
        return
    known = await rows.organisations_named(reading.conn, township, reading.asking.within)
    if township not in known:
        raise unknown_organisation("township", township, known)


async def version(reading: Reading, shelf: Shelf, cycle: Cycle) -> Scheme:
    """The version of the scheme that a cycle pins."""
    found = await shelf.of_cycle(reading.conn, cycle.scheme, cycle.id, reading.everything())
    if found is None:
        detail = f"version {cycle.scheme_version} of {cycle.scheme} is not in the trail yet"
        raise not_yet(detail, reading.applied, reading.applied)
    return found


async def _newest(
    reading: Reading, shelf: Shelf, register: AnyRegister, pinned: Scheme, cut: Cut
) -> Scheme:
    """The version that was published last as far as is asked, if the register reads that."""
    if SchemePublished not in register.reads:
        return pinned
    versions = [pinned.version]
    for one in await rows.of_cases(reading.conn, [f"scheme:{pinned.id}"], cut):
        event = one.event() if one.name == SchemePublished.name else None
        if isinstance(event, SchemePublished):
            versions.append(event.scheme_version)
    found = await shelf.scheme(reading.conn, pinned.id, max(versions), reading.everything())
    return found or pinned


async def _organisations(
    reading: Reading, named: Collection[str], cycle: Cycle, scheme: Scheme, cut: Cut
) -> dict[str, Organisation]:
    """Those who are named, the places that the scheme names, and all above them."""
    places = {scope.organisation or scope.id for scope in scheme.scopes}
    wanted = {*named, cycle.committee} | places | (reading.asking.within or frozenset())
    found: dict[str, Organisation] = {}
    while wanted:
        more = await references.organisations(reading, wanted, cut)
        found |= more
        wanted = {one.parent for one in more.values() if one.parent} - found.keys()
    return found


async def _figures(
    reading: Reading, register: AnyRegister, organisations: Iterable[str], cut: Cut
) -> list[Recorded[Event]]:
    """Standing figures of the organisations, if the register reads them."""
    if RegisterFigureRecorded not in register.reads:
        return []
    subjects = [f"organisation:{id}" for id in organisations]
    entries = await rows.of_cases(
        reading.conn, subjects, cut, without=[OrganisationRegistered.type]
    )
    return [one for _, one in read(entries)[0]]


def _by_organisation(
    figures: Iterable[Recorded[Event]],
) -> dict[str, tuple[Recorded[RegisterFigureRecorded], ...]]:
    found: dict[str, list[Recorded[RegisterFigureRecorded]]] = {}
    for one in figures:
        if isinstance(one.event, RegisterFigureRecorded):
            recorded = Recorded(one.envelope, one.event, one.position)
            found.setdefault(_about(one), []).append(recorded)
    return {id: tuple(recorded) for id, recorded in found.items()}


def _about(figure: Recorded[Event]) -> str:
    """The organisation that a figure is of."""
    return figure.envelope.subject.partition(":")[2]
