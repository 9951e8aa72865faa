"""How an event is said in these tests, and what is told of one that is refused."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.envelope import Said
from contracts.events import Event
from contracts.messages import STRUCTURED
from contracts.refusals import ContractBroken
from services.runtime.contract import read_submission
from services.runtime.problems import problem
from services.runtime.wire import header_value, read_message
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


SCHEME = evidence(1, "scheme:s") | {
    "type": "gradetrail.grading.SchemePublished.v1",
    "data": {"scheme_version": 1, "effective_from": "2011-01-01", "definition": {"x": "HERE"}},
}
"""An event with a field of any JSON: nothing but the door itself stands before it."""

BINARY = {f"ce-{key}": header_value(value) for key, value in SCHEME.items() if key != "data"}
"""The headers that say its attributes in binary mode."""
