"""The plain values that events are made of."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    ValidationInfo,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

# Ids become tokens of NATS subjects and parts of URLs: no dots, blanks or wildcards.
_TOKEN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$"
_IS_TOKEN = re.compile(_TOKEN).fullmatch
Token = Annotated[str, Field(pattern=_TOKEN)]


@lru_cache(maxsize=10_000)
def is_token(text: str) -> bool:
    """Whether a text may be an id."""
    return _IS_TOKEN(text) is not None


SUBMITTED = {"submitted": True}
"""The context in which data is read that is sent, and not on record yet."""


def sound(text: str, info: ValidationInfo) -> str:
    """The text; what is sent, unlike what is on record, has more than blanks.

    Raises:
        ValueError: what PostgreSQL cannot store.
    """
    if "\x00" in text:
        raise ValueError("a NUL character cannot be stored")
    if text.isspace() and info.context is SUBMITTED:
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    return text


Text = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(sound)]


class _Day:
    """A date of which JSON has the one spelling that is published.

    Pydantic by itself also takes a count of seconds or days since 1970 for a day.
    """

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", strict=True)
        return core_schema.json_or_python_schema(
            _written_as(text, "date_type", core_schema.date_schema()),
            core_schema.date_schema(strict=True),
        )

    def __get_pydantic_json_schema__(
        self, _: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(core_schema.date_schema())


DECIMAL = r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$"
is_decimal = re.compile(DECIMAL[1:-1]).fullmatch
"""Whether a text is a number as the published schemas have it: JSON's, or with zeros before it."""


class _Number:
    """A decimal of which JSON has a number, or a text of the published pattern.

    Python's own decimals also take ``8_9``, ``３`` and blanks around them.
    """

    def __get_pydantic_core_schema__(self, kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(pattern=DECIMAL, coerce_numbers_to_str=True)
        number = handler(kind)
        return core_schema.json_or_python_schema(_written_as(text, "decimal_type", number), number)

    def __get_pydantic_json_schema__(
        self, _: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(core_schema.decimal_schema()), "examples": ["89.99"]}


def _written_as(text: CoreSchema, error: str, then: CoreSchema) -> CoreSchema:
    """First the text, whose own errors are told as one of this type, then what it says."""
    told = core_schema.custom_error_schema(text, custom_error_type=error)
    return core_schema.chain_schema([told, then])


Day = Annotated[date, _Day()]
"""A calendar date in the scheme's time zone; in JSON ``"2011-11-15"`` and nothing else."""

Count = Annotated[int, Strict(), Field(ge=0, le=10**12)]
Year = Annotated[int, Strict(), Field(ge=1900, le=2999)]
Flag = Annotated[bool, Strict()]
Number = Annotated[Decimal, Field(max_digits=15, allow_inf_nan=False), _Number()]
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
