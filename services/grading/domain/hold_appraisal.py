"""Members and masses appraise the branch's year."""

from contracts.events.grading import DemocraticAppraisalHeld
from contracts.refusals import AlreadyRecorded, RuleBroken
from services.grading.domain.act import ONCE, Act
from services.grading.domain.scores import check_points


def hold_appraisal(event: DemocraticAppraisalHeld, act: Act) -> DemocraticAppraisalHeld:
    """Record the appraisal and its score; late is recorded, not refused.

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it.
        AlreadyRecorded: the cycle's appraisal is on record.
        UnknownReference: the body that guided it is not registered.
        RuleBroken: another kind of body guided it, or figures that do not add up (R-05).
    """
    verdict = act.step(event, "held_on")
    if act.case.appraisal and verdict.step.occurs in ONCE:
        raise AlreadyRecorded(
            f"the appraisal of {act.organisation.id} is on record",
            field="/type", rule=f"procedure/{verdict.step.id}", accepts="one appraisal a cycle",
        )  # fmt: skip
    guide, wanted = act.registered(event.guided_by, "/data/guided_by"), verdict.step.guided_by
    if wanted is not None and guide.kind != wanted:
        raise RuleBroken(
            f"{guide.id}, of the kind {guide.kind}, does not guide the appraisal",
            field="/data/guided_by", rule=verdict.step.cited(f"procedure/{verdict.step.id}"),
            accepts=f"a {wanted}",
        )  # fmt: skip
    present = event.members_present + event.mass_representatives_present + event.delegates_present
    if event.sheets > present:
        raise RuleBroken(
            f"{event.sheets} score sheets, {present} present",
            field="/data/sheets", rule="R-05", accepts=f"at most {present}",
        )  # fmt: skip
    check_points(event.appraisal_score, "/data/appraisal_score")
    return event.model_copy(update={"due_on": verdict.due_on, "late": verdict.late})
