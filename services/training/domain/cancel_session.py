"""An announced session will not be held."""

from contracts.events.training import TrainingSessionCancelled
from contracts.refusals import AlreadyRecorded
from services.training.domain.act import Act
from services.training.domain.sessions import session


def cancel_session(event: TrainingSessionCancelled, act: Act) -> TrainingSessionCancelled:
    """Record why a session is not held; its id is spent.

    Raises:
        UnknownReference: no such session in this case.
        AlreadyRecorded: it was held.
        RuleBroken: it was cancelled before.
        NotAuthorised, StepNotOpen: the procedure.
    """
    announced = session(event.session_id, act)
    act.of_session(event, announced.kind, act.dated(event, "cancelled_on"))
    if announced.status == "held":
        raise AlreadyRecorded(
            f"the session {event.session_id} is on record as held",
            field="/data/session_id", rule="R-17", accepts="a session that was not held",
        )  # fmt: skip
    return event
