"""Whether a programme target is met: rates are compared exactly, never rounded first (R-27)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import ceil

from contracts.scheme.programme import Target


@dataclass(frozen=True, slots=True)
class Measured:
    """A target's figure against what it asks for.

    ``met``: None where the target is not applicable (a rate of nothing), or where what is unknown
    may decide. ``rate_pct``: percent, rounded half-even to 9 decimals, to be shown; ``met`` is from
    the exact fraction. ``value``: the figure of a target that is no rate.
    """

    met: bool | None
    applicable: bool = True
    rate_pct: Decimal | None = None
    value: Decimal | None = None


def measure_rate(
    target: Target, numerator: Decimal | int, denominator: Decimal | int, unknown: int = 0
) -> Measured:
    """A rate target. 0 of 0 is not applicable, never met (AMB-28).

    ``unknown``: how many more of the whole may count.

    Raises:
        ValueError: the target is no rate, or the figures are not a part of a whole.
    """
    if target.kind != "rate" or target.gte is None:
        raise ValueError(f"{target.id} is a {target.kind}, not a rate")
    if not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} is not a part of {denominator}")
    if denominator == 0:
        return Measured(met=None, applicable=False)
    asked = Fraction(target.gte) * Fraction(denominator) / 100
    percent = Fraction(numerator) / Fraction(denominator) * 100
    shown = Decimal(percent.numerator) / Decimal(percent.denominator)
    return Measured(
        met=_at_least(asked, Fraction(numerator), unknown),
        rate_pct=_plain(shown.quantize(Decimal("1e-9"), ROUND_HALF_EVEN)),
    )


def measure(target: Target, value: Decimal | int, unknown: int = 0) -> Measured:
    """A target with a figure of its own: a count, a measure, or how many of the named.

    ``unknown``: how many more may count.

    Raises:
        ValueError: the target is a rate, or qualitative.
    """
    figure = Decimal(value)
    if target.kind == "rate" or (target.gte is None and target.eq is None):
        raise ValueError(f"{target.id} is a {target.kind}: it is not measured by one figure")
    if target.gte is not None:
        met = _at_least(Fraction(target.gte), Fraction(figure), unknown)
    else:
        met = _exactly(Fraction(target.eq or 0), Fraction(figure), unknown)
    return Measured(met=met, value=figure)


def needed(target: Target, denominator: int | None = None) -> int | None:
    """The least whole number that meets a target; None where that cannot be said.

    ``denominator``: the whole of a rate.
    """
    if target.kind != "rate":
        asked = target.gte if target.gte is not None else target.eq
        return None if asked is None else ceil(asked)
    if target.gte is None or not denominator:
        return None
    return ceil(Fraction(target.gte) * denominator / 100)


def _plain(value: Decimal) -> Decimal:
    """Without noughts at its end: ``12.5``, ``0``."""
    return Decimal(format(value, "f").rstrip("0").rstrip("."))


def _exactly(asked: Fraction, counted: Fraction, unknown: int) -> bool | None:
    if not counted <= asked <= counted + unknown:
        return False
    return None if unknown else True


def _at_least(asked: Fraction, counted: Fraction, unknown: int) -> bool | None:
    if counted >= asked:
        return True
    return None if counted + unknown >= asked else False
