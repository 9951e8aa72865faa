"""The committee orders the branch to put things right."""

from contracts.events.grading import CriticismIssued, RectificationOrdered
from contracts.refusals import AlreadyRecorded, RuleBroken, StepNotOpen
from contracts.scheme import Scheme
from services.grading.domain.act import Act


def order_rectification(event: RectificationOrdered, act: Act) -> RectificationOrdered:
    """Order items by a day, under the oldest criticism that still waits for an order (R-14).

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure, or a criticism before it.
        AlreadyRecorded: the order's id is used.
        RuleBroken: it is due before it begins, or names an item twice.
    """
    act.step(event, "ordered_on")
    if event.order_id in act.case.orders:
        raise AlreadyRecorded(
            f"the order {event.order_id} is on record",
            field="/data/order_id", rule="R-14", accepts="a new id",
        )  # fmt: skip
    if event.due_on <= event.ordered_on:
        raise RuleBroken(
            f"ordered on {event.ordered_on}, due on {event.due_on}",
            field="/data/due_on", rule="R-14", accepts=f"a day after {event.ordered_on}",
        )  # fmt: skip
    items = [item.item_id for item in event.items]
    if len(items) != len(set(items)):
        raise RuleBroken(
            f"an item is named twice: {', '.join(items)}",
            field="/data/items", rule="R-14", accepts="an id for each item",
        )  # fmt: skip
    criticisms = act.case.criticisms
    if not criticisms and _criticises(act.scheme):
        raise StepNotOpen(
            f"{act.organisation.id} was not criticised",
            field="/type", rule="R-14", accepts="the same after CriticismIssued",
            awaits=frozenset({"CriticismIssued"}),
        )  # fmt: skip
    waiting = [id for id, ordered in criticisms.items() if not ordered]
    criticism = next(iter(waiting or list(criticisms)[-1:]), None)
    return event.model_copy(update={"criticism_event_id": criticism})


def _criticises(scheme: Scheme) -> bool:
    """Whether an order follows a criticism: in a scheme that knows of none, it stands alone."""
    return any(outcome.event == CriticismIssued.name for outcome in scheme.outcomes)
