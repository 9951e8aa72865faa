"""Registers: what auditors ask of all cases of a cycle or programme, a row for each finding.

A register is folded when it is asked for, from the trail's entries of the types that it reads: so
``as_of`` and ``effective_at`` hold for it as for an explanation, and there is no second stored form
that could disagree with the first.
"""

from services.projections.registers import (
    assessments,
    attendance,
    decisions,
    exemplars,
    grades,
    late_entries,
    letters,
    obligations,
    outcomes,
    pledges,
    records,
    rejudged,
    reviews,
    targets,
    training,
    upgrade_targets,
)
from services.projections.registers.register import AnyRegister

_ALL = (
    targets,
    decisions,
    reviews,
    rejudged,
    grades,
    assessments,
    obligations,
    outcomes,
    pledges,
    letters,
    upgrade_targets,
    training,
    attendance,
    exemplars,
    records,
    late_entries,
)
REGISTERS: dict[str, AnyRegister] = {one.REGISTER.id: one.REGISTER for one in _ALL}
"""What readers ask of registers, in the order of the procedure."""
