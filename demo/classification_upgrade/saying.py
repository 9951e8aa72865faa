"""Who speaks in the township: a village branch in its own case, the committee in any."""

from client.submissions import Submission
from contracts.events import Event
from demo.classification_upgrade.township import CLERK, COMMITTEE, Village
from demo.saying import Pen

SCHEME, CYCLE = "classification-upgrade", "2011-2012"


def case(village: Village) -> str:
    """The case of a village in the cycle."""
    return f"{SCHEME}:{CYCLE}:{village.id}"


class TownshipPen(Pen):
    """Writes for the branches and for the committee."""

    def __init__(self) -> None:
        super().__init__("example-township-app", SCHEME, CYCLE)

    def branch(self, village: Village, event: Event, on: str) -> Submission:
        """The branch acts in its own case."""
        return self.write(event, case(village), on, village.id, f"{village.secretary}-clerk")

    def committee(self, village: Village, event: Event, on: str) -> Submission:
        """The township committee acts in a village's case."""
        return self.write(event, case(village), on, COMMITTEE, CLERK)
