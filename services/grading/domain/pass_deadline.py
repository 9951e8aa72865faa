"""A deadline goes by with nothing on record."""

from datetime import date

from contracts.events.grading import DeadlinePassed
from contracts.events.pledges import UpgradeTargetSet
from contracts.refusals import AlreadyRecorded, RuleBroken, UnknownReference
from contracts.scheme import Step, periods
from contracts.scheme.deadlines import due_on
from contracts.scheme.procedure import is_asked, is_done, with_the_cycles
from services.grading.domain.act import ONCE, Act
from services.grading.domain.report_rectification import open_order


def pass_deadline(event: DeadlinePassed, act: Act) -> DeadlinePassed:
    """Record that a step's day went by and nothing was recorded for it.

    Raises:
        NotAuthorised: the actor has no part in the case.
        UnknownReference: a step, order or target that is not on record.
        RuleBroken: a step that does not bind here (R-26), another day, a day that has not gone
            by, or the step is done, of a recurring one in that period.
        AlreadyRecorded: this deadline is on record as passed.
    """
    act.by_any_concerned()
    step = act.scheme.step(event.step)
    if step is None:
        raise UnknownReference(
            f"the procedure has no step {event.step}",
            field="/data/step", rule="procedure",
            accepts=" or ".join(known.id for known in act.scheme.procedure),
        )  # fmt: skip
    of = event.order_id or event.target_id or ""
    if (event.step, event.due_on, of) in act.case.passed:
        raise AlreadyRecorded(
            f"the deadline {event.due_on} of {event.step} is on record as passed",
            field="/data/due_on", rule="R-22", accepts="another deadline",
        )  # fmt: skip
    if not is_asked(act.setting, act.register, step):
        raise RuleBroken(
            f"the step {step.id} asks nothing of {act.organisation.id} in this cycle",
            field="/data/step", rule="R-26", accepts="a step that binds it",
        )  # fmt: skip
    due, done = _due(event, act, step)
    if event.due_on != due:
        raise RuleBroken(
            f"{event.step} is due on {due}" if due else f"{event.step} has no day it is due on",
            field="/data/due_on", rule="R-22", accepts=str(due or "a step with a deadline"),
        )  # fmt: skip
    if act.day <= event.due_on:
        raise RuleBroken(
            f"on {act.day} the day {event.due_on} has not gone by",
            field="/data/due_on", rule="R-22", accepts="the same from the next day on",
        )  # fmt: skip
    if done:
        raise RuleBroken(
            f"{event.step} is on record", field="/data/step", rule="R-22",
            accepts="a step for which nothing is on record",
        )  # fmt: skip
    return event


def _due(event: DeadlinePassed, act: Act, step: Step) -> tuple[date | None, bool]:
    """The day, and whether what was due on it is on record."""
    if event.target_id is not None:
        return _targets_day(event.target_id, act, step), False
    progress = with_the_cycles(act.setting, act.register, act.case.progress)
    given, done = None, step.occurs in ONCE and is_done(step, progress)
    if event.order_id is not None:
        order = open_order(act, event.order_id)
        given, done = order.due_on, order.reported
    cycle = act.setting.cycle
    if periods.recurs(step.occurs):
        if not cycle.opens <= event.due_on <= cycle.closes:
            return None, False
        done = _served(step, event.due_on, act)
    due = due_on(
        step.deadline,
        opens=cycle.opens,
        closes=cycle.closes,
        happened=event.due_on,
        given=given,
    )
    return due, done


def _served(step: Step, due: date, act: Act) -> bool:
    """Whether an act of the step was recorded for the period that ends on a day."""
    variants = {"", *step.variants}
    return any(
        day == due and (variant in variants or not step.variants)
        for name in step.completed_by
        for variant, day in act.case.served.get(name, ())
    )


def _targets_day(id: str, act: Act, step: Step) -> date:
    """The due day of an upgrade target that is not judged yet."""
    due = act.case.due.get(id)
    if due is None or UpgradeTargetSet.name not in step.records:
        raise UnknownReference(
            f"{step.id} has no target {id} that is open and has a due day",
            field="/data/target_id", rule="R-11",
            accepts="an open target with a due day, and the step that sets targets",
            awaits=frozenset({UpgradeTargetSet.name}),
        )  # fmt: skip
    return due
