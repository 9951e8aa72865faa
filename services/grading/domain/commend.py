"""The committee commends the branch."""

from contracts.events.grading import CommendationIssued
from contracts.refusals import RuleBroken
from contracts.scheme.programme import OutcomeKind
from services.grading.domain.act import Act
from services.grading.domain.outcomes import assessment_id, check_shown, outcome_of


def commend(event: CommendationIssued, act: Act) -> CommendationIssued:
    """Commend in a form of the scheme, resting on what the assessment must say for it (R-15).

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it.
        UnknownReference: the scheme has no such form.
        RuleBroken: the assessment, or the year-end tier after it, says otherwise.
    """
    act.step(event, "issued_on")
    outcome = outcome_of(act, event.name, event.form)
    check_shown(act, outcome, outcome.trigger, "R-15")
    if any(asked.task_completed for asked in outcome.assessed.values()):
        _check_tier(act, outcome)
    return event.model_copy(update={"assessment_event_id": assessment_id(act)})


def _check_tier(act: Act, outcome: OutcomeKind) -> None:
    """The year-end tier is one that the task, which the assessment calls completed, asked for."""
    assessment = act.case.assessment
    if assessment is None:
        return
    for id, tier in assessment.after.items():
        ladder = act.ladder(id)
        rule = act.scheme.upgrade_task_completed.get(assessment.before.get(id, ""))
        least = rule.tier_gte if rule else None
        if least is not None and ladder.rank(tier) < ladder.rank(least):
            raise RuleBroken(
                f"the year-end tier is {tier}: the task of {act.organisation.id} is not completed",
                field="/type", rule="R-15", accepts=f"a year-end tier from {least} on",
            )  # fmt: skip
