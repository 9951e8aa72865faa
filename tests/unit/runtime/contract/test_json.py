"""What is no JSON that can be stored is refused, whatever bytes come."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.messages import BATCH, STRUCTURED
from contracts.refusals import ContractBroken
from services.runtime.contract import read_submission
from services.runtime.problems import problem
from services.runtime.wire import read_message
from tests.support.toy import evidence
from tests.unit.runtime.contract.saying import BINARY, NOW, SCHEME, pointers, said


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
