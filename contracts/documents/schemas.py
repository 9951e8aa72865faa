"""JSON Schemas (2020-12) of events and answers, generated from their classes."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import (
    GenerateJsonSchema,
    JsonSchemaMode,
    JsonSchemaValue,
    models_json_schema,
)
from pydantic_core import core_schema

from contracts.answers import ProblemDetails, Receipt
from contracts.attributes import SENT, Attribute
from contracts.events import BY_TYPE, Event
from contracts.values import DECIMAL

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Published(GenerateJsonSchema):
    """As published: keys of maps and decimals in strings are stated exactly, nothing repeated."""

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """A map whose every key is of the pattern, not one that only those values concern."""
        found = super().dict_schema(schema)
        patterns = found.pop("patternProperties", None)
        if patterns:
            ((pattern, values),) = patterns.items()
            found |= {"propertyNames": {"pattern": pattern}, "additionalProperties": values}
        return found

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """A decimal is recorded as a string, so that no reader rounds it."""
        text = {"type": "string", "pattern": DECIMAL}
        return text if self.mode == "serialization" else {"anyOf": [{"type": "number"}, text]}

    def field_title_should_be_set(self, schema: Any) -> bool:
        """A title that repeats the field's name says nothing."""
        return False


def components(
    classes: Iterable[type[BaseModel]], template: str, mode: JsonSchemaMode = "validation"
) -> dict[str, Any]:
    """The schemas of classes and of their parts by name; references follow the ``template``."""
    _, found = models_json_schema(
        [(one, mode) for one in classes], ref_template=template, schema_generator=Published
    )
    return dict(found.get("$defs", {}))


def of_event(event: type[Event]) -> dict[str, Any]:
    """The schema of an event's data, submitted or recorded.

    Fields that are ``readOnly`` are filled in by the service; a submission has none of them.
    """
    return _identified(
        f"urn:gradetrail:event:{event.type.removeprefix('gradetrail.')}",
        event.model_json_schema(schema_generator=Published),
    )


def of_answer(answer: type[BaseModel], name: str) -> dict[str, Any]:
    """The schema of something that services answer."""
    schema = answer.model_json_schema(schema_generator=Published, mode="serialization")
    return _identified(f"urn:gradetrail:answer:{name}", schema)


def cloud_event(data: dict[str, Any], **own: dict[str, Any]) -> dict[str, Any]:
    """A submission as one CloudEvent in the JSON format; ``own``: attributes stated closer."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["specversion", *(a.name for a in SENT if a.required), "data"],
        "properties": {a.name: own.get(a.name) or described(a) for a in SENT} | {"data": data},
    }


def described(attribute: Attribute) -> dict[str, Any]:
    """The schema of an attribute with what it means."""
    return {**attribute.schema, "description": attribute.meaning}


def _identified(urn: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"$schema": DIALECT, "$id": urn, **schema}


def all_schemas() -> dict[str, dict[str, Any]]:
    """Every published schema by the name of its file, without ``.json``."""
    events = {event.type: of_event(event) for event in BY_TYPE.values()}
    answers = {
        "receipt": of_answer(Receipt, "receipt"),
        "problem": of_answer(ProblemDetails, "problem"),
    }
    return events | answers
