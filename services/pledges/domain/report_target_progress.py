"""The branch reports how far a target has come."""

from contracts.events.pledges import UpgradeTargetProgressReported, UpgradeTargetSet
from services.pledges.domain.act import Act
from services.pledges.domain.known import open_target
from services.pledges.domain.measure import done


def report_target_progress(
    event: UpgradeTargetProgressReported, act: Act
) -> UpgradeTargetProgressReported:
    """Record progress on a target that is not judged yet.

    Raises:
        UnknownReference: no such target in this case.
        AlreadyRecorded: the target was judged.
        RuleBroken: the quantity is told in another unit (R-27).
        NotAuthorised, StepNotOpen: the procedure.
    """
    target = open_target(event.target_id, act)
    act.step(event, "reported_on", follows=UpgradeTargetSet)
    done(event.quantity_done, event.unit, target.terms.unit)
    return event
