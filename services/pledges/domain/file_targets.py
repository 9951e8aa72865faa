"""Targets are filed with the higher committee's office."""

from contracts.events.pledges import UpgradeTargetFiled
from contracts.refusals import AlreadyRecorded, UnknownReference
from services.pledges.domain.act import Act
from services.pledges.domain.known import target


def file_targets(event: UpgradeTargetFiled, act: Act) -> UpgradeTargetFiled:
    """Record a filing; an amended target may be filed again.

    Raises:
        UnknownReference: no such target in this case, or a body with which one does not file.
        AlreadyRecorded: none of the targets is new or amended since it was filed.
        NotAuthorised, StepNotOpen: the procedure.
    """
    to = act.step(event, "filed_on").step.to
    named = [target(id, act, f"/data/target_ids/{i}") for i, id in enumerate(event.target_ids)]
    if all(known.filed for known in named):
        raise AlreadyRecorded(
            "every one of these targets was filed before",
            field="/data/target_ids", rule="R-17", accepts="at least one new or amended target",
        )  # fmt: skip
    body = act.register.organisations.get(event.filed_with)
    if body is None or (to and body.kind not in to):
        raise UnknownReference(
            f"{event.filed_with} is not registered as one with which targets are filed",
            field="/data/filed_with", rule="R-19",
            accepts="an organisation of the kind " + (" or ".join(to) or "that files them"),
            awaits=frozenset() if body else frozenset({"OrganisationRegistered"}),
        )  # fmt: skip
    return event
