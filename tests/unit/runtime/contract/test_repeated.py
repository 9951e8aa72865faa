"""A key that stands twice is refused: two readers could take two values from it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.messages import BATCH
from contracts.refusals import ContractBroken
from services.runtime.contract import read_submission
from services.runtime.repeated import each_once, repeated
from services.runtime.wire import read_message
from tests.support.toy import evidence
from tests.unit.runtime.contract.saying import BINARY, NOW, SCHEME, refused, said

EVENT = json.dumps(evidence(1, data={"inputs": [{"name": "n", "value": 3, "unit": "u"}]}))


@pytest.mark.parametrize(
    ("before", "after", "at"),
    [
        ('"value": 3', '"value": 3, "value": 4', "/data/inputs/0/value"),
        ('"value": 3', '"value": 3, "v\\u0061lue": 4', "/data/inputs/0/value"),
        ('"value": 3', '"value"\n:\t3,"value" : 3', "/data/inputs/0/value"),
        ('"unit": "u"', '"unit": "\\u003a", "unit": "u"', "/data/inputs/0/unit"),
        ('"unit": "u"', '"unit": "u", "unit": "\\u003A"', "/data/inputs/0/unit"),
        ('"as_of"', '"as_of": "2011-01-01", "as_of"', "/data/as_of"),
        ('"as_of"', '"a/b": 1, "a/b": {"a": ":"}, "as_of"', "/data/a~1b"),
        ('"actor"', '"actor": "south", "actor"', "/actor"),
        ('"data"', '"data": {}, "data"', "/data"),
        ('"data"', '"data": {"x": "\\u003a"}, "data"', "/data"),
    ],
)
def test_a_key_that_stands_twice_is_named(before: str, after: str, at: str) -> None:
    assert EVENT.count(before) == 1
    errors = refused(EVENT.replace(before, after).encode())
    (error,) = [error for error in errors if "twice" in error["detail"]]
    assert (error["pointer"], error["accepts"]) == (at, "each key once")


def test_in_binary_mode_it_is_named_just_as_well() -> None:
    (submission,) = read_message(BINARY, b'{"definition": {"x": [{"y": 1, "y": 2}]}}')
    with pytest.raises(ContractBroken) as caught:
        read_submission(submission, "grading", NOW)
    fault = caught.value.faults[0]
    assert (fault.field, fault.detail) == (
        "/data/definition/x/0/y", "the key y stands twice",
    )  # fmt: skip


def test_in_a_batch_only_its_own_event_is_refused() -> None:
    twice = EVENT.replace('"actor"', '"actor": "south", "actor"')
    one, other = read_message({"content-type": BATCH}, f"[{EVENT}, {twice}]".encode())
    assert read_submission(one, "grading", NOW)
    assert other.attributes["id"] == "e1"
    assert other.of_batch
    with pytest.raises(ContractBroken):
        read_submission(other, "grading", NOW)


@pytest.mark.parametrize(
    "text", ["a: b", '":', '{"a": 1, "a": 2}', "\\u003a", "\u003a", "\\", '\\":', "村：a:1"]
)
def test_colons_in_a_text_are_no_keys(text: str) -> None:
    for plain in (True, False):
        event = json.dumps(evidence(1, data={"found_in": text}), ensure_ascii=plain)
        assert said(event.encode()).event.model_dump()["found_in"] == text


def test_a_colon_may_be_escaped() -> None:
    event = json.dumps(evidence(1, data={"found_in": "HERE"})).replace("HERE", "\\u003a\\u0041")
    assert said(event.encode()).event.model_dump()["found_in"] == ":A"


def test_a_very_long_number_is_looked_past() -> None:
    long = json.dumps(SCHEME).replace('"HERE"', "1" * 4_000 + ', "y": "\\u003a"')
    assert not any("twice" in error["detail"] for error in _errors(long))


def _errors(event: str) -> list[Any]:
    try:
        said(event.encode())
    except ContractBroken as broken:
        return [{"detail": fault.detail} for fault in broken.faults]
    return []


keys = st.text('a:"\\é', max_size=2)
values = st.recursive(
    st.integers() | keys | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=12,
)


@given(value=values, plain=st.booleans(), indent=st.sampled_from([None, 1]))
def test_what_has_every_key_once_is_seen_to(value: Any, plain: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=plain, indent=indent).encode()
    assert repeated(text) is None
    assert each_once(text, value) or b"\\u003" in text
