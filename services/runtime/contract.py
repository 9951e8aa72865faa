"""The contract at the door: from what was sent to what was said, or a refusal that names fields."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from operator import attrgetter
from typing import Any

import msgspec
from pydantic import ValidationError

from contracts.attributes import MAX_LENGTH, SENT, is_uri_reference
from contracts.envelope import Envelope, Said
from contracts.events import BY_TYPE, Event
from contracts.events.upcasting import newest_type, parse_event
from contracts.refusals import ContractBroken, Fault
from contracts.subjects import FORMS, REFERENCE
from contracts.values import SUBMITTED, is_token
from services.runtime.repeated import BACKSLASH, each_once, repeated, twice
from services.runtime.shapes import in_words
from services.runtime.wire import UNREADABLE, Submission

KNOWN = frozenset(attribute.name for attribute in SENT)
_REQUIRED = frozenset(attribute.name for attribute in SENT if attribute.required)
_CONTRACT = "event contract"
_JSON, _OBJECT = "application/json", "a JSON object in UTF-8"
_CLOCK_SKEW = timedelta(minutes=5)
_PAYLOAD = attrgetter(
    "type", "subject", "time", "actor", "recordedby", "correlationid", "causationid"
)
_SORTED = msgspec.json.Encoder(order="sorted").encode
_DECODE = msgspec.json.Decoder().decode
_OUT_OF_RANGE = re.compile(r"[a-z]+ ([0-9]+ )?(is out of range|must be in) ?[a-z0-9. ]*").fullmatch
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


def read_submission(submission: Submission, service: str, now: datetime) -> Said[Event]:
    """What a submission says, when every attribute and field keeps its contract.

    Raises:
        ContractBroken: with one fault for each attribute or field that does not.
    """
    if submission.fault:
        raise submission.fault
    attributes = submission.attributes
    faults = _attribute_faults(attributes)
    time = _moment(attributes.get("time"), now, faults)
    type_ = attributes.get("type")
    event: Event | None = None
    if isinstance(type_, str) and _is_of(type_, service, faults):
        event = _event(type_, submission, faults)
    if event is not None and not faults:
        faults += _subject_faults(event.name, event.about, attributes["subject"])
    if faults or event is None or time is None:
        raise _broken(faults)
    return Said(
        Envelope(
            id=attributes["id"],
            source=attributes["source"],
            type=event.type,
            subject=attributes["subject"],
            time=time,
            actor=attributes["actor"],
            recordedby=attributes.get("recordedby"),
            correlationid=attributes.get("correlationid"),
            causationid=attributes.get("causationid"),
        ),
        event,
    )


def digest(envelope: Envelope, data: bytes) -> bytes:
    """Of a payload, not of its spelling: member order and blanks do not count, at any depth.

    ``data``: the event as it was sent, ``written``.
    """
    return sha256(_SORTED([_PAYLOAD(envelope), _DECODE(data)])).digest()


def written(event: Event) -> bytes:
    """An event as it is stored and carried: JSON, its fields in their order, empty ones left out.

    By its serializer itself, as ``model_dump_json`` takes three times as long to call it.
    """
    return event.__pydantic_serializer__.to_json(event, exclude_none=True)


def position_awaited(submission: Submission, services: Collection[str]) -> tuple[str, int] | None:
    """The service and position of the event that the submission follows (``after``), if any.

    Raises:
        ContractBroken: it names none, or none of a service that is heard here.
    """
    text = submission.attributes.get("after")
    if text is None:
        return None
    service, _, position = text.partition(":")
    if service in services and position.isascii() and position.isdecimal():
        return service, int(position)
    accepts = ", ".join(f"{name}:<position>" for name in sorted(services)) or "leave it out"
    raise _broken([_fault_at("after", f"after {text} names no event that is heard here", accepts)])


def _broken(faults: list[Fault]) -> ContractBroken:
    first, *more = faults
    return ContractBroken(
        first.detail, field=first.field, rule=first.rule, accepts=first.accepts, more=tuple(more)
    )


def _fault_at(name: str, detail: str, accepts: str) -> Fault:
    return Fault(pointer([name]), detail, "CloudEvents attribute", accepts)


def pointer(path: Iterable[object]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def _attribute_faults(attributes: Mapping[str, Any]) -> list[Fault]:
    """Faults that can be seen without knowing the event."""
    faults = [] if _all_plain(attributes) else _text_faults(attributes)
    at_fault = {fault.field for fault in faults}
    source, actor = attributes.get("source"), attributes.get("actor")
    if isinstance(source, str) and "/source" not in at_fault and not is_uri_reference(source):
        detail = f"source {source} is no URI reference"
        faults.append(_fault_at("source", detail, "as in /apps/example, percent-encoded"))
    if (attributes.get("specversion") or "1.0") != "1.0":
        detail = f"specversion {attributes['specversion']} is not known"
        faults.append(_fault_at("specversion", detail, "1.0"))
    if (attributes.get("datacontenttype") or _JSON) != _JSON:
        detail = f"data of the type {attributes['datacontenttype']} is not understood"
        faults.append(_fault_at("datacontenttype", detail, _JSON))
    if isinstance(actor, str) and not is_token(actor):
        detail = f"actor {actor} is no id of an organisation"
        faults.append(_fault_at("actor", detail, "letters, digits, - and _"))
    return faults


def _all_plain(attributes: Mapping[str, Any]) -> bool:
    """Whether all are known and plain texts: looked at together, as most submissions are."""
    values = attributes.values()
    try:
        text = "".join(values)
    except TypeError:
        return False
    return (
        _REQUIRED <= attributes.keys() <= KNOWN
        and text.isprintable()
        and " " not in text
        and "" not in values
        and len(text) <= MAX_LENGTH
    )


def _text_faults(attributes: Mapping[str, Any]) -> list[Fault]:
    faults = [
        _fault_at(name, f"the attribute {name} is missing", "a text")
        for name in sorted(_REQUIRED - attributes.keys())
    ]
    for name, value in attributes.items():
        if name not in KNOWN:
            detail = f"{name} is not an attribute we keep"
            faults.append(_fault_at(name, detail, ", ".join(sorted(KNOWN))))
        elif not isinstance(value, str) or not 0 < len(value) <= MAX_LENGTH:
            if value is None and name not in _REQUIRED:
                continue  # CloudEvents, JSON format, 2.2: null is as good as absent
            detail = f"{name} is not a text of 1 to {MAX_LENGTH} characters"
            faults.append(_fault_at(name, detail, "a text"))
        elif not value.isprintable() or value[0] == " " or value[-1] == " ":
            detail = f"{name} holds characters that cannot be printed, or blanks around it"
            faults.append(_fault_at(name, detail, "printable characters"))
    return faults


def _is_of(type_: str, service: str, faults: list[Fault]) -> bool:
    known = BY_TYPE.get(newest_type(type_))
    if known is None:
        accepts = f"a type gradetrail.{service}.<Event>.v1"
        faults.append(_fault_at("type", f"no event is called {type_}", accepts))
    elif known.service != service:
        detail = f"{type_} is for the service {known.service}"
        faults.append(_fault_at("type", detail, f"a type of {service}"))
    return known is not None and known.service == service


def _moment(text: object, now: datetime, faults: list[Fault]) -> datetime | None:
    if not isinstance(text, str):
        return None  # a fault already
    try:
        moment = msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        faults.append(_no_moment(text, why_no_moment(text)))
        return None
    if moment.tzinfo is None:
        faults.append(_fault_at("time", f"time {text} has no zone", "RFC 3339 with Z or an offset"))
    elif text[10] not in "Tt" or (text[-1] not in "Zz" and text[-3] != ":"):
        faults.append(_no_moment(text))  # msgspec also takes a blank for T, and +0800
    elif moment > now + _CLOCK_SKEW:
        detail = f"time {text} has not come yet"
        faults.append(_fault_at("time", detail, f"not after {now.isoformat()}"))
    elif moment < _EARLIEST:
        detail = f"time {text} is before all records"
        faults.append(_fault_at("time", detail, f"not before {_EARLIEST.isoformat()}"))
    return moment


def _no_moment(text: str, why: str = "") -> Fault:
    accepts = "RFC 3339, as in 2011-11-15T09:00:00+08:00"
    return _fault_at("time", f"time {text} is no moment{why}", accepts)


def why_no_moment(text: str) -> str:
    """What is wrong with a date, to go on a sentence with; empty if it only has another form."""
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        said = str(error)
        if said.startswith("offset"):
            return ": its offset is not less than 24 hours"
        return f": {said}" if _OUT_OF_RANGE(said) else ""  # of others it speaks as a parser does
    return ""


def _event(type_: str, submission: Submission, faults: list[Fault]) -> Event | None:
    data = submission.data
    if BACKSLASH in data and b"\\u0000" in data:
        detail = "the data holds a NUL character, which cannot be stored"
        faults.append(Fault("/data", detail, _CONTRACT, "text without NUL"))
        return None
    if not submission.each_once:
        try:  # what refuses NaN, which pydantic reads and JSON does not have
            path = None if each_once(data, _DECODE(data)) else repeated(data)
        except UNREADABLE as error:
            faults.append(Fault("/data", f"the data is not JSON: {error}", _CONTRACT, _OBJECT))
            return None
        if path:
            faults.append(Fault(pointer(["data", *path]), *twice(path[-1])))
            return None
    try:
        event = parse_event(type_, data, SUBMITTED)
    except ValidationError as error:
        faults += faults_of(error, "/data")
        return None
    except (*UNREADABLE, LookupError, TypeError, AttributeError, ValueError) as error:
        # Only an upcaster, that reads the old data as it should be, raises any of these.
        detail = f"the data is not that of {type_}: {type(error).__name__}: {error}"
        faults.append(Fault("/data", detail, _CONTRACT, _OBJECT))
        return None
    faults += [
        Fault(f"/data/{name}", f"{name} is filled in by the service", _CONTRACT, "leave it out")
        for name in sorted(event.model_fields_set & event.derived_fields)
    ]
    return event


def faults_of(error: ValidationError, within: str = "") -> list[Fault]:
    """What pydantic found, in our words, at JSON pointers; it never repeats a value."""
    return [_fault(one, within) for one in error.errors(include_url=False, include_input=False)]


def _fault(error: Mapping[str, Any], within: str) -> Fault:
    place, kind = error["loc"], error["type"]
    if place[-1:] == ("[key]",) and kind.startswith("string_"):
        place = place[:-1]  # how pydantic says that it is the key itself that is wrong
    detail, accepts = in_words({**error, "loc": place})
    return Fault(within + pointer(place), detail, f"{_CONTRACT} ({kind})", accepts)


@lru_cache(maxsize=10_000)
def _subject_faults(event: str, about: str, subject: str) -> tuple[Fault, ...]:
    form = FORMS[about]
    parts = subject.split(":")
    kind = parts[0] if parts[0] in REFERENCE else "case"
    fits = kind == about and len(parts) == form.count(":") + 1
    if fits and all(is_token(part) for part in parts):
        return ()
    return (Fault("/subject", f"{event} is not about {subject}", "subject", f"{form}, of tokens"),)
