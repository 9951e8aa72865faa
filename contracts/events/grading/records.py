"""Records of the kinds that a scheme declares."""

from decimal import Decimal

from contracts.events.base import Event
from contracts.values import Day, Flag, Text, Token, derived

FieldValue = Text | Flag | Decimal | tuple[Text, ...] | None


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
