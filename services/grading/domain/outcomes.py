"""What lets the committee commend or criticise: the scheme's outcomes and the assessment."""

from contracts.refusals import RuleBroken, UnknownReference
from contracts.scheme.procedure import in_scope
from contracts.scheme.programme import OutcomeKind
from services.grading.domain.act import Act
from services.grading.domain.case import Assessment

_NOTHING = Assessment(event_id="", task_completed=None, poorly_organised=False)


def outcome_of(act: Act, event: str, form: str) -> OutcomeKind:
    """The scheme's outcome that this event in this form is, where the case is in its scope."""
    declared = [
        outcome
        for outcome in act.scheme.outcomes
        if outcome.event == event and in_scope(act.setting, act.register, outcome.scope)
    ]
    for outcome in declared:
        if outcome.form in (None, form):
            return outcome
    raise UnknownReference(
        f"the scheme {act.scheme.id} has no outcome {event} in the form {form}",
        field="/data/form", rule="outcomes",
        accepts=" or ".join(outcome.form or "any form" for outcome in declared) or "none",
    )  # fmt: skip


def shown(act: Act, outcome: OutcomeKind, trigger: str) -> bool:
    """Whether the assessment says what the scheme asks it to say for this trigger, if anything."""
    said = act.case.assessment or _NOTHING
    asked = outcome.assessed.get(trigger)
    return asked is None or (
        asked.task_completed in (None, said.task_completed)
        and asked.poorly_organised in (None, said.poorly_organised)
    )


def check_shown(act: Act, outcome: OutcomeKind, triggers: tuple[str, ...], rule: str) -> None:
    """One of these triggers is shown by the assessment.

    Raises:
        RuleBroken: none is.
    """
    if any(shown(act, outcome, trigger) for trigger in triggers):
        return
    said = act.case.assessment
    raise RuleBroken(
        f"the assessment of {act.organisation.id} does not say {' or '.join(triggers)}"
        if said
        else f"{act.organisation.id} is not assessed",
        field="/data/ground", rule=rule,
        accepts="an assessment that says " + " or ".join(triggers),
        awaits=frozenset() if said else frozenset({"BranchAssessed"}),
    )  # fmt: skip


def assessment_id(act: Act) -> str | None:
    """The event of the assessment that an outcome rests on."""
    return act.case.assessment.event_id if act.case.assessment else None
