"""Who is held up to others: nominated, selected, recommended upward."""

from contracts.events.base import Event
from contracts.values import Count, Day, Text, Token, derived


class ExemplarNominated(Event, service="grading"):
    """The case was nominated for a category of a selection. ``eligible``: None while unknown."""

    selection: Token
    category: Token
    nominee: Token
    grounds: Text
    eligible: bool | None = derived()


class ExemplarSelected(Event, service="grading", about="cycle"):
    """A nominee was selected, within the category's quota, which spans cases (R-20).

    ``position``: 1-based place in the category. ``reason``: why, whether eligible or not.
    """

    selection: Token
    category: Token
    nominee: Token
    position: Count
    reason: Text


class ExemplarRecommendedUpward(Event, service="grading"):
    """A commended exemplar was recommended to a higher level (R-21)."""

    to_level: Token
    recommended_on: Day
    commendation_event_id: str | None = derived()
