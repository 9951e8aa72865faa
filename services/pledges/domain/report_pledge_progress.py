"""The branch reports how far a pledged item has come."""

from contracts.events.pledges import PledgeMade, PledgeProgressReported
from services.pledges.domain.act import Act
from services.pledges.domain.known import open_item, pledge
from services.pledges.domain.measure import done


def report_pledge_progress(event: PledgeProgressReported, act: Act) -> PledgeProgressReported:
    """Record progress on an item that is not judged yet.

    Raises:
        UnknownReference: no such pledge or item in this case.
        AlreadyRecorded: the item was judged.
        RuleBroken: the quantity is told in another unit (R-27).
        NotAuthorised, StepNotOpen: the procedure.
    """
    made = pledge(event.pledge_id, act)
    act.step(event, "reported_on", made.kind, follows=PledgeMade)
    done(event.quantity_done, event.unit, open_item(made, event.item_id))
    return event
