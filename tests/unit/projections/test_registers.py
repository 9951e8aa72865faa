"""Registers: each folds a played year, and each of its columns has a name in both languages."""

from datetime import date

import pytest

from services.projections.registers import REGISTERS
from services.projections.registers.register import AnyRegister
from services.projections.texts.registers import COLUMNS
from tests.unit.projections.chronicled import chronicled
from tests.unit.projections.history import CASE, whole


@pytest.mark.parametrize("register", REGISTERS.values(), ids=lambda one: one.id)
def test_each_column_is_called_something_in_both_languages(register: AnyRegister) -> None:
    for field in register.row.__struct_fields__:
        assert COLUMNS[field].en
        assert COLUMNS[field].zh


def test_an_outcome_names_the_branch_and_what_it_was_given() -> None:
    rows = REGISTERS["outcomes"].rows(chronicled(whole().entries(), judged_at=date(2013, 4, 1)))
    assert {row.case for row in rows} == {CASE}
    assert [row.kind.id for row in rows].count("rectification") == 1


def test_only_organisations_under_a_township_are_told_of() -> None:
    entries = whole().entries()
    mine = chronicled(entries, judged_at=date(2013, 4, 1), township="longtan")
    above = chronicled(entries, judged_at=date(2013, 4, 1), township="county-org")
    others = chronicled(entries, judged_at=date(2013, 4, 1), township="elsewhere")
    assert [len(one.stories) for one in (mine, above, others)] == [1, 1, 0]
