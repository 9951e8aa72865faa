"""The committee judges a target reached or missed."""

from contracts.events.pledges import UpgradeTargetCompleted, UpgradeTargetMissed
from contracts.refusals import RuleBroken
from services.pledges.domain.act import Act
from services.pledges.domain.known import open_target
from services.pledges.domain.measure import done


def complete_target(event: UpgradeTargetCompleted, act: Act) -> UpgradeTargetCompleted:
    """Record that a target is reached; after its day it is late, not refused (R-22).

    Raises:
        UnknownReference: no such target in this case.
        AlreadyRecorded: the target was judged.
        NotAuthorised: another body judges (R-19).
        RuleBroken: the quantity is not reached, or told in another unit (R-27).
    """
    terms = open_target(event.target_id, act).terms
    act.judgement(event, "completed_on")
    done(event.quantity_done, event.unit, terms.unit)
    if terms.quantity is not None and (
        event.quantity_done is None or event.quantity_done < terms.quantity
    ):
        raise RuleBroken(
            f"{event.quantity_done or 'no quantity'} of {terms.quantity} {terms.unit} is done",
            field="/data/quantity_done", rule="R-27",
            accepts=f"at least {terms.quantity} {terms.unit}, or UpgradeTargetMissed",
        )  # fmt: skip
    late = terms.due_on is not None and event.completed_on > terms.due_on
    return event.model_copy(update={"due_on": terms.due_on, "late": late})


def miss_target(event: UpgradeTargetMissed, act: Act) -> UpgradeTargetMissed:
    """Record that a target is not reached; a quantity reached without its quality may be missed.

    Raises:
        UnknownReference: no such target in this case.
        AlreadyRecorded: the target was judged.
        NotAuthorised: another body judges (R-19).
        RuleBroken: the quantity is told in another unit (R-27).
    """
    terms = open_target(event.target_id, act).terms
    act.judgement(event, "judged_on")
    done(event.quantity_done, event.unit, terms.unit)
    return event
