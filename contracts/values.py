"""The plain values that events are made of."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, Strict
from pydantic_core import CoreSchema, core_schema

# Ids become tokens of NATS subjects and parts of URLs: no dots, blanks or wildcards.
_TOKEN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$"
_IS_TOKEN = re.compile(_TOKEN).fullmatch
Token = Annotated[str, Field(pattern=_TOKEN)]


@lru_cache(maxsize=10_000)
def is_token(text: str) -> bool:
    """Whether a text may be an id."""
    return _IS_TOKEN(text) is not None


def without_nul(text: str) -> str:
    """The text; raises ValueError for what PostgreSQL cannot store."""
    if "\x00" in text:
        raise ValueError("a NUL character cannot be stored")
    return text


Text = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(without_nul)]
Day = Annotated[date, Strict()]
"""A calendar date in the scheme's time zone; in JSON ``"2011-11-15"`` and nothing else."""

Count = Annotated[int, Strict(), Field(ge=0, le=10**12)]
Year = Annotated[int, Strict(), Field(ge=1900, le=2999)]
Flag = Annotated[bool, Strict()]
Number = Annotated[
    Decimal, Field(max_digits=15, allow_inf_nan=False, json_schema_extra={"examples": ["89.99"]})
]
"""An exact decimal of at most 15 digits, so that CEL's doubles order it exactly (R-27)."""


class OneOf:
    """One of several kinds of plain value, in JSON the first that fits; else one error says what.

    Pydantic by itself tells an error for each of the kinds, at places that no document has.
    """

    def __init__(self, accepts: str) -> None:
        self.accepts = accepts

    def __get_pydantic_core_schema__(self, kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        union = handler(kind)
        told = {**union, "custom_error_type": "one_of", "custom_error_message": self.accepts}
        in_json: Any = {**told, "mode": "left_to_right"}
        return core_schema.json_or_python_schema(in_json, cast(CoreSchema, told))


CriterionValue = Annotated[
    Number | Flag | Token,
    OneOf("a number of at most 15 digits, true or false, or the id of a level or verdict"),
]
"""A decimal, a truth value, a level of an ordinal, or met / not_met."""


def derived(default: Any = None) -> Any:
    """A field the service fills in; a submission that brings it is refused."""
    return Field(default=default, json_schema_extra={"readOnly": True})


class Part(BaseModel):
    """A value object inside an event."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Quantity(Part):
    """A named figure, e.g. an input of a derived criterion."""

    name: Text
    value: Number
    unit: Text
