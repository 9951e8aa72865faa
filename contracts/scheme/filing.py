"""A record against the kind that its scheme declares: which fields, of which type."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.refusals import Fault
from contracts.scheme.mistakes import one_of, pointer
from contracts.scheme.records import RecordField, RecordKind
from contracts.scheme.scheme import Scheme

FieldValue = str | bool | int | Decimal | tuple[str, ...] | list[str] | None

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def check_record(scheme: Scheme, kind: str, fields: Mapping[str, FieldValue]) -> list[Fault]:
    """What is wrong with a record, in the order of its kind's fields; nothing of a good one.

    Pointers are into the submission: ``/data/kind``, ``/data/fields/<field>``.
    """
    declared = scheme.record_kind(kind)
    if declared is None:
        known = one_of([known.id for known in scheme.record_kinds], kind)
        return [Fault("/data/kind", f"{scheme.id} has no record kind {kind}", "scheme", known)]
    return [*_faults(declared, fields)]


def _faults(kind: RecordKind, fields: Mapping[str, FieldValue]) -> Iterator[Fault]:
    rule = f"record_kinds/{kind.id}" + (f" ({kind.src})" if kind.src else "")
    for field in kind.fields:
        value, where = fields.get(field.id), pointer("data", "fields", field.id)
        if value is None:
            if field.required:
                yield Fault(where, f"{field.id} is missing", rule, ACCEPTS[field.type](field))
        elif not _fits(field, value):
            yield Fault(where, f"{value!r} is no {field.type}", rule, ACCEPTS[field.type](field))
    known = [field.id for field in kind.fields]
    for name in fields:
        if name not in known:
            where = pointer("data", "fields", name)
            yield Fault(where, f"{kind.id} has no field {name}", rule, one_of(known, name))


def _fits(field: RecordField, value: Any) -> bool:
    match field.type:
        case "text":
            return isinstance(value, str) and bool(value.strip())
        case "number":
            return isinstance(value, Decimal | int) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "date":
            return isinstance(value, str) and _is_day(value)
        case "choice":
            return value in field.choices
        case "person" | "organisation" | "record":
            return isinstance(value, str) and _ID.fullmatch(value) is not None
        case "texts":
            return _all(value, str.strip)
        case "persons" | "organisations" | "records":
            return _all(value, _ID.fullmatch)


def _all(value: Any, holds: Callable[[str], Any]) -> bool:
    return (
        isinstance(value, tuple | list)
        and bool(value)
        and all(isinstance(item, str) and holds(item) for item in value)
    )


def _is_day(text: str) -> bool:
    try:
        return _DAY.fullmatch(text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False


ACCEPTS: dict[str, Callable[[RecordField], str]] = {
    "text": lambda _: "a text",
    "texts": lambda _: "a list of texts",
    "number": lambda field: f"a number, in {field.unit}" if field.unit else "a number",
    "date": lambda _: "a calendar date like 2011-11-15",
    "boolean": lambda _: "true or false",
    "person": lambda _: "the id of a person",
    "persons": lambda _: "a list of ids of persons",
    "organisation": lambda _: "the id of an organisation",
    "organisations": lambda _: "a list of ids of organisations",
    "choice": lambda field: "one of " + ", ".join(field.choices),
    "record": lambda _: "the id of a filed record",
    "records": lambda _: "a list of ids of filed records",
}
