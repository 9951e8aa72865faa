"""What an event says of a session must fit the session on record."""

from datetime import date

from contracts.refusals import RuleBroken, StepNotOpen, UnknownReference
from services.training.domain.act import Act, in_order
from services.training.domain.case import Session


def session(id: str, act: Act) -> Session:
    """The session with this id, unless it was cancelled.

    Raises:
        UnknownReference: the case has none.
        RuleBroken: it was cancelled.
    """
    found = act.case.sessions.get(id)
    if found is None:
        raise UnknownReference(
            f"no session {id} is on record for {act.organisation.id}",
            field="/data/session_id", rule="R-16", accepts="the id of a session of this case",
            awaits=frozenset({"TrainingSessionScheduled", "TrainingSessionHeld"}),
        )  # fmt: skip
    if found.status == "cancelled":
        raise RuleBroken(
            f"the session {id} was cancelled",
            field="/data/session_id", rule="R-16", accepts="a session that was not cancelled",
        )  # fmt: skip
    return found


def held_session(id: str, act: Act) -> Session:
    """The session with this id, after it was held (R-16).

    Raises:
        UnknownReference: the case has none.
        StepNotOpen: it is not on record as held.
        RuleBroken: it was cancelled.
    """
    found = session(id, act)
    if found.status != "held":
        raise StepNotOpen(
            f"the session {id} is not on record as held",
            field="/data/session_id", rule="R-16", accepts="the same after TrainingSessionHeld",
            awaits=frozenset({"TrainingSessionHeld"}),
        )  # fmt: skip
    return found


def by_selection(found: Session, act: Act) -> bool:
    """Whether people are selected for it: as announced, or as the scheme says of its kind."""
    if found.by_selection:
        return True
    kind = act.scheme.training_kind(found.kind)
    return kind is not None and kind.selected


def audience_of(found: Session, act: Act) -> tuple[str, ...]:
    """The roles a session is for: those it names, else those the scheme gives its kind."""
    if found.audience:
        return found.audience
    kind = act.scheme.training_kind(found.kind)
    return kind.audience if kind else ()


def invited(person: str, found: Session, act: Act) -> None:
    """Where a session is by selection, the person was selected (R-16).

    Raises:
        StepNotOpen: no selection of this person is on record.
    """
    if by_selection(found, act) and person not in found.selected:
        raise StepNotOpen(
            f"{person} was not selected for the session",
            field="/data/person", rule="R-16", accepts="the same after TraineeSelected",
            awaits=frozenset({"TraineeSelected"}),
        )  # fmt: skip


def within(first: date, last: date, found: Session) -> None:
    """The days of attendance lie within the session's, first and last included (R-16).

    Raises:
        RuleBroken: they do not.
    """
    in_order(first, last, ("attended_from", "attended_to"))
    for field, day in (("attended_from", first), ("attended_to", last)):
        if not found.starts_on <= day <= found.ends_on:
            raise RuleBroken(
                f"{day} is not a day of the session",
                field=f"/data/{field}", rule="R-16",
                accepts=f"a day from {found.starts_on} to {found.ends_on}",
            )  # fmt: skip
