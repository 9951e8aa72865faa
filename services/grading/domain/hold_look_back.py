"""The committee looks back on the cycle."""

from contracts.events.grading import LookBackHeld
from contracts.refusals import AlreadyRecorded
from services.grading.domain.act import ONCE, Act


def hold_look_back(event: LookBackHeld, act: Act) -> LookBackHeld:
    """Record the look-back on this branch; late is recorded, not refused.

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it.
        AlreadyRecorded: the cycle's look-back is on record.
    """
    verdict = act.step(event, "held_on")
    if event.name in act.case.progress and verdict.step.occurs in ONCE:
        raise AlreadyRecorded(
            f"the look-back on {act.organisation.id} is on record",
            field="/type", rule=f"procedure/{verdict.step.id}", accepts="one look-back a cycle",
        )  # fmt: skip
    return event.model_copy(update={"due_on": verdict.due_on, "late": verdict.late})
