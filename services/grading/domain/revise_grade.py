"""The committee replaces a self-rating, or a tier in force outside a year-end decision."""

from contracts.events.grading import GradeRevised
from contracts.refusals import ReasonMissing, RuleBroken, StepNotOpen, UnknownReference
from contracts.scheme import Ladder
from services.grading.domain.act import Act
from services.grading.domain.confirm_grade import check_meeting
from services.grading.domain.grounds import agreement, argue_deviation, take_snapshot


def revise_grade(event: GradeRevised, act: Act) -> GradeRevised:
    """Revise, with reasons, criteria and evidence (R-07), what the rules gave and who agreed.

    A self-rating is revised in the step of the procedure; a tier in force at any time, by the body
    that decides the ladder.

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it (R-06, R-19).
        UnknownReference: a ladder, tier, meeting, criterion or evidence that is not on record.
        RuleBroken: it changes nothing, or replaces what does not hold (R-07).
        ReasonMissing: a reason, a criterion, evidence (R-07), why it departs from the rules (R-08).
    """
    of_rating = _replaces_rating(event, act)
    if of_rating:
        act.step(event)
    ladder = act.ladder(event.ladder)
    if not of_rating:
        act.by_kind(ladder.decided_by.actor)
    _check_tiers(event, act, ladder, of_rating)
    _check_meeting(event, act, of_rating)
    _check_grounds(event, act)
    snapshot = take_snapshot(act, ladder)
    argue_deviation(ladder, event.to_tier, snapshot, event.deviation_reason)
    return event.model_copy(
        update={
            "replaces": "self_rating" if of_rating else "tier_in_force",
            "agrees_with": agreement(act, ladder, event.to_tier, snapshot),
            "snapshot": snapshot,
        }
    )


def _replaces_rating(event: GradeRevised, act: Act) -> bool:
    """Until the committee has decided; a case that has neither is refused by the procedure."""
    undecided = event.ladder not in act.case.decided
    return undecided and (
        event.ladder in act.case.self_ratings or event.ladder not in act.case.in_force
    )


def _check_tiers(event: GradeRevised, act: Act, ladder: Ladder, of_rating: bool) -> None:
    act.tier(ladder, event.from_tier, "/data/from_tier")
    act.tier(ladder, event.to_tier, "/data/to_tier")
    if event.from_tier == event.to_tier:
        raise RuleBroken(
            f"a revision changes the tier, {event.to_tier} stays",
            field="/data/to_tier", rule="R-07", accepts="another tier; GradeConfirmed to keep it",
        )  # fmt: skip
    rating = act.case.self_ratings.get(ladder.id)
    if of_rating and rating is None:
        raise StepNotOpen(
            f"{act.organisation.id} has not rated itself on {ladder.id}",
            field="/data/ladder", rule="R-06", accepts="a ladder with a self-rating",
            awaits=frozenset({"BranchSelfRated"}),
        )  # fmt: skip
    holds = rating.tier if of_rating and rating else act.case.in_force[ladder.id]
    if event.from_tier != holds:
        raise RuleBroken(
            f"{'the self-rating' if of_rating else 'the tier in force'} is {holds}",
            field="/data/from_tier", rule="R-07", accepts=holds,
        )  # fmt: skip


def _check_meeting(event: GradeRevised, act: Act, of_rating: bool) -> None:
    if event.meeting_id is not None:
        check_meeting(act, event.meeting_id)
    elif of_rating:
        raise UnknownReference(
            "a self-rating is revised in a meeting of the committee",
            field="/data/meeting_id", rule="R-06",
            accepts=" or ".join(sorted(act.case.meetings)) or "a meeting, once it is recorded",
        )  # fmt: skip


def _check_grounds(event: GradeRevised, act: Act) -> None:
    for field in ("reasons", "criteria", "evidence_ids"):
        if not getattr(event, field):
            raise ReasonMissing(
                f"a revision needs {field.removesuffix('_ids')}",
                field=f"/data/{field}", rule="R-07",
                accepts="at least one reason, one criterion and the id of one piece of evidence",
            )  # fmt: skip
    for index, criterion in enumerate(event.criteria):
        act.criterion(criterion, f"/data/criteria/{index}")
    act.evidence(event.evidence_ids)
