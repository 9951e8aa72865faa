"""Registers: what auditors ask of all cases of a cycle or programme, a row for each finding.

A register is folded when it is asked for, from the trail's entries of the types that it reads: so
``as_of`` and ``effective_at`` hold for it as for an explanation, and there is no second stored form
that could disagree with the first.
"""

from services.projections.registers import outcomes
from services.projections.registers.register import AnyRegister

REGISTERS: dict[str, AnyRegister] = {one.id: one for one in (outcomes.REGISTER,)}
