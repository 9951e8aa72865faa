"""A branch rates itself."""

from collections.abc import Iterable

from contracts.events.grading import BranchSelfRated
from contracts.refusals import AlreadyRecorded, ReasonMissing, RuleBroken
from contracts.scheme.steps import Basis
from services.grading.domain.act import Act
from services.grading.domain.grounds import take_snapshot
from services.grading.domain.scores import check_points


def self_rate_branch(event: BranchSelfRated, act: Act) -> BranchSelfRated:
    """Record a branch's rating of itself, with what the rules give; it may be replaced until filed.

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it (R-19).
        AlreadyRecorded: it is filed, or the committee has decided on it (R-03).
        UnknownReference: a ladder, tier or evidence that is not on record.
        ReasonMissing, RuleBroken: it does not rest on the scheme's basis (R-04).
    """
    verdict = act.step(event)
    ladder = act.ladder(event.ladder)
    act.tier(ladder, event.tier)
    earlier = act.case.self_ratings.get(ladder.id)
    if (earlier and earlier.filed) or ladder.id in act.case.decided:
        raise AlreadyRecorded(
            f"the self-rating of {act.organisation.id} is filed or decided on",
            field="/type", rule="R-03", accepts="a self-rating before it is filed",
        )  # fmt: skip
    act.evidence(event.evidence_ids)
    for index, year in enumerate(event.year_end):
        check_points(year.score, f"/data/year_end/{index}/score")
    if verdict.step.basis:
        _rests_on(event, verdict.step.basis, act.day.year)
    return event.model_copy(update={"snapshot": take_snapshot(act, ladder)})


def _rests_on(event: BranchSelfRated, basis: Basis, this_year: int) -> None:
    years = set(event.basis_years)
    if len(years) != basis.years or len(event.basis_years) != basis.years or max(years) > this_year:
        raise RuleBroken(
            f"the self-rating rests on the years {_listed(event.basis_years)}",
            field="/data/basis_years", rule="R-04",
            accepts=f"{basis.years} different years, none after {this_year}",
        )  # fmt: skip
    if not basis.inputs:
        return
    for field in ("performance", "masses_evaluation", "year_end"):
        if not getattr(event, field):
            raise ReasonMissing(
                f"the self-rating does not say what it rests on: {field}",
                field=f"/data/{field}", rule="R-04", accepts=", ".join(basis.inputs),
            )  # fmt: skip
    assessed = [year.year for year in event.year_end]
    if not set(assessed) <= years or len(assessed) != len(set(assessed)):
        raise RuleBroken(
            f"the year-end assessments are of {_listed(assessed)},"
            f" the basis years {_listed(years)}",
            field="/data/year_end", rule="R-04", accepts="assessments of the basis years",
        )  # fmt: skip


def _listed(years: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(years))) or "none"
