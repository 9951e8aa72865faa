"""Whether a value is one that its criterion can have."""

from decimal import Decimal

from contracts.events.grading import Value
from contracts.refusals import ReasonMissing, RuleBroken
from contracts.scheme import Criterion

VERDICTS = ("met", "not_met")


def check_value(criterion: Criterion, stated: Value) -> None:
    """The value is of the criterion's type, among its levels, within its bounds (R-27).

    Raises:
        RuleBroken: it is not.
        ReasonMissing: a qualitative verdict without a written finding.
    """
    value = stated.value
    match criterion.type:
        case "numeric":
            if not isinstance(value, Decimal):
                raise _unfit(criterion, stated, _number(criterion))
            _check_number(criterion, value, stated)
        case "boolean":
            if not isinstance(value, bool):
                raise _unfit(criterion, stated, "true or false")
        case "ordinal":
            if value not in criterion.level_ids:
                raise _unfit(criterion, stated, " or ".join(criterion.level_ids))
        case "qualitative":
            if value not in VERDICTS:
                raise _unfit(criterion, stated, " or ".join(VERDICTS))
            if stated.finding is None:
                raise ReasonMissing(
                    f"a verdict on {criterion.id} needs its written finding",
                    field="/data/value/finding", rule=f"criteria/{criterion.id}",
                    accepts="the finding as a text",
                )  # fmt: skip


def _check_number(criterion: Criterion, value: Decimal, stated: Value) -> None:
    low, high, decimals = criterion.min, criterion.max, criterion.decimals
    if (
        (low is not None and value < low)
        or (high is not None and value > high)
        or (decimals is not None and value != round(value, decimals))
    ):
        raise _unfit(criterion, stated, _number(criterion))


def _number(criterion: Criterion) -> str:
    bounds = [
        f"from {criterion.min}" if criterion.min is not None else "",
        f"to {criterion.max}" if criterion.max is not None else "",
        f"with at most {criterion.decimals} decimals" if criterion.decimals is not None else "",
    ]
    return " ".join(["a number", *filter(None, bounds), f"in {criterion.unit or 'units'}"])


def _unfit(criterion: Criterion, stated: Value, accepts: str) -> RuleBroken:
    return RuleBroken(
        f"{stated.value} is no value of {criterion.id}",
        field="/data/value/value", rule=f"criteria/{criterion.id}", accepts=accepts,
    )  # fmt: skip
