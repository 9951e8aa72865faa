"""What pledges decides: letters, public pledges, upgrade targets. One file per decision."""

from contracts.acts import GRADING_STEPS
from contracts.envelope import Said
from contracts.events import Event
from contracts.events.pledges import (
    OpinionsHeard,
    PledgeFulfilled,
    PledgeMade,
    PledgeNotFulfilled,
    PledgeProgressReported,
    PledgePublished,
    ResponsibilityLetterSigned,
    UpgradeTargetAmended,
    UpgradeTargetAssigned,
    UpgradeTargetCompleted,
    UpgradeTargetFiled,
    UpgradeTargetMissed,
    UpgradeTargetProgressReported,
    UpgradeTargetSet,
)
from contracts.events.training import TrainingSessionHeld
from contracts.register import Register
from services.pledges.domain.act import Act
from services.pledges.domain.amend_target import amend_target
from services.pledges.domain.assign_target import assign_target
from services.pledges.domain.case import CaseState, evolve
from services.pledges.domain.file_targets import file_targets
from services.pledges.domain.hear_opinions import hear_opinions
from services.pledges.domain.judge_pledge import judge_pledge
from services.pledges.domain.judge_target import complete_target, miss_target
from services.pledges.domain.make_pledge import make_pledge
from services.pledges.domain.publish_pledge import publish_pledge
from services.pledges.domain.report_pledge_progress import report_pledge_progress
from services.pledges.domain.report_target_progress import report_target_progress
from services.pledges.domain.set_target import set_target
from services.pledges.domain.sign_letter import sign_letter

__all__ = ["HEARS", "SERVICE", "START", "decide", "evolve"]

SERVICE = "pledges"

HEARS: frozenset[type[Event]] = GRADING_STEPS | {TrainingSessionHeld}
"""A step may require a training, too."""

START = CaseState()

FOLLOW_UPS = (PledgeFulfilled, PledgeNotFulfilled, UpgradeTargetCompleted, UpgradeTargetMissed)
"""What may still be said about a case once its cycle is closed: whether its promises were kept."""


def decide(said: Said[Event], state: CaseState, register: Register) -> Event:
    """The event to record for a submission.

    Raises:
        Refused: one of its kinds; nothing is recorded.
    """
    event, act = said.event, _act(said, state, register)
    match event:
        case ResponsibilityLetterSigned():
            return sign_letter(event, act)
        case PledgeMade():
            return make_pledge(event, act)
        case PledgePublished():
            return publish_pledge(event, act)
        case PledgeProgressReported():
            return report_pledge_progress(event, act)
        case PledgeFulfilled() | PledgeNotFulfilled():
            return judge_pledge(event, act)
        case OpinionsHeard():
            return hear_opinions(event, act)
        case UpgradeTargetSet():
            return set_target(event, act)
        case UpgradeTargetFiled():
            return file_targets(event, act)
        case UpgradeTargetAssigned():
            return assign_target(event, act)
        case UpgradeTargetAmended():
            return amend_target(event, act)
        case UpgradeTargetProgressReported():
            return report_target_progress(event, act)
        case UpgradeTargetCompleted():
            return complete_target(event, act)
        case UpgradeTargetMissed():
            return miss_target(event, act)
        case _:
            raise TypeError(f"{event.name} is not an event of the {SERVICE} service")


def _act(said: Said[Event], state: CaseState, register: Register) -> Act:
    act = Act.of(said, state, register)
    if not state.enrolled:
        raise act.not_enrolled()
    act.check_open(said.event, FOLLOW_UPS)
    return act
