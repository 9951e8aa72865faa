"""Which event comes next in a history: what the procedure waits for, or a turn in it."""

from itertools import islice
from random import Random

from tests.model.drafts import EVENTS
from tests.model.reference import Case

UNTOLD = "TrainingObligationMissed"  # the clock's, not a sender's
ABOUT_CASES = [name for name, event in EVENTS.items() if event.about == "case" and name != UNTOLD]
TOLD = sorted([*ABOUT_CASES, "ExemplarSelected", "CycleClosed"])
TURNS = {
    "EvidenceRecorded": "EvidenceCorrected", "RecordFiled": "RecordFiled",
    "GradeAssigned": "GradeRevised", "GradeConfirmed": "GradeRevised",
    "CommitteeReviewHeld": "GradeConfirmed GradeRevised", "GradeRevised": "CommendationIssued",
    "CriticismIssued": "RectificationOrdered", "RectificationReported": "RectificationVerified",
    "RectificationOrdered": "RectificationReported DeadlinePassed",
    "RectificationVerified": "RectificationReported DeadlinePassed",
    "PledgeMade": "PledgePublished PledgeProgressReported",
    "PledgePublished": "PledgeFulfilled PledgeNotFulfilled",
    "UpgradeTargetSet": "UpgradeTargetAmended UpgradeTargetCompleted UpgradeTargetMissed",
    "TrainingSessionScheduled": "TraineeSelected TrainingSessionHeld TrainingSessionCancelled",
    "TrainingSessionHeld": "TrainingSessionScheduled TrainingAttended TrainingAbsenceRecorded",
    "TrainingAttended": "AttendanceCorrected TrainingAttended",
    "TraineeSelected": "TraineeSelected",
    "BranchAssessed": "GradeAssigned CommendationIssued ExemplarSelected",
    "CommendationIssued": "ExemplarSelected ExemplarRecommendedUpward",
}  # fmt: skip
"""What may follow at once on an event."""


def next_event(c: Case, random: Random) -> str:
    """What a step waits for that is open, or a turn that follows on what was said."""
    if not c.said("BranchEnrolled"):
        return "BranchEnrolled"
    said = {a.event for a in c.log}
    turns = [x for event, turn in TURNS.items() if event in said for x in turn.split()]
    steps = (s for s in c.scheme.procedure if c.ready(s) and c.asked(s) and not c.done(s))
    waiting = [*islice(steps, 3)]
    if turns and (not waiting or random.random() < 0.5):
        return random.choice(turns)
    if not waiting or random.random() < 0.1:
        return random.choice(ABOUT_CASES)
    step = random.choice(waiting)
    name = random.choice(step.done_by or step.records)
    name = "CommitteeReviewHeld" if name in ("GradeConfirmed", "GradeRevised") else name
    return name if name in TOLD else "RecordFiled"


def any_event(c: Case, random: Random) -> str:
    """Something to ask about: oftener what a step records that is open."""
    steps = [s for s in random.sample(c.scheme.procedure, 4) if c.ready(s)]
    names = [x for s in steps for x in s.records if x in TOLD]
    return random.choice(names if names and random.random() < 0.4 else TOLD)
