"""A case is nominated for a selection, and a commended one recommended to a higher level."""

from typing import Literal

from contracts.events.grading import ExemplarNominated, ExemplarRecommendedUpward
from contracts.refusals import AlreadyRecorded, RuleBroken, StepNotOpen, UnknownReference
from contracts.scheme import Scheme, eligible
from contracts.scheme.procedure import provides_for
from contracts.scheme.standards import Selection
from services.grading.domain.act import Act
from services.grading.domain.grounds import facts_of

_ELIGIBLE: dict[Literal["pass", "fail", "unknown"], bool | None] = {"pass": True, "fail": False}


def nominate_exemplar(event: ExemplarNominated, act: Act) -> ExemplarNominated:
    """Nominate, with whether the facts of the case make eligible for the category (R-20).

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it.
        UnknownReference: the scheme has no such category.
        RuleBroken: the category is not for a nominee of this kind.
        AlreadyRecorded: this nomination is on record.
    """
    act.step(event)
    category = category_of(act.scheme, event.category)
    nominee = act.register.organisations.get(event.nominee)
    if category and nominee and nominee.kind not in category.subject:
        raise RuleBroken(
            f"{nominee.id} is a {nominee.kind}",
            field="/data/nominee", rule="R-20", accepts="a " + " or ".join(category.subject),
        )  # fmt: skip
    if (event.selection, event.category, event.nominee) in act.case.nominated:
        raise AlreadyRecorded(
            f"{event.nominee} is nominated for {event.category} in {event.selection}",
            field="/data/nominee", rule="R-20", accepts="another nominee or category",
        )  # fmt: skip
    if category is None:
        return event
    facts = {id: fact.value for id, fact in facts_of(act).items()}
    outcome = eligible(act.scheme, category.id, facts).outcome
    return event.model_copy(update={"eligible": _ELIGIBLE.get(outcome)})


def recommend_exemplar(event: ExemplarRecommendedUpward, act: Act) -> ExemplarRecommendedUpward:
    """Recommend upward what was selected and commended here (R-21).

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure, or what R-21 asks for before it.
    """
    act.step(event, "recommended_on")
    cycle = (act.setting.cycle.scheme, act.setting.cycle.id)
    selected = act.organisation.id in act.register.selected.get(cycle, ())
    missing = {
        "ExemplarSelected": provides_for(act.scheme, "ExemplarSelected") and not selected,
        "CommendationIssued": act.case.commendation is None,
    }
    if lacks := [name for name, lacking in missing.items() if lacking]:
        raise StepNotOpen(
            f"{act.organisation.id} has no {' and no '.join(lacks)} in this cycle",
            field="/type", rule="R-21", accepts="the same after " + " and ".join(lacks),
            awaits=frozenset(lacks),
        )  # fmt: skip
    return event.model_copy(update={"commendation_event_id": act.case.commendation})


def category_of(scheme: Scheme, id: str) -> Selection | None:
    """The selection that the scheme declares under this id; None if it declares none at all."""
    category = scheme.selection(id)
    if category is None and scheme.selections:
        raise UnknownReference(
            f"the scheme {scheme.id} has no selection {id}",
            field="/data/category", rule="R-20",
            accepts=" or ".join(known.id for known in scheme.selections),
        )  # fmt: skip
    return category
