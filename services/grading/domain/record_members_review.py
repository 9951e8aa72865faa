"""Members or masses rate the branch."""

from contracts.events.grading import MembersReviewRecorded
from contracts.refusals import AlreadyRecorded, ReasonMissing, RuleBroken
from services.grading.domain.act import Act


def record_members_review(event: MembersReviewRecorded, act: Act) -> MembersReviewRecorded:
    """Record what one body said; each body once for each self-rating that is put before it.

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it.
        UnknownReference: a ladder or tier that is not on record.
        RuleBroken: a body the scheme does not name, or figures that do not add up (R-05).
        ReasonMissing: the tier is not the one with most votes (R-05).
        AlreadyRecorded: the body has spoken on this self-rating.
    """
    verdict = act.step(event, "held_on")
    ladder = act.ladder(event.ladder)
    act.tier(ladder, event.tier)
    if event.body not in verdict.step.bodies:
        raise RuleBroken(
            f"the scheme does not ask the {event.body}",
            field="/data/body", rule=verdict.step.cited(f"procedure/{verdict.step.id}"),
            accepts=" or ".join(verdict.step.bodies),
        )  # fmt: skip
    for tier in event.votes:
        act.tier(ladder, tier, f"/data/votes/{tier}")
    _check_votes(event)
    rating = act.case.self_ratings.get(ladder.id)
    earlier = act.case.reviews.get((ladder.id, event.body))
    if earlier and (rating is None or earlier.of == rating.number):
        raise AlreadyRecorded(
            f"the {event.body} has reviewed this self-rating",
            field="/data/body", rule="R-05", accepts="one review by each body",
        )  # fmt: skip
    return event.model_copy(
        update={"agrees_with_self_rating": rating.tier == event.tier if rating else None}
    )


def _check_votes(event: MembersReviewRecorded) -> None:
    cast = sum(event.votes.values())
    if not cast <= event.present <= event.eligible:
        raise RuleBroken(
            f"{cast} votes, {event.present} present, {event.eligible} eligible",
            field="/data/votes" if cast > event.present else "/data/present", rule="R-05",
            accepts="no more votes than present, no more present than eligible",
        )  # fmt: skip
    most = max(event.votes.values(), default=0)
    leading = [tier for tier, votes in event.votes.items() if votes == most]
    if leading != [event.tier] and event.tier_reason is None:
        raise ReasonMissing(
            f"{event.tier} is not the one with most votes ({most} for {' and '.join(leading)})",
            field="/data/tier_reason", rule="R-05",
            accepts="why this tier was recorded"
            if len(leading) != 1
            else f"{leading[0]}, or why another tier was recorded",
        )  # fmt: skip
