"""The CloudEvents attributes of our events: CloudEvents 1.0's own, and lower-case extensions."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from contracts.events.base import About
from contracts.messages import JSON
from contracts.subjects import FORMS, REFERENCE, SERVICES
from contracts.values import Token

MAX_LENGTH = 300
TOKEN: str = TypeAdapter(Token).json_schema()["pattern"]
_TEXT = {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH}
_PLACE = {"type": "string", "pattern": "^[1-9][0-9]*$"}


# RFC 3986, 2.2 and 2.3: what may stand in a URI reference, and so in a CloudEvents ``source``.
_URI_REFERENCE = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")


class Attribute(NamedTuple):
    """One attribute. ``schema``: JSON Schema of its value. ``kept``: the recorded event has it."""

    name: str
    meaning: str
    schema: dict[str, Any]
    required: bool = False
    kept: bool = True


SENT = (
    Attribute("specversion", "the version of CloudEvents; 1.0 if it is left out", {"const": "1.0"}),
    Attribute("id", "of this event; unique within its source", _TEXT, required=True),
    Attribute(
        "source",
        "the app that sends, as a URI reference",
        {**_TEXT, "format": "uri-reference"},
        required=True,
    ),
    Attribute("type", "event and version", _TEXT, required=True),
    Attribute("subject", "what the event is about", _TEXT, required=True),
    Attribute(
        "time",
        "when it happened, in RFC 3339; not in the future",
        {"type": "string", "format": "date-time", "maxLength": MAX_LENGTH},
        required=True,
    ),
    Attribute(
        "actor",
        "id of the organisation that acted",
        {"type": "string", "pattern": TOKEN},
        required=True,
    ),
    Attribute("recordedby", "id of the person who entered it", _TEXT),
    Attribute("correlationid", "the same for all that belongs together", _TEXT),
    Attribute("causationid", "id of the event that led to this one", _TEXT),
    Attribute(
        "after",
        "service and position of an event to be heard first, as in `grading:123`",
        {
            "type": "string",
            "pattern": f"^({'|'.join(SERVICES)}):[0-9]+$",
            "maxLength": MAX_LENGTH,
        },
        kept=False,
    ),
    Attribute(
        "datacontenttype",
        "the media type of the data, `application/json`",
        {"const": JSON},
        kept=False,
    ),
    Attribute("dataschema", "where the schema of the data is found", _TEXT, kept=False),
    Attribute("traceparent", "W3C trace context", _TEXT, kept=False),
    Attribute("tracestate", "W3C trace context", _TEXT, kept=False),
)
"""What a sender may give, in the order in which it is explained."""

ADDED = (
    Attribute(
        "recordedat",
        "when the service accepted it",
        {"type": "string", "format": "date-time"},
        required=True,
    ),
    Attribute("version", "1-based place in the stream of its subject", _PLACE, required=True),
    Attribute("position", "1-based place in the service's log", _PLACE, required=True),
)
"""What the service adds when it records."""


def subject_pattern(about: About) -> str:
    """The regular expression of subjects that name a case, a scheme, an organisation or a cycle."""
    token = TOKEN.removeprefix("^").removesuffix("$")
    if about == "case":
        return f"^(?!(?:{'|'.join(REFERENCE)}):){token}:{token}:{token}$"
    kind, *ids = FORMS[about].split(":")
    return f"^{':'.join([kind, *(token for _ in ids)])}$"


@lru_cache(maxsize=10_000)
def is_uri_reference(text: str) -> bool:
    """Whether every character may stand in a URI reference; CloudEvents readers insist on it."""
    return _URI_REFERENCE.fullmatch(text) is not None
