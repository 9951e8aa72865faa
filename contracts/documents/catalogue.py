"""All published documents by their path in ``contracts/published``, and what a change breaks."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from contracts.documents import asyncapi
from contracts.documents.compatibility import Break, breaks
from contracts.documents.schemas import all_schemas
from contracts.events.upcasting import UPCASTERS

Documents = Mapping[str, dict[str, Any]]

ASYNCAPI = "asyncapi.json"
REMOVED = "an earlier version of an event is lifted when it is read"
ADDRESS = "an address, and what is sent there, stays"

_SENT_ONLY = ("headers.submission", "headers.receipts", "CloudEvent", "CloudEventBatch")
_READ_ONLY = ("headers.recorded", "headers.refused", "Receipts", "SubmissionRefused")


def present() -> dict[str, dict[str, Any]]:
    """The documents as the classes now give them."""
    schemas = {path_of(name): schema for name, schema in all_schemas().items()}
    return schemas | {ASYNCAPI: asyncapi.document()}


def path_of(name: str) -> str:
    """Where the schema of a type, or an answer, is found."""
    return f"schemas/{name}.json"


def text_of(document: Mapping[str, Any]) -> str:
    """A document as its file holds it."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def changes_that_break(earlier: Documents, now: Documents) -> dict[str, list[Break]]:
    """What breaks, by path. The schema of a version that is lifted stays as it was."""
    found = {}
    for path, document in earlier.items():
        if path in now:
            found[path] = list(_broken(path, document, now[path]))
        elif path not in {path_of(type_) for type_ in UPCASTERS}:
            found[path] = [Break("", REMOVED, "it is gone, and there is no upcaster from it")]
    return {path: broken for path, broken in found.items() if broken}


def _broken(path: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Break]:
    if path == ASYNCAPI:
        yield from _of_channels(old, new)
        yield from _of_messages(old, new)
    else:
        yield from breaks(old, new, sent=":answer:" not in old["$id"])


def _of_channels(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Break]:
    for key, channel in old["channels"].items():
        now, at = new["channels"].get(key, {}), f"/channels/{key}"
        if channel["address"] != now.get("address", ""):
            yield Break(f"{at}/address", ADDRESS, f"{channel['address']} is gone")
        for name in channel["messages"].keys() - now.get("messages", {}).keys():
            yield Break(f"{at}/messages/{name}", ADDRESS, f"{name} is gone")


def _of_messages(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Break]:
    """Headers and answers; the data of events have schemas of their own."""
    before, after = (_stated(document) for document in (old, new))
    for pointer in before.keys() & after.keys():
        (schema, sent), (now, _) = before[pointer], after[pointer]
        for one in breaks(schema, now, sent=sent, read=not sent, roots=(old, new)):
            yield one._replace(pointer=pointer + one.pointer)


def _stated(document: dict[str, Any]) -> dict[str, tuple[dict[str, Any], bool]]:
    """The schemas that concern whole messages, by pointer, and whether others send those."""
    parts = document["components"]
    found = {
        f"/components/schemas/{name}": (parts["schemas"][name], name in _SENT_ONLY)
        for name in (*_SENT_ONLY, *_READ_ONLY)
        if name in parts["schemas"]
    }
    for key, message in parts["messages"].items():
        for number, headers in enumerate(message.get("headers", {}).get("allOf", ())):
            if "$ref" not in headers:
                pointer = f"/components/messages/{key}/headers/allOf/{number}"
                found[pointer] = headers, key.startswith("submission.")
    return found
