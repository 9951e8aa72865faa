"""The contract at the door: from what was sent to what was said, or a refusal that names fields."""

from collections.abc import Mapping
from datetime import datetime, timedelta
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
    faults = list(_attribute_faults(attributes, service, now))
    event: Event | None = None
    if attributes.get("type") in BY_TYPE or attributes.get("type") in UPCASTERS:
        try:
            event = _event(attributes["type"], submission.data)
        except Refused as refused:
            faults.extend(refused.faults)
    if event is not None and not faults:
        faults.extend(_subject_faults(event, attributes["subject"]))
    if faults or event is None:
        first, *more = faults
        raise ContractBroken(
            first.detail,
            field=first.field,
            rule=first.rule,
            accepts=first.accepts,
            more=tuple(more),
        )
    envelope = Envelope(
        id=attributes["id"],
        source=attributes["source"],
        type=event.type,
        subject=attributes["subject"],
        time=datetime.fromisoformat(attributes["time"]),
        actor=attributes["actor"],
        recordedby=attributes.get("recordedby"),
        correlationid=attributes.get("correlationid"),
        causationid=attributes.get("causationid"),
    )
    return Said(envelope, event)


def _attribute_faults(attributes: Mapping[str, Any], service: str, now: datetime) -> list[Fault]:
    faults = []

    def fault(name: str, detail: str, accepts: str) -> None:
        faults.append(Fault(f"/{name}", detail, "CloudEvents attribute", accepts))

    for name in ("id", "source", "type", "subject", "time", "actor"):
        if name not in attributes:
            fault(name, f"the attribute {name} is missing", "a text")
    for name, value in attributes.items():
        if name not in KNOWN:
            fault(name, f"{name} is not an attribute we keep", ", ".join(sorted(KNOWN)))
        elif not isinstance(value, str) or not value or len(value) > _MAX_ATTRIBUTE:
            fault(name, f"{name} is not a text of 1 to {_MAX_ATTRIBUTE} characters", "a text")
        elif not value.isprintable():
            fault(name, f"{name} holds characters that cannot be printed", "printable characters")
    if isinstance(actor := attributes.get("actor"), str) and not is_token(actor):
        fault("actor", f"{actor} is no id of an organisation", "letters, digits, - and _")
    if attributes.get("specversion", "1.0") != "1.0":
        fault("specversion", f"specversion {attributes['specversion']} is not known", "1.0")
    type_ = attributes.get("type")
    if isinstance(type_, str):
        known = BY_TYPE.get(type_) or BY_TYPE.get(UPCASTERS.get(type_, ("",))[0])
        if known is None:
            fault("type", f"no event is called {type_}", f"a type gradetrail.{service}.<Event>.v1")
        elif known.service != service:
            fault("type", f"{type_} is for the service {known.service}", f"a type of {service}")
    moment = attributes.get("time")
    if isinstance(moment, str):
        try:
            happened = datetime.fromisoformat(moment)
        except ValueError as error:
            fault(
                "time",
                f"time {moment} is no moment: {error}",
                "RFC 3339, 2011-11-15T09:00:00+08:00",
            )
        else:
            if happened.tzinfo is None:
                fault("time", f"time {moment} has no zone", "RFC 3339 with Z or an offset")
            elif happened > now + _CLOCK_SKEW:
                fault("time", f"time {moment} has not come yet", f"not after {now.isoformat()}")
    return faults


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
    first, *more = faults
    raise ContractBroken(
        first.detail, field=first.field, rule=first.rule, accepts=first.accepts, more=tuple(more)
    )


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


def _subject_faults(event: Event, subject: str) -> list[Fault]:
    form = _FORMS[event.about]
    parts = subject.split(":")
    kind = parts[0] if parts[0] in REFERENCE else "case"
    fits = kind == event.about and len(parts) == form.count(":") + 1
    if fits and all(is_token(part) for part in parts):
        return []
    return [
        Fault("/subject", f"{event.name} is not about {subject}", "subject", f"{form}, of tokens")
    ]
