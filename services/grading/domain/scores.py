"""Scores are points from 0 to 100."""

from decimal import Decimal

from contracts.refusals import RuleBroken


def check_points(score: Decimal | None, field: str) -> None:
    """The score is on the scale, or not given.

    Raises:
        RuleBroken: it is not.
    """
    if score is not None and not 0 <= score <= 100:
        raise RuleBroken(
            f"{score} is no score", field=field, rule="R-27", accepts="0 to 100 points"
        )
