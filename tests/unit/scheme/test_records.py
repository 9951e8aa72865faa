"""A record is checked against the kind that its scheme declares."""

from decimal import Decimal
from typing import Any

import pytest

from contracts.scheme import check_record
from tests.unit.scheme.examples import scheme

GOOD: dict[str, Any] = {
    "visited_on": "2025-09-01",
    "surveyors": ("p-1", "p-2"),
    "findings": ("One exit was blocked.",),
    "beds_seen": Decimal("40"),
    "announced": False,
}


def faults(**changes: Any) -> list[tuple[str, str]]:
    fields = {name: v for name, v in {**GOOD, **changes}.items() if v != "left out"}
    found = check_record(scheme("hospital-accreditation"), "SurveyVisit", fields)
    assert all(fault.rule.startswith("record_kinds/SurveyVisit (9.1)") for fault in found)
    return [(fault.field, fault.accepts) for fault in found]


def test_a_good_record_has_no_fault() -> None:
    assert faults() == []
    assert faults(beds_seen=None) == []
    assert faults(beds_seen="left out") == []


@pytest.mark.parametrize(
    ("field", "value", "accepts"),
    [
        ("visited_on", "2025-02-30", "a calendar date like 2011-11-15"),
        ("visited_on", "1 September", "a calendar date like 2011-11-15"),
        ("visited_on", "left out", "a calendar date like 2011-11-15"),
        ("visited_on", None, "a calendar date like 2011-11-15"),
        ("surveyors", "p-1", "a list of ids of persons"),
        ("surveyors", ("p 1",), "a list of ids of persons"),
        ("findings", (), "a list of texts"),
        ("findings", (" ",), "a list of texts"),
        ("beds_seen", "40", "a number, in beds"),
        ("beds_seen", True, "a number, in beds"),
        ("announced", "yes", "true or false"),
    ],
)
def test_a_field_of_another_type_is_named_with_what_is_accepted(
    field: str, value: Any, accepts: str
) -> None:
    assert faults(**{field: value}) == [(f"/data/fields/{field}", accepts)]


def test_an_unknown_field_is_named_with_its_near_miss() -> None:
    assert faults(visited="2025-09-01") == [
        ("/data/fields/visited", "did you mean visited_on?"),
    ]


def test_an_unknown_kind_is_named_with_the_kinds_there_are() -> None:
    (fault,) = check_record(scheme("hospital-accreditation"), "SurveyVisits", {})
    assert fault.field == "/data/kind"
    assert "SurveyVisit" in fault.accepts


def test_choices_organisations_and_records_are_checked() -> None:
    found = scheme("hospital-accreditation")
    report: dict[str, Any] = {
        "visits": ["r-1"],
        "reported_on": "2025-10-01",
        "recommendation": "maybe",
    }
    (fault,) = check_record(found, "SurveyReport", report)
    assert fault.accepts == "one of refuse, conditional, accredit"
    (fault,) = check_record(found, "PeerAdvice", {"adviser": "St. Anna", "topic": "Hygiene"})
    assert fault.accepts == "the id of an organisation"


def test_a_kind_names_what_it_closes_and_requires() -> None:
    circulated = scheme("pioneer-project").record_kind("FindingsCirculated")
    assert circulated is not None
    assert circulated.closes is not None
    assert (circulated.closes.kind, circulated.closes.named_in) == ("InspectionVisit", "visit_ids")
    assert circulated.requires == ("InspectionVisit",)
