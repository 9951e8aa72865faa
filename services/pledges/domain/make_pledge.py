"""A branch, a person of it, or several together pledge in public."""

from contracts.events.pledges import PledgeMade
from contracts.refusals import AlreadyRecorded, NotAuthorised, RuleBroken, UnknownReference
from contracts.scheme.procedure import is_own_act
from contracts.scheme.programme import PledgeKind
from services.pledges.domain.act import Act
from services.pledges.domain.measure import measured


def make_pledge(event: PledgeMade, act: Act) -> PledgeMade:
    """Record a pledge, once the scheme's procedure is open for its kind (R-09).

    Raises:
        UnknownReference: not a kind of pledge of the scheme.
        NotAuthorised: the kind is made by others (R-19).
        AlreadyRecorded: the pledge's id is taken in this case.
        RuleBroken: not to whom the kind is made, or an item that says itself badly.
        StepNotOpen, NotInProcedure: the procedure.
    """
    kind = _kind(event, act)
    act.binds(kind)
    act.step(event, "made_on", kind.id)
    if event.pledge_id in act.case.pledges:
        raise AlreadyRecorded(
            f"{act.organisation.id} has a pledge {event.pledge_id} in this cycle",
            field="/data/pledge_id", rule="R-17", accepts="an id that no pledge of the case has",
        )  # fmt: skip
    _check_pledgers(event, kind, act)
    if not set(kind.to) <= set(event.to):
        raise RuleBroken(
            f"a pledge of the kind {kind.id} is made to {' and '.join(kind.to)}",
            field="/data/to", rule=kind.src or "R-19", accepts=", ".join(kind.to),
        )  # fmt: skip
    _check_items(event)
    return event


def _kind(event: PledgeMade, act: Act) -> PledgeKind:
    kind = act.scheme.pledge(event.kind)
    if kind is None:
        known = ", ".join(pledge.id for pledge in act.scheme.pledges) or "none"
        raise UnknownReference(
            f"the scheme {act.scheme.id} has no pledge of the kind {event.kind}",
            field="/data/kind", rule="pledges", accepts=f"one of {known}",
        )  # fmt: skip
    return kind


def _makers(kind: PledgeKind, act: Act) -> set[str]:
    """The pledger kinds that fit those by whom the scheme has this kind of pledge made.

    A kind of person that is some sort of member pledges as a member, any other as a cadre;
    where the scheme names several bodies, they pledge together.
    """
    fitting = {"joint"} if len(kind.by) > 1 else set[str]()
    for by in kind.by:
        if by in act.scheme.persons:
            fitting.add("member" if by.endswith("member") else "cadre")
        elif is_own_act(act.setting, by):
            fitting.add("branch")
    return fitting


def _check_pledgers(event: PledgeMade, kind: PledgeKind, act: Act) -> None:
    own, pledgers = act.organisation.id, event.pledger_ids
    if event.pledger_kind not in _makers(kind, act):
        raise NotAuthorised(
            f"a pledge of the kind {kind.id} is made by {' or '.join(kind.by)}",
            field="/data/pledger_kind", rule="R-19",
            accepts=" or ".join(sorted(_makers(kind, act))) or f"nobody in a case of {own}",
        )  # fmt: skip
    match event.pledger_kind:
        case "branch":
            fits, accepts = pledgers == (own,), own
        case "joint":
            fits, accepts = own in pledgers and len(pledgers) > 1, f"{own} and those with it"
        case "member" | "cadre":
            fits = not any(id in act.register.organisations for id in pledgers)
            accepts = "ids of persons"
    if not fits or len(set(pledgers)) < len(pledgers):
        raise NotAuthorised(
            f"{', '.join(pledgers)} cannot pledge as {event.pledger_kind} in a case of {own}",
            field="/data/pledger_ids", rule="R-19", accepts=f"{accepts}, each once",
        )  # fmt: skip


def _check_items(event: PledgeMade) -> None:
    seen = set[str]()
    for i, item in enumerate(event.items):
        place = f"/data/items/{i}"
        if item.item_id in seen:
            raise RuleBroken(
                f"two items have the id {item.item_id}",
                field=f"{place}/item_id", rule="R-17", accepts="an id for each item",
            )  # fmt: skip
        seen.add(item.item_id)
        measured(item.quantity, item.unit, place)
        if item.due_on and item.due_on < event.made_on:
            raise RuleBroken(
                f"the item is due on {item.due_on}, before it was pledged on {event.made_on}",
                field=f"{place}/due_on", rule="R-22", accepts=f"a day from {event.made_on} on",
            )  # fmt: skip
