"""What the register of people is told of a person. It is no event, and never part of one."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from contracts.values import Day, Part, Token, sound

ALWAYS = date(1, 1, 1)
"""The ``since`` of a name that holds from the beginning."""

Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(sound)]


class Naming(Part):
    """The name, and the contact, of a person from the day ``since`` on, until a later one holds."""

    person: Token
    name_zh: Line | None = None
    name_en: Line | None = None
    contact: Line | None = None
    since: Day = ALWAYS

    @model_validator(mode="after")
    def _says_a_name(self) -> "Naming":
        if not (self.name_zh or self.name_en):
            raise ValueError("name_zh or name_en is needed")
        return self
