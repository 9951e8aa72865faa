"""What keeps the contract is said; what does not is refused with field, rule and remedy."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.envelope import Said
from contracts.events import Event
from contracts.events.grading import EvidenceRecorded
from contracts.events.upcasting import UPCASTERS
from contracts.messages import BATCH, MAX_BYTES, STRUCTURED
from contracts.refusals import ContractBroken
from services.runtime.contract import digest, position_awaited, read_submission, written
from services.runtime.problems import problem
from services.runtime.wire import Submission, header_value, read_message
from tests.support.toy import evidence

NOW = datetime(2011, 12, 1, tzinfo=UTC)


def said(event: Mapping[str, Any] | bytes) -> Said[Event]:
    """What one structured CloudEvent says."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    (submission,) = read_message({"content-type": STRUCTURED}, body)
    return read_submission(submission, "grading", NOW)


def refused(event: Mapping[str, Any] | bytes) -> list[dict[str, str]]:
    """The errors of its refusal, each complete."""
    with pytest.raises(ContractBroken) as caught:
        said(event)
    found = problem(caught.value)
    assert found["type"] == "/problems/contract-broken"
    assert found["status"] == 422
    for error in found["errors"]:
        assert error["rule"]
        assert error["detail"]
        assert error["accepts"]
    errors: list[dict[str, str]] = found["errors"]
    return errors


def pointers(event: Mapping[str, Any] | bytes) -> list[str]:
    return [error["pointer"] for error in refused(event)]


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in evidence(1).items() if key != name}


# What is accepted --------------------------------------------------------------------------


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


# What is refused ---------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"surprise": 1}, ["/data/surprise"]),
        ({"a/b~": 1}, ["/data/a~1b~0"]),
        ({"as_of": "2011-02-30"}, ["/data/as_of"]),
        ({"as_of": "12.11.2011"}, ["/data/as_of"]),
        ({"as_of": 20111112}, ["/data/as_of"]),
        ({"as_of": None}, ["/data/as_of"]),
        ({"kind": ""}, ["/data/kind"]),
        ({"kind": ["survey"]}, ["/data/kind"]),
        ({"found_in": ""}, ["/data/found_in"]),
        ({"found_in": "x" * 20_001}, ["/data/found_in"]),
        ({"inputs": [{"name": "n", "value": "1"}]}, ["/data/inputs/0/unit"]),
        ({"inputs": [{"name": "n", "value": "1e400", "unit": "u"}]}, ["/data/inputs/0/value"]),
        ({"inputs": [{"name": "n", "value": 10**30, "unit": "u"}]}, ["/data/inputs/0/value"]),
        ({"inputs": [{"name": "n", "value": "NaN", "unit": "u"}]}, ["/data/inputs/0/value"]),
        ({"surprise": 1, "as_of": "no", "kind": 3},
         ["/data/as_of", "/data/kind", "/data/surprise"]),
    ],
)  # fmt: skip
def test_a_field_that_breaks_the_contract_is_named(change: dict[str, Any], at: list[str]) -> None:
    assert pointers(evidence(1, data=change)) == at


def test_a_field_that_the_service_fills_in_may_not_be_brought() -> None:
    told = {
        "ladder": "level", "filed_on": "2011-11-12", "filed_with": ["dept"],
        "late": False, "days_late": 0,
    }  # fmt: skip
    event = evidence(1) | {"type": "gradetrail.grading.SelfRatingFiled.v1", "data": told}
    errors = refused(event)
    assert [error["pointer"] for error in errors] == ["/data/days_late", "/data/late"]
    assert {error["accepts"] for error in errors} == {"leave it out"}


def test_all_faults_are_named_at_once() -> None:
    event = evidence(1, time="now", data={"as_of": "then"}) | {"actor": "", "colour": "red"}
    assert set(pointers(event)) == {"/actor", "/colour", "/time", "/data/as_of"}


SCHEME = evidence(1, "scheme:s") | {
    "type": "gradetrail.grading.SchemePublished.v1",
    "data": {"scheme_version": 1, "effective_from": "2011-01-01", "definition": {"x": "HERE"}},
}
"""An event with a field of any JSON: nothing but the door itself stands before it."""


def scheme_with(literal: bytes) -> bytes:
    return json.dumps(SCHEME).encode().replace(b'"HERE"', literal)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe{}",
        b'{"id": "\xff"}',
        json.dumps(evidence(1)).encode()[:-2],
        json.dumps(evidence(1)).encode() + b"x",
        b"[" * 100_000,
        b'{"data":' * 50_000,
        scheme_with(b'{"a":' * 5_000 + b"1" + b"}" * 5_000),
        scheme_with(b"NaN"),
        scheme_with(b"-Infinity"),
        scheme_with(b"1e999"),
        scheme_with(b"1" * 5_000),
        scheme_with(rb'"\ud800"'),
        scheme_with(b'"\xed\xa0\x80"'),
        scheme_with(b'"\x00"'),
        scheme_with(b"01"),
        scheme_with(b"{,}"),
    ],
)
def test_a_structured_event_is_json(body: bytes) -> None:
    assert pointers(body) == [""]


BINARY = {f"ce-{key}": header_value(value) for key, value in SCHEME.items() if key != "data"}


@pytest.mark.parametrize(
    "literal",
    [
        b"NaN",
        b"Infinity",
        b"1e999",
        b"1" * 5_000,
        rb'"\ud800"',
        rb'"\u0000"',
        b'"\xff"',
        b"{",
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    ],
)
def test_the_data_of_a_binary_event_is_json_that_can_be_stored(literal: bytes) -> None:
    data = json.dumps(SCHEME["data"]).encode().replace(b'"HERE"', literal)
    (submission,) = read_message(BINARY, data)
    with pytest.raises(ContractBroken) as caught:
        read_submission(submission, "grading", NOW)
    assert caught.value.field.startswith("/data")


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{", b"\xff\xfe", b"7", b'"text"'])
def test_data_is_an_object(data: bytes) -> None:
    (submission,) = read_message(BINARY, data)
    with pytest.raises(ContractBroken) as caught:
        read_submission(submission, "grading", NOW)
    assert caught.value.field == "/data"


# The payload's digest, and what it follows ---------------------------------------------------


def digest_of(text: str | Mapping[str, Any]) -> bytes:
    body = text if isinstance(text, str) else json.dumps(text)
    (submission,) = read_message({"content-type": STRUCTURED}, body.encode())
    return digest_of_payload(submission)


def digest_of_payload(submission: Submission) -> bytes:
    said = read_submission(submission, "grading", NOW)
    return digest(said.envelope, written(said.event))


def test_a_payload_is_the_same_however_it_is_spelled() -> None:
    event = evidence(1)
    turned = dict(reversed(event.items())) | {"data": dict(reversed(event["data"].items()))}
    spaced = json.dumps(event, indent=3, ensure_ascii=False)
    assert digest_of(event) == digest_of(turned) == digest_of(spaced)
    binary = {f"ce-{key}": header_value(value) for key, value in event.items() if key != "data"}
    (submission,) = read_message(binary, json.dumps(event["data"]).encode())
    assert digest_of_payload(submission) == digest_of(event)


def test_the_order_of_members_does_not_count_at_any_depth() -> None:
    scheme = SCHEME["data"]["definition"] | {"inner": {"a": 1, "b": {"c": 2, "d": 3}}}
    turned = dict(reversed(scheme.items())) | {"inner": {"b": {"d": 3, "c": 2}, "a": 1}}
    one, other = (
        {**SCHEME, "data": SCHEME["data"] | {"definition": definition}}
        for definition in (scheme, turned)
    )
    assert digest_of(one) == digest_of(other)
    assert digest_of(one) != digest_of(SCHEME)


@pytest.mark.parametrize(
    "change",
    [
        *({"subject": "a:b:c"}, {"time": "2011-11-03T09:00:00Z"}, {"actor": "x"}),
        *({"recordedby": "x"}, {"correlationid": "x"}, {"causationid": "x"}),
        {"data": evidence(2)["data"]},
    ],
)
def test_another_payload_is_another(change: dict[str, Any]) -> None:
    assert digest_of(evidence(1)) != digest_of(evidence(1) | change)


@pytest.mark.parametrize("change", [{"after": "pledges:1"}, {"specversion": "1.0"}, {"id": "x"}])
def test_what_is_only_about_the_delivery_is_not_payload(change: dict[str, Any]) -> None:
    assert digest_of(evidence(1)) == digest_of(evidence(1) | change)


def awaited(after: str | None) -> tuple[str, int] | None:
    event = json.dumps(evidence(1, after=after)).encode()
    (submission,) = read_message({"content-type": STRUCTURED}, event)
    return position_awaited(submission, {"pledges", "training"})


def test_what_a_submission_follows_is_a_position_of_a_service_that_is_heard() -> None:
    assert awaited(None) is None
    assert awaited("pledges:12") == ("pledges", 12)


@pytest.mark.parametrize(
    "after", ["grading:1", "pledges", "pledges:", "pledges:-1", "pledges:٣", ":1"]
)
def test_a_submission_that_follows_nothing_known_is_refused(after: str) -> None:
    with pytest.raises(ContractBroken) as caught:
        awaited(after)
    assert caught.value.field == "/after"
    assert caught.value.accepts == "pledges:<position>, training:<position>"


# Old versions --------------------------------------------------------------------------------


@pytest.fixture
def old_version(monkeypatch: pytest.MonkeyPatch) -> str:
    """A version of evidence whose criterion was called a measure."""
    old = "gradetrail.grading.EvidenceRecorded.v0"

    def lift(data: dict[str, Any]) -> dict[str, Any]:
        return {"criterion": data["measure"], **{k: v for k, v in data.items() if k != "measure"}}

    monkeypatch.setitem(UPCASTERS, old, ("gradetrail.grading.EvidenceRecorded.v1", lift))
    return old


def test_an_old_version_is_said_in_the_newest(old_version: str) -> None:
    event = evidence(1, type=old_version)
    event["data"]["measure"] = event["data"].pop("criterion")
    found = said(event)
    assert found == said(evidence(1))
    assert found.envelope.type == "gradetrail.grading.EvidenceRecorded.v1"


@pytest.mark.parametrize("data", [b"{", b"[]", b"7", b"null", b"{}", b"\xff", b"[" * 9_000])
def test_an_old_version_that_is_none_is_refused(old_version: str, data: bytes) -> None:
    (submission,) = read_message({**BINARY, "ce-type": old_version}, data)
    with pytest.raises(ContractBroken) as caught:
        read_submission(submission, "grading", NOW)
    assert caught.value.faults[-1].field == "/data"


# Batches and sizes -------------------------------------------------------------------------


def test_a_batch_is_read_item_by_item() -> None:
    items = [evidence(1), {"id": "e2"}, 7, evidence(3)]
    first, second, third, fourth = read_message(
        {"content-type": f"{BATCH.upper()}; charset=utf-8"}, json.dumps(items).encode()
    )
    assert read_submission(first, "grading", NOW).envelope.id == "e1"
    assert second.attributes == {"id": "e2"}
    assert third.fault
    assert read_submission(fourth, "grading", NOW).envelope.id == "e3"


@pytest.mark.parametrize(
    ("body", "accepts"),
    [
        (b"[]", "1 to 1,000"),
        (b"[" + b"1," * 1_000 + b"1]", "1 to 1,000"),
        (b"{}", "a JSON array of CloudEvents"),
        (b"[1,", "a JSON array of CloudEvents"),
        (b"\xff", "a JSON array of CloudEvents"),
        (b"[" * 100_000, "a JSON array of CloudEvents"),
    ],
)
def test_a_batch_holds_one_to_a_thousand_events(body: bytes, accepts: str) -> None:
    (submission,) = read_message({"content-type": BATCH}, body)
    assert submission.fault
    assert submission.fault.faults[0].accepts == accepts


def test_a_message_that_is_too_large_is_cut_and_keeps_its_attributes() -> None:
    (submission,) = read_message({"ce-id": "e1"}, b"x" * (MAX_BYTES + 1))
    assert submission.attributes == {"id": "e1"}
    assert len(submission.data) == 65_536
    assert submission.fault
    assert submission.fault.faults[0].accepts == "at most 4,194,304 bytes"


@pytest.mark.parametrize("headers", [{}, {"content-type": "application/json"}])
def test_an_event_without_its_content_type_is_told_which(headers: dict[str, str]) -> None:
    (submission,) = read_message(headers, json.dumps(evidence(1)).encode())
    assert submission.fault
    assert STRUCTURED in submission.fault.faults[0].accepts


def test_what_is_answered_is_small_however_much_was_wrong() -> None:
    event = evidence(1, data={f"{number}{'x' * 9_000}": 1 for number in range(300)})
    errors = refused({**event, "y" * 10_000: "z"})
    assert len(errors) == 20
    assert len(json.dumps(errors)) < 50_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(), part, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from([*evidence(1), *evidence(1)["data"]]) | st.text(max_size=5)


@given(st.dictionaries(KEYS, JSON), st.dictionaries(KEYS, JSON))
def test_whatever_comes_is_said_or_refused(attributes: dict[str, Any], data: Any) -> None:
    event = {**evidence(1), **attributes, "data": {**evidence(1)["data"], **data}}
    try:
        said(event)
    except ContractBroken as no:
        errors = problem(no)["errors"]
    else:
        errors = None
    assert errors != []


@given(
    st.dictionaries(st.sampled_from([*BINARY, "content-type"]), st.text(max_size=20)),
    st.binary(max_size=100),
    st.sampled_from([STRUCTURED, BATCH, "application/json", "", "text/plain; x"]),
)
def test_whatever_bytes_come_are_refused(headers: dict[str, str], body: bytes, mode: str) -> None:
    for submission in read_message({**headers, "content-type": mode}, body):
        with pytest.raises(ContractBroken):
            read_submission(submission, "grading", NOW)
