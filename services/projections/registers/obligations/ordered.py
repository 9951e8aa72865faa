"""Days that an event has set: those of rectification orders and of upgrade targets."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from contracts.acts import day_of
from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import (
    RectificationOrdered,
    RectificationReported,
    RectificationVerified,
)
from contracts.events.pledges import (
    UpgradeTargetAmended,
    UpgradeTargetCompleted,
    UpgradeTargetMissed,
    UpgradeTargetSet,
)
from contracts.scheme import Scheme, Step
from services.projections.explanation.story import Story

ORDERS = (RectificationOrdered, RectificationReported, RectificationVerified)
TARGETS = (UpgradeTargetSet, UpgradeTargetAmended, UpgradeTargetCompleted, UpgradeTargetMissed)


@dataclass
class Ordered:
    """An order or a target. ``due_on``: the day in force, after those it was ``extended_from``.

    ``met_by``: what answered it; ``missed_by``: the committee's judgement that it was not reached.
    """

    kind: Literal["rectification", "upgrade_target"]
    id: str
    step: Step
    text: str | None
    since: date
    due_on: date
    extended_from: list[date] = field(default_factory=list)
    met_by: Recorded[Event] | None = None
    missed_by: Recorded[Event] | None = None

    @property
    def met_on(self) -> date | None:
        """The day that it was answered on."""
        return day_of(self.met_by.event) if self.met_by else None

    def extend(self, due_on: date) -> None:
        """Give it another day."""
        if due_on != self.due_on:
            self.extended_from.append(self.due_on)
            self.due_on = due_on


def orders(story: Story) -> list[Ordered]:
    """The orders of a case. One is answered by the report, until a check gives it a new day."""
    step = _step(story.scheme, RectificationReported.name)
    if step is None:
        return []
    found: dict[str, Ordered] = {}
    for one in story.of(*ORDERS):
        match one.event:
            case RectificationOrdered(order_id=id) as event:
                found[id] = Ordered("rectification", id, step, None, event.ordered_on, event.due_on)
            case RectificationVerified(order_id=id, accepted=False) as event:
                if event.new_due_on:
                    found[id].extend(event.new_due_on)
                    found[id].met_by = None
            case RectificationReported(order_id=id) | RectificationVerified(order_id=id):
                found[id].met_by = found[id].met_by or one
    return list(found.values())


def targets(story: Story) -> list[Ordered]:
    """The targets of a case that have a due day."""
    step = _step(story.scheme, UpgradeTargetSet.name)
    if step is None:
        return []
    found: dict[str, Ordered] = {}
    for one in story.of(*TARGETS):
        match one.event:
            case UpgradeTargetSet(target_id=id, due_on=date() as due) as event:
                since = one.envelope.time.astimezone(story.zone).date()
                found[id] = Ordered("upgrade_target", id, step, event.text, since, due)
            case UpgradeTargetAmended(target_id=id, due_on=date() as due) if id in found:
                found[id].extend(due)
            case UpgradeTargetCompleted(target_id=id) if id in found:
                found[id].met_by = one
            case UpgradeTargetMissed(target_id=id) if id in found:
                found[id].missed_by = one
            case _:
                pass  # of a target without a day
    return list(found.values())


def _step(scheme: Scheme, name: str) -> Step | None:
    """The step that such days belong to."""
    return next(iter(scheme.steps_recording(name)), None)
