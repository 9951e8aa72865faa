"""Targets of townships: sessions, letters, named branches, and what is only reported."""

from decimal import Decimal

import pytest

from contracts.events import pledges as p
from contracts.events import training as t
from services.projections.registers import REGISTERS
from tests.unit.projections.programme import Programme, asked, day, held, names


def townships() -> Programme:
    return Programme("three-projects")


@pytest.mark.feature("S2-05", "S2-06")
def test_sessions_attendances_and_distinct_people_are_three_figures() -> None:
    of = townships()
    for n in range(3):
        held(of, f"s{n}", "farmer-1", *((f"farmer-{n + 2}",) if n else ()))
    held(of, "s3", reported_attendances=400)
    rows = of.rows("2010-12-31")
    for id in ("T2-01", "T2-02"):
        assert asked(rows[id], "sessions", "attendances", "people", "unnamed") == (4, 405, 3, 400)
    assert asked(rows["T2-01"], "numerator", "short_by", "met") == (4, 5, False)
    assert asked(rows["T2-02"], "numerator", "short_by", "met") == (405, 1995, False)
    assert names(rows["T2-02"].counted) == ["farmer-1", "farmer-3", "farmer-4"]
    planned = rows["everyone_skills-planned-attendances"]
    assert (planned.reported[0].value, planned.numerator) == (2400, 405)


@pytest.mark.feature("S2-06")
@pytest.mark.parametrize("named", [0, 1, 3])
def test_names_that_are_listed_are_part_of_the_number_reported(named: int) -> None:
    of = townships()
    held(of, "s1", *(f"farmer-{n}" for n in range(named)), reported_attendances=2400)
    row = of.rows("2010-12-31")["T2-02"]
    assert asked(row, "numerator", "met", "attendances", "people", "unnamed") == (
        2400, True, 2400, named, 2400 - named,
    )  # fmt: skip
    (register, _) = REGISTERS["training"].rows(of.chronicle("2010-12-31"))
    assert (register.attendances, register.listed) == (row.attendances, row.people)


def test_more_names_than_were_reported_count_by_name() -> None:
    of = townships()
    held(of, "s1", "farmer-1", "farmer-2", "farmer-3", reported_attendances=2)
    row = of.rows("2010-12-31")["T2-02"]
    assert asked(row, "attendances", "people", "unnamed") == (3, 3, 0)


def test_a_removed_attendance_counts_no_more() -> None:
    of = townships()
    held(of, "s1", "farmer-1", "farmer-2")
    said = t.AttendanceCorrected(session_id="s1", person="farmer-1", change="removed", reason="误")
    of.say(said, "fanjiazhai", "2010-06-05")
    row = of.rows("2010-12-31")["T2-02"]
    assert asked(row, "attendances", "people") == (1, 1)


@pytest.mark.feature("S2-06")
@pytest.mark.parametrize(
    ("kind", "n", "days", "figure", "backed"),
    [
        ("three_level_cadres", 56, ("2010-03-16", "2010-03-16"), 56, True),
        ("county_secretaries", 8, ("2010-04-08", "2010-04-14"), 8, True),
        ("three_level_cadres", 55, ("2010-03-16", "2010-03-16"), 56, False),
    ],
    ids=["tp-a1", "tp-a3", "one short"],
)
def test_a_stated_attendance_is_held_against_the_events(
    kind: str, n: int, days: tuple[str, str], figure: int, backed: bool
) -> None:
    of = townships()
    held(of, "s1", *(f"p{i}" for i in range(n)), kind=kind, at="hanfeng", on=days[0], last=days[1])
    row = of.rows("2010-12-31")[f"{kind}-held-attendances"]
    assert asked(row, "attendances", "people", "how") == (n, n, "both")
    assert (row.reported[0].value, row.reported[0].backed) == (figure, backed)


def test_somebody_who_comes_three_times_is_one_person() -> None:
    """tp-a5"""
    of = townships()
    for n in range(3):
        held(of, f"s{n}", "farmer")
    assert asked(of.rows("2010-12-31")["T2-02"], "attendances", "people") == (3, 1)


@pytest.mark.feature("S2-07")
def test_a_stated_share_stands_beside_the_count_that_governs() -> None:
    of = townships()
    for n, tier in enumerate(("class_two", "class_one", "class_three")):
        of.enrol(f"v{n}", "upgrade_class", "2010-03-01", parent="fanjiazhai")
        of.give(f"v{n}", "upgrade_class", tier, "2010-11-01")
    row = of.rows("2010-12-31")["T2-03"]
    assert asked(row, "numerator", "needed", "short_by", "stated_share_pct") == (2, 3, 1, 30)


@pytest.mark.feature("S2-08", "S2-10", "S2-27")
@pytest.mark.parametrize(
    ("target", "ladder", "tier", "place", "needed"),
    [
        ("T2-04", "five_good_fanjiazhai", "five_good", "fanjiazhai", 3),
        ("T2-05", "member_model", "model", "fanjiazhai", 9),
        ("T2-09", "member_model", "model", "hanfeng", 8),
    ],
)
def test_only_those_of_its_place_count(
    target: str, ladder: str, tier: str, place: str, needed: int
) -> None:
    of = townships()
    for n in range(needed):
        of.enrol(f"one-{n}", ladder, "2010-03-01", parent=place)
        of.give(f"one-{n}", ladder, tier, "2010-11-01")
    of.enrol("elsewhere", ladder, "2010-03-01", parent="nanzhihui")
    of.give("elsewhere", ladder, tier, "2010-11-01")
    row = of.rows("2010-12-31")[target]
    assert asked(row, "numerator", "needed", "met") == (needed, needed, True)
    assert "elsewhere" not in names(row.counted)
    assert [one.id for one in row.scope] == [place]


@pytest.mark.feature("S2-27", "S2-28")
def test_what_has_no_events_of_its_own_is_only_reported() -> None:
    of = townships()
    of.report("T2-10", 20, "2010-12-20")
    of.report("T2-13", 1, "2010-12-20")
    rows = of.rows("2010-12-31")
    assert asked(rows["T2-10"], "how", "met", "events") == ("reported", True, [])
    assert asked(rows["T2-13"], "how", "met", "state") == ("reported", False, "open")


@pytest.mark.feature("S2-28")
def test_demonstration_villages_are_named() -> None:
    of = townships()
    said = {"kind": "新农村建设示范村", "recognised_on": "2010-10-01"}
    of.record("hanfeng", "DemonstrationPoint", "2010-10-02", place="程家塬村", **said)
    of.record("hanfeng", "DemonstrationPoint", "2010-10-02", place="别的村", **said)
    row = of.rows("2010-12-31")["T2-12"]
    assert asked(row, "numerator", "short_by", "met") == (1, 1, False)
    assert names(row.not_counted) == ["关村村"]


@pytest.mark.feature("S2-11")
def test_a_wage_counts_if_it_was_paid_on_time_and_in_full() -> None:
    of = townships()
    due = {"due_on": "2010-03-31", "due_amount": Decimal(1200)}
    paid = [("2010-03-31", 1200), ("2010-04-01", 1200), ("2010-03-30", Decimal("1199.99"))]
    for on, amount in paid:
        of.record("fanjiazhai", "WagePayment", on, **due, paid_on=on, paid_amount=Decimal(amount))
    row = of.rows("2010-12-31")["T2-07"]
    assert asked(row, "rate", "needed", "short_by", "met") == ("1/3", 3, 2, False)
    assert len(row.not_counted) == 2


@pytest.mark.feature("S2-19", "S2-36")
def test_results_of_a_town_are_figures_that_it_reports() -> None:
    of = townships()
    of.figure("wells", 17, "2010-05-05", "guodian")
    row = of.rows("2010-12-31")["wells"]
    assert asked(row, "kind", "how", "numerator", "events") == ("figure", "reported", None, [])
    assert (row.scope[0].id, row.reported[0].value) == ("guodian", 17)
    assert row.reported[0].reported_from == "名册 / register"


def letter(of: Programme, id: str, on: str) -> None:
    said = p.ResponsibilityLetterSigned(
        letter_id="l1",
        kind="striving_letter",
        party_a="hanfeng",
        party_b=id,
        signed_on=day(on),
        target="标",
        task="务",
        object="象",
    )
    of.organisation(id, "village", "hanfeng")
    of.say(said, id, on)


@pytest.mark.feature("S2-25")
def test_letters_with_every_village_in_march() -> None:
    of = townships()
    of.figure("villages", 3, "2010-01-10", "hanfeng")
    for id, on in (("v1", "2010-03-20"), ("v2", "2010-03-31"), ("v3", "2010-04-02")):
        letter(of, id, on)
    row = of.rows("2010-12-31")["T2-11"]
    assert asked(row, "rate", "short_by", "met", "state") == ("2/3", 1, False, "missed")
    assert names(row.reached_late) == ["v3"]
    assert [one.en for one in row.attention] == ["not met on the day it was due"]


@pytest.mark.feature("S2-26")
def test_three_named_branches_each_by_its_finding() -> None:
    of = townships()
    for id, name in (
        ("a", "程家塬村党支部"),
        ("b", "关村粗党支部"),
        ("c", "汉封村党支部"),
        ("d", "别的"),
    ):
        of.organisation(id, "village_branch", "hanfeng", name)
        of.enrol(id, "five_good", "2010-03-01")
        if id != "b":
            of.give(id, "five_good", "five_good", "2010-11-01", document=f"{id}号")
    row = of.rows("2010-12-31")["T2-08"]
    assert asked(row, "numerator", "needed", "short_by", "met") == (2, 3, 1, False)
    assert names(row.not_counted) == ["关村粗党支部"]
    assert [(one.name.id, one.document) for one in row.counted] == [("a", "a号"), ("c", "c号")]
    assert [len(one.counted) for one in row.parts] == [1, 0, 1]
