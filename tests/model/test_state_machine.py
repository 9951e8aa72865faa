"""Random histories of any scheme, legal and illegal: the services and the reference agree.

``MODEL_EXAMPLES`` (histories) and ``MODEL_STEPS`` (of each) make it thorough; it then draws other
histories on every run, and shortens one on which they differ, which takes minutes.
"""

import os
from collections import Counter
from functools import partial
from random import Random

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.model import standard
from tests.model.play import Play
from tests.model.steps import ABOUT_CASES, TOLD, any_event, next_event
from tests.model.worlds import WORLDS, document

SEEDS = st.integers(0, 2**32 - 1)
SLIPS = 0.25
"""How often one thing about a submission is not as it should be."""
OPENED = [
    (scheme, cycle["id"]) for scheme in sorted(WORLDS) for cycle in document(scheme)["cycles"][:2]
]
LIVED = [*((scheme, cycle) for scheme, cycle in OPENED if cycle != "2005"), OPENED[0], OPENED[1]]
"""Long histories: in each cycle that differs, oftener in the scheme with the longest procedure."""
STEPS, ASKED = 4, 2
"""Of a long history: turns between its beginning and its end, and what is asked wrongly at each."""
BEGINNING = """
    BranchEnrolled BranchSelfRated SelfRatingFiled MembersReviewRecorded MembersReviewRecorded
    CommitteeReviewHeld GradeConfirmed RecordFiled RecordCorrected TrainingSessionScheduled
    TrainingSessionCancelled
"""
END = """
    PledgeMade PledgePublished PledgeFulfilled PledgeNotFulfilled OpinionsHeard UpgradeTargetSet
    UpgradeTargetFiled UpgradeTargetAssigned UpgradeTargetAmended UpgradeTargetProgressReported
    UpgradeTargetCompleted UpgradeTargetSet UpgradeTargetMissed TrainingSessionScheduled
    TraineeSelected TrainingSessionScheduled TraineeSelected TrainingSessionHeld
    TrainingAttended TrainingAbsenceRecorded AttendanceCorrected TrainingAbsenceRecorded
    DemocraticAppraisalHeld BranchAssessed RecordFiled RecordFiled RecordFiled RecordCorrected
    RecordFiled RecordFiled RecordCorrected ExemplarNominated
    ExemplarSelected ExemplarRecommendedUpward GradeAssigned CommendationIssued GradeRevised
    CommendationIssued GradeRevised CommendationIssued CriticismIssued RectificationOrdered
    DeadlinePassed RectificationReported RectificationVerified DeadlinePassed CriticismIssued
    LookBackHeld ExemplarSelected ExemplarRecommendedUpward CycleClosed RecordCorrected
"""


FEEDING = """
    PledgeMade PledgePublished PledgeFulfilled PledgeNotFulfilled PledgeFulfilled PledgeNotFulfilled
    UpgradeTargetSet UpgradeTargetCompleted UpgradeTargetMissed TrainingSessionHeld
    TrainingAttended TrainingAttended TrainingAbsenceRecorded AttendanceCorrected
    AttendanceCorrected
"""
"""What other services say that criteria may rest on."""
LUCKY = {"PledgeNotFulfilled": "PledgeFulfilled", "UpgradeTargetMissed": "UpgradeTargetCompleted"}
FED = 20
"""How often that is said in a long history."""


class Histories(RuleBasedStateMachine):
    """A cycle of a scheme, opened, and what is said of its cases."""

    @initialize(opened=st.sampled_from(OPENED), case=st.integers(0, 9), seed=SEEDS)
    def open(self, opened: tuple[str, str], case: int, seed: int) -> None:
        self.play = Play(*opened)
        cases = [*self.play.cases]
        self.case = cases[case % len(cases)]
        self.play.say(self.case, "BranchEnrolled", seed)

    @rule(seed=SEEDS)
    def go_on(self, seed: int) -> None:
        self.play.say(self.case, next_event(self.play.cases[self.case], Random(seed)), seed)

    @rule(seed=SEEDS)
    def slip(self, seed: int) -> None:
        self.play.say(self.case, next_event(self.play.cases[self.case], Random(seed)), seed, SLIPS)

    @rule(seed=SEEDS)
    def ask(self, seed: int) -> None:
        ask(self.play, self.case, seed)

    @rule(event=st.sampled_from(ABOUT_CASES), seed=SEEDS)
    def say_anything(self, event: str, seed: int) -> None:
        self.play.say(self.case, event, seed, SLIPS)

    @rule(good=st.sampled_from((0.1, 0.6, 0.95, 1.0)), seed=SEEDS)
    def survey(self, good: float, seed: int) -> None:
        self.play.survey(self.case, good, seed)

    @rule(seed=SEEDS)
    def feed(self, seed: int) -> None:
        feed(self.play, self.case, seed)

    @precondition(lambda self: len(self.play.cases[self.case].log) > 40)
    @rule(seed=SEEDS)
    def close(self, seed: int) -> None:
        self.play.say(self.case, "CycleClosed", seed)


def ask(play: Play, case: str, seed: int) -> None:
    """Ask both sides of something that may slip; nothing is recorded, so nothing is spoiled."""
    play.say(case, any_event(play.cases[case], Random(seed)), seed, 2 * SLIPS, record=False)


def feed(play: Play, case: str, seed: int, *, kept: bool = False) -> None:
    """Something that grading hears, and what it then knows: a revision would rest on it.

    ``kept``: pledges are kept and targets met, so that a year's task can be completed.
    """
    name = Random(seed).choice(FEEDING.split())
    play.say(case, LUCKY.get(name, name) if kept else name, seed)
    play.say(case, "GradeRevised", seed, record=False)


def test_the_services_and_the_reference_agree_on_whatever_is_said() -> None:
    standard.program("true")  # its parser sets the recursion limit, which Hypothesis watches
    examples = int(os.environ.get("MODEL_EXAMPLES", "0"))
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=examples or 6,
            stateful_step_count=int(os.environ.get("MODEL_STEPS", "40")),
            deadline=None,
            derandomize=not examples,
            phases=(Phase.generate, *((Phase.shrink,) if examples else ())),
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_they_agree_on_long_histories_in_which_everything_is_accepted_and_refused() -> None:
    counts: Counter[tuple[str, bool]] = Counter()
    random = Random(2011)
    for scheme, cycle in LIVED:
        cases = WORLDS[scheme].cases
        for case in cases if cycle == document(scheme)["cycles"][0]["id"] else cases[:1]:
            live(Play(scheme, cycle, counts=counts), case, random)
    missing = {(name, was) for name in TOLD for was in (True, False)} - counts.keys()
    assert not missing, missing
    assert sum(n for (_, was), n in counts.items() if was) > sum(counts.values()) / 4


def live(play: Play, case: str, random: Random) -> None:
    """A whole cycle, and what else might be said at each turn of it."""
    c, kept = play.cases[case], random.random() < 0.5
    for asked in range(4 * ASKED):
        play.say(case, "BranchEnrolled", asked, 1, record=False)
    play.say(case, "BranchEnrolled", 0)
    play.survey(case, random.choice((0.6, 0.97, 1.0)), 1)
    turn = [partial(next_event, c, random)] * STEPS
    for event in (*BEGINNING.split(), *turn, *END.split(), *turn[:1]):
        if event == "DemocraticAppraisalHeld":
            for _ in range(FED):
                feed(play, case, random.randrange(10**6), kept=kept)
            for _ in range(FED // 4 if kept else 0):
                play.say(case, "UpgradeTargetCompleted", random.randrange(10**6))
        name = event if isinstance(event, str) else event()
        name = LUCKY.get(name, name) if kept else name
        seed = random.randrange(10**6)
        for asked in range(ASKED):
            play.say(case, name, seed + asked, 1, record=False)
        play.say(case, name, seed, 0.05)
        ask(play, case, seed)
