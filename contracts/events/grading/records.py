"""Records of the kinds that a scheme declares."""

from decimal import Decimal
from typing import Annotated

from contracts.events.base import Event
from contracts.values import Day, Flag, OneOf, Text, Token, derived

FieldValue = (
    Annotated[
        Text | Flag | Decimal | tuple[Text, ...],
        OneOf("a text that is not empty, true or false, a number, or a list of texts"),
    ]
    | None
)


class RecordFiled(Event, service="grading"):
    """A record of a kind that the scheme declares; its fields are checked against that kind."""

    record_id: Token
    kind: Token
    fields: dict[Token, FieldValue]
    late: bool = derived(False)
    due_on: Day | None = derived()


class RecordCorrected(Event, service="grading"):
    """A filed record was wrong. ``fields``: the whole record as it should have been."""

    record_id: Token
    corrects: Token
    fields: dict[Token, FieldValue]
    reason: Text
    kind: str = derived("")
