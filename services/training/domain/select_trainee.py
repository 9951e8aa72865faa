"""A person is selected for a session that is by selection."""

from contracts.events.training import TraineeSelected
from contracts.refusals import AlreadyRecorded, RuleBroken
from services.training.domain.act import Act
from services.training.domain.sessions import by_selection, session


def select_trainee(event: TraineeSelected, act: Act) -> TraineeSelected:
    """Record a selection; it may be entered after the session, but was made before its end.

    Raises:
        UnknownReference: no such session in this case.
        RuleBroken: the session is open to its whole audience, was cancelled, or was over.
        AlreadyRecorded: the person was selected before.
        NotAuthorised, StepNotOpen: the procedure.
    """
    found = session(event.session_id, act)
    act.of_session(event, found.kind, act.dated(event, "selected_on"))
    if not by_selection(found, act):
        raise RuleBroken(
            f"nobody is selected for the session {event.session_id}",
            field="/data/session_id", rule="R-16", accepts="a session that is by selection",
        )  # fmt: skip
    if event.selected_on > found.ends_on:
        raise RuleBroken(
            f"the session was over on {found.ends_on}",
            field="/data/selected_on", rule="R-16", accepts=f"a day up to {found.ends_on}",
        )  # fmt: skip
    if event.person in found.selected:
        raise AlreadyRecorded(
            f"{event.person} was selected for this session before",
            field="/data/person", rule="R-16", accepts="a person not selected yet",
        )  # fmt: skip
    return event
