"""What other services' events gave for the criteria that a scheme feeds from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import Snapshot
from contracts.feeding import Counts, Heard, count, hear
from contracts.register import latest
from services.projections.explanation.story import Story

Counted = Mapping[str, Counts]
"""By criterion what was counted."""


@dataclass(frozen=True)
class Fed:
    """Counts anew what grading counted."""

    story: Story

    def now(self) -> Counted:
        """On everything told."""
        return self._count(self.story.told, self.story.figures)

    def then(self, snapshot: Snapshot, position: int) -> Counted:
        """As grading had heard it when it recorded the snapshot at this position of its log.

        Where its counts reach further than the answer does (the trail of that service is behind,
        or was cut there), they are taken as they are: nothing is known against them.
        """
        stored = {id: fact.fed_by for id, fact in snapshot.facts.items() if fact.fed_by}
        upto: dict[str, int] = {
            tally.service: tally.upto for counts in stored.values() for tally in counts
        }
        reached = {one.event.service: one.position for one in self.story.known}
        if any(reached.get(service, 0) < position for service, position in upto.items()):
            return stored
        heard = [one for one in self.story.known if one.position <= upto.get(one.event.service, 0)]
        before = [one.event for one in self.story.figured if one.position < position]
        return self._count(heard, latest(before))

    def _count(self, told: Iterable[Recorded[Event]], figures: Mapping[str, int]) -> Counted:
        if not self.story.scheme.fed:
            return {}  # of most cases there is much to hear, and few schemes rest on it
        heard, case = Heard(), str(self.story.case)
        for one in told:
            if one.envelope.subject == case:  # not who was trained by another organiser
                heard = hear(heard, one)
        return count(self.story.scheme, heard, figures)
