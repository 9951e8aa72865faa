"""CloudEvents as bytes: binary, structured and batch mode, over NATS and HTTP alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import msgspec

from contracts.envelope import Envelope, Recorded
from contracts.events import Event
from contracts.events.upcasting import parse_event
from contracts.messages import BATCH, MAX_BATCH, MAX_BYTES, STRUCTURED
from contracts.refusals import ContractBroken
from contracts.scheme.mistakes import pointer
from services.runtime.repeated import each_once, repeated, twice

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What msgspec raises over bytes that are not JSON, or nested too deeply to be read."""

_FORMAT = "CloudEvents 1.0, JSON format"
_KEPT_BYTES = 65_536
"""What is kept of a message that is too large."""

_ENCODE = msgspec.json.Encoder()


class Submission(msgspec.Struct, frozen=True):
    """What a sender sent, before its contract is checked. ``fault``: why it cannot be read.

    ``of_batch``: it came in a batch that could be read, which is answered item by item.
    ``each_once``: its data has been read as JSON, and no key stands twice in it.
    """

    attributes: dict[str, Any]
    data: bytes
    fault: ContractBroken | None = None
    of_batch: bool = False
    each_once: bool = False


def mode_of(content_type: str) -> str:
    """The media type alone: what tells structured, batch and binary mode apart."""
    return content_type.partition(";")[0].strip().lower()


def read_message(headers: Mapping[str, str], body: bytes) -> list[Submission]:
    """The submissions in one message, at least one; what cannot be read brings its fault."""
    attributes = {key.lower(): value for key, value in headers.items()}
    mode = mode_of(attributes.get("content-type", ""))
    if len(body) > MAX_BYTES:
        return [Submission(_binary(attributes), body[:_KEPT_BYTES], too_large(len(body)))]
    if mode == BATCH:
        return _batch(body)
    if mode == STRUCTURED:
        return [_structured(body)]
    if not (told := _binary(attributes)):
        detail = "there are no ce- headers, and the content type is not that of a CloudEvent"
        return [_broken(body, detail, f"content-type {STRUCTURED} or {BATCH}, or ce- headers")]
    return [Submission(told, body)]


def _binary(headers: Mapping[str, str]) -> dict[str, Any]:
    return {
        key[3:]: unquote(value) if "%" in value else value
        for key, value in headers.items()
        if key.startswith("ce-")
    }


def _batch(body: bytes) -> list[Submission]:
    try:
        items = msgspec.json.decode(body, type=list[msgspec.Raw])
    except UNREADABLE as error:
        return [_broken(body, f"the batch is not JSON: {error}", "a JSON array of CloudEvents")]
    if not 1 <= len(items) <= MAX_BATCH:
        detail = f"the batch holds {len(items):,} events"
        return [_broken(body[:_KEPT_BYTES], detail, f"1 to {MAX_BATCH:,}")]
    return [_structured(bytes(item), of_batch=True) for item in items]


class _Plain(msgspec.Struct):
    """A CloudEvent whose attributes we know; others show in what ``_ANY`` decodes."""

    data: msgspec.Raw = msgspec.Raw(b"null")


_PLAIN = msgspec.json.Decoder(_Plain)
_ANY = msgspec.json.Decoder(dict[str, Any])


def _structured(body: bytes, *, of_batch: bool = False) -> Submission:
    try:
        attributes = _ANY.decode(body)
        data = bytes(_PLAIN.decode(body).data)
        once = each_once(body, attributes)
        path = None if once else repeated(body)
    except UNREADABLE as error:
        detail = f"the CloudEvent is not JSON: {error}"
        broken = _broken(body, detail, "a CloudEvent as a JSON object")
        return msgspec.structs.replace(broken, of_batch=of_batch)
    attributes.pop("data", None)
    if path and (path[0] != "data" or len(path) == 1):  # within its data the contract finds it
        detail, rule, accepts = twice(path[-1])
        fault = ContractBroken(detail, field=pointer(*path), rule=rule, accepts=accepts)
        return Submission(attributes, body, fault, of_batch)
    return Submission(attributes, data, None, of_batch, once)


def too_large(size_bytes: int) -> ContractBroken:
    """What is said of a message that nobody reads for its size."""
    detail, accepts = f"the message has {size_bytes:,} bytes", f"at most {MAX_BYTES:,} bytes"
    return ContractBroken(detail, field="", rule=_FORMAT, accepts=accepts)


def _broken(
    body: bytes, detail: str, accepts: str, attributes: dict[str, Any] | None = None
) -> Submission:
    fault = ContractBroken(detail, field="", rule=_FORMAT, accepts=accepts)
    return Submission(attributes or {}, body, fault)


def readable(data: bytes) -> object:
    """The data as JSON if it is JSON, else as text with replacement characters."""
    try:
        return msgspec.json.decode(data)
    except UNREADABLE:
        return data.decode(errors="replace")


class StoredState(msgspec.Struct):
    """What the event store keeps of one event besides stream, version and topic."""

    envelope: msgspec.Raw
    data: msgspec.Raw


_STATE = msgspec.json.Decoder(StoredState)
_ENVELOPE = msgspec.json.Decoder(Envelope)
_ATTRIBUTES = msgspec.json.Decoder(dict[str, str | int | None])


def encode_state(envelope: Envelope, data: bytes) -> bytes:
    """An event as the store keeps it."""
    return b'{"envelope":%b,"data":%b}' % (_ENCODE.encode(envelope), data)


def decode_state(state: bytes, position: int) -> Recorded[Event]:
    """An event as a domain reads it, lifted to its newest version."""
    stored = _STATE.decode(state)
    envelope = _ENVELOPE.decode(stored.envelope)
    return Recorded(envelope, parse_event(envelope.type, bytes(stored.data)), position)


def decode_envelope(state: bytes) -> Envelope:
    """The envelope alone of a stored event."""
    return _ENVELOPE.decode(_STATE.decode(state).envelope)


def to_headers(state: bytes, position: int) -> tuple[str, bytes]:
    """A stored event as its stream carries it: the lines of its CloudEvents headers, the data."""
    stored = _STATE.decode(state)
    return _headers(_ATTRIBUTES.decode(stored.envelope), position), bytes(stored.data)


def headers_of(envelope: Envelope, position: int) -> str:
    """The headers with which a stream carries an event: what ``to_headers`` gives, once stored."""
    return _headers(msgspec.to_builtins(envelope), position)


def _headers(attributes: dict[str, Any], position: int) -> str:
    version = attributes.pop("version", 0)
    said = {name: value for name, value in attributes.items() if value is not None}
    if not _is_clean("".join(said.values())):  # as most are, all at once
        said = {name: header_value(value) for name, value in said.items()}
    return (
        "".join([f"ce-{name}: {value}\r\n" for name, value in said.items()])
        + f"ce-version: {version}\r\nce-specversion: 1.0\r\nce-position: {position}\r\n"
        "content-type: application/json\r\n"
    )


def _is_clean(value: str) -> bool:
    return value.isascii() and value.isprintable() and '"' not in value and "%" not in value


def header_value(value: str) -> str:
    """A CloudEvents attribute as a header may hold it: anything else is percent-encoded."""
    return value if _is_clean(value) else quote(value, safe="!#$&'()*+,/:;=?@[]~ ")


@dataclass(slots=True)
class Carried:
    """A recorded event as read from a service's stream. ``headers``: as carried, ``ce-`` names."""

    service: str
    position: int
    headers: Mapping[str, str]
    data: bytes

    def attribute(self, name: str) -> str | None:
        """One CloudEvents attribute, decoded."""
        value = self.headers.get("ce-" + name)
        return unquote(value) if value and "%" in value else value

    def attributes(self, headers: Iterable[str]) -> list[str | None]:
        """Several attributes at once, by the names of their headers."""
        get = self.headers.get
        return [unquote(value) if value and "%" in value else value for value in map(get, headers)]

    @property
    def subject(self) -> str:
        """The case or reference the event is about."""
        return self.headers["ce-subject"]

    @property
    def envelope(self) -> Envelope:
        """The whole envelope, with parsed times."""
        names: Iterable[str] = Envelope.__struct_fields__
        return msgspec.convert(
            {name: value for name in names if (value := self.attribute(name)) is not None},
            Envelope,
            strict=False,
        )

    def event(self) -> Event:
        """What it says, lifted to its newest version."""
        return parse_event(self.headers["ce-type"], self.data)

    def recorded(self) -> Recorded[Event]:
        """The event as a domain reads it."""
        return Recorded(self.envelope, self.event(), self.position)
