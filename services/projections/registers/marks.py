"""Every event about a tier, by its ladder, with its day: found once for all targets."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import BranchEnrolled, GradeAssigned, GradeConfirmed, GradeRevised
from contracts.subjects import Case
from services.projections.registers.chronicle import Chronicle


class Mark(NamedTuple):
    """An event of a case, and its day on the scheme's clock."""

    case: Case
    told: Recorded[Event]
    day: date


@dataclass(frozen=True)
class Marks:
    """The tiers of a chronicle."""

    chronicle: Chronicle

    @cached_property
    def by_ladder(self) -> dict[str, list[Mark]]:
        """Cycle by cycle and case by case, each in the order of the log."""
        order = {id: at for at, id in enumerate(self.chronicle.cycles)}
        zone = ZoneInfo(self.chronicle.scheme.timezone)
        found: dict[str, list[Mark]] = {}
        stories = self.chronicle.stories.items()
        for case, story in sorted(stories, key=lambda one: order[one[0].cycle]):
            for one in story.of(BranchEnrolled, GradeConfirmed, GradeRevised, GradeAssigned):
                mark = Mark(case, one, one.envelope.time.astimezone(zone).date())
                for ladder in _ladders(one.event):
                    found.setdefault(ladder, []).append(mark)
        return found


def _ladders(event: Event) -> tuple[str, ...]:
    match event:
        case BranchEnrolled(ladders=ladders):
            return ladders
        case GradeConfirmed(ladder=ladder) | GradeRevised(ladder=ladder):
            return (ladder,)
        case GradeAssigned(ladder=ladder):
            return (ladder,)
        case _:
            return ()
