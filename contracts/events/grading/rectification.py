"""What a branch has to put right by a date; and any deadline that passed unmet."""

from pydantic import Field

from contracts.events.base import Event
from contracts.values import Day, Flag, Part, Text, Token, derived


class RectificationItem(Part):
    """One thing to put right."""

    item_id: Token
    text: Text


class RectificationOrdered(Event, service="grading"):
    """The committee ordered the branch to put things right by a date."""

    order_id: Token
    items: tuple[RectificationItem, ...] = Field(min_length=1)
    ordered_on: Day
    due_on: Day
    criticism_event_id: str | None = derived()


class ItemResult(Part):
    """What became of one item."""

    item_id: Token
    done: Flag
    evidence_ids: tuple[Token, ...] = ()
    text: Text | None = None


class RectificationReported(Event, service="grading"):
    """The branch reported what it has put right."""

    order_id: Token
    reported_on: Day
    item_results: tuple[ItemResult, ...] = Field(min_length=1)
    due_on: Day | None = derived()
    late: bool = derived(False)
    days_late: int = derived(0)


class RectificationVerified(Event, service="grading"):
    """The committee checked a rectification. ``remaining``: items still open."""

    order_id: Token
    verified_on: Day
    accepted: Flag
    remaining: tuple[Token, ...] = ()
    new_due_on: Day | None = None
    finding: Text | None = None


class DeadlinePassed(Event, service="grading"):
    """A deadline went by with nothing on record for it: a step's, an order's or a target's."""

    obligation: Token
    step: Token
    due_on: Day
    order_id: Token | None = None
    target_id: Token | None = None
