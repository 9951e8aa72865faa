"""Where branches stand, how they moved, and the programme's rates."""

import pytest

from contracts.events import BY_TYPE
from contracts.events import grading as g
from services.projections.explanation.speech import Speech
from services.projections.standings import reducer
from services.projections.standings.answer import counts, moved
from services.projections.standings.assertion import Assertion, Says
from services.projections.standings.board import Standing, fold, movement
from services.projections.standings.rows import Standings
from tests.unit.projections.history import (
    BRANCH,
    CASE,
    SCHEME,
    TOWNSHIP,
    begun,
    evidence,
    filed,
    rated,
    reviewed,
    revised,
    whole,
)
from tests.unit.projections.play import Play
from tests.unit.projections.registers import rows

LADDER = SCHEME.ladder("grade")
assert LADDER


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


def raised(play: Play) -> Play:
    """Better evidence is recorded after the decision; the committee replaces the tier in force."""
    for criterion in ("satisfaction_pct", "acceptance_score"):
        play.say(evidence(criterion, 92, f"ev-{criterion}-2"), BRANCH, "2012-03-01")
    play.say(
        g.GradeRevised(
            ladder="grade", from_tier="backward", to_tier="intermediate",
            reasons=("整改见效",), criteria=("satisfaction_pct",),
            evidence_ids=("ev-satisfaction_pct-2",),
        ),
        TOWNSHIP, "2012-03-05",
    )  # fmt: skip
    return play


def test_beside_the_decision_stands_what_the_rules_gave_when_it_was_decided() -> None:
    play = raised(revised().apart())
    later = play.log["grading"][-1].event
    assert isinstance(later, g.GradeRevised)
    assert (later.replaces, later.snapshot and later.snapshot.indicated) == (
        "tier_in_force", "intermediate",
    )  # fmt: skip
    one = fold(asserted(play))[CASE, "grade"]
    assert (one.decided, one.indicated, one.current) == ("backward", "backward", "intermediate")
    decision, _ = rows("decisions", play)
    assert (decision.decided.id, decision.indicated.id) == (one.decided, one.indicated)


def test_a_tier_assigned_without_a_decision_stands_beside_what_the_rules_gave_for_it() -> None:
    entered = asserted(begun())[0]
    assigned = entered._replace(position=99, says="assigned", tier="advanced")
    rules = assigned._replace(part=1, says="indicated", tier="intermediate")
    one = fold([entered, assigned, rules])[CASE, "grade"]
    assert (one.decided, one.current, one.indicated) == (None, "advanced", "intermediate")
    decided = assigned._replace(position=100, says="decided", tier="backward")
    one = fold([entered, assigned, rules, decided])[CASE, "grade"]
    assert (one.decided, one.indicated) == ("backward", None)


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
