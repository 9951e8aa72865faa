"""The committee criticises the branch."""

from contracts.events.grading import CriticismIssued
from contracts.refusals import UnknownReference
from services.grading.domain.act import Act
from services.grading.domain.outcomes import assessment_id, check_shown, outcome_of


def criticise(event: CriticismIssued, act: Act) -> CriticismIssued:
    """Criticise on a ground of the scheme; incomplete until rectification is ordered (R-14).

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it.
        UnknownReference: the scheme has no such form, or no such ground for it.
        RuleBroken: the assessment says otherwise.
    """
    act.step(event, "issued_on")
    outcome = outcome_of(act, event.name, event.form)
    if event.ground not in outcome.trigger:
        raise UnknownReference(
            f"{event.ground} is no ground for {event.form} criticism",
            field="/data/ground", rule=outcome.cited(f"outcomes/{outcome.id}"),
            accepts=" or ".join(outcome.trigger),
        )  # fmt: skip
    check_shown(act, outcome, (event.ground,), outcome.cited(f"outcomes/{outcome.id}"))
    return event.model_copy(update={"assessment_event_id": assessment_id(act)})
