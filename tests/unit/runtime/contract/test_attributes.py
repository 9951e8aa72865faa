"""An event's attributes: what keeps the contract is said, what does not is refused."""

import json
from datetime import UTC, datetime

import pytest

from contracts.events.grading import EvidenceRecorded
from services.runtime.contract import read_submission
from services.runtime.wire import header_value, read_message
from tests.support.toy import evidence
from tests.unit.runtime.contract.saying import NOW, pointers, refused, said, without


def test_an_event_is_said_with_its_envelope() -> None:
    found = said(evidence(1, correlationid="c", causationid="d", after="pledges:3"))
    assert isinstance(found.event, EvidenceRecorded)
    assert found.event.found_in == "村民满意度测评表"
    envelope = found.envelope
    assert (envelope.id, envelope.source, envelope.subject) == ("e1", "tests/app", "s:c:north")
    assert (envelope.actor, envelope.recordedby) == ("north", "person-7")
    assert (envelope.correlationid, envelope.causationid) == ("c", "d")
    assert envelope.time == datetime(2011, 11, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["recordedby", "correlationid", "causationid", "after"])
def test_an_optional_attribute_may_be_null_as_well_as_absent(name: str) -> None:
    assert said({**evidence(1), name: None}) == said(without(name))


@pytest.mark.parametrize(
    "time",
    [
        "2011-11-12T09:00:00Z",
        "2011-11-12t09:00:00z",
        "2011-11-12T09:00:00.123456+08:00",
        "2011-11-12T09:00:00-11:30",
        "1900-01-01T00:00:00Z",
        "2011-12-01T00:04:59Z",
    ],
)
def test_a_moment_is_rfc_3339(time: str) -> None:
    assert said(evidence(1, time=time)).envelope.time.tzinfo


def test_binary_mode_says_the_same_as_structured_mode() -> None:
    event = evidence(1, recordedby="王 100%")
    headers = {f"Ce-{key}": header_value(value) for key, value in event.items() if key != "data"}
    (submission,) = read_message(
        headers | {"Content-Type": "application/json"}, json.dumps(event["data"]).encode()
    )
    assert read_submission(submission, "grading", NOW) == said(event)


@pytest.mark.parametrize("name", ["id", "source", "type", "subject", "time", "actor"])
def test_each_required_attribute_is_named_when_it_is_missing(name: str) -> None:
    assert pointers(without(name)) == [f"/{name}"]
    assert pointers({**evidence(1), name: None}) == [f"/{name}"]


@pytest.mark.parametrize("name", ["id", "source", "type", "subject", "time", "actor", "after"])
@pytest.mark.parametrize("value", [7, 1.5, True, "", [], {}, ["x"], {"a": 1}, "x" * 301, "a\nb"])
def test_an_attribute_is_a_printable_text_of_some_length(name: str, value: object) -> None:
    assert f"/{name}" in pointers({**evidence(1), name: value})


@pytest.mark.parametrize("name", ["id", "source", "recordedby"])
@pytest.mark.parametrize("value", [" a", "a ", "a\u0000", "a\u2028b", "\u0085", "a\tb"])
def test_an_attribute_survives_a_header(name: str, value: str) -> None:
    assert pointers({**evidence(1), name: value}) == [f"/{name}"]


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"colour": "red"}, "/colour"),
        ({"a/b~c": "x"}, "/a~1b~0c"),
        ({"data_base64": "AAAA"}, "/data_base64"),
        ({"recordedat": "2011-11-12T09:00:00Z"}, "/recordedat"),
        ({"specversion": "0.3"}, "/specversion"),
        ({"source": "my app"}, "/source"),
        ({"source": "示例应用"}, "/source"),
        ({"datacontenttype": "text/xml"}, "/datacontenttype"),
        ({"actor": "the north village"}, "/actor"),
        ({"type": "gradetrail.grading.Nothing.v1"}, "/type"),
        ({"type": "gradetrail.grading.EvidenceRecorded.v2"}, "/type"),
        ({"type": "gradetrail.pledges.PledgeMade.v1"}, "/type"),
    ],
)
def test_an_attribute_that_is_not_understood_is_refused(change: dict[str, str], at: str) -> None:
    assert pointers({**evidence(1), **change}) == [at]


def test_another_services_type_is_told_where_it_belongs() -> None:
    (error,) = refused({**evidence(1), "type": "gradetrail.pledges.PledgeMade.v1"})
    assert "is for the service pledges" in error["detail"]


@pytest.mark.parametrize(
    "subject",
    [
        *(
            "north",
            "s:c",
            "s:c:n:x",
            "s:c:",
            ":c:n",
            "s::n",
            "s:c:n n",
            "s:c:n.n",
            "s:c:*",
            "s:c:>",
        ),
        *("scheme:s", "organisation:n", "cycle:s:c", "s:c:村", "-s:c:n"),
    ],
)
def test_a_case_is_named_by_scheme_cycle_and_organisation(subject: str) -> None:
    (error,) = refused(evidence(1, case=subject))
    assert error["pointer"] == "/subject"
    assert error["accepts"].startswith("<scheme>:<cycle>:<organisation>")


@pytest.mark.parametrize("subject", ["s:c:n", "organisation:", "organisation:a:b", "scheme:n"])
def test_a_reference_event_is_about_its_own_kind(subject: str) -> None:
    told = {"kind": "village", "name_zh": "北村"}
    event = evidence(1) | {"type": "gradetrail.grading.OrganisationRegistered.v1", "data": told}
    assert said(event | {"subject": "organisation:north"})
    assert pointers(event | {"subject": subject}) == ["/subject"]


@pytest.mark.parametrize(
    ("time", "why"),
    [
        ("2011-11-12T09:00:00", "no zone"),
        ("2011-02-30T09:00:00Z", "day is out of range"),
        ("2011-11-12", "no moment"),
        ("2011-11-12 T 09:00", "no moment"),
        ("2011-11-12T09:00Z", "no moment"),
        ("2011-11-12 09:00:00Z", "no moment"),
        ("2011-11-12T09:00:00+0800", "no moment"),
        ("1320624000", "no moment"),
        ("２０１１-11-12T09:00:00Z", "no moment"),
        ("20111112T090000Z", "no moment"),
        ("2011-W46-6T09:00:00Z", "no moment"),
        ("2011-11-12T25:00:00Z", "no moment"),
        ("2011-11-12T09:00:00+25:00", "no moment"),
        ("2011-11-12T09:00:00+08:00:30", "no moment"),
        ("yesterday", "no moment"),
        ("2011-12-01T00:05:01Z", "has not come yet"),
        ("9999-12-31T23:59:59-14:00", "has not come yet"),
        ("1899-12-31T23:59:59Z", "before all records"),
        ("0001-01-01T00:00:00+14:00", "before all records"),
    ],
)
def test_a_moment_that_is_none_is_refused(time: str, why: str) -> None:
    (error,) = refused(evidence(1, time=time))
    assert error["pointer"] == "/time"
    assert why in error["detail"]
