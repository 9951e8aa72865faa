"""Whatever is on record, a target's figures and names add up, and what is needed is the least."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from services.projections.registers.targets import ProgrammeTargetRow
from tests.unit.projections.programme import Programme, held, names

TIERS = ("backward", "intermediate", "advanced")
Branch = tuple[str | None, str | None, bool]
"""Its tier when the cycle opens, the one given later, and whether it is on an advanced list."""
branches = st.lists(
    st.tuples(
        st.sampled_from((None, *TIERS)), st.sampled_from((None, *TIERS)), st.booleans()
    ),
    max_size=12,
)  # fmt: skip
LISTED = {"list_level": "city", "list_name": "先进", "entered_on": "2012-07-01", "document": "文"}


def played(those: list[Branch]) -> dict[str, ProgrammeTargetRow]:
    of = Programme("classification-upgrade")
    for n, (opening, later, listed) in enumerate(those):
        of.enrol(f"branch-{n:02}", "grade", "2011-11-02", opening=opening)
        if later:
            of.give(f"branch-{n:02}", "grade", later, "2012-12-24", basis="year_end_assessment")
        if listed:
            of.record(f"branch-{n:02}", "AdvancedListing", "2012-07-02", **LISTED)
    return of.rows("2013-03-01")


@settings(deadline=None)
@given(branches)
def test_numerators_are_parts_and_the_names_add_up(those: list[Branch]) -> None:
    for row in played(those).values():
        if row.kind != "rate":
            continue
        assert row.numerator is not None
        assert row.denominator is not None
        assert 0 <= row.numerator <= row.denominator
        counted, others = names(row.counted), names([*row.not_counted, *row.unknown])
        assert len(counted) == len(set(counted)) == row.numerator
        assert len(counted) + len(others) == row.denominator
        assert not set(counted) & set(others)
        assert set(names(row.waiting)) <= {*counted, *others}


@settings(deadline=None)
@given(branches)
def test_what_is_needed_is_the_least_number_that_meets_it(those: list[Branch]) -> None:
    for row in played(those).values():
        if row.kind != "rate" or not row.denominator:
            assert row.kind != "rate" or row.met is None
            continue
        assert row.at_least is not None
        assert row.needed is not None
        asked = Fraction(row.at_least) / 100
        assert Fraction(row.needed, row.denominator) >= asked
        assert Fraction(row.needed - 1, row.denominator) < asked
        assert row.numerator is not None
        assert row.met == (Fraction(row.numerator, row.denominator) >= asked)
        assert row.short_by == max(0, row.needed - row.numerator)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=20, unique=True),
    st.integers(0, 50),
)
def test_each_attendance_counts_and_each_person_once(
    came: list[tuple[int, int]], unnamed: int
) -> None:
    of = Programme("three-projects")
    for session in range(4):
        people = [f"farmer-{person}" for where, person in came if where == session]
        held(of, f"s{session}", *people)
    held(of, "headcount", reported_attendances=unnamed)
    row = of.rows("2010-12-31")["T2-02"]
    assert (row.sessions, row.attendances, row.unnamed) == (5, len(came) + unnamed, unnamed)
    assert row.people == len({person for _, person in came}) == len(row.counted)
    assert row.numerator == row.attendances
