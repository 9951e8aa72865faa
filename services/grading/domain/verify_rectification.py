"""The committee checks a rectification."""

from contracts.events.grading import RectificationVerified
from contracts.refusals import RuleBroken
from services.grading.domain.act import Act
from services.grading.domain.report_rectification import check_item, open_order


def verify_rectification(event: RectificationVerified, act: Act) -> RectificationVerified:
    """Accept a rectification, or say what remains and, where it gets more time, until when.

    Raises:
        UnknownReference: an order or item that is not on record.
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it (R-19).
        AlreadyRecorded: the rectification was accepted.
        RuleBroken: accepted with items open, or not accepted without; a new day not after this one.
    """
    order = open_order(act, event.order_id)
    act.step(event, "verified_on", given_due=order.due_on)
    for index, item in enumerate(event.remaining):
        check_item(order, item, f"/data/remaining/{index}")
    if event.accepted == bool(event.remaining):
        raise RuleBroken(
            "what is accepted leaves no item open; what is not accepted names those that remain",
            field="/data/remaining", rule="R-14",
            accepts="no item" if event.accepted else " or ".join(sorted(order.items)),
        )  # fmt: skip
    if event.new_due_on is not None and (
        event.accepted or event.new_due_on <= max(event.verified_on, order.due_on)
    ):
        raise RuleBroken(
            f"verified on {event.verified_on}, so far due on {order.due_on}",
            field="/data/new_due_on", rule="R-14",
            accepts="no new day for what is accepted"
            if event.accepted
            else f"a day after {max(event.verified_on, order.due_on)}",
        )  # fmt: skip
    return event
