"""A target is set for the cycle: measurable, or with a qualitative demand."""

from datetime import date

from contracts.events.pledges import UpgradeTargetSet
from contracts.refusals import AlreadyRecorded, Fault, RuleBroken, UnknownReference
from contracts.scheme.steps import TargetNeeds
from services.pledges.domain.act import Act
from services.pledges.domain.measure import measured

NEEDS = TargetNeeds(
    quantifiable=("quantity", "quality", "deadline"), otherwise=("qualitative_demand",)
)
"""What R-11 asks for; a scheme's step may ask for something else (``target_needs``)."""

FIELDS = {"quantity": ("quantity", "unit"), "deadline": ("due_on",)}
"""The fields of a target that a need stands for, where it is not the field of that name."""


def set_target(event: UpgradeTargetSet, act: Act) -> UpgradeTargetSet:
    """Record a target, once opinions were heard (R-10).

    Raises:
        AlreadyRecorded: the target's id is taken in this case.
        UnknownReference: it answers no criterion of the scheme, or names an unknown letter.
        RuleBroken: it lacks what makes it measurable, or its demand (R-11); all faults at once.
        NotAuthorised, StepNotOpen: the procedure (R-09, R-10).
    """
    verdict = act.step(event)
    if event.target_id in act.case.targets:
        raise AlreadyRecorded(
            f"{act.organisation.id} has a target {event.target_id} in this cycle",
            field="/data/target_id", rule="R-17", accepts="an id that no target of the case has",
        )  # fmt: skip
    check_terms(event, verdict.step.target_needs)
    check_due(event.due_on, act)
    for i, criterion in enumerate(event.addresses):
        if act.scheme.criterion(criterion) is None:
            raise UnknownReference(
                f"the scheme {act.scheme.id} has no criterion {criterion}",
                field=f"/data/addresses/{i}", rule="criteria",
                accepts="the id of a criterion of the scheme",
            )  # fmt: skip
    if event.letter_id and event.letter_id not in act.case.letters:
        raise UnknownReference(
            f"no letter {event.letter_id} is on record for {act.organisation.id}",
            field="/data/letter_id", rule="R-17",
            accepts="the id of a letter signed in this case, or none",
            awaits=frozenset({"ResponsibilityLetterSigned"}),
        )  # fmt: skip
    return event


def check_terms(terms: UpgradeTargetSet, needs: TargetNeeds | None) -> None:
    """Whether a target's terms say all that they need to.

    Raises:
        RuleBroken: each missing field is a fault of its own (R-11).
    """
    asked = needs or NEEDS
    rule = asked.cited("R-11")
    names = asked.quantifiable if terms.quantifiable else asked.otherwise
    missing = [
        Fault(f"/data/{field}", f"the target has no {field}", rule, f"a {field}")
        for name in names
        for field in FIELDS.get(name, (name,))
        if getattr(terms, field) is None
    ]
    if missing:
        first, *more = missing
        sort = "quantifiable" if terms.quantifiable else "not quantifiable"
        raise RuleBroken(
            f"a target that is {sort} has {', '.join(names)}; {first.detail}",
            field=first.field, rule=rule, accepts=first.accepts, more=tuple(more),
        )  # fmt: skip
    measured(terms.quantity, terms.unit, "/data")


def check_due(due_on: date | None, act: Act) -> None:
    """Whether a deadline lies ahead on the day that sets it.

    Raises:
        RuleBroken: it had gone by (R-11).
    """
    if due_on is not None and due_on < act.day:
        raise RuleBroken(
            f"the day {due_on} had gone by on {act.day}, when it was set",
            field="/data/due_on", rule="R-11", accepts=f"a day from {act.day} on",
        )  # fmt: skip
