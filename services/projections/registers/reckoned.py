"""A target reckoned from the events: who counts, of how many, what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from contracts.scheme import Measured, measure, measure_rate, needed
from contracts.scheme.programme import Target
from services.projections.registers.figures import Figures
from services.projections.registers.span import Span
from services.projections.registers.tallies import Hit, Tallied, schooled, tallied, waiting


@dataclass(frozen=True)
class Share:
    """A part of a target of its own: a category, a domain, or a named subject."""

    id: str
    counted: tuple[str, ...]
    needed: int

    @property
    def missing(self) -> int:
        """How many more it needs."""
        return max(0, self.needed - len(self.counted))


UNMEASURED = Measured(met=None)


@dataclass(frozen=True, kw_only=True)
class Reckoned:
    """Who counts, and what that makes of the target. Ids in their order.

    ``numerator``: how many count, None: the target is only reported. ``denominator``: of how many,
    None: it is not on record, or the target is no rate.
    """

    numerator: int | None = None
    denominator: int | None = None
    needed: int | None = None
    measured: Measured = UNMEASURED
    counted: tuple[Hit, ...] = ()
    not_counted: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    wholes: tuple[tuple[date, int], ...] = ()

    @property
    def has_figure(self) -> bool:
        """Whether the events say enough for a figure."""
        return self.measured.rate_pct is not None or self.measured.value is not None

    @property
    def rate(self) -> Fraction | None:
        """The exact share; None of nothing, and where more count than are on record."""
        if self.measured.rate_pct is None or self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)

    @property
    def missing(self) -> int | None:
        """How many more, or of an exact number fewer, would meet the target."""
        if self.shares:
            return sum(one.missing for one in self.shares)
        if self.needed is None or self.numerator is None:
            return None
        return 0 if self.measured.met else abs(self.needed - self.numerator)

    @property
    def shrank(self) -> bool | None:
        """Whether the whole became smaller from one measurement to the next."""
        values = [value for _, value in self.wholes]
        return any(b < a for a, b in pairwise(values)) if values else None


def reckon(span: Span, target: Target, figures: Figures) -> Reckoned:
    """A target as the events have it at the end of a span."""
    if target.reaching is None:
        return Reckoned(needed=needed(target))
    whole = tallied(span, target.among) if target.among and target.among.source else None
    ids = whole.ids if whole else set()
    found = _found(span, target, whole)
    shares = _shares(span, target, found)
    unknown = found.doubtful - found.ids
    others = {one.id for one in shares if not one.counted} if _named(target) else ids - found.ids
    numerator = sum(bool(one.counted) for one in shares) if _named(target) else found.number
    denominator = _denominator(span, target, whole, figures)
    measured = _measured(target, numerator, denominator, len(unknown), shares, whole)
    return Reckoned(
        numerator=numerator,
        denominator=denominator,
        needed=sum(one.needed for one in shares) if shares else needed(target, denominator),
        measured=measured,
        counted=tuple(found.hits.values()),
        not_counted=tuple(sorted(others - unknown)),
        unknown=tuple(sorted(unknown)),
        waiting=_waiting(span, target, ids),
        late=() if measured.met else tuple(sorted(_after(span, target, whole) - found.ids)),
        shares=shares,
        wholes=tuple(_denominators(span, target, figures)),
    )


def _denominators(span: Span, target: Target, figures: Figures) -> list[tuple[date, int]]:
    """The whole of a rate each time that it was measured: when stated anew, or cycle by cycle."""
    among = target.among
    if target.kind != "rate" or among is None:
        return []
    if among.figure:
        days = [day for day in figures.days(span.roots, among.figure) if span.holds(day)]
        found = [(day, figures.sum(span.roots, among.figure, day)) for day in days]
        return [(day, value) for day, value in found if value is not None]
    if among.when == "window" or among.ladder is None:
        return []
    cycles = [one for one in span.chronicle.cycles.values() if one.opens <= _opens(span)]
    return [(one.opens, tallied(span.of_cycle(one.id), among).number) for one in cycles]


def _opens(span: Span) -> date:
    return span.chronicle.cycles[span.here].opens


def _after(span: Span, target: Target, whole: Tallied | None) -> set[str]:
    """Who counts by now, though perhaps not yet on the day the target was due."""
    if span.until is None or span.until >= span.chronicle.judged_at:
        return set()
    return _found(span.to_this_day(), target, whole).ids


def _found(span: Span, target: Target, whole: Tallied | None) -> Tallied:
    """Who counts; of a target with named subjects these alone."""
    assert target.reaching is not None
    found = tallied(span, target.reaching, target.among).among(whole)
    if not _named(target):
        return found
    texts = {*target.subjects_zh, *target.subjects_en}
    kept = {key: hit for key, hit in found.hits.items() if texts & _calls(span, hit.id)}
    return Tallied(kept, {id for id in found.doubtful if texts & _calls(span, id)})


def _calls(span: Span, id: str) -> set[str]:
    """What somebody or something is called."""
    known = span.chronicle.organisations.get(id)
    return {id, known.name_zh, known.name_en or id} if known else {id}


def _denominator(span: Span, target: Target, whole: Tallied | None, figures: Figures) -> int | None:
    if target.kind != "rate" or target.among is None:
        return None
    if target.among.figure:
        return figures.sum(span.roots, target.among.figure, span.until)
    return whole.number if whole else None


def _measured(
    target: Target, numerator: int, denominator: int | None, unknown: int,
    shares: tuple[Share, ...], whole: Tallied | None,
) -> Measured:  # fmt: skip
    if target.kind == "rate":
        if denominator is None or numerator > denominator:
            return UNMEASURED
        return measure_rate(target, numerator, denominator, unknown)
    if whole is not None and not whole.hits:
        return Measured(met=None, applicable=False)
    if shares and not _named(target):
        met = all(_fits(target, one) for one in shares)
        return Measured(met=met, value=Decimal(numerator))
    return measure(target, numerator, unknown)


def _fits(target: Target, share: Share) -> bool:
    return measure(target, len(share.counted)).met is True


def _named(target: Target) -> bool:
    return target.kind == "named"


def subjects(target: Target) -> tuple[str, ...]:
    """The named subjects, as the scheme writes them."""
    return target.subjects_zh or target.subjects_en


def _shares(span: Span, target: Target, found: Tallied) -> tuple[Share, ...]:
    """The parts that each need something of their own."""
    least = needed(target) or 0
    if _named(target):
        return tuple(_subject(span, target, n, found) for n in range(len(subjects(target))))
    if target.per == "category" and target.reaching:
        hits = list(found.hits.values())
        parts = {id: [h for h in hits if h.part == id] for id in target.reaching.selected}
    elif target.per == "domain":
        parts = {one.id: _of_kinds(span, one.kinds, found) for one in span.chronicle.scheme.domains}
    else:
        return ()
    return _as_shares(parts, least)


def _as_shares(parts: Mapping[str, Iterable[Hit]], least: int) -> tuple[Share, ...]:
    return tuple(Share(id, tuple(hit.id for hit in hits), least) for id, hits in parts.items())


def _of_kinds(span: Span, kinds: Iterable[str], found: Tallied) -> list[Hit]:
    """Those of organisations of these kinds."""
    known, wanted = span.chronicle.organisations, set(kinds)
    return [hit for hit in found.hits.values() if hit.id in known and known[hit.id].kind in wanted]


def _subject(span: Span, target: Target, n: int, found: Tallied) -> Share:
    """A named subject, and who of those found is called so."""
    texts = {those[n] for those in (target.subjects_zh, target.subjects_en) if n < len(those)}
    called = [hit.id for hit in found.hits.values() if texts & _calls(span, hit.id)]
    return Share(subjects(target)[n], tuple(called), 1)


def _waiting(span: Span, target: Target, ids: set[str]) -> tuple[str, ...]:
    if target.reaching is None or target.reaching.tier_gte is None:
        return ()
    late = waiting(span, target.reaching, target.among)
    return tuple(sorted(late & ids))


@dataclass(frozen=True)
class Trained:
    """How often a training was held, how many attendances it had, of how many known people."""

    sessions: int
    attendances: int
    people: int
    unnamed: int


def trained(span: Span, kind: str) -> Trained:
    """What the sessions of a kind of training come to."""
    sessions, came = schooled(span, kind)
    return Trained(sessions.number, came.number, len(came.hits), came.unnamed)
