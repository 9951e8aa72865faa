"""The targets of the programme, exact, with the names behind them, and the figures beside them.

What events show and what somebody reported are never mixed (Q-23, Q-31, Q-32, Q-40, Q-42, Q-43).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta

from contracts.events import Event
from contracts.events.grading import (
    GradeAssigned,
    ProgrammeMeasureRecorded,
    RegisterFigureRecorded,
)
from contracts.scheme import Scheme
from contracts.scheme.programme import Target
from contracts.scheme.tally import Tally
from services.projections.parts import Name, Part, Said, Source
from services.projections.registers import standing_figures
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.figures import Figures
from services.projections.registers.marks import Marks
from services.projections.registers.reckoned import (
    Reckoned,
    Share,
    Trained,
    reckon,
    trained,
)
from services.projections.registers.register import Register
from services.projections.registers.reported import Reported, about
from services.projections.registers.span import Span
from services.projections.registers.tallies import READ, Hit
from services.projections.texts import Bi
from services.projections.texts import registers as texts

How = Literal["derived", "both", "reported", "none"]
State = Literal["met", "open", "missed", "unknown", "not_applicable", "in_words"]


class CountedName(Part, frozen=True, kw_only=True):
    """One that counts, and what says so. ``document``: that the decision names."""

    name: Name
    category: str | None
    document: str | None
    source: Source


class PartOf(Part, frozen=True, kw_only=True):
    """A part that needs something of its own: a category, a domain, a named subject."""

    name: Name
    counted: list[Name]
    needed: int
    missing: int


class Whole(Part, frozen=True, kw_only=True):
    """The denominator on a day that it was measured."""

    on: date
    value: int


class ProgrammeTargetRow(Part, frozen=True, kw_only=True):
    """A target of the programme, or a figure that is only reported.

    ``numerator`` and ``denominator`` are from events; ``met`` is judged on their exact fraction,
    else on the last figure reported. ``due_on``: what counts is what stood on that day.
    """

    target: Name
    attention: list[Said]
    kind: Literal["rate", "count", "measure", "named", "qualitative", "figure"]
    scope: list[Name]
    at_least: Decimal | None
    exactly: Decimal | None
    unit: str | None
    stated_share_pct: Annotated[int | None, Meta(description="As stated; the count governs")]
    due_on: date | None
    how: Annotated[How, Meta(description="Derived from events, only reported, or both")]
    numerator: int | None
    denominator: Annotated[int | None, Meta(description="null: not on record, or no rate")]
    rate: Annotated[str | None, Meta(description="The exact fraction, in lowest terms")]
    rate_pct: Decimal | None
    needed: Annotated[int | None, Meta(description="The least number that meets it")]
    short_by: Annotated[int | None, Meta(description="How many are missing to meet it")]
    met: Annotated[bool | None, Meta(description="null: unknown, or nothing to judge")]
    state: State
    counted: list[CountedName]
    not_counted: list[Name]
    unknown: Annotated[list[Name], Meta(description="May count, for all that is on record")]
    waiting: Annotated[list[Name], Meta(description="No year-end tier in the cycle yet")]
    reached_late: Annotated[
        list[Name], Meta(description="Reached it only after the day it was due")
    ]
    parts: list[PartOf]
    sessions: int | None
    attendances: int | None
    people: Annotated[int | None, Meta(description="Distinct people among the attendances")]
    unnamed: Annotated[int | None, Meta(description="Attendances without a person's id")]
    denominators: list[Whole]
    denominator_shrank: bool | None
    reported: list[Reported]
    events: Annotated[list[str], Meta(description="The events that it is derived from")]
    counts: Annotated[str | None, Meta(description="What counts, in the scheme's words")]
    of: Annotated[str | None, Meta(description="Of what, in the scheme's words")]
    clause: str | None


def rows(chronicle: Chronicle) -> list[ProgrammeTargetRow]:
    """The targets in the scheme's order, then the standing figures."""
    figures = Figures(chronicle)
    marks = Marks(chronicle)
    of_scheme = [_row(marks, target, figures) for target in chronicle.scheme.targets]
    return [*of_scheme, *_figures(marks, figures)]


def _row(marks: Marks, target: Target, figures: Figures) -> ProgrammeTargetRow:
    chronicle, span = marks.chronicle, Span.of(marks, target)
    found = reckon(span, target, figures)
    reported = about(chronicle, target, span, found)
    judged = _judged(target, found, reported)
    late = span.until is not None and span.until < chronicle.judged_at
    state = _state(target, found, judged, late=late)
    schooling = _schooling(span, target.reaching)

    def names(ids: Sequence[str]) -> list[Name]:
        return [_name(chronicle, id) for id in ids]

    return ProgrammeTargetRow(
        target=chronicle.speech.called("target", target.id),
        attention=[chronicle.speech.say(one) for one in _attention(found, reported, state)],
        kind=target.kind,
        scope=chronicle.scopes(target.scope),
        at_least=target.gte,
        exactly=target.eq,
        unit=target.unit,
        stated_share_pct=target.stated_share_pct,
        due_on=span.until,
        how=judged.how,
        numerator=found.numerator,
        denominator=found.denominator,
        rate=f"{found.rate.numerator}/{found.rate.denominator}" if found.rate is not None else None,
        rate_pct=found.measured.rate_pct,
        needed=found.needed,
        short_by=judged.missing,
        met=judged.met,
        state=state,
        counted=[_counted(chronicle, hit) for hit in found.counted],
        not_counted=names(found.not_counted),
        unknown=names(found.unknown),
        waiting=names(found.waiting),
        reached_late=names(found.late),
        parts=[_part(chronicle, target, one) for one in found.shares],
        sessions=schooling.sessions if schooling else None,
        attendances=schooling.attendances if schooling else None,
        people=schooling.people if schooling else None,
        unnamed=schooling.unnamed if schooling else None,
        denominators=[Whole(on=day, value=value) for day, value in found.wholes],
        denominator_shrank=found.shrank,
        reported=reported,
        events=_events(target),
        counts=target.numerator or target.measure or target.base,
        of=target.denominator,
        clause=target.src,
    )


class Judged(NamedTuple):
    """What a target was judged on: the events, or where these leave it open a report."""

    how: How
    met: bool | None
    missing: int | None


def _judged(target: Target, found: Reckoned, reported: Sequence[Reported]) -> Judged:
    said = [one for one in reported if one.counts]
    # Where records make up the whole, that there are none may mean that none was filed.
    of_somebody = found.measured.applicable or bool(target.among and target.among.record)
    if of_somebody and found.measured.met is None and said:
        met, missing = _as_reported(target, said[-1].value)
        return Judged("reported", met, missing)
    if found.has_figure:
        return Judged("both" if reported else "derived", found.measured.met, found.missing)
    return Judged("reported" if reported else "none", None, found.missing)


def _attention(found: Reckoned, reported: Sequence[Reported], state: State) -> Iterator[Bi]:
    """What an auditor looks at first."""
    if state == "missed":
        yield texts.TARGET_MISSED
    if found.numerator is not None and (found.denominator or found.numerator) < found.numerator:
        yield texts.MORE_THAN_REGISTERED
    if found.shrank:
        yield texts.SHRANK
    if any(one.backed is False for one in reported):
        yield texts.NOT_BACKED


def _as_reported(target: Target, value: Decimal) -> tuple[bool | None, int | None]:
    """Whether a reported figure meets the target, and how many it lacks; of no share."""
    asked = target.gte if target.gte is not None else target.eq
    if asked is None:
        return None, None
    met = value >= asked if target.gte is not None else value == asked
    countable = target.kind in ("count", "named")
    return met, (0 if met else ceil(abs(asked - value))) if countable else None


def _state(target: Target, found: Reckoned, judged: Judged, *, late: bool) -> State:
    if target.gte is None and target.eq is None:
        return "in_words"
    if judged.met is None:
        return "unknown" if found.measured.applicable else "not_applicable"
    if judged.met:
        return "met"
    return "missed" if late else "open"


def _name(chronicle: Chronicle, id: str) -> Name:
    """An organisation or a person; of a record or a session its own id, and whose it is."""
    owner, _, own = id.partition("/")
    name = chronicle.speech.name(owner)
    if not own:
        return name
    return Name(id=own, name=Said(en=f"{name.name.en} · {own}", zh=f"{name.name.zh} · {own}"))


def _counted(chronicle: Chronicle, hit: Hit) -> CountedName:
    event = hit.told.event
    return CountedName(
        name=_name(chronicle, hit.id),
        category=hit.part,
        document=event.document if isinstance(event, GradeAssigned) else None,
        source=chronicle.speech.source(hit.told),
    )


def _part(chronicle: Chronicle, target: Target, share: Share) -> PartOf:
    speech = chronicle.speech
    if target.kind == "named":
        name = Name(id=share.id, name=Said(en=share.id, zh=share.id))
    elif target.per == "category":
        name = speech.called("selection", share.id)
    else:
        domains = {one.id: one for one in chronicle.scheme.domains}
        name = speech.piece(domains[share.id], share.id)
    counted = [_name(chronicle, id) for id in share.counted]
    return PartOf(name=name, counted=counted, needed=share.needed, missing=share.missing)


def _schooling(span: Span, tally: Tally | None) -> Trained | None:
    kind = tally and (tally.sessions or tally.attendances)
    return trained(span, kind) if kind else None


def _events(target: Target) -> list[str]:
    read = {event.name for tally in _tallies(target) for event in READ.get(tally.source or "", ())}
    if target.among and target.among.figure:
        read.add(RegisterFigureRecorded.name)
    return sorted(read)


def _tallies(target: Target) -> Iterator[Tally]:
    for tally in (target.among, target.reaching):
        if tally is not None:
            yield tally
            if tally.not_ is not None:
                yield tally.not_


def _figures(marks: Marks, figures: Figures) -> Iterator[ProgrammeTargetRow]:
    """What is only reported, beside what the events of the same training come to."""
    for one in standing_figures.standing(marks, figures):
        derived = one.derived
        yield ProgrammeTargetRow(
            target=one.name, attention=[], kind="figure", scope=one.scope,
            at_least=None, exactly=None,
            unit=one.unit, stated_share_pct=None, due_on=None,
            how="both" if derived else "reported",
            numerator=one.number, denominator=None, rate=None, rate_pct=None,
            needed=None, short_by=None, met=None, state="in_words", counted=[], not_counted=[],
            unknown=[], waiting=[], reached_late=[], parts=[],
            sessions=derived.sessions if derived else None,
            attendances=derived.attendances if derived else None,
            people=derived.people if derived else None,
            unnamed=derived.unnamed if derived else None,
            denominators=[], denominator_shrank=None, reported=one.reported,
            events=sorted(event.name for event in READ["sessions"]) if derived else [],
            counts=None, of=None, clause=one.clause,
        )  # fmt: skip


REPORTED: frozenset[type[Event]] = frozenset({ProgrammeMeasureRecorded, RegisterFigureRecorded})
ALL = REPORTED.union(*READ.values())


def reads(scheme: Scheme) -> frozenset[type[Event]]:
    """What the targets of a scheme are reckoned from, and the training whose figures it states."""
    found = (tally.source for target in scheme.targets for tally in _tallies(target))
    sources = {source for source in found if source}
    if any(standing_figures.stated(kind) for kind in scheme.training):
        sources.add("sessions")
    return REPORTED.union(*(READ[source] for source in sources if source in READ))


REGISTER = Register(
    id="targets",
    title=Bi("Targets of the programme", "总体目标"),
    about=Bi(
        "Rates, counts and named lists with the names behind them and what is missing; what events"
        " show apart from what is only reported.",
        "比率、数量、名单及其所计对象和差额；事件所示与仅据上报者分列。",
    ),
    row=ProgrammeTargetRow,
    reads=ALL,
    rows=rows,
    span="programme",
    narrowed=reads,
)
