"""The record kinds that a scheme declares, and the check of a record against its kind."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from contracts.scheme.parts import Kind, Named, Part
from contracts.values import Flag, Token

FieldType = Literal[
    "text", "texts", "number", "date", "boolean", "person", "persons", "organisation",
    "organisations", "choice", "record", "records",
]  # fmt: skip


class RecordField(Named):
    """A field of a record. ``unit`` of a number; ``choices`` of a choice."""

    type: FieldType
    required: Flag = False
    unit: Token | None = None
    choices: tuple[Token, ...] = ()

    @model_validator(mode="after")
    def _fits_its_type(self) -> "RecordField":
        if self.unit is not None and self.type != "number":
            raise ValueError("only a number has a unit")
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("a choice, and nothing else, lists its choices")
        return self


class Closes(Part):
    """The kind that stays open until this record (R-24); ``named_in``: the field naming it."""

    kind: Token
    named_in: Token


class RecordKind(Named):
    """A kind of record; ``requires``: kinds or events that must be on record before (R-23)."""

    id: Annotated[Token, Field(pattern=r"^[A-Z][A-Za-z0-9]*$")]
    fields: tuple[RecordField, ...] = Field(min_length=1)
    filed_by: tuple[Kind, ...] = Field(min_length=1)
    requires: tuple[Token, ...] = ()
    closes: Closes | None = None
    scope: tuple[Token, ...] = ()

    def field(self, id: str) -> RecordField | None:
        """The field with this id."""
        return next((field for field in self.fields if field.id == id), None)
