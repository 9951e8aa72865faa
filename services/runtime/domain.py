"""What the runtime asks of a service's domain."""

from typing import Any, Protocol

from contracts.envelope import Recorded, Said
from contracts.events import Event
from contracts.register import Register


class Domain(Protocol):
    """A decider: pure functions, a starting state, and the events of others that it folds in."""

    SERVICE: str
    HEARS: frozenset[type[Event]]
    START: Any

    def decide(self, said: Said[Any], state: Any, register: Register) -> Event:
        """The event to record. Raises ``Refused``."""

    def evolve(self, state: Any, recorded: Recorded[Any]) -> Any:
        """The state after one more event, own or heard."""
