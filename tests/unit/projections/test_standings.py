"""Where branches stand, how they moved, and the programme's rates."""

from decimal import Decimal

import pytest

from contracts.events import BY_TYPE
from services.projections.explanation.speech import Speech
from services.projections.standings import reducer
from services.projections.standings.answer import counts, moved
from services.projections.standings.assertion import Assertion, Says
from services.projections.standings.board import Standing, fold, movement
from services.projections.standings.rates import Rate, rate
from services.projections.standings.rows import Standings
from tests.unit.projections.history import CASE, SCHEME, begun, filed, rated, reviewed, whole
from tests.unit.projections.play import Play

LADDER = SCHEME.ladder("grade")
assert LADDER
T1_01, T1_02, T1_03, T1_04 = (SCHEME.target(f"T1-0{n}") for n in (1, 2, 3, 4))


def rows_of(play: Play) -> list[tuple[str, tuple[object, ...]]]:
    return [row for one in play.carried if one.service == "grading"
            for row in Standings().rows(one)]  # fmt: skip


def asserted(play: Play) -> list[Assertion]:
    found = [Assertion(*row) for table, row in rows_of(play) if table == "assertion"]  # type: ignore[arg-type]
    return sorted(found, key=lambda one: (one.position, one.part))


def standing(
    organisation: str, start: str | None, year_end: str | None = None, cycle: str = "2011-2012"
) -> Standing:
    held = [tier for tier in (start, year_end) if tier]
    return Standing(
        f"classification-upgrade:{cycle}:{organisation}", organisation, cycle, "grade",
        opening=start, year_end=year_end, held=held,
    )  # fmt: skip


def found(target: object, *standings: Standing, cycle: str = "2011-2012", **kinds: str) -> Rate:
    reckoned = rate(SCHEME, target, cycle, standings, list(kinds.items()))  # type: ignore[arg-type]
    assert reckoned
    return reckoned


def test_every_row_fills_the_columns_of_its_table() -> None:
    for table, row in rows_of(whole()):
        assert len(row) == len(reducer.TABLES[table]), table
    assert {table for table, _ in rows_of(whole())} == {
        "assertion", "organisation", "cycle", "scheme",
    }  # fmt: skip


def test_what_says_nothing_of_a_tier_is_not_even_parsed() -> None:
    unread = [one for one in whole().carried if one.headers["ce-type"] not in reducer.READ]
    for one in unread:
        one_without_data = type(one)(one.service, one.position, one.headers, b"not JSON")
        assert Standings().rows(one_without_data) == ()
    assert {event.type for event in BY_TYPE.values()} >= reducer.READ


@pytest.mark.feature("S1-35")
def test_a_case_is_followed_from_its_opening_to_the_years_end() -> None:
    board = fold(asserted(whole()))
    one = board[CASE, "grade"]
    assert (one.opening, one.self_rated, one.indicated) == (
        "intermediate",
        "intermediate",
        "backward",
    )
    assert one.reviewed == {
        "members_meeting": "intermediate", "mass_representatives_meeting": "backward",
    }  # fmt: skip
    assert (one.decided, one.year_end, one.current) == ("backward",) * 3
    assert movement(LADDER, one) == "down"


def test_a_self_rating_puts_no_tier_in_force() -> None:
    one = fold(asserted(reviewed(filed(rated(begun())))))[CASE, "grade"]
    assert (one.current, one.decided) == ("intermediate", None)


@pytest.mark.parametrize(
    ("says", "moves"),
    [("decided", True), ("revised", True), ("year_end", True), ("assigned", True),
     ("self_rated", False), ("indicated", False), ("members_meeting", False)],
)  # fmt: skip
def test_only_a_decision_puts_a_tier_in_force(says: Says, moves: bool) -> None:
    entered = asserted(begun())[0]
    later = entered._replace(position=99, says=says, tier="advanced")
    one = fold([entered, later])[CASE, "grade"]
    assert (one.current == "advanced") == moves


def test_where_it_entered_without_a_tier_the_first_decision_is_its_start() -> None:
    entered = asserted(begun())[0]._replace(tier=None)
    one = fold([entered, entered._replace(position=99, says="decided", tier="backward")])
    assert one[CASE, "grade"].start == "backward"


def test_movement_is_counted_by_pair_the_steepest_rise_first() -> None:
    those = [
        standing("a", "backward", "advanced"), standing("b", "intermediate", "intermediate"),
        standing("c", "advanced", "backward"), standing("d", "backward", "advanced"),
        standing("e", "backward"),
    ]  # fmt: skip
    pairs = moved(LADDER, those, Speech.of(SCHEME, {}))
    assert [(one.direction, [name.id for name in one.organisations]) for one in pairs] == [
        ("up", ["a", "d"]), ("same", ["b"]), ("down", ["c"]),
    ]  # fmt: skip
    backward = counts(LADDER, those, Speech.of(SCHEME, {}))[-1]
    assert (backward.opening, backward.year_end, backward.current) == (3, 1, 2)


@pytest.mark.feature("S1-41")
@pytest.mark.parametrize(
    ("risen", "of", "met", "needed"),
    [(1, 10, True, 1), (1, 11, False, 2), (0, 4, False, 1), (2, 11, True, 2)],
    ids=["cu-t1", "cu-t2", "cu-t3", "two of eleven"],
)
def test_promotion_is_exact_and_says_who(risen: int, of: int, met: bool, needed: int) -> None:
    those = [
        standing(f"v{n:02}", "intermediate", "advanced" if n < risen else "intermediate")
        for n in range(of)
    ]
    reckoned = found(T1_02, *those, standing("other", "backward", "advanced"))
    assert (reckoned.measured.met, reckoned.needed) == (met, needed)
    assert reckoned.reaching == tuple(f"v{n:02}" for n in range(risen))
    assert len(reckoned.among) == of


@pytest.mark.feature("S1-41")
def test_nobody_to_promote_is_not_applicable_never_met() -> None:
    reckoned = found(T1_02, standing("a", "advanced", "advanced"))
    assert reckoned.measured.met is None
    assert reckoned.measured.applicable is False


@pytest.mark.feature("S1-41")
def test_an_advanced_branch_counts_once_it_is_on_an_advanced_list() -> None:
    those = [standing("a", "advanced", "advanced"), standing("b", "advanced", "advanced")]
    reckoned = found(T1_01, *those, a="AdvancedListing", b="DemonstrationPoint")
    assert reckoned.reaching == ("a",)
    assert reckoned.measured.rate_pct == Decimal(50)


@pytest.mark.feature("S1-42")
def test_conversion_looks_at_the_whole_window() -> None:
    first = [standing("a", "backward", "backward"), standing("b", "backward", "intermediate"),
             standing("c", "advanced", "advanced")]  # fmt: skip
    second = [standing("a", "backward", "intermediate", "2013"),
              standing("b", "intermediate", "intermediate", "2013")]  # fmt: skip
    assert found(T1_03, *first).reaching == ("b",)
    over_both = found(T1_03, *first, *second, cycle="2013")
    assert over_both.among == ("a", "b")
    assert over_both.reaching == ("a", "b")
    assert over_both.measured.met is True


def test_who_has_no_year_end_tier_yet_is_named() -> None:
    reckoned = found(
        T1_02, standing("a", "intermediate"), standing("b", "intermediate", "advanced")
    )
    assert reckoned.open == ("a",)


def test_a_target_without_a_reckoning_is_only_reported() -> None:
    assert T1_04
    assert rate(SCHEME, T1_04, "2011-2012", [], []) is None
