"""A pointer names a place of what was sent, and a refusal speaks in words, whatever was wrong."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import BY_TYPE
from contracts.refusals import ContractBroken, Fault
from services.runtime.contract import read_submission
from services.runtime.wire import Submission
from tests.contract.golden_files import Golden, golden_events
from tests.support.toy import evidence
from tests.unit.runtime.contract.saying import NOW, refused

GOLDEN = [golden for golden in golden_events() if golden.type in BY_TYPE]
ATTRIBUTES = {name: value for name, value in evidence(1).items() if name != "data"}

wrong = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", " ", "89,9", "2011-13-01", "0", "x" * 30_000]),
    st.sampled_from([[], {}, [{}], {"value": []}]), st.text(max_size=5),
    st.lists(st.integers(), min_size=1, max_size=2),
)  # fmt: skip

names = st.text("a/~ 1é", max_size=5)


@settings(max_examples=25)
@given(data=st.data())
@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.type)
def test_every_pointer_is_into_the_document_and_every_detail_is_in_words(
    golden: Golden, data: st.DataObject
) -> None:
    sent = {
        name: deepcopy(value)
        for name, value in golden.data.items()
        if name not in BY_TYPE[golden.type].derived_fields
    }
    for _ in range(data.draw(st.integers(1, 3))):
        inside, key = data.draw(st.sampled_from(list(_places(sent))))
        if isinstance(inside, dict) and data.draw(st.booleans()):
            inside[data.draw(names)] = inside.pop(key)
        else:
            inside[key] = deepcopy(data.draw(wrong))
    for fault in faults(golden, sent):
        assert _is_in({"data": sent}, fault.field), fault
        assert not any(
            word in fault.detail + fault.accepts
            for word in ("constrained-", "timedelta(", "['", "json-or-python", "[key]", "Input")
        ), fault


def faults(golden: Golden, data: dict[str, Any]) -> tuple[Fault, ...]:
    attributes = ATTRIBUTES | {"type": golden.type, "subject": golden.headers["ce-subject"]}
    try:
        read_submission(
            Submission(attributes, json.dumps(data).encode()), golden.type.split(".")[1], NOW
        )
    except ContractBroken as broken:
        return broken.faults
    return ()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = value if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


def _is_in(document: Any, pointer: str) -> bool:
    """Whether a pointer names a place of the document, or a member that an object there lacks."""
    *path, last = (p.replace("~1", "/").replace("~0", "~") for p in pointer.split("/")[1:])
    for key in path:
        document = document[int(key) if isinstance(document, list) else key]
    return isinstance(document, dict) or (isinstance(document, list) and int(last) < len(document))


@pytest.mark.parametrize("value", ["89,9", None, [], {}, 10**16, "89.9 %"])
def test_a_value_of_no_kind_is_one_error_where_it_stands(value: object) -> None:
    (error,) = refused(evidence(1, data={"value": {"value": value}}))
    assert error["pointer"] == "/data/value/value"
    assert error["accepts"] == (
        "a number of at most 15 digits, true or false, or the id of a level or verdict"
    )
    assert error["detail"] == f"value is not {error['accepts']}"


@pytest.mark.parametrize("value", [{}, [1], "", [""]])
def test_a_field_of_a_record_is_one_error_where_it_stands(value: object) -> None:
    told = {"record_id": "r1", "kind": "WorkPlan", "fields": {"plan": value}}
    event = evidence(1) | {"type": "gradetrail.grading.RecordFiled.v1", "data": told}
    (error,) = refused(event)
    assert error["pointer"] == "/data/fields/plan"
    assert error["detail"].startswith("plan is not a text that is not empty, true or false")


def test_a_key_that_is_no_id_is_named_as_it_stands() -> None:
    told = {"record_id": "r1", "kind": "WorkPlan", "fields": {"the plan": "x"}}
    event = evidence(1) | {"type": "gradetrail.grading.RecordFiled.v1", "data": told}
    (error,) = refused(event)
    assert (error["pointer"], error["detail"]) == ("/data/fields/the plan", "the plan is not an id")


@pytest.mark.parametrize("offset", ["+24:00", "-25:00", "+23:60"])
def test_an_offset_of_a_day_is_told_in_words(offset: str) -> None:
    (error,) = refused(evidence(1, time=f"2011-11-12T09:00:00{offset}"))
    assert error["detail"] == (
        f"time 2011-11-12T09:00:00{offset} is no moment: its offset is not less than 24 hours"
    )
