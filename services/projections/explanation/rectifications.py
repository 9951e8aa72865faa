"""Orders to put things right, and what became of them (Q-27)."""

from contracts.envelope import Recorded
from contracts.events.grading import (
    RectificationOrdered,
    RectificationReported,
    RectificationVerified,
)
from services.projections.explanation.model_case import Rectification, RectificationItem
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story


def rectifications(story: Story, speech: Speech) -> list[Rectification]:
    """All orders of a case."""
    return [_rectification(story, one, speech) for one in story.of(RectificationOrdered)]


def _rectification(
    story: Story, ordered: Recorded[RectificationOrdered], speech: Speech
) -> Rectification:
    order = ordered.event
    reports = [
        one for one in story.of(RectificationReported) if one.event.order_id == order.order_id
    ]
    checks = [
        one for one in story.of(RectificationVerified) if one.event.order_id == order.order_id
    ]
    last = checks[-1] if checks else None
    closed = last is not None and last.event.accepted and not last.event.remaining
    dates = [order.due_on, *(one.event.new_due_on for one in checks if one.event.new_due_on)]
    done = {result.item_id: result.done for one in reports for result in one.event.item_results}
    still_open = set(last.event.remaining) if last and not closed else None
    answered = bool(reports) and (last is None or reports[-1].position > last.position)
    late_by = 0 if closed or answered else (story.judged_at - dates[-1]).days
    return Rectification(
        order_id=order.order_id,
        items=[
            RectificationItem(
                id=item.item_id,
                text=item.text,
                done=done.get(item.item_id),
                open=not closed and (still_open is None or item.item_id in still_open),
            )
            for item in order.items
        ],
        ordered_on=order.ordered_on,
        due_on=dates[-1],
        extended_from=dates[:-1],
        reported_on=reports[-1].event.reported_on if reports else None,
        days_late=max((one.event.days_late for one in reports), default=0),
        verified_on=last.event.verified_on if last else None,
        finding=last.event.finding if last else None,
        state="closed" if closed else "reported" if answered else "open",
        overdue=late_by > 0,
        days_overdue=max(0, late_by),
        ordered=speech.source(ordered),
        verified=speech.source(last) if last else None,
    )
