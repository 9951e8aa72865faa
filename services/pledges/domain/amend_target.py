"""A target is changed, with a reason and the agreement of the committee."""

from contracts.events.pledges import UpgradeTargetAmended
from contracts.refusals import NotAuthorised, RuleBroken
from contracts.scheme.procedure import provides_for
from services.pledges.domain.act import Act
from services.pledges.domain.case import amend
from services.pledges.domain.known import open_target
from services.pledges.domain.measure import measured
from services.pledges.domain.set_target import check_due


def amend_target(event: UpgradeTargetAmended, act: Act) -> UpgradeTargetAmended:
    """Record new terms of an open target. An amendment can add or replace, never take away.

    Raises:
        UnknownReference: no such target in this case.
        AlreadyRecorded: the target was judged.
        NotAuthorised: neither branch nor superior acts, or no superior agreed (R-19).
        RuleBroken: nothing changes, a quantity without a unit, or a day gone by (R-11).
    """
    target = open_target(event.target_id, act)
    if provides_for(act.scheme, event.name):
        act.step(event)
    elif act.actor not in (act.organisation.id, *act.superiors):
        raise NotAuthorised(
            f"{act.actor} may not change a target of {act.organisation.id}",
            field="/actor", rule="R-19", accepts=" or ".join([act.organisation.id, *act.superiors]),
        )  # fmt: skip
    if event.agreed_by not in act.superiors:
        raise act.not_a_superior(event.agreed_by, "/data/agreed_by")
    amended = amend(target.terms, event)
    if amended == target.terms:
        raise RuleBroken(
            "the amendment leaves the target as it was",
            field="/data", rule="R-17", accepts="at least one changed value",
        )  # fmt: skip
    measured(amended.quantity, amended.unit, "/data")
    check_due(event.due_on, act)
    return event
