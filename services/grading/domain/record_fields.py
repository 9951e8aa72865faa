"""Whether the fields of a record are those of its kind."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from contracts.events.grading import FieldValue
from contracts.refusals import RuleBroken, UnknownReference
from contracts.scheme import RecordKind
from contracts.scheme.records import RecordField
from contracts.values import is_decimal, is_token
from services.grading.domain.act import Act

MANY = ("texts", "persons", "organisations", "records")


def check_fields(kind: RecordKind, fields: Mapping[str, FieldValue], act: Act) -> None:
    """Every field is one of the kind, of its type; none that it requires is missing.

    Raises:
        RuleBroken: a field is unknown, missing or of another type.
        UnknownReference: an organisation or a record that is not on record.
    """
    for id in fields:
        if kind.field(id) is None:
            raise RuleBroken(
                f"{kind.id} has no field {id}",
                field=f"/data/fields/{id}", rule=f"record_kinds/{kind.id}",
                accepts=" or ".join(known.id for known in kind.fields),
            )  # fmt: skip
    for field in kind.fields:
        value = fields.get(field.id)
        if value is None:
            if field.required:
                raise _unfit(kind, field, f"{field.id} is missing")
            continue
        if (field.type in MANY) != isinstance(value, tuple):
            raise _unfit(kind, field, f"{field.id} is {'one' if field.type in MANY else 'several'}")
        for one in value if isinstance(value, tuple) else (value,):
            if not _fits(field, one):
                raise _unfit(kind, field, f"{one} is no {field.type.removesuffix('s')}")
            _check_reference(field, str(one), act)


def _fits(field: RecordField, value: str | bool | Decimal) -> bool:
    match field.type:
        case "boolean":
            return isinstance(value, bool)
        case "number":
            return not isinstance(value, bool) and _is_number(value)
        case "text" | "texts":
            return isinstance(value, str)
        case "date":
            return isinstance(value, str) and _is_day(value)
        case "choice":
            return value in field.choices
        case _:
            return isinstance(value, str) and is_token(value)


def _is_number(value: str | Decimal) -> bool:
    return bool(is_decimal(value)) if isinstance(value, str) else value.is_finite()


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _check_reference(field: RecordField, id: str, act: Act) -> None:
    pointer = f"/data/fields/{field.id}"
    if field.type in ("organisation", "organisations"):
        act.registered(id, pointer)
    if field.type in ("record", "records") and id not in act.case.records:
        raise UnknownReference(
            f"no record {id} is on record for {act.organisation.id}",
            field=pointer, rule="R-24", accepts="a record filed in this case, as last corrected",
        )  # fmt: skip


def _unfit(kind: RecordKind, field: RecordField, detail: str) -> RuleBroken:
    asked = " or ".join(field.choices) or f"{field.type}{f' in {field.unit}' if field.unit else ''}"
    return RuleBroken(
        f"{kind.id}: {detail}",
        field=f"/data/fields/{field.id}", rule=f"record_kinds/{kind.id}", accepts=asked,
    )  # fmt: skip
