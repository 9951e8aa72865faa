"""A session took place."""

from contracts.events.training import TrainingSessionHeld
from contracts.refusals import AlreadyRecorded, RuleBroken
from contracts.scheme import periods
from contracts.scheme.programme import TrainingKind
from services.training.domain.act import Act, in_order
from services.training.domain.case import Session
from services.training.domain.sessions import session


def hold_session(event: TrainingSessionHeld, act: Act) -> TrainingSessionHeld:
    """Record a session: as announced, perhaps on other days, or without an announcement.

    Raises:
        UnknownReference: not a training of the scheme.
        AlreadyRecorded: the session is on record as held.
        RuleBroken: it does not fit the announcement, its month, or what the scheme checks of it;
            it was cancelled; it has not ended; the training does not bind this organiser (R-26).
        NotAuthorised, StepNotOpen: the procedure.
    """
    kind = act.kind(event.kind)
    verdict = act.of_session(event, kind.id, act.dated(event, "ends_on"))
    in_order(event.starts_on, event.ends_on, ("starts_on", "ends_on"))
    if event.session_id in act.case.sessions:
        _fits(event, session(event.session_id, act))
    _check_month(event, kind)
    if kind.checks and event.checks is None:
        raise RuleBroken(
            f"a session of {kind.id} tells the checks of {', '.join(kind.checks)}",
            field="/data/checks", rule=kind.src or "training", accepts="the four checks",
        )  # fmt: skip
    return event.model_copy(update={"due_on": verdict.due_on, "late": verdict.late})


def _fits(event: TrainingSessionHeld, announced: Session) -> None:
    if announced.status == "held":
        raise AlreadyRecorded(
            f"the session {event.session_id} is on record as held",
            field="/data/session_id", rule="R-17", accepts="a session not held yet, or a new id",
        )  # fmt: skip
    if event.kind != announced.kind:
        raise RuleBroken(
            f"the session {event.session_id} was announced as {announced.kind}",
            field="/data/kind", rule="R-16", accepts=announced.kind,
        )  # fmt: skip
    if event.audience and announced.audience and set(event.audience) != set(announced.audience):
        raise RuleBroken(
            f"the session {event.session_id} was announced to {', '.join(announced.audience)}",
            field="/data/audience", rule="R-16",
            accepts=f"{', '.join(announced.audience)}, or nothing",
        )  # fmt: skip


def _check_month(event: TrainingSessionHeld, kind: TrainingKind) -> None:
    """A monthly session names its month and keeps within it; others name none."""
    rule = kind.src or "training"
    if kind.recurrence != "monthly":
        if event.month is not None:
            raise RuleBroken(
                f"{kind.id} is not held month by month",
                field="/data/month", rule=rule, accepts="no month",
            )  # fmt: skip
        return
    month = periods.parse("monthly", event.month or "")
    if month is None:
        raise RuleBroken(
            f"{kind.id} is held month by month, and {event.month or 'nothing'} names none",
            field="/data/month", rule=rule, accepts=periods.form("monthly"),
        )  # fmt: skip
    for field in ("starts_on", "ends_on"):
        if getattr(event, field) not in month:
            raise RuleBroken(
                f"{getattr(event, field)} is not in {event.month}",
                field=f"/data/{field}", rule=rule,
                accepts=f"a day from {month.first} to {month.last}",
            )  # fmt: skip
