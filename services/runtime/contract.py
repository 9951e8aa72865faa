"""The contract at the door: from what was sent to what was said, or a refusal that names fields."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from pydantic import ValidationError

from contracts.envelope import Envelope, Said
from contracts.events import BY_TYPE, Event
from contracts.events.upcasting import UPCASTERS, parse_event
from contracts.refusals import ContractBroken, Fault, Refused
from contracts.subjects import REFERENCE
from contracts.values import is_token
from services.runtime.wire import Submission

KNOWN = frozenset(
    [
        *(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "datacontenttype",
            "dataschema",
        ),
        *("actor", "recordedby", "correlationid", "causationid", "after"),
        *("traceparent", "tracestate"),
    ]
)
_REQUIRED = frozenset(["id", "source", "type", "subject", "time", "actor"])
_CONTRACT = "event contract"
_CLOCK_SKEW = timedelta(minutes=5)
_MAX_ATTRIBUTE = 300


def read_submission(submission: Submission, service: str, now: datetime) -> Said[Event]:
    """What a submission says, when every attribute and field keeps its contract.

    Raises:
        ContractBroken: with one fault for each attribute or field that does not.
    """
    if submission.fault:
        raise submission.fault
    attributes = submission.attributes
    faults = _attribute_faults(attributes)
    known = None if faults else _class_of(attributes["type"])
    if known is None or known.service != service:
        faults += _type_faults(attributes.get("type"), known, service)
    time = None if faults else _moment(attributes["time"], now, faults)
    event: Event | None = None
    if known is not None and known.service == service:
        try:
            event = _event(attributes["type"], submission.data)
        except Refused as refused:
            faults += refused.faults
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


def _broken(faults: list[Fault]) -> ContractBroken:
    first, *more = faults
    return ContractBroken(
        first.detail, field=first.field, rule=first.rule, accepts=first.accepts, more=tuple(more)
    )


def _fault_at(name: str, detail: str, accepts: str) -> Fault:
    return Fault(f"/{name}", detail, "CloudEvents attribute", accepts)


def _attribute_faults(attributes: Mapping[str, Any]) -> list[Fault]:
    """Faults that can be seen without knowing the event."""
    faults = [
        _fault_at(name, f"the attribute {name} is missing", "a text")
        for name in sorted(_REQUIRED - attributes.keys())
    ]
    for name, value in attributes.items():
        if name not in KNOWN:
            detail = f"{name} is not an attribute we keep"
            faults.append(_fault_at(name, detail, ", ".join(sorted(KNOWN))))
        elif not isinstance(value, str) or not 0 < len(value) <= _MAX_ATTRIBUTE:
            detail = f"{name} is not a text of 1 to {_MAX_ATTRIBUTE} characters"
            faults.append(_fault_at(name, detail, "a text"))
        elif not value.isprintable():
            detail = f"{name} holds characters that cannot be printed"
            faults.append(_fault_at(name, detail, "printable characters"))
    if attributes.get("specversion", "1.0") != "1.0":
        detail = f"specversion {attributes['specversion']} is not known"
        faults.append(_fault_at("specversion", detail, "1.0"))
    actor = attributes.get("actor", "a")
    if isinstance(actor, str) and not is_token(actor):
        detail = f"actor {actor} is no id of an organisation"
        faults.append(_fault_at("actor", detail, "letters, digits, - and _"))
    return faults


def _class_of(type_: str) -> type[Event] | None:
    newest = type_
    while newest in UPCASTERS:
        newest = UPCASTERS[newest][0]
    return BY_TYPE.get(newest)


def _type_faults(type_: object, known: type[Event] | None, service: str) -> list[Fault]:
    if not isinstance(type_, str):
        return []
    known = known or _class_of(type_)
    if known is None:
        accepts = f"a type gradetrail.{service}.<Event>.v1"
        return [_fault_at("type", f"no event is called {type_}", accepts)]
    if known.service != service:
        detail = f"{type_} is for the service {known.service}"
        return [_fault_at("type", detail, f"a type of {service}")]
    return []


def _moment(text: str, now: datetime, faults: list[Fault]) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        accepts = "RFC 3339, as in 2011-11-15T09:00:00+08:00"
        faults.append(_fault_at("time", f"time {text} is no moment: {error}", accepts))
        return None
    if moment.tzinfo is None:
        faults.append(_fault_at("time", f"time {text} has no zone", "RFC 3339 with Z or an offset"))
    elif moment > now + _CLOCK_SKEW:
        detail = f"time {text} has not come yet"
        faults.append(_fault_at("time", detail, f"not after {now.isoformat()}"))
    return moment


def _event(type_: str, data: bytes) -> Event:
    if b"\\u0000" in data:
        detail = "the data holds a NUL character, which cannot be stored"
        raise ContractBroken(detail, rule=_CONTRACT, accepts="text without NUL")
    try:
        event = parse_event(type_, data)
    except ValidationError as error:
        faults = [_fault(detail) for detail in error.errors(include_url=False)]
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:  # only on the way of an upcaster
        faults = [Fault("/data", f"the data is not JSON: {error}", _CONTRACT, "a JSON object")]
    else:
        brought = event.model_fields_set & event.derived_fields
        if not brought:
            return event
        faults = [
            Fault(f"/data/{name}", f"{name} is filled in by the service", _CONTRACT, "leave it out")
            for name in sorted(brought)
        ]
    raise _broken(faults)


def _fault(error: Mapping[str, Any]) -> Fault:
    """One pydantic error in our words; ``loc`` becomes a JSON pointer."""
    pointer = "".join(
        f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in error["loc"]
    )
    accepts = {
        "missing": "a value",
        "extra_forbidden": "leave it out",
        "json_invalid": "a JSON object in UTF-8",
    }.get(error["type"], error["msg"])
    detail = error["msg"]
    if error["type"] == "extra_forbidden":
        detail = f"{error['loc'][-1]} is not a field of this event"
    elif error["type"] == "missing":
        detail = f"{error['loc'][-1]} is missing"
    return Fault("/data" + pointer, detail, f"{_CONTRACT} ({error['type']})", accepts)


_FORMS = {
    "case": "<scheme>:<cycle>:<organisation>",
    "cycle": "cycle:<scheme>:<cycle>",
    "scheme": "scheme:<id>",
    "organisation": "organisation:<id>",
}


@lru_cache(maxsize=10_000)
def _subject_faults(event: str, about: str, subject: str) -> tuple[Fault, ...]:
    form = _FORMS[about]
    parts = subject.split(":")
    kind = parts[0] if parts[0] in REFERENCE else "case"
    fits = kind == about and len(parts) == form.count(":") + 1
    if fits and all(is_token(part) for part in parts):
        return ()
    return (Fault("/subject", f"{event} is not about {subject}", "subject", f"{form}, of tokens"),)
