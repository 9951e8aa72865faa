"""Upgrade targets: what they answer, who carries them, what became of them (Q-16 to Q-20)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.pledges import (
    OpinionsHeard,
    UpgradeTargetAmended,
    UpgradeTargetAssigned,
    UpgradeTargetCompleted,
    UpgradeTargetFiled,
    UpgradeTargetMissed,
    UpgradeTargetSet,
)
from services.projections.explanation.model import Classification
from services.projections.explanation.model_case import Amount, Target, TargetsSection
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.parts import Name, Source


def targets(story: Story, wanting: Sequence[Name], speech: Speech) -> TargetsSection:
    """All targets of a case, and the weaknesses (``wanting``) that none of them answers."""
    found = [_target(story, one, speech) for one in story.of(UpgradeTargetSet)]
    addressed = {criterion.id for target in found for criterion in target.addresses}
    heard = story.last(OpinionsHeard)
    return TargetsSection(
        targets=found,
        shortfalls_without_target=[one for one in wanting if one.id not in addressed],
        unassigned=[target.id for target in found if not target.assigned_to],
        opinions_heard=speech.source(heard) if heard else None,
    )


def weaknesses(classifications: Sequence[Classification]) -> list[Name]:
    """What the last decision before the year's end found wanting.

    That is what fails in the ladder's shortfall groups, and the criteria that the committee
    relied on.
    """
    decisions = [one for one in classifications if one.kind in ("decision", "revision")]
    if not decisions:
        return []
    last = decisions[-1]
    relied_on = last.decided.criteria if last.decided else []
    short = last.derived.shortfalls if last.derived else []
    return list({one.id: one for one in (*short, *relied_on)}.values())


@dataclass
class _Course:
    """A target's course after it was set. ``quantity`` and the like: as last amended."""

    event: UpgradeTargetSet
    quantity: Decimal | None
    unit: str | None
    quality: str | None
    demand: str | None
    due_on: date | None
    filed_on: date | None = None
    assigned_to: list[str] = field(default_factory=list)
    amendments: list[Source] = field(default_factory=list)
    state: Literal["open", "completed", "missed"] = "open"
    done: Amount | None = None
    reason: str | None = None
    late: bool = False
    judged: Source | None = None


def _target(story: Story, made: Recorded[UpgradeTargetSet], speech: Speech) -> Target:
    event = made.event
    course = _Course(
        event, event.quantity, event.unit, event.quality, event.qualitative_demand, event.due_on,
        assigned_to=[event.person] if event.person else [],
    )  # fmt: skip
    for one in story.told:
        _follow(course, one, speech)
    overdue = course.state == "open" and course.due_on and course.due_on < story.judged_at
    return Target(
        id=event.target_id,
        text=event.text,
        theme=event.theme,
        quantity=_amount(course.quantity, course.unit),
        quality=course.quality,
        qualitative_demand=course.demand,
        due_on=course.due_on,
        addresses=[speech.criterion(criterion) for criterion in event.addresses],
        person=event.person,
        filed_on=course.filed_on,
        assigned_to=[speech.name(person) for person in course.assigned_to],
        amendments=course.amendments,
        state="overdue" if overdue else course.state,
        done=course.done,
        reason=course.reason,
        late=course.late,
        source=speech.source(made),
        judged=course.judged,
    )


def _follow(course: _Course, recorded: Recorded[Event], speech: Speech) -> None:
    id = course.event.target_id
    match recorded.event:
        case UpgradeTargetFiled(target_ids=ids, filed_on=day) if id in ids:
            course.filed_on = course.filed_on or day
        case UpgradeTargetAssigned(target_id=of, assignee=assignee) if of == id:
            course.assigned_to.append(assignee)
        case UpgradeTargetAmended(target_id=of) as changed if of == id:
            course.quantity = changed.quantity if changed.quantity is not None else course.quantity
            course.unit = changed.unit or course.unit
            course.quality = changed.quality or course.quality
            course.demand = changed.qualitative_demand or course.demand
            course.due_on = changed.due_on or course.due_on
            course.amendments.append(speech.source(recorded))
        case UpgradeTargetCompleted(target_id=of) as judged if of == id:
            course.state, course.late, course.reason = "completed", judged.late, None
            course.done = _amount(judged.quantity_done, judged.unit)
            course.judged = speech.source(recorded)
        case UpgradeTargetMissed(target_id=of) as judged if of == id:
            course.state, course.late, course.reason = "missed", False, judged.reason
            course.done = _amount(judged.quantity_done, judged.unit)
            course.judged = speech.source(recorded)
        case _:
            pass  # not of this target


def _amount(quantity: Decimal | None, unit: str | None) -> Amount | None:
    return Amount(quantity=quantity, unit=unit) if quantity is not None else None
