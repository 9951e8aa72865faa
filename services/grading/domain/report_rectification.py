"""The branch reports what it has put right."""

from contracts.events.grading import RectificationReported
from contracts.refusals import AlreadyRecorded, RuleBroken, UnknownReference
from services.grading.domain.act import Act
from services.grading.domain.case import Order


def report_rectification(event: RectificationReported, act: Act) -> RectificationReported:
    """Record a report on the items still open; late is recorded, not refused (R-22).

    Raises:
        UnknownReference: an order, item or evidence that is not on record.
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it.
        AlreadyRecorded: the rectification was accepted.
        RuleBroken: an item is named twice.
    """
    order = open_order(act, event.order_id)
    verdict = act.step(event, "reported_on", given_due=order.due_on)
    seen = set[str]()
    for index, result in enumerate(event.item_results):
        field = f"/data/item_results/{index}"
        check_item(order, result.item_id, f"{field}/item_id")
        if result.item_id in seen:
            raise RuleBroken(
                f"the item {result.item_id} is reported twice",
                field=f"{field}/item_id", rule="R-14", accepts="each item once",
            )  # fmt: skip
        seen.add(result.item_id)
        act.evidence(result.evidence_ids, f"{field}/evidence_ids")
    return event.model_copy(
        update={"due_on": order.due_on, "late": verdict.late, "days_late": verdict.days_late}
    )


def open_order(act: Act, order_id: str) -> Order:
    """The order, while what it asks for has not been accepted."""
    order = act.case.orders.get(order_id)
    if order is None:
        raise UnknownReference(
            f"no order {order_id} is on record for {act.organisation.id}",
            field="/data/order_id", rule="R-14",
            accepts=" or ".join(act.case.orders) or "an order, once it is recorded",
            awaits=frozenset({"RectificationOrdered"}),
        )  # fmt: skip
    if order.closed:
        raise AlreadyRecorded(
            f"the rectification under {order_id} was accepted",
            field="/data/order_id", rule="R-14", accepts="an order that is open",
        )  # fmt: skip
    return order


def check_item(order: Order, item: str, field: str) -> None:
    """The item is one that the order still asks for."""
    if item not in order.items:
        raise UnknownReference(
            f"the order does not ask for {item}",
            field=field, rule="R-14", accepts=" or ".join(sorted(order.items)),
        )  # fmt: skip
