"""Targets of five years: shares of districts, members, cadres, and how they are counted."""

from decimal import Decimal

import pytest

from contracts.events import grading as g
from tests.unit.projections.programme import Programme, asked, day, names


def pioneer(cycle: str = "2004") -> Programme:
    return Programme("pioneer-project", cycle)


@pytest.mark.feature("S0-02")
def test_the_population_of_the_document_stands_beside_what_the_register_states() -> None:
    of = pioneer()
    of.figure("village_party_organisations", 42, "2004-01-10")
    rows = of.rows("2004-12-31")
    stated = {id: rows[id].reported[0].value for id in of.scheme.population if id in rows}
    assert stated == {
        "township_committees": 5, "village_party_organisations": 42, "farmer_party_members": 2800,
    }  # fmt: skip
    row = rows["village_party_organisations"]
    assert asked(row, "kind", "how", "clause") == ("figure", "reported", "二")
    assert [one.as_of for one in row.reported] == [None, day("2004-01-10")]


def five_good(of: Programme, n: int, on: str = "2004-12-20") -> None:
    of.figure("village_party_organisations", 42, "2004-01-10")
    for i in range(42):
        of.enrol(f"village-{i:02}", "five_good", "2004-01-20")
    for i in range(n):
        of.give(f"village-{i:02}", "five_good", "five_good", on, document=f"委发〔2004〕{i}号")


@pytest.mark.feature("S0-05")
def test_17_of_42_hold_it_and_each_by_which_document() -> None:
    of = pioneer()
    five_good(of, 17)
    row = of.rows("2004-12-31")["T0-04"]
    assert asked(row, "numerator", "denominator", "rate", "needed", "short_by", "met") == (
        17,
        42,
        "17/42",
        17,
        0,
        True,
    )
    assert names(row.counted) == [f"village-{i:02}" for i in range(17)]
    assert {one.source.event for one in row.counted} == {"GradeAssigned"}
    assert row.counted[3].document == "委发〔2004〕3号"
    assert len(row.not_counted) == 25
    later = of.rows("2004-12-31")["T0-03"]
    assert asked(later, "needed", "short_by", "met", "state") == (34, 17, False, "open")


def test_what_was_reached_after_the_day_due_is_late_and_does_not_count() -> None:
    of = pioneer("2005")
    five_good(of, 16)
    of.give("village-16", "five_good", "five_good", "2005-01-04")
    row = of.rows("2005-06-30")["T0-04"]
    assert asked(row, "numerator", "short_by", "met", "state") == (16, 1, False, "missed")
    assert names(row.reached_late) == ["village-16"]
    assert of.rows("2005-06-30")["T0-03"].numerator == 17


def test_a_designation_that_was_taken_back_does_not_count() -> None:
    of = pioneer()
    five_good(of, 17)
    of.give("village-00", "five_good", "not_yet", "2004-12-28")
    assert of.rows("2004-12-31")["T0-04"].numerator == 16


def test_a_tier_is_kept_in_the_next_cycle_until_another_is_given() -> None:
    of = pioneer("2005")
    five_good(of, 17)
    of.enrol("village-00", "five_good", "2005-01-20", cycle="2005")
    assert of.rows("2005-06-30")["T0-03"].numerator == 17
    of.give("village-00", "five_good", "not_yet", "2005-03-01", cycle="2005")
    assert of.rows("2005-06-30")["T0-03"].numerator == 16


@pytest.mark.feature("S0-04", "S0-06", "S0-18")
@pytest.mark.parametrize(
    ("target", "ladder", "figure", "whole", "needed"),
    [
        ("T0-01", "six_good", "township_committees", 5, 5),
        ("T0-02", "six_good", "township_committees", 5, 2),
        ("T0-05", "entrepreneurial_team", "leadership_teams", 47, 40),
        ("T0-06", "entrepreneurial_team", "leadership_teams", 47, 19),
        ("T0-16", "dual_lead_dual_strong", "village_cadres", 210, 168),
        ("T0-17", "dual_lead_dual_strong", "village_cadres", 210, 74),
    ],
)
def test_the_least_number_that_meets_a_share(
    target: str, ladder: str, figure: str, whole: int, needed: int
) -> None:
    of = pioneer()
    of.figure(figure, whole, "2004-01-10")
    tier = of.scheme.ladder(ladder).tier_ids[-1]
    for i in range(needed - 1):
        of.enrol(f"unit-{i}", ladder, "2004-01-20")
        of.give(f"unit-{i}", ladder, tier, "2004-12-20")
    before = of.rows("2004-12-31")[target]
    assert asked(before, "denominator", "needed", "short_by", "met") == (whole, needed, 1, False)
    of.enrol("last", ladder, "2004-12-21")
    of.give("last", ladder, tier, "2004-12-22")
    assert of.rows("2004-12-31")[target].met is True


def test_without_a_registered_denominator_a_share_is_unknown() -> None:
    of = pioneer()
    of.enrol("village-0", "five_good", "2004-01-20")
    of.give("village-0", "five_good", "five_good", "2004-12-20")
    row = of.rows("2004-12-31")["T0-04"]
    assert asked(row, "numerator", "denominator", "rate", "met", "state", "how") == (
        1,
        None,
        None,
        None,
        "unknown",
        "none",
    )


def test_more_that_count_than_are_registered_contradict_one_another() -> None:
    of = pioneer()
    of.figure("township_committees", 1, "2004-01-10")
    for id in ("town-1", "town-2"):
        of.enrol(id, "six_good", "2004-01-20")
        of.give(id, "six_good", "six_good", "2004-12-20")
    row = of.rows("2004-12-31")["T0-02"]
    assert asked(row, "numerator", "denominator", "rate", "met") == (2, 1, None, None)


def test_a_figure_that_only_those_below_state_is_their_sum() -> None:
    of = pioneer()
    for n, cadres in enumerate((5, 7)):
        of.organisation(f"town-{n}", "township_committee")
        of.figure("village_cadres", cadres, "2004-01-10", f"town-{n}")
    assert of.rows("2004-12-31")["T0-17"].denominator == 12
    of.figure("village_cadres", 13, "2004-02-10")
    assert of.rows("2004-12-31")["T0-17"].denominator == 13
    assert of.rows("2004-12-31", township="town-1")["T0-17"].denominator == 7


def towns(of: Programme, *stated: int | None) -> None:
    """Townships, each with an office that states nothing, and what they state."""
    for n, value in enumerate(stated):
        of.organisation(f"town-{n}", "township_committee")
        of.organisation(f"office-{n}", "township_office", f"town-{n}")
        if value is not None:
            of.figure("village_party_organisations", value, "2004-01-10", f"town-{n}")


def test_a_sum_is_unknown_while_one_of_those_who_state_it_has_not() -> None:
    of = pioneer("2008")
    towns(of, 8, 8, 8, None, None)
    for n in range(20):
        of.enrol(f"village-{n:02}", "five_good", "2008-01-20", parent="town-0")
        of.give(f"village-{n:02}", "five_good", "five_good", "2008-12-20")
    row = of.rows("2008-12-31")["T0-03"]
    assert asked(row, "numerator", "denominator", "rate", "met", "state") == (
        20, None, None, None, "unknown",
    )  # fmt: skip
    for id in ("town-3", "town-4"):
        of.figure("village_party_organisations", 9, "2008-01-10", id)
    row = of.rows("2008-12-31")["T0-03"]
    assert asked(row, "numerator", "denominator") == (20, 42)
    assert [(one.on, one.value) for one in row.denominators] == [(day("2008-01-10"), 42)]


def test_a_sum_is_unknown_while_a_village_of_a_township_has_not_stated_its_part() -> None:
    of = pioneer()
    towns(of, 8, None)
    for id in ("village-0", "village-1"):
        of.organisation(id, "village_branch", "town-1")
    of.figure("village_party_organisations", 1, "2004-01-10", "village-0")
    assert of.rows("2004-12-31")["T0-04"].denominator is None
    of.figure("village_party_organisations", 1, "2004-01-10", "village-1")
    assert of.rows("2004-12-31")["T0-04"].denominator == 10


def test_who_never_states_a_figure_does_not_hold_up_the_sum() -> None:
    of = pioneer()
    towns(of, 8, 9)
    of.organisation("bureau", "district_bureau")
    of.organisation("village-0", "village_branch", "town-0")
    of.organisation("village-1", "village_branch")
    assert of.rows("2004-12-31")["T0-04"].denominator == 17


def test_whoever_states_a_figure_for_the_first_time_leaves_earlier_sums_as_they_were() -> None:
    of = pioneer("2005")
    towns(of, 8, 9)
    for id in ("farm-1", "farm-2"):
        of.organisation(id, "state_farm")
    of.figure("village_party_organisations", 1, "2005-01-10", "farm-1")
    rows = of.rows("2005-12-31")
    assert (rows["T0-04"].denominator, rows["T0-03"].denominator) == (17, None)


@pytest.mark.parametrize("parent", ["committee", "bureau"])
def test_a_village_under_no_township_states_it_like_the_others(parent: str) -> None:
    of = pioneer()
    towns(of, 8)
    of.organisation("bureau", "district_bureau")
    of.organisation("town-1", "township_committee")
    of.organisation("village-0", "village_branch", "town-1")
    of.organisation("village-1", "village_branch", parent)
    of.figure("village_party_organisations", 1, "2004-01-10", "village-0")
    assert of.rows("2004-12-31")["T0-04"].denominator is None
    of.figure("village_party_organisations", 1, "2004-01-10", "village-1")
    assert of.rows("2004-12-31")["T0-04"].denominator == 10


@pytest.mark.feature("S0-13")
def test_how_far_cadres_went_to_school() -> None:
    of = pioneer("2005")

    def schooled(person: str, role: str, level: str, on: str = "2004-12-31") -> None:
        said = {"person": person, "role": role, "level": level, "as_of": on, "source": "名册"}
        of.record("town", "EducationLevel", on, **said)

    of.figure("township_cadres", 20, "2004-01-10")
    for i in range(20):
        schooled(f"cadre-{i}", "township_cadre", "college" if i < 18 else "senior_high")
    schooled("cadre-18", "township_cadre", "bachelor", "2005-06-30")
    of.figure("village_secretaries", 7, "2004-01-10")
    for i in range(7):
        schooled(f"secretary-{i}", "village_secretary", "senior_high" if i else "junior_high")
    rows = of.rows("2005-12-31")
    assert asked(rows["T0-07"], "numerator", "denominator", "needed", "met") == (19, 20, 19, True)
    assert names(rows["T0-07"].not_counted) == ["cadre-19"]
    assert asked(rows["T0-08"], "numerator", "denominator", "needed", "met") == (6, 7, 6, True)
    assert names(rows["T0-08"].not_counted) == ["secretary-0"]


@pytest.mark.feature("S0-14")
def test_19_students_of_18_villages() -> None:
    of = pioneer()
    of.figure("administrative_villages", 42, "2004-01-10")
    for i in range(42):
        of.enrol(f"village-{i:02}", "five_good", "2004-01-20")
    for i in (0, *range(18)):
        of.record(
            f"village-{i:02}",
            "CollegeAdmission",
            "2004-01-20",
            person=f"student-{i}",
            admitted_on="2003-09-01",
        )
    of.figure("college_students_admitted", 19, "2004-01-10")
    rows = of.rows("2004-12-31")
    assert asked(rows["T0-09"], "numerator", "denominator", "short_by", "met") == (
        18,
        42,
        24,
        False,
    )
    assert rows["T0-09"].due_on is None
    assert rows["college_students_admitted"].reported[0].value == 19


@pytest.mark.feature("S0-16")
def test_three_shares_of_members_with_activity_ability() -> None:
    of = pioneer()
    of.figure("members_with_activity_ability", 8, "2004-03-31")
    ladders = {"member_xiaokang": 2, "member_culture_science": 4, "member_confidant": 5}
    for ladder, n in ladders.items():
        for i in range(8):
            of.enrol(f"{ladder}-{i}", ladder, "2004-04-01")
            of.give(f"{ladder}-{i}", ladder, "exemplar" if i < n else "not_yet", "2004-12-20")
    rows = of.rows("2004-12-31")
    found = {id: asked(rows[id], "numerator", "needed", "met") for id in
             ("T0-13", "T0-14", "T0-15", "T0-10", "T0-11", "T0-12")}  # fmt: skip
    assert found == {
        "T0-13": (2, 2, True), "T0-14": (4, 4, True), "T0-15": (5, 6, False),
        "T0-10": (2, 6, False), "T0-11": (4, 8, False), "T0-12": (5, 8, False),
    }  # fmt: skip


@pytest.mark.feature("S0-17")
def test_the_denominator_is_dated_and_it_shows_that_it_shrank() -> None:
    of = pioneer("2005")
    of.figure("members_with_activity_ability", 1230, "2004-03-31")
    of.figure("members_with_activity_ability", 1200, "2004-12-31")
    of.figure("members_with_activity_ability", 1210, "2005-03-31")
    row = of.rows("2005-06-30")["T0-13"]
    assert row.denominator == 1200
    assert [(one.on, one.value) for one in row.denominators] == [
        (day("2004-03-31"), 1230), (day("2004-12-31"), 1200),
    ]  # fmt: skip
    assert row.denominator_shrank is True
    assert "the denominator shrank" in [one.en for one in row.attention]
    assert of.rows("2005-06-30")["T0-10"].denominator == 1210


@pytest.mark.feature("S0-19")
def test_growth_is_reported_and_what_has_no_number_stays_in_words() -> None:
    of = pioneer()
    of.report("T0-18", Decimal("5.99"), "2004-12-31")
    rows = of.rows("2004-12-31")
    assert asked(rows["T0-18"], "how", "met", "numerator") == ("reported", False, None)
    assert rows["T0-18"].reported[0].backed is None
    assert {rows[id].state for id in ("T0-19", "T0-20")} == {"in_words"}


def test_where_no_record_is_filed_a_report_alone_tells() -> None:
    of = pioneer()
    of.enrol("village-0", "five_good", "2004-01-20")
    of.report("T0-21", Decimal("82.5"), "2004-12-31")
    row = of.rows("2004-12-31")["T0-21"]
    assert asked(row, "how", "met", "state") == ("reported", True, "met")


@pytest.mark.feature("S0-22", "S0-23")
def test_new_members_and_villages_without_one() -> None:
    of = pioneer()
    for i in range(4):
        of.enrol(f"village-{i}", "five_good", "2004-01-20")
    assert of.rows("2004-12-31")["T0-21"].state == "not_applicable"
    nothing = of.rows("2004-12-31")["T0-22"]
    assert asked(nothing, "met", "state") == (None, "unknown")
    assert len(nothing.unknown) == 4
    of.report("T0-22", Decimal(0), "2004-12-31")
    (said,) = of.rows("2004-12-31")["T0-22"].reported
    assert said.backed is None, "nobody knows of any of the four"
    for i in range(3):
        of.record(
            f"village-{i}",
            "NewMember",
            "2004-07-02",
            person=f"person-{i}",
            joined_on="2004-07-01",
            prosperity_leader=i > 0,
        )
    rows = of.rows("2004-12-31")
    assert asked(rows["T0-21"], "rate", "needed", "short_by", "met") == ("2/3", 3, 1, False)
    assert names(rows["T0-21"].not_counted) == ["person-0"]
    assert asked(rows["T0-22"], "numerator", "short_by", "met") == (1, 1, False)
    assert names(rows["T0-22"].counted) == ["village-3"]


def test_new_members_are_counted_year_by_year() -> None:
    of = pioneer("2005")
    said = {"joined_on": "2004-07-01", "prosperity_leader": False}
    of.record("village-1", "NewMember", "2004-07-02", cycle="2004", person="old", **said)
    of.record("village-1", "NewMember", "2005-07-02", cycle="2005", person="new", **said)
    row = of.rows("2005-12-31")["T0-21"]
    assert (row.denominator, names(row.not_counted)) == (1, ["new"])
    assert [(one.on.year, one.value) for one in row.denominators] == []


def test_a_new_member_is_one_of_the_year_of_joining_whenever_the_record_is_filed() -> None:
    of = pioneer()
    said = {"prosperity_leader": True}
    of.record("village-1", "NewMember", "2005-01-06", person="a", joined_on="2004-12-28", **said)
    of.record("village-1", "NewMember", "2005-01-06", person="b", joined_on="2005-01-05", **said)
    row = of.rows("2005-02-01")["T0-21"]
    assert (row.rate, names(row.counted)) == ("1/1", ["a"])


def test_a_corrected_record_counts_as_it_was_corrected() -> None:
    of = pioneer()
    said = {"person": "person-1", "joined_on": "2004-07-01", "prosperity_leader": False}
    record = of.record("village-1", "NewMember", "2004-07-02", **said)
    mended = g.RecordCorrected(
        record_id="mended",
        corrects=record,
        fields=said | {"prosperity_leader": True},
        reason="错",
        kind="NewMember",
    )
    of.say(mended, "village-1", "2004-07-05")
    assert of.rows("2004-12-31")["T0-21"].rate == "1/1"


def test_each_of_the_ten_categories_is_to_hold_ten() -> None:
    of = pioneer()
    categories = [one.id for one in of.scheme.selections]
    for category in categories:
        for n in range(10 if category != categories[0] else 8):
            said = g.ExemplarSelected(
                selection="ten-tens",
                category=category,
                nominee=f"{category}-{n}",
                position=n + 1,
                reason="好",
            )
            of.say(said, "cycle", "2004-12-01")
    row = of.rows("2004-12-31")["T0-23"]
    assert asked(row, "numerator", "needed", "short_by", "met") == (98, 100, 2, False)
    first = row.parts[0]
    assert (first.name.id, len(first.counted), first.missing) == (categories[0], 8, 2)


@pytest.mark.feature("S0-43")
def test_the_overall_aim_stands_as_text_beside_the_figures() -> None:
    row = pioneer().rows("2004-12-31")["T0-24"]
    assert asked(row, "kind", "met", "state") == ("qualitative", None, "in_words")
    assert "2,800 farmer members" in row.target.name.en
    assert "2800名农民党员" in row.target.name.zh
