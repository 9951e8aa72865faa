"""Random histories of any scheme, legal and illegal: the services and the reference agree.

``MODEL_EXAMPLES`` (histories) and ``MODEL_STEPS`` (of each) make it thorough; it then draws other
histories on every run, and shortens one on which they differ, which takes minutes.
"""

import os
from collections import Counter
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
from tests.model.drafts import EVENTS
from tests.model.flaws import FLAWS
from tests.model.play import Play
from tests.model.worlds import WORLDS, document

SEEDS = st.integers(0, 2**32 - 1)
MAYBE_FLAWED = st.sampled_from([*[None] * 16, *FLAWS])
OPENED = [
    (scheme, cycle["id"]) for scheme in sorted(WORLDS) for cycle in document(scheme)["cycles"]
]
UNTOLD = "TrainingObligationMissed"  # the clock's, not a sender's
TOLD = [name for name, event in EVENTS.items() if event.about == "case" and name != UNTOLD]
TOLD = sorted([*TOLD, "ExemplarSelected"])
"""What is said once a cycle is open."""
LONG = 60
"""Steps of a long history."""
EVERYTHING = [("classification-upgrade", cycle, "village") for cycle in ("2011-2012", "2013")]
PLAYED = [
    *((scheme, cycle, case) for scheme, cycle in OPENED if cycle < "2006" or cycle > "2009"
      for case in WORLDS[scheme].cases),
    *EVERYTHING * 4,
]  # fmt: skip
"""Long histories: of each case in a cycle, oftener of the scheme with the longest procedure."""
YEAR_END = ("BranchAssessed", "GradeAssigned", *("GradeRevised", "CommendationIssued") * 3)
PLOTS = tuple(plot.split() for plot in (
    "BranchSelfRated SelfRatingFiled MembersReviewRecorded CommitteeReviewHeld GradeConfirmed",
    " ".join(YEAR_END),
    "GradeAssigned GradeRevised GradeAssigned ExemplarNominated ExemplarRecommendedUpward",
    "CriticismIssued RectificationOrdered RectificationReported RectificationVerified",
    "RectificationReported RectificationVerified DeadlinePassed",
    "PledgeMade PledgePublished PledgeFulfilled PledgeFulfilled PledgeNotFulfilled",
    "PledgeMade PledgePublished PledgeNotFulfilled PledgeNotFulfilled PledgeFulfilled",
    "TrainingSessionScheduled TraineeSelected TrainingSessionHeld TraineeSelected TraineeSelected",
    "TrainingSessionHeld TrainingAttended TrainingAttended TrainingAttended AttendanceCorrected",
    "OpinionsHeard UpgradeTargetSet UpgradeTargetSet UpgradeTargetAmended UpgradeTargetCompleted",
    "CommendationIssued ExemplarSelected ExemplarRecommendedUpward",
    "ExemplarSelected " * 8,
))  # fmt: skip
"""What is told in this order, ready or not: each leads up to a boundary, and over it."""


class Histories(RuleBasedStateMachine):
    """One scheme and cycle, opened, and what is said of its cases."""

    @initialize(opened=st.sampled_from(OPENED), case=st.integers(0, 9))
    def open(self, opened: tuple[str, str], case: int) -> None:
        scheme, cycle = opened
        self.play = Play(scheme)
        self.play.open(cycle)
        cases = WORLDS[scheme].cases
        self.focus, self.cases = cases[case % len(cases)], cases

    @rule(flaw=MAYBE_FLAWED, seed=SEEDS)
    def go_on(self, flaw: str | None, seed: int) -> None:
        self.play.advance(self.focus, flaw, seed)

    @rule(flaw=MAYBE_FLAWED, seed=SEEDS)
    def go_further_on(self, flaw: str | None, seed: int) -> None:
        self.play.advance(self.focus, None, seed)
        self.play.advance(self.focus, flaw, seed + 1)

    @precondition(lambda self: self.play.case(self.focus).all("BranchEnrolled"))
    @rule(good=st.sampled_from((0.1, 0.6, 0.95, 1.0)), seed=SEEDS)
    def survey(self, good: float, seed: int) -> None:
        self.play.survey(self.focus, good, seed)

    @rule(event=st.sampled_from(TOLD), flaw=st.sampled_from((None, *FLAWS)), seed=SEEDS)
    def say(self, event: str, flaw: str | None, seed: int) -> None:
        self.play.say(self.focus, event, flaw, seed)

    @rule(case=st.integers(0, 9), seed=SEEDS)
    def go_on_elsewhere(self, case: int, seed: int) -> None:
        self.play.advance(self.cases[case % len(self.cases)], None, seed)

    @rule(plot=st.sampled_from(PLOTS), seed=SEEDS)
    def play_out(self, plot: list[str], seed: int) -> None:
        for event in plot:
            self.play.say(self.focus, event, None, seed)

    @precondition(lambda self: len(self.play.case(self.focus).log) > 40)
    @rule(seed=SEEDS)
    def close(self, seed: int) -> None:
        self.play.say(self.focus, "CycleClosed", None, seed)


def test_the_services_and_the_reference_agree_on_whatever_is_said() -> None:
    standard.environment()  # its parser sets the recursion limit, which Hypothesis watches
    examples = int(os.environ.get("MODEL_EXAMPLES", "0"))
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=examples or 25,
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
    for scheme, cycle, case in PLAYED:
        play = Play(scheme, counts=counts)
        play.open(cycle)
        play.advance(case, None, 0)
        play.survey(case, random.choice((0.6, 0.95, 1.0)), 1)
        for seed in range(LONG):
            flaw = random.choice(FLAWS) if random.random() < 0.2 else None
            if random.random() < 0.1:
                play.say(case, random.choice(TOLD), flaw, seed)
            elif seed > LONG / 4 and random.random() < 0.15:
                for event in random.choice(PLOTS):
                    play.say(case, event, None, seed)
            else:
                play.advance(case, flaw, seed)
        for event in YEAR_END:
            play.say(case, event, None, LONG)
        play.say(case, "CycleClosed", None, LONG)
        play.advance(case, None, LONG)
    without_evidence = {key: n for key, n in counts.items() if key[0] != "EvidenceRecorded"}
    accepted = sum(n for (_, was), n in without_evidence.items() if was)
    assert accepted > sum(without_evidence.values()) / 3
    assert {(name, was) for name in TOLD for was in (True, False)} <= counts.keys()
