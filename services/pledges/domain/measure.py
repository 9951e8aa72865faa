"""Quantities and their units, compared as they stand (R-27)."""

from decimal import Decimal

from contracts.refusals import RuleBroken


def measured(quantity: Decimal | None, unit: str | None, place: str) -> None:
    """A quantity has its unit and a unit its quantity. ``place``: JSON pointer of the object.

    Raises:
        RuleBroken: one stands without the other (R-11).
    """
    if (quantity is None) == (unit is None):
        return
    lacks, has = ("unit", "quantity") if unit is None else ("quantity", "unit")
    raise RuleBroken(
        f"the {has} stands without its {lacks}",
        field=f"{place}/{lacks}", rule="R-11", accepts="quantity and unit together, or neither",
    )  # fmt: skip


def done(quantity: Decimal | None, unit: str | None, wanted_unit: str | None) -> None:
    """What was done is told in the unit of what was promised, if that has one.

    Raises:
        RuleBroken: a quantity without its unit, or in another (R-27).
    """
    if (quantity is None) != (unit is None):
        lacks = "unit" if unit is None else "quantity_done"
        raise RuleBroken(
            f"{lacks} is missing", field=f"/data/{lacks}", rule="R-27",
            accepts="quantity_done and unit together, or neither",
        )  # fmt: skip
    if unit is not None and wanted_unit is not None and unit != wanted_unit:
        raise RuleBroken(
            f"the quantity is told in {unit}, but was set in {wanted_unit}",
            field="/data/unit", rule="R-27", accepts=wanted_unit,
        )  # fmt: skip
