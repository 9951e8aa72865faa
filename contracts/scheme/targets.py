"""Whether a programme target is met: rates are compared exactly, never rounded first (R-27)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from contracts.scheme.programme import Target


@dataclass(frozen=True, slots=True)
class Measured:
    """A target's figure against what it asks for.

    ``met``: None where the target is not applicable (a rate of nothing) or asks for no number.
    ``rate_pct``: percent, rounded half-even to 9 decimals, to be shown; ``met`` is from the exact
    fraction. ``value``: the figure of a target that is no rate.
    """

    met: bool | None
    applicable: bool = True
    rate_pct: Decimal | None = None
    value: Decimal | None = None


def measure_rate(target: Target, numerator: Decimal | int, denominator: Decimal | int) -> Measured:
    """A rate target. 0 of 0 is not applicable, never met (AMB-28).

    Raises:
        ValueError: the target is no rate, or the figures are not a part of a whole.
    """
    if target.kind != "rate" or target.gte is None:
        raise ValueError(f"{target.id} is a {target.kind}, not a rate")
    if not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} is not a part of {denominator}")
    if denominator == 0:
        return Measured(met=None, applicable=False)
    percent = Fraction(numerator) / Fraction(denominator) * 100
    shown = Decimal(percent.numerator) / Decimal(percent.denominator)
    return Measured(
        met=percent >= Fraction(target.gte),
        rate_pct=shown.quantize(Decimal("1e-9"), ROUND_HALF_EVEN),
    )


def measure(target: Target, value: Decimal | int) -> Measured:
    """A target with a figure of its own: a count, a measure, or how many of the named.

    Raises:
        ValueError: the target is a rate, or qualitative.
    """
    figure = Decimal(value)
    if target.kind == "rate" or (target.gte is None and target.eq is None):
        raise ValueError(f"{target.id} is a {target.kind}: it is not measured by one figure")
    met = figure == target.eq if target.gte is None else figure >= target.gte
    return Measured(met=met, value=figure)
