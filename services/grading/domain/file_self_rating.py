"""A branch files its self-rating."""

from contracts.events.grading import SelfRatingFiled
from contracts.refusals import AlreadyRecorded, RuleBroken, StepNotOpen
from services.grading.domain.act import Act


def file_self_rating(event: SelfRatingFiled, act: Act) -> SelfRatingFiled:
    """File the self-rating with the bodies that the scheme names; late is recorded, not refused.

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it.
        AlreadyRecorded: it is filed (R-03).
        UnknownReference: a ladder or an organisation that is not on record.
        RuleBroken: a body that the scheme names is missing, or the day has not come.
    """
    verdict = act.step(event, "filed_on")
    ladder = act.ladder(event.ladder)
    rating = act.case.self_ratings.get(ladder.id)
    if rating is None:
        raise StepNotOpen(
            f"{act.organisation.id} has not rated itself on {ladder.id}",
            field="/data/ladder", rule="R-03", accepts="a ladder with a self-rating",
            awaits=frozenset({"BranchSelfRated"}),
        )  # fmt: skip
    if rating.filed:
        raise AlreadyRecorded(
            f"the self-rating of {act.organisation.id} is filed",
            field="/type", rule="R-03", accepts="one filing",
        )  # fmt: skip
    kinds = {
        act.registered(id, f"/data/filed_with/{index}").kind
        for index, id in enumerate(event.filed_with)
    }
    if missing := [kind for kind in verdict.step.to if kind not in kinds]:
        raise RuleBroken(
            f"the self-rating is not filed with a {' nor a '.join(missing)}",
            field="/data/filed_with", rule=verdict.step.cited(f"procedure/{verdict.step.id}"),
            accepts="a " + " and a ".join(verdict.step.to),
        )  # fmt: skip
    return event.model_copy(
        update={"due_on": verdict.due_on, "late": verdict.late, "days_late": verdict.days_late}
    )
