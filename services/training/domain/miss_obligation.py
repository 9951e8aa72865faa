"""A period ended without the training that the scheme asks for in it."""

from contracts.events.training import TrainingObligationMissed
from contracts.refusals import AlreadyRecorded, NotAuthorised, RuleBroken
from contracts.scheme import periods
from contracts.scheme.periods import Period
from contracts.scheme.programme import TrainingKind
from services.training.domain.act import Act


def miss_obligation(event: TrainingObligationMissed, act: Act) -> TrainingObligationMissed:
    """Record a miss, once a period of the case's cycle is over and too little was held in it.

    Raises:
        UnknownReference: not a training of the scheme.
        NotAuthorised: neither the organiser nor a body above it says so (R-19).
        RuleBroken: the training does not recur, the period is not one of its own or of the
            cycle, has not ended, ends on another day, or had its sessions.
        AlreadyRecorded: the miss is on record.
    """
    _check_actor(act)
    kind = act.kind(event.obligation, "/data/obligation")
    period = _ended_period(event, kind, act)
    held = [
        session
        for session in act.case.sessions.values()
        if session.status == "held" and session.kind == kind.id and session.ends_on in period
    ]
    if len(held) >= (kind.per_period or 1):
        raise RuleBroken(
            f"{len(held)} of {kind.per_period or 1} {kind.id} was held in {event.period}",
            field="/data/period", rule="R-22", accepts="a period with too few sessions",
        )  # fmt: skip
    if (kind.id, event.period) in act.case.missed:
        raise AlreadyRecorded(
            f"that {kind.id} was missed in {event.period} is on record",
            field="/data/period", rule="R-22", accepts="another period",
        )  # fmt: skip
    return event


def _ended_period(event: TrainingObligationMissed, kind: TrainingKind, act: Act) -> Period:
    """The days of the period that is missed; it is one of the cycle, and over."""
    recurrence = kind.recurrence or ""
    if not periods.recurs(recurrence):
        raise RuleBroken(
            f"{kind.id} is not asked for period by period",
            field="/data/obligation", rule=kind.src or "training",
            accepts="a training that the scheme lets recur",
        )  # fmt: skip
    period, cycle = periods.parse(recurrence, event.period), act.setting.cycle
    if period is None or period.first < cycle.opens or period.last > cycle.closes:
        raise RuleBroken(
            f"{event.period} is not a period of {kind.id} in the cycle {cycle.id}",
            field="/data/period", rule=kind.src or "training",
            accepts=f"{periods.form(recurrence)}, from {cycle.opens} to {cycle.closes}",
        )  # fmt: skip
    if event.due_on != period.last:
        raise RuleBroken(
            f"{event.period} ends on {period.last}",
            field="/data/due_on", rule="R-22", accepts=str(period.last),
        )  # fmt: skip
    if act.day <= period.last:
        raise RuleBroken(
            f"{event.period} is not over before {period.last} has gone by",
            field="/time", rule="R-22", accepts=f"a time after {period.last}",
        )  # fmt: skip
    return period


def _check_actor(act: Act) -> None:
    own = act.organisation.id
    above = [superior.id for superior in act.register.superiors(own)]
    if act.actor not in (own, act.setting.cycle.committee, *above):
        raise NotAuthorised(
            f"{act.actor} has no part in the case of {own}", field="/actor", rule="R-19",
            accepts=" or ".join([own, *above]),
        )  # fmt: skip
