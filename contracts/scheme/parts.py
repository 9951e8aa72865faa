"""What every part of a scheme document shares: ids, texts, dates, numbers, where it comes from."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.dataclasses import dataclass

from contracts.values import Text, Token

Kind = Token
"""A kind of organisation, body or person, as the register names it."""

FactId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,79}$")]
"""The id of a criterion or of an input of one: also its variable's name in CEL."""

Value = Decimal | bool | str | None
"""A fact: a number, a truth value, a level or met / not_met; None where there is no evidence."""


def _iso_day(value: Any) -> Any:
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return date.fromisoformat(value)
    except ValueError:
        pass  # a 30 February is as little a day as a word is
    raise ValueError('not a day of the calendar, in quotes, like "2011-11-15"')


def _decimal(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("not a number")
    return Decimal(str(value))


Day = Annotated[date, BeforeValidator(_iso_day)]
Month = Annotated[str, Field(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$")]
Number = Annotated[Decimal, BeforeValidator(_decimal), Field(max_digits=15, allow_inf_nan=False)]
"""An exact decimal of at most 15 digits, so that CEL's doubles order it exactly (R-27)."""

Whole = Annotated[int, Field(strict=True, ge=0, le=10**12)]


class Part(BaseModel):
    """A piece of a scheme. ``src``: the clause it comes from; ``origin`` ours: not in the text."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    src: Text | None = None
    note: Text | None = None
    origin: Literal["seed", "ours"] = "seed"

    def cited(self, rule: str) -> str:
        """A rule that stands in this piece, with the clause it comes from, if one is named."""
        return f"{rule} ({self.src})" if self.src else rule


@dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Label:
    """A text in English and Chinese; a text that the source does not give is None."""

    en: Text | None = None
    zh: Text | None = None


class Named(Part):
    """A piece with an id and texts."""

    id: Token
    en: Text | None = None
    zh: Text | None = None

    @property
    def label(self) -> Label:
        """Its texts."""
        return Label(en=self.en, zh=self.zh)
