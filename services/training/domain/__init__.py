"""What training decides: plans, sessions, attendance. One file per decision or close pair."""

from contracts.acts import GRADING_STEPS
from contracts.envelope import Said
from contracts.events import Event
from contracts.events.training import (
    AttendanceCorrected,
    TraineeSelected,
    TrainingAbsenceRecorded,
    TrainingAttended,
    TrainingObligationMissed,
    TrainingPlanAdopted,
    TrainingSessionCancelled,
    TrainingSessionHeld,
    TrainingSessionScheduled,
)
from contracts.register import Register
from services.training.domain.act import Act
from services.training.domain.adopt_plan import adopt_plan
from services.training.domain.cancel_session import cancel_session
from services.training.domain.case import CaseState, evolve
from services.training.domain.correct_attendance import correct_attendance
from services.training.domain.hold_session import hold_session
from services.training.domain.miss_obligation import miss_obligation
from services.training.domain.record_attendance import record_absence, record_attendance
from services.training.domain.schedule_session import schedule_session
from services.training.domain.select_trainee import select_trainee

__all__ = ["HEARS", "SERVICE", "START", "decide", "evolve"]

SERVICE = "training"

HEARS: frozenset[type[Event]] = GRADING_STEPS

START = CaseState()

FOLLOW_UPS = (AttendanceCorrected, TrainingObligationMissed)
"""What may still be said about a case once its cycle is closed."""


def decide(said: Said[Event], state: CaseState, register: Register) -> Event:
    """The event to record for a submission.

    An organiser need not be enrolled: a scheme may have training organised by a committee that
    it does not grade.

    Raises:
        Refused: one of its kinds; nothing is recorded.
    """
    event, act = said.event, _act(said, state, register)
    match event:
        case TrainingPlanAdopted():
            return adopt_plan(event, act)
        case TrainingSessionScheduled():
            return schedule_session(event, act)
        case TraineeSelected():
            return select_trainee(event, act)
        case TrainingSessionHeld():
            return hold_session(event, act)
        case TrainingSessionCancelled():
            return cancel_session(event, act)
        case TrainingAttended():
            return record_attendance(event, act)
        case TrainingAbsenceRecorded():
            return record_absence(event, act)
        case AttendanceCorrected():
            return correct_attendance(event, act)
        case TrainingObligationMissed():
            return miss_obligation(event, act)
        case _:
            raise TypeError(f"{event.name} is not an event of the {SERVICE} service")


def _act(said: Said[Event], state: CaseState, register: Register) -> Act:
    act = Act.of(said, state, register)
    act.check_open(said.event, FOLLOW_UPS)
    return act
