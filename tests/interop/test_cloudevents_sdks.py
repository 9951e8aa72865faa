"""CNCF's SDKs for Python and JavaScript read our events, and we read what they write."""

import json
import urllib.request
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

import nats
import pytest
from cloudevents.core.bindings.http import (
    HTTPMessage,
    from_binary_event,
    from_structured_event,
    to_binary_event,
    to_structured_event,
)
from cloudevents.core.v1.event import CloudEvent

from contracts.subjects import stream
from services.runtime.wire import BATCH, STRUCTURED
from tests.contract.golden_files import golden_events
from tests.support.deciding import Deciding
from tests.support.node import run_node

READER = Path(__file__).with_name("cloudevents.mjs")
SUBJECT = "organisation:{}"


def registration(id: str, **also: Any) -> dict[str, Any]:
    """A CloudEvent that grading accepts, with what is hard to carry in a header."""
    return {
        "specversion": "1.0",
        "id": id,
        "source": "/apps/interop",
        "type": "gradetrail.grading.OrganisationRegistered.v1",
        "subject": SUBJECT.format(id),
        "time": "2011-10-10T09:00:00+08:00",
        "actor": "example-township",
        "recordedby": "录入员 7, 100 % \"sure\"",
        "data": {"kind": "village_branch", "name_zh": "北庄村党支部", "name_en": "Béizhuāng"},
        **also,
    }  # fmt: skip


@pytest.fixture(scope="module")
def accepted(deciding_services: Deciding) -> dict[str, Any]:
    """A submission that was accepted."""
    submission = registration(uuid.uuid4().hex)
    answer = deciding_services.submit("grading", submission)
    return submission | {"position": answer["receipts"][0]["position"]}


@pytest.fixture
async def carried(deciding_services: Deciding, accepted: dict[str, Any]) -> dict[str, Any]:
    """The recorded event as its stream has it: headers and body."""
    nc = await nats.connect(deciding_services.nats)
    try:
        message = await nc.jetstream().get_msg(stream("grading"), accepted["position"])
    finally:
        await nc.close()
    return {"headers": dict(message.headers or {}), "body": (message.data or b"").decode()}


def messages() -> list[dict[str, Any]]:
    """Every kind of event as carried."""
    return [
        {"headers": golden.headers, "body": json.dumps(golden.data)} for golden in golden_events()
    ]


def post(services: Deciding, headers: dict[str, str], body: bytes) -> list[dict[str, Any]]:
    """What grading answers to a message that an SDK wrote."""
    request = urllib.request.Request(f"{services.http['grading']}/events", body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        receipts: list[dict[str, Any]] = json.load(answer)["receipts"]
    return receipts


# Python -----------------------------------------------------------------------------------


def test_python_reads_what_is_on_the_stream(
    carried: dict[str, Any], accepted: dict[str, Any]
) -> None:
    event = from_binary_event(HTTPMessage(carried["headers"], carried["body"].encode()))
    for name in ("id", "source", "type", "subject", "actor", "recordedby"):
        assert event.get_attributes()[name] == accepted[name]
    assert event.get_time() == datetime.fromisoformat(accepted["time"])
    assert event.get_data() == accepted["data"]
    assert event.get_extension("position") == str(accepted["position"])


def test_python_reads_every_kind_of_event() -> None:
    for message in messages():
        event = from_binary_event(HTTPMessage(message["headers"], message["body"].encode()))
        assert event.get_type() == message["headers"]["ce-type"]
        assert event.get_data() == json.loads(message["body"])


def test_python_reads_the_structured_form_that_we_take() -> None:
    submission = registration("structured")
    body = json.dumps(submission).encode()
    event = from_structured_event(HTTPMessage({"content-type": STRUCTURED}, body))
    assert event.get_data() == submission["data"]
    assert event.get_extension("actor") == submission["actor"]


@pytest.mark.parametrize("write", [to_binary_event, to_structured_event])
def test_we_take_what_python_writes(deciding_services: Deciding, write: Any) -> None:
    attributes = registration(uuid.uuid4().hex)
    data = attributes.pop("data")
    attributes["time"] = datetime.fromisoformat(attributes["time"])
    attributes["datacontenttype"] = "application/json"
    message = write(CloudEvent(attributes, data))
    (receipt,) = post(deciding_services, message.headers, message.body)
    assert (receipt["status"], receipt["id"]) == ("accepted", attributes["id"])


# JavaScript -------------------------------------------------------------------------------


def read_by_javascript(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = json.loads(run_node(READER, stdin=json.dumps(found)))
    return events


@pytest.mark.usefixtures("node_modules")
def test_javascript_reads_what_is_on_the_stream(
    carried: dict[str, Any], accepted: dict[str, Any]
) -> None:
    event = read_by_javascript([carried])[0]["event"]
    for name in ("id", "source", "type", "subject", "actor", "data"):
        assert event[name] == accepted[name]
    assert datetime.fromisoformat(event["time"]) == datetime.fromisoformat(accepted["time"])


@pytest.mark.usefixtures("node_modules")
def test_javascript_reads_every_kind_of_event() -> None:
    events = read_by_javascript(messages())
    for message, found in zip(messages(), events, strict=True):
        assert found["event"]["type"] == message["headers"]["ce-type"]
        assert found["event"]["data"] == json.loads(message["body"])


@pytest.mark.usefixtures("node_modules")
def test_we_take_what_javascript_writes(deciding_services: Deciding) -> None:
    ids = [uuid.uuid4().hex for _ in range(4)]
    one, other, *rest = (registration(id, recordedby="person-7") for id in ids)
    found = read_by_javascript(
        [
            {"headers": {"content-type": STRUCTURED}, "body": json.dumps(one)},
            {"headers": {"content-type": STRUCTURED}, "body": json.dumps(other)},
            {"headers": {"content-type": BATCH}, "body": json.dumps(rest)},
        ]
    )
    forms = ["binary", "structured", "binary", "structured"]
    for id, form, event in zip(ids, forms, found, strict=True):
        written = event[form]
        headers = {name: str(value) for name, value in written["headers"].items()}
        (receipt,) = post(deciding_services, headers, written["body"].encode())
        assert (receipt["status"], receipt["id"]) == ("accepted", id)
