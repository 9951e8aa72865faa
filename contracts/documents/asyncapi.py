"""The AsyncAPI 3.0 document: every channel, message and operation, as gradetrail sees them."""

from collections.abc import Iterable
from typing import Any

from contracts import subjects
from contracts.answers import Receipts, SubmissionRefused
from contracts.attributes import ADDED, SENT, Attribute, subject_pattern
from contracts.documents.schemas import cloud_event, components, described
from contracts.events import BY_TYPE, Event, events_of
from contracts.messages import BATCH, JSON, MAX_BATCH, MAX_BYTES, RECEIPT_TO, STRUCTURED
from contracts.subjects import SERVICES

Node = dict[str, Any]

_SCHEMA, _MESSAGE = "#/components/schemas/", "#/components/messages/"
_OF_BATCH = "batch"
_EVENT = "the event's name, as in BranchSelfRated"
_SIGNED_IN = "Where apps sign in, the app's name follows: {}."


def document() -> Node:
    """The whole document; references stay inside it."""
    channels = _receipts_and_refusals()
    operations = {"send.refused": _operation("send", "refused", "Keep what was refused.")}
    for service in SERVICES:
        channels |= _channels(service)
        operations |= _operations(service)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "gradetrail",
            "version": "1",
            "description": "Submissions in, receipts and recorded events out, as CloudEvents 1.0"
            f" over NATS. A message has at most {MAX_BYTES:,} bytes. Fields that are readOnly are"
            " filled in by the service; a submission has none of them.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": JSON,
        "channels": channels,
        "operations": operations,
        "components": {"messages": _messages(), "schemas": _schemas()},
    }


def _channels(service: str) -> Node:
    events = events_of(service)
    sent = {_short(event): _ref(_MESSAGE, _sent(event)) for event in events} | {
        "structured": _ref(_MESSAGE, "structured"),
        _OF_BATCH: _ref(_MESSAGE, _OF_BATCH),
    }
    names = [*(event.name for event in events), _OF_BATCH]
    event = {"event": {"description": _EVENT, "enum": names}}
    return {
        f"inbox.{service}": {
            "address": subjects.inbox(service, "{event}"),
            "description": f"Submissions to {service}, kept in the stream {subjects.INBOX} until"
            f" they are answered. {_SIGNED_IN.format(subjects.inbox(service, '{event}', '{app}'))}",
            "parameters": event,
            "messages": sent,
        },
        f"submit.{service}": {
            "address": subjects.submit(service, "{event}"),
            "description": f"Submissions to {service} as requests; the reply holds the receipts."
            f" {_SIGNED_IN.format(subjects.submit(service, '{event}', '{app}'))}",
            "parameters": event,
            "messages": sent,
        },
        f"events.{service}": {
            "address": f"gradetrail.{service}.{{partition}}.{{subject}}.{{event}}",
            "description": f"What {service} recorded, in the stream {subjects.stream(service)}; its"
            " sequence is the event's position.",
            "parameters": {
                "partition": {
                    "description": f"p00 to p{subjects.PARTITIONS - 1:02} by organisation, or"
                    " reference for schemes, organisations and cycles"
                },
                "subject": {"description": "the CloudEvents subject"},
                "event": {"description": _EVENT, "enum": names[:-1]},
            },
            "messages": {_short(event): _ref(_MESSAGE, _recorded(event)) for event in events},
        },
    }


def _receipts_and_refusals() -> Node:
    return {
        "receipts": {
            "address": None,
            "description": f"The subject that the sender names in {RECEIPT_TO}, or its reply"
            " subject.",
            "messages": {"receipts": _ref(_MESSAGE, "receipts")},
        },
        "refused": {
            "address": subjects.refused("{service}"),
            "description": f"What was refused, with its reason, in the stream {subjects.REFUSED}.",
            "parameters": {"service": {"enum": list(SERVICES)}},
            "messages": {"refused": _ref(_MESSAGE, "refused")},
        },
    }


def _operations(service: str) -> Node:
    reply = {
        "channel": _ref("#/channels/", "receipts"),
        "messages": [_ref("#/channels/receipts/messages/", "receipts")],
    }
    inbox, submit, events = (f"{kind}.{service}" for kind in ("inbox", "submit", "events"))
    address = {"address": {"location": f"$message.header#/{RECEIPT_TO}"}}
    return {
        f"receive.{inbox}": _operation("receive", inbox, "Decide and record, or refuse.")
        | {"reply": address | reply},
        f"receive.{submit}": _operation("receive", submit, "Decide and record, or refuse.")
        | {"reply": reply, "bindings": {"nats": {"queue": service}}},
        f"send.{events}": _operation("send", events, "Carry what was recorded, in order."),
    }


def _operation(action: str, channel: str, summary: str) -> Node:
    return {"action": action, "channel": _ref("#/channels/", channel), "summary": summary}


# Messages ---------------------------------------------------------------------------------


def _messages() -> Node:
    found: Node = {}
    for event in BY_TYPE.values():
        for key, headers in (
            (_sent(event), _ref(_SCHEMA, "headers.submission")),
            (_recorded(event), _ref(_SCHEMA, "headers.recorded")),
        ):
            found[key] = {
                "name": event.type,
                "title": event.name,
                "summary": (event.__doc__ or "").splitlines()[0],
                "contentType": JSON,
                "headers": _headers_of(event, headers),
                "payload": _ref(_SCHEMA, event.__name__),
            }
    return found | {
        "structured": _message("One CloudEvent in the JSON format", STRUCTURED, "CloudEvent"),
        _OF_BATCH: _message(f"1 to {MAX_BATCH:,} CloudEvents", BATCH, "CloudEventBatch"),
        "receipts": _message("Receipts", JSON, "Receipts"),
        "refused": _message("A refused submission", JSON, "SubmissionRefused")
        | {"headers": _ref(_SCHEMA, "headers.refused")},
    }


def _message(title: str, content_type: str, schema: str) -> Node:
    message = {"title": title, "contentType": content_type, "payload": _ref(_SCHEMA, schema)}
    asks = content_type in (STRUCTURED, BATCH)
    return message | ({"headers": _ref(_SCHEMA, "headers.receipts")} if asks else {})


def _headers_of(event: type[Event], common: Node) -> Node:
    own = {
        "ce-type": {"const": event.type},
        "ce-subject": {"type": "string", "pattern": subject_pattern(event.about)},
    }
    return {"type": "object", "allOf": [common, {"properties": own}]}


def _short(event: type[Event]) -> str:
    return f"{event.name}.v{event.version}"


def _sent(event: type[Event]) -> str:
    return f"submission.{event.service}.{_short(event)}"


def _recorded(event: type[Event]) -> str:
    return f"recorded.{event.service}.{_short(event)}"


def _ref(prefix: str, name: str) -> Node:
    return {"$ref": prefix + name}


# Schemas ----------------------------------------------------------------------------------


def _schemas() -> Node:
    template = _SCHEMA + "{model}"
    found = components(BY_TYPE.values(), template)
    found |= components([Receipts, SubmissionRefused], template, "serialization")
    found |= {
        "CloudEvent": cloud_event({"type": "object", "description": "the event's own schema"}),
        "CloudEventBatch": {
            "type": "array",
            "items": _ref(_SCHEMA, "CloudEvent"),
            "minItems": 1,
            "maxItems": MAX_BATCH,
        },
        "headers.receipts": {"type": "object", "properties": _receipt_to()},
        "headers.submission": _headers(SENT, _receipt_to()),
        "headers.recorded": _headers([*(a for a in SENT if a.kept), *ADDED], {}),
        "headers.refused": _headers([a for a in SENT if a.name in _OF_REFUSED] + [ADDED[-1]], {}),
    }
    return {name: _draft_07(schema) for name, schema in found.items()}


_OF_REFUSED = ("specversion", "id", "source", "type", "time")


def _headers(attributes: Iterable[Attribute], others: Node) -> Node:
    attributes = list(attributes)
    return {
        "type": "object",
        "required": [f"ce-{a.name}" for a in attributes if a.required],
        "properties": {f"ce-{a.name}": described(a) for a in attributes} | others,
    }


def _receipt_to() -> Node:
    meaning = "subject on which the receipts are wanted; none are sent without it"
    return {RECEIPT_TO: {"type": "string", "description": meaning}}


def _draft_07(schema: Any) -> Any:
    """AsyncAPI's dialect of JSON Schema does not read what stands beside a ``$ref``."""
    if isinstance(schema, list):
        return [_draft_07(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _draft_07(value) for key, value in schema.items()}
    if isinstance(reference := found.get("$ref"), str) and len(found) > 1:
        del found["$ref"]
        found["allOf"] = [{"$ref": reference}]
    return found
