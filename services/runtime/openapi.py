"""The OpenAPI document of a service that decides, made of the contracts."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from contracts.answers import ProblemDetails, Receipts, RefusedPage
from contracts.attributes import subject_pattern
from contracts.documents.schemas import cloud_event, components
from contracts.events import Event, events_of
from contracts.messages import BATCH, JSON, MAX_BATCH, STRUCTURED
from services.runtime.access.door import secured
from services.runtime.problems import PROBLEM

Node = dict[str, Any]

_SCHEMAS = "#/components/schemas/"
_EVENT = {"$ref": f"{_SCHEMAS}CloudEvent"}

SUBMISSIONS: Node = {
    "requestBody": {
        "required": True,
        "content": {
            STRUCTURED: {"schema": _EVENT},
            BATCH: {
                "schema": {
                    "type": "array",
                    "items": {"anyOf": [_EVENT, {"description": "its receipt says refused"}]},
                    "minItems": 1,
                    "maxItems": MAX_BATCH,
                }
            },
        },
    }
}
"""What ``POST /events`` takes, besides binary mode, which OpenAPI has no words for."""

CORRECTED: Node = {
    "requestBody": {"required": False, "content": {STRUCTURED: {"schema": _EVENT}}},
}


def answers(name: str) -> dict[int | str, Node]:
    """What an operation answers: this schema, or a problem."""
    problem = {"content": {PROBLEM: {"schema": {"$ref": f"{_SCHEMAS}ProblemDetails"}}}}
    return {
        200: {
            "description": "The answer",
            "content": {JSON: {"schema": {"$ref": _SCHEMAS + name}}},
        },
        "4XX": {"description": "Refused, or not understood", **problem},
        "5XX": {"description": "A defect of ours, or the database is away", **problem},
    }


def describe(app: FastAPI, service: str) -> None:
    """Let an application serve its document, with the schemas that its operations refer to."""

    def openapi() -> Node:
        if not app.openapi_schema:
            document = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            document.setdefault("components", {}).setdefault("schemas", {}).update(
                _schemas(events_of(service))
            )
            secured(document, "ProblemDetails")
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _schemas(events: list[type[Event]]) -> Node:
    template = _SCHEMAS + "{model}"
    found = components(events, template)
    found |= components([ProblemDetails, Receipts, RefusedPage], template, "serialization")
    return found | {"CloudEvent": {"oneOf": [_submission(event) for event in events]}}


def _submission(event: type[Event]) -> Node:
    return {
        "title": event.name,
        **cloud_event(
            {"$ref": _SCHEMAS + event.__name__},
            type={"const": event.type},
            subject={"type": "string", "pattern": subject_pattern(event.about)},
        ),
    }
