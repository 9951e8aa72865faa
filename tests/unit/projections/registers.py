"""What a register shows of a play, and a year that ends before its time."""

from datetime import date
from typing import Any

from services.projections.registers import REGISTERS
from tests.unit.projections.chronicled import chronicled
from tests.unit.projections.history import whole
from tests.unit.projections.play import Play

APRIL = date(2013, 4, 1)


def rows(register: str, play: Play, judged_at: date = APRIL) -> list[Any]:
    return list(REGISTERS[register].rows(chronicled(play.entries(), judged_at=judged_at)))


def looks(row: Any) -> list[str]:
    """What an auditor is told to look at, in English."""
    return [one.en for one in row.attention]


def whole_until(name: str) -> Play:
    """The whole history up to the first event of this name."""
    full = whole()
    cut = Play(full.case)
    position = next(
        n for n, one in enumerate(full.carried) if f".{name}." in one.attributes(["ce-type"])[0]
    )
    cut.carried = full.carried[:position]
    return cut
