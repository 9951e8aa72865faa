"""The committee keeps the tier that the branch gave itself."""

from contracts.events.grading import GradeConfirmed
from contracts.refusals import AlreadyRecorded, RuleBroken, StepNotOpen, UnknownReference
from services.grading.domain.act import Act
from services.grading.domain.grounds import agreement, argue_deviation, take_snapshot


def confirm_grade(event: GradeConfirmed, act: Act) -> GradeConfirmed:
    """Confirm the self-rating, with what the rules gave and who said the same.

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it (R-06, R-19).
        UnknownReference: a ladder, tier or meeting that is not on record.
        AlreadyRecorded: the committee has decided.
        RuleBroken: the branch gave itself another tier (R-07).
        ReasonMissing: the rules do not indicate this tier (R-08).
    """
    act.step(event)
    ladder = act.ladder(event.ladder)
    act.tier(ladder, event.tier)
    check_meeting(act, event.meeting_id)
    if ladder.id in act.case.decided:
        raise AlreadyRecorded(
            f"the committee has decided on {act.organisation.id}",
            field="/type", rule="R-07", accepts="GradeRevised, with reasons",
        )  # fmt: skip
    rating = act.case.self_ratings.get(ladder.id)
    if rating is None:
        raise StepNotOpen(
            f"{act.organisation.id} has not rated itself on {ladder.id}",
            field="/data/ladder", rule="R-06", accepts="a ladder with a self-rating",
            awaits=frozenset({"BranchSelfRated"}),
        )  # fmt: skip
    if event.tier != rating.tier:
        raise RuleBroken(
            f"{act.organisation.id} rated itself {rating.tier}, not {event.tier}",
            field="/data/tier", rule="R-07", accepts=f"{rating.tier}; GradeRevised for another",
        )  # fmt: skip
    snapshot = take_snapshot(act, ladder)
    argue_deviation(ladder, event.tier, snapshot, event.deviation_reason)
    agrees = agreement(act, ladder, event.tier, snapshot)
    return event.model_copy(update={"agrees_with": agrees, "snapshot": snapshot})


def check_meeting(act: Act, meeting_id: str) -> None:
    """The committee's meeting on this branch is on record (R-06)."""
    if meeting_id not in act.case.meetings:
        raise UnknownReference(
            f"no meeting {meeting_id} on {act.organisation.id} is on record",
            field="/data/meeting_id", rule="R-06",
            accepts=" or ".join(sorted(act.case.meetings)) or "a meeting, once it is recorded",
            awaits=frozenset({"CommitteeReviewHeld"}),
        )  # fmt: skip
