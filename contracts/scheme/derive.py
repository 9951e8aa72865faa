"""Values that a scheme reckons from figures: a derived criterion and its inputs."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from math import isfinite

from contracts.scheme.leaves import compile_cel, context
from contracts.scheme.standards import Criterion

DECIMALS = 9
DIGITS = 15


def derive(criterion: Criterion, inputs: Mapping[str, Decimal]) -> Decimal:
    """The value of a derived criterion, from the figures in their units.

    Reckoned in CEL on doubles, rounded half-even to 9 decimals (fewer if it would have more than
    15 digits), so that ``(12060 / 10050 - 1) * 100`` is 20.

    Raises:
        ValueError: the criterion is not derived, an input is missing or not one of its inputs, or
            the result is no finite number (a division by zero).
    """
    if criterion.derived is None:
        raise ValueError(f"{criterion.id} is recorded, not derived")
    names = {figure.id for figure in criterion.inputs}
    if odd := names ^ set(inputs):
        needed, wrong = (", ".join(sorted(some)) for some in (names, odd))
        raise ValueError(f"{criterion.id} is derived from {needed}; missing or too many: {wrong}")
    program = compile_cel(criterion.derived)
    result = program.execute(context({name: float(value) for name, value in inputs.items()}))
    if not isinstance(result, float) or not isfinite(result) or abs(result) >= 10**DIGITS:
        raise ValueError(f"{criterion.derived} gives no number of these inputs, but {result}")
    return rounded(result)


def rounded(result: float) -> Decimal:
    """A finite double as a decimal of at most 9 decimals and 15 digits, half-even."""
    exact = Decimal(result)
    decimals = min(DECIMALS, max(0, DIGITS - 1 - exact.adjusted())) if exact else 0
    value = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    text = format(value, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text) + 0
