"""A person takes over a share of a target."""

from contracts.events.pledges import UpgradeTargetAssigned
from contracts.refusals import AlreadyRecorded, NotAuthorised
from services.pledges.domain.act import Act
from services.pledges.domain.known import open_target


def assign_target(event: UpgradeTargetAssigned, act: Act) -> UpgradeTargetAssigned:
    """Record who answers for a share (R-12); one person has one share of a target.

    Raises:
        UnknownReference: no such target in this case.
        AlreadyRecorded: the target was judged, or the person has a share of it.
        NotAuthorised: the assignee is an organisation; the procedure.
    """
    act.step(event)
    target = open_target(event.target_id, act)
    if event.assignee in act.register.organisations:
        raise NotAuthorised(
            f"{event.assignee} is an organisation", field="/data/assignee", rule="R-12",
            accepts="the id of a person",
        )  # fmt: skip
    if event.assignee in target.assignees:
        raise AlreadyRecorded(
            f"{event.assignee} has a share of the target {event.target_id}",
            field="/data/assignee", rule="R-12", accepts="a person without a share of it",
        )  # fmt: skip
    return event
