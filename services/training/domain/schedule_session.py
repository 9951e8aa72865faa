"""A session is announced."""

from contracts.events.training import TrainingSessionScheduled
from contracts.refusals import AlreadyRecorded, RuleBroken, UnknownReference
from services.training.domain.act import Act, in_order


def schedule_session(event: TrainingSessionScheduled, act: Act) -> TrainingSessionScheduled:
    """Record that a session is to be held.

    Raises:
        UnknownReference: not a training of the scheme, or a plan that is not on record.
        AlreadyRecorded: the session's id is taken in this case.
        RuleBroken: it ends before it begins, is open to all though the scheme selects, or the
            training does not bind this organiser (R-26).
        NotAuthorised, StepNotOpen: the procedure.
    """
    kind = act.kind(event.kind)
    act.of_session(event, kind.id)
    in_order(event.starts_on, event.ends_on, ("starts_on", "ends_on"))
    if event.session_id in act.case.sessions:
        raise AlreadyRecorded(
            f"{act.organisation.id} has a session {event.session_id} in this cycle",
            field="/data/session_id", rule="R-17", accepts="an id that no session of the case has",
        )  # fmt: skip
    if event.plan_id is not None and event.plan_id not in act.case.plans:
        raise UnknownReference(
            f"no plan {event.plan_id} is on record for {act.organisation.id}",
            field="/data/plan_id", rule="R-17",
            accepts="the id of a plan adopted in this case, or none",
        )  # fmt: skip
    if kind.selected and not event.by_selection:
        raise RuleBroken(
            f"people are selected for {kind.id}",
            field="/data/by_selection", rule=kind.src or "R-16", accepts="true",
        )  # fmt: skip
    return event
