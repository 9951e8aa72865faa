"""An organiser plans a period's training."""

from contracts.events.training import TrainingPlanAdopted
from contracts.refusals import AlreadyRecorded
from services.training.domain.act import Act, in_order


def adopt_plan(event: TrainingPlanAdopted, act: Act) -> TrainingPlanAdopted:
    """Record a plan: sessions and attendances that are meant to be reached.

    Raises:
        AlreadyRecorded: the plan's id is taken in this case.
        RuleBroken: the period ends before it begins.
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure.
    """
    act.step(event.name, act.day)
    in_order(event.period_from, event.period_to, ("period_from", "period_to"))
    if event.plan_id in act.case.plans:
        raise AlreadyRecorded(
            f"{act.organisation.id} has a plan {event.plan_id} in this cycle",
            field="/data/plan_id", rule="R-17", accepts="an id that no plan of the case has",
        )  # fmt: skip
    return event
