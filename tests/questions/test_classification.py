"""Questions about how branches were classified (Q-01 to Q-12)."""

from tests.support.programmes import Programmes

SCHEME, CYCLE = "classification-upgrade", "2011-2012"


def test_q_02_which_self_ratings_were_not_objective_and_in_which_direction(
    all_programmes: Programmes,
) -> None:
    order = ["backward", "intermediate", "advanced"]
    expected = {
        one.subject: "up"
        if order.index(one.data["to_tier"]) > order.index(one.data["from_tier"])
        else "down"
        for one in all_programmes.events("GradeRevised", scheme=SCHEME)
        if one.data["replaces"] == "self_rating"
    }
    rows = all_programmes.rows("decisions", SCHEME, CYCLE)
    assert expected
    assert rows
