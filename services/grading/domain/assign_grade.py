"""A tier is given without a self-rating before it."""

from typing import Literal

from contracts.events.grading import GradeAssigned
from contracts.refusals import AlreadyRecorded
from contracts.scheme import Ladder
from contracts.scheme.authority import is_own_act
from services.grading.domain.act import ONCE, Act
from services.grading.domain.grounds import argue_deviation, take_snapshot

Movement = Literal["first", "up", "same", "down"]


def assign_grade(event: GradeAssigned, act: Act) -> GradeAssigned:
    """Assign a tier, with the movement from the tier in force and what the rules gave.

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it (R-13, R-19).
        UnknownReference: a ladder or tier that is not on record.
        AlreadyRecorded: a tier was assigned on this basis, in a step that occurs once.
        ReasonMissing: the rules do not indicate this tier (R-08).
    """
    ladder = act.ladder(event.ladder)
    _check_decider(event, act, ladder)
    verdict = act.step(event, variant=event.basis)
    act.tier(ladder, event.tier)
    if (ladder.id, event.basis) in act.case.assigned and verdict.step.occurs in ONCE:
        raise AlreadyRecorded(
            f"a tier of {ladder.id} was assigned by {event.basis} in this cycle",
            field="/type", rule="R-07", accepts="GradeRevised, with reasons",
        )  # fmt: skip
    snapshot = take_snapshot(act, ladder)
    argue_deviation(ladder, event.tier, snapshot, event.deviation_reason)
    previous = act.case.in_force.get(ladder.id)
    return event.model_copy(
        update={
            "previous_tier": previous,
            "movement": _movement(ladder, previous, event.tier),
            "due_on": verdict.due_on,
            "late": verdict.late,
            "snapshot": snapshot,
        }
    )


def _check_decider(event: GradeAssigned, act: Act, ladder: Ladder) -> None:
    """It is decided by the body that the ladder names, whatever other ladders the step serves."""
    of_year = event.basis == "year_end_assessment" and ladder.year_end_decided_by
    decider = (of_year or ladder.decided_by).actor
    if act.actor != act.organisation.id or not is_own_act(act.setting, decider):
        act.by_kind(decider)


def _movement(ladder: Ladder, previous: str | None, tier: str) -> Movement:
    if previous is None:
        return "first"
    rise = ladder.rank(tier) - ladder.rank(previous)
    return "up" if rise > 0 else "down" if rise < 0 else "same"
