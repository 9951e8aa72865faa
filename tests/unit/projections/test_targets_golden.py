"""The worked examples of targets, played as events and read off the register."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from contracts.events import pledges as p
from contracts.events import training as t
from tests.unit.projections.programme import Programme, day
from tests.unit.scheme.examples import golden, shows

Play = Callable[[Programme, int, int], None]
IN_THREE = "2010-06-01"


def held(ladder: str, figure: str, on: str = "2004-12-20") -> Play:
    """So many of those enrolled hold the designation; the register states the whole."""

    def play(of: Programme, n: int, whole: int) -> None:
        found = of.scheme.ladder(ladder)
        assert found
        of.figure(figure, whole, "2004-01-10")
        for i in range(whole):
            of.enrol(f"unit-{i:02}", ladder, "2004-01-20")
        for i in range(n):
            of.give(f"unit-{i:02}", ladder, found.tier_ids[-1], on)

    return play


def promoted(of: Programme, n: int, whole: int) -> None:
    for i in range(whole):
        of.enrol(f"branch-{i}", "grade", "2011-11-02", opening="intermediate")
        tier = "advanced" if i < n else "intermediate"
        of.give(f"branch-{i}", "grade", tier, "2012-12-24", basis="year_end_assessment")
    of.enrol("other", "grade", "2011-11-02", opening="advanced")


def converted(of: Programme, n: int, whole: int) -> None:
    for i in range(whole):
        of.enrol(f"branch-{i}", "grade", "2011-11-02", opening="backward")
        if i < n:
            of.give(f"branch-{i}", "grade", "intermediate", "2012-12-24")
    of.enrol("other", "grade", "2011-11-02", opening="advanced")


def recruited(of: Programme, n: int, whole: int) -> None:
    for i in range(whole):
        fields = {"person": f"person-{i}", "joined_on": "2004-07-01", "prosperity_leader": i < n}
        of.record(f"village-{i % 3}", "NewMember", "2004-07-02", **fields)


def reported(target: str) -> Play:
    def play(of: Programme, n: Any, _: int) -> None:
        of.report(target, Decimal(str(n)), "2004-12-31")

    return play


def session(of: Programme, id: str, **said: Any) -> None:
    held = t.TrainingSessionHeld(
        session_id=id, kind="everyone_skills", starts_on=day(IN_THREE), ends_on=day(IN_THREE),
        form="lecture", **said,
    )  # fmt: skip
    of.say(held, "fanjiazhai", IN_THREE)


def sessions(of: Programme, n: int, _: int) -> None:
    for i in range(n):
        session(of, f"s{i}")


def attendances(of: Programme, n: int, _: int) -> None:
    session(of, "s1")
    for i in range(n):
        came = t.TrainingAttended(
            session_id="s1", person=f"farmer-{i:04}", role="masses",
            attended_from=day(IN_THREE), attended_to=day(IN_THREE),
        )  # fmt: skip
        of.say(came, "fanjiazhai", IN_THREE)


def raised(of: Programme, n: int, _: int) -> None:
    for i in range(10):
        of.enrol(f"village-{i}", "upgrade_class", "2010-03-01", parent="fanjiazhai")
        tier = "class_two" if i < n else "class_three"
        of.give(f"village-{i}", "upgrade_class", tier, "2010-11-01")


NAMED = ("程家塬村党支部", "关村粗党支部", "汉封村党支部", "另一村党支部")


def named(of: Programme, n: int, _: int) -> None:
    """Another branch is five-good as well: it is none of the three."""
    for i, name in enumerate(NAMED):
        of.organisation(f"branch-{i}", "village_branch", "hanfeng", name)
        of.enrol(f"branch-{i}", "five_good", "2010-03-01")
        if i < n or i == 3:
            of.give(
                f"branch-{i}", "five_good", "five_good", "2010-11-01", document="汉封乡〔2010〕9号"
            )


def letters(of: Programme, n: int, whole: int) -> None:
    of.figure("villages", whole, "2010-01-10", "hanfeng")
    for i in range(n):
        of.organisation(f"village-{i}", "village", "hanfeng")
        letter = p.ResponsibilityLetterSigned(
            letter_id="l1", kind="striving_letter", party_a="hanfeng", party_b=f"village-{i}",
            signed_on=day("2010-03-20"), target="目标", task="任务", object="对象",
        )  # fmt: skip
        of.say(letter, f"village-{i}", "2010-03-20")


def accredited(of: Programme, n: int, whole: int) -> None:
    for i in range(whole):
        of.enrol(f"hospital-{i}", "accreditation", "2026-02-01")
        if i < n:
            of.give(f"hospital-{i}", "accreditation", "accredited", "2026-10-01")


def graded(of: Programme, n: int, whole: int) -> None:
    for i in range(whole):
        of.enrol(f"kitchen-{i}", "grade", str(of.scheme.cycles[0].opens))
        of.give(f"kitchen-{i}", "grade", "b" if i < n else "c", str(of.scheme.cycles[0].closes))


PLAYS: dict[str, Play] = {
    "T0-01": held("six_good", "township_committees", "2008-12-20"),
    "T0-02": held("six_good", "township_committees"),
    "T0-03": held("five_good", "village_party_organisations"),
    "T0-04": held("five_good", "village_party_organisations"),
    "T0-05": held("entrepreneurial_team", "leadership_teams"),
    "T0-06": held("entrepreneurial_team", "leadership_teams"),
    "T0-18": reported("T0-18"),
    "T0-21": recruited,
    "T1-02": promoted,
    "T1-03": converted,
    "T2-01": sessions,
    "T2-02": attendances,
    "T2-03": raised,
    "T2-08": named,
    "T2-11": letters,
    "accredited_share": accredited,
    "visits": reported("visits"),
    "good_kitchens": graded,
}


@pytest.mark.parametrize(
    ("scheme", "item"),
    [
        pytest.param(id, one, id=one["id"], marks=shows(one["id"]))
        for id, one in golden("target_examples")
    ],
)
def test_the_register_has_what_the_example_has(scheme: str, item: dict[str, Any]) -> None:
    of = Programme(scheme)
    n = item.get("value", item.get("numerator"))
    PLAYS[item["target"]](of, n, item.get("denominator", 0))
    row = of.rows("2004-12-31" if scheme == "pioneer-project" else "2030-01-01")[item["target"]]
    expect = item["expect"]
    assert (
        row.state == "not_applicable"
        if expect["met"] == "not_applicable"
        else row.met == expect["met"]
    )
    if row.how == "derived":
        assert row.numerator == n
        assert row.denominator == item.get("denominator")
    else:
        assert [one.value for one in row.reported] == ([] if n == 0 else [Decimal(str(n))])
    if expect.get("rate_pct") is not None:
        assert row.rate_pct == expect["rate_pct"]
