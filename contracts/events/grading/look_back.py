"""The committee looks back on a cycle."""

from contracts.events.base import Event
from contracts.values import Day, Flag, Part, Text, Token, derived


class Problem(Part):
    """A problem found in a look-back."""

    text: Text
    solved: Flag


class LookBackHeld(Event, service="grading"):
    """The committee looked back on the cycle, for this branch, early in the next year."""

    meeting_id: Token
    held_on: Day
    results: Text
    problems: tuple[Problem, ...] = ()
    measures_completed: tuple[Text, ...] = ()
    late: bool = derived(False)
    due_on: Day | None = derived()
