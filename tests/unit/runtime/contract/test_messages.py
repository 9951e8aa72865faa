"""Batches, sizes, and how much is answered."""

import json

import pytest

from contracts.messages import BATCH, MAX_BYTES, STRUCTURED
from services.runtime.contract import read_submission
from services.runtime.wire import read_message
from tests.support.toy import evidence
from tests.unit.runtime.contract.saying import NOW, refused


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
