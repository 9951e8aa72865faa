"""Targets of a town: rounds of commendation, two universals, model units."""

import pytest

from contracts.events import grading as g
from tests.unit.projections.programme import Programme, asked, day, names


def dual_strong(cycle: str = "2012") -> Programme:
    of = Programme("dual-strong", cycle)
    for ladder, kind in (("rural", "village_branch"), ("enterprise", "enterprise_branch"),
                         ("government_unit", "government_unit_branch")):  # fmt: skip
        of.enrol(ladder, ladder, "2011-04-10", kind=kind, cycle="2011")
    return of


def commended(of: Programme, id: str, on: str, cycle: str) -> None:
    said = g.CommendationIssued(
        form="collective", issued_on=day(on), ground="selected", document="文"
    )
    of.say(said, id, on, cycle)


def test_a_second_round_does_not_count_the_first() -> None:
    of = dual_strong()
    commended(of, "rural", "2011-06-28", "2011")
    commended(of, "enterprise", "2011-06-28", "2011")
    rows = of.rows("2012-06-30")
    assert asked(rows["T3-02"], "short_by", "met", "state") == (1, False, "missed")
    assert {one.name.id: one.missing for one in rows["T3-02"].parts} == {
        "rural": 0, "enterprise": 0, "government_unit": 1,
    }  # fmt: skip
    assert asked(rows["T3-03"], "numerator", "met", "state") == (0, False, "open")
    commended(of, "rural", "2012-06-29", "2012")
    assert names(of.rows("2012-06-30")["T3-03"].counted) == ["rural"]


def union(sound: bool) -> g.EvidenceRecorded:
    return g.EvidenceRecorded(
        evidence_id="e1",
        criterion="e_union_sound",
        kind="union_record",
        value=g.Value(value=sound),
        as_of=day("2011-05-01"),
        found_in="册",
    )


@pytest.mark.feature("S3-25")
def test_two_universals_are_measured_and_silence_is_unknown() -> None:
    of = dual_strong("2011")
    of.figure("enterprises", 2, "2011-04-10")
    of.enrol("works", "enterprise", "2011-04-10")
    of.say(union(True), "works", "2011-05-01")
    row = of.rows("2011-06-30")["T3-04"]
    assert asked(row, "numerator", "denominator", "met", "state") == (1, 2, None, "unknown")
    assert names(row.unknown) == ["enterprise"]
    of.record("works", "WageNegotiation", "2011-05-02", held_on="2011-05-01", document="合同")
    assert asked(of.rows("2011-06-30")["T3-05"], "numerator", "short_by", "met") == (1, 1, False)


def test_evidence_that_says_no_is_no_longer_unknown() -> None:
    of = dual_strong("2011")
    of.figure("enterprises", 1, "2011-04-10")
    of.say(union(False), "enterprise", "2011-05-01")
    row = of.rows("2011-06-30")["T3-04"]
    assert asked(row, "numerator", "met", "unknown") == (0, False, [])


@pytest.mark.feature("S3-39")
def test_model_villages_and_enterprises_before_the_congress() -> None:
    of = dual_strong()
    of.record(
        "rural",
        "DemonstrationPoint",
        "2011-09-01",
        cycle="2011",
        kind="demonstration_point",
        recognised_on="2011-09-01",
    )
    assert asked(of.rows("2012-07-31")["T3-01"], "numerator", "met") == (0, False)
    of.record(
        "rural",
        "DemonstrationPoint",
        "2012-05-01",
        cycle="2012",
        kind="model_village",
        recognised_on="2012-05-01",
    )
    row = of.rows("2012-07-31")["T3-01"]
    assert (names(row.counted), row.met, row.due_on) == (["rural"], True, day("2012-11-07"))


def test_what_was_recognised_in_time_counts_though_it_is_filed_later() -> None:
    of = dual_strong()
    for id, on in (("rural", "2012-11-07"), ("enterprise", "2012-11-08")):
        said = {"kind": "model_village", "recognised_on": on}
        of.record(id, "DemonstrationPoint", "2012-12-01", **said)
    row = of.rows("2012-12-31")["T3-01"]
    assert (names(row.counted), row.state) == (["rural"], "met")
