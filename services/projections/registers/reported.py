"""What somebody reported of a target, and whether the events give the same."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from msgspec import Meta

from contracts.events.grading import ProgrammeMeasureRecorded
from contracts.scheme.programme import Target
from services.projections.parts import Part, Source
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.reckoned import Reckoned
from services.projections.registers.span import Span


class Reported(Part, frozen=True, kw_only=True):
    """A figure that is stated, with where it was found. ``as_of`` null: the source gives no day.

    ``counts``: it was measured by the day the target is due.
    """

    value: Decimal
    unit: str | None
    as_of: date | None
    reported_from: str
    counts: bool
    backed: Annotated[
        bool | None,
        Meta(description="The events give the same; null: they do not say, or are not all seen"),
    ]
    source: Annotated[Source | None, Meta(description="null: the scheme's document states it")]


def about(chronicle: Chronicle, target: Target, span: Span, found: Reckoned) -> list[Reported]:
    """The reported figures of a target, the earliest day first."""
    mine = f"cycle:{chronicle.scheme.id}:{span.here}"
    told = [
        one
        for one in chronicle.said(ProgrammeMeasureRecorded)
        if one.event.target == target.id and (not span.cycle_only or one.envelope.subject == mine)
    ]
    told.sort(key=lambda one: (one.event.as_of, one.position))
    return [
        Reported(
            value=one.event.value,
            unit=one.event.unit,
            as_of=one.event.as_of,
            reported_from=one.event.reported_from,
            counts=span.until is None or one.event.as_of <= span.until,
            backed=None if chronicle.is_part else _backed(target, one.event.value, found),
            source=chronicle.speech.source(one),
        )
        for one in told
    ]


def _backed(target: Target, value: Decimal, found: Reckoned) -> bool | None:
    """Whether the events give this figure, as exactly as it is stated."""
    if not found.has_figure or found.numerator is None or found.unknown:
        return None
    if found.rate is None:
        return Fraction(value) == found.numerator
    step = Fraction(10) ** min(0, int(value.as_tuple().exponent))
    return abs(100 * found.rate - Fraction(value)) <= step / 2
