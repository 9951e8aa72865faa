"""When two submissions say the same."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from contracts.messages import STRUCTURED
from services.runtime.contract import digest, read_submission, written
from services.runtime.wire import Submission, header_value, read_message
from tests.support.toy import evidence
from tests.unit.runtime.contract.saying import NOW, SCHEME


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
