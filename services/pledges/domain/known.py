"""What an event names must be on record in its case."""

from contracts.refusals import AlreadyRecorded, UnknownReference
from services.pledges.domain.act import Act
from services.pledges.domain.case import WHOLE, Pledge, Target


def pledge(id: str, act: Act) -> Pledge:
    """The pledge with this id.

    Raises:
        UnknownReference: the case has none.
    """
    found = act.case.pledges.get(id)
    if found is None:
        raise UnknownReference(
            f"no pledge {id} is on record for {act.organisation.id}",
            field="/data/pledge_id", rule="R-17", accepts="the id of a pledge made in this case",
            awaits=frozenset({"PledgeMade"}),
        )  # fmt: skip
    return found


def open_item(pledge: Pledge, item: str) -> str | None:
    """The unit of an item that nobody has judged yet.

    Raises:
        UnknownReference: the pledge has no such item.
        AlreadyRecorded: it was judged, or the pledge as a whole was.
    """
    if item not in pledge.units:
        raise UnknownReference(
            f"the pledge has no item {item}",
            field="/data/item_id", rule="R-17", accepts="one of " + ", ".join(pledge.units),
        )  # fmt: skip
    unjudged(pledge, item)
    return pledge.units[item]


def unjudged(pledge: Pledge, item: str) -> None:
    """Nobody has judged this item (or WHOLE: the pledge) yet.

    Raises:
        AlreadyRecorded: it was judged, or the pledge as a whole was.
    """
    if item in pledge.kept or WHOLE in pledge.kept:
        raise AlreadyRecorded(
            f"the {f'item {item}' if item in pledge.units else 'pledge'} has been judged",
            field="/data/item_id", rule="R-17", accepts="an item that is not judged yet",
        )  # fmt: skip


def target(id: str, act: Act, field: str = "/data/target_id") -> Target:
    """The target with this id.

    Raises:
        UnknownReference: the case has none.
    """
    found = act.case.targets.get(id)
    if found is None:
        raise UnknownReference(
            f"no target {id} has been set for {act.organisation.id}",
            field=field, rule="R-17", accepts="the id of a target set in this case",
            awaits=frozenset({"UpgradeTargetSet"}),
        )  # fmt: skip
    return found


def open_target(id: str, act: Act) -> Target:
    """The target with this id, still open.

    Raises:
        UnknownReference: the case has none.
        AlreadyRecorded: it was judged reached or missed.
    """
    found = target(id, act)
    if found.judged:
        raise AlreadyRecorded(
            f"the target {id} has been judged",
            field="/data/target_id", rule="R-17", accepts="a target that is still open",
        )  # fmt: skip
    return found
