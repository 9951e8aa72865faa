"""The record kinds that a scheme declares, and the check of a record against its kind."""

from collections.abc import Mapping
from datetime import date
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
    """A kind of record; ``requires``: kinds or events that must be on record before (R-23).

    ``told_by``: the choice that steps tell its records apart by, with their ``variants``.
    ``up_to``: the date that fixes the period which a record is for, rather than its filing.
    """

    id: Annotated[Token, Field(pattern=r"^[A-Z][A-Za-z0-9]*$")]
    fields: tuple[RecordField, ...] = Field(min_length=1)
    filed_by: tuple[Kind, ...] = Field(min_length=1)
    requires: tuple[Token, ...] = ()
    closes: Closes | None = None
    told_by: Token | None = None
    up_to: Token | None = None
    scope: tuple[Token, ...] = ()

    @model_validator(mode="after")
    def _names_its_fields(self) -> "RecordKind":
        for name, wanted in ((self.told_by, "choice"), (self.up_to, "date")):
            field = self.field(name) if name else None
            if name and (field is None or field.type != wanted or not field.required):
                raise ValueError(f"{name} is no required {wanted} among the fields")
        return self

    def field(self, id: str) -> RecordField | None:
        """The field with this id."""
        return next((field for field in self.fields if field.id == id), None)

    def variant(self, fields: Mapping[str, object]) -> str | None:
        """The choice that a record is told apart by; None: by none, or by none there is."""
        told_by = self.field(self.told_by) if self.told_by else None
        found = fields.get(told_by.id) if told_by else None
        return found if isinstance(found, str) and told_by and found in told_by.choices else None

    def day(self, fields: Mapping[str, object]) -> date | None:
        """The day that a record is of; None: its kind asks for none, or for several."""
        days = [one.id for one in self.fields if one.type == "date" and one.required]
        said = fields.get(days[0]) if len(days) == 1 else None
        return date.fromisoformat(said) if isinstance(said, str) and _is_day(said) else None

    def last_day(self, fields: Mapping[str, object]) -> date | None:
        """The day up to which a record is; None: its kind asks for none, or it says no day."""
        said = fields.get(self.up_to) if self.up_to else None
        return date.fromisoformat(said) if isinstance(said, str) and _is_day(said) else None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
