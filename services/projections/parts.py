"""What every answer is made of: texts in two languages, names, sources."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from services.projections.texts import Lang


class Part(Struct, frozen=True, kw_only=True):
    """A piece of an answer; never changed once made."""


WITHIN = "The reader's places: what is told is of these and all below them; null: of all"
"""What an answer about many cases says of itself to a reader who does not see everything."""


class Said(Part, frozen=True, kw_only=True):
    """A text in English and Chinese; where the source has one only, both hold that one."""

    en: str
    zh: str

    def to(self, lang: Lang) -> str:
        """The text in one language."""
        return self.en if lang == "en" else self.zh


class Name(Part, frozen=True, kw_only=True):
    """Something with an id and a name: an organisation, a person, a tier, a criterion, a step."""

    id: str
    name: Said


class Source(Part, frozen=True, kw_only=True):
    """The event that says so. ``position``: in the service's log. ``by``: who acted."""

    service: str
    position: int
    event_id: str
    event: Annotated[str, Meta(description="Name of the event, e.g. GradeRevised")]
    happened: datetime
    recorded: datetime
    by: Name
    recorded_by: Annotated[str | None, Meta(description="Id of the person who entered it")]
    recorder: Annotated[Name | None, Meta(description="The person who entered it")]
