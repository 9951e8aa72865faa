"""Every classification of a case, in the order they were made."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar, assert_never

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import (
    BranchEnrolled,
    BranchSelfRated,
    GradeAssigned,
    GradeConfirmed,
    GradeRevised,
    Snapshot,
)
from contracts.scheme import Ladder
from services.projections.explanation import summary
from services.projections.explanation.agreement import agreement
from services.projections.explanation.corrections import corrected_since
from services.projections.explanation.decided import Decision, decided, decisions, tier_of
from services.projections.explanation.derived import (
    NO_SNAPSHOT,
    Judgement,
    Rules,
    check_snapshot,
)
from services.projections.explanation.facts import Evidences, before, pieces
from services.projections.explanation.fed import Fed
from services.projections.explanation.model import Classification, SnapshotCheck, Voice, Voted
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.explanation.voted import last_rating, last_reviews, self_rating, voted

E = TypeVar("E", bound=Event)
Kind = Literal["decision", "revision", "year_end", "assignment"]


@dataclass(frozen=True)
class Classifications:
    """Explains each classification of a story."""

    story: Story
    speech: Speech

    @cached_property
    def rules(self) -> Rules:
        """The judge of this case."""
        scheme = self.story.scheme
        told = pieces(self.story.told)
        known = told if self.story.is_all_told else pieces(self.story.known)
        fed = Fed(self.story)
        return Rules(scheme, known, told, fed, self.speech, Evidences(scheme, self.speech))

    def all(self) -> list[Classification]:
        """Self-ratings and decisions in their order; then how ladders without a decision stand."""
        explained, graded = [], set()
        for one in self.story.told:
            match one.event:
                case BranchSelfRated() as event:
                    explained.append(self._self_rating(_as(one, event)))
                case GradeConfirmed() | GradeRevised() | GradeAssigned() as event:
                    explained.append(self._decision(_as(one, event)))
                    graded.add(event.ladder)
                case _:
                    pass  # no classification
        return explained + [
            self._now(ladder) for ladder in self._enrolled_on() if ladder.id not in graded
        ]

    def _enrolled_on(self) -> list[Ladder]:
        enrolled = self.story.last(BranchEnrolled)
        wanted = enrolled.event.ladders if enrolled else ()
        return [ladder for ladder in self.story.scheme.ladders if ladder.id in wanted]

    def _self_rating(self, made: Recorded[BranchSelfRated]) -> Classification:
        event, speech = made.event, self.speech
        ladder = self._ladder(event.ladder)
        judged, check = self._judged(made.position, ladder, event.snapshot)
        rules, why = self.rules.shown(judged, check)
        rating = self_rating(self.story, made, speech)
        later = [o for o in self.story.of(BranchSelfRated) if o.position > made.position]
        replaced = next((one for one in later if one.event.ladder == ladder.id), None)
        return Classification(
            kind="self_rating",
            ladder=speech.called("ladder", ladder.id),
            tier=speech.tier(ladder.id, event.tier),
            summary=[*summary.of_self_rating(rating, speech), *why],
            derived=rules,
            voted=Voted(self_rating=rating, reviews=[], missing_bodies=[]),
            decided=None,
            agreement=agreement(
                {"self_rating": event.tier, "indicated": judged.evaluation.indicated}
            ),
            corrected_since=corrected_since(judged, self.rules, made.position),
            replaced_by=speech.source(replaced) if replaced else None,
            source=speech.source(made),
        )

    def _decision(self, made: Recorded[Decision]) -> Classification:
        event, speech = made.event, self.speech
        ladder, before = self._ladder(event.ladder), self.story.before(made.position)
        judged, check = self._judged(made.position, ladder, event.snapshot)
        rules, why = self.rules.shown(judged, check)
        votes = voted(before, ladder.id, speech)
        found = decided(self.story, made, judged.evaluation.indicated, self.rules)
        later = [o for o in decisions(self.story, ladder.id) if o.position > made.position]
        return Classification(
            kind=kind_of(event),
            ladder=speech.called("ladder", ladder.id),
            tier=found.tier,
            summary=[*summary.of_decision(found, votes, ladder, speech), *why],
            derived=rules,
            voted=votes,
            decided=found,
            agreement=agreement(
                {
                    **_said_from_below(before, ladder.id),
                    "indicated": judged.evaluation.indicated,
                    "decided": tier_of(event),
                }
            ),
            corrected_since=corrected_since(judged, self.rules, made.position),
            replaced_by=speech.source(later[0]) if later else None,
            source=speech.source(made),
        )

    def _now(self, ladder: Ladder) -> Classification:
        speech = self.speech
        judged = self.rules.of_record(ladder, self.rules.told, self.rules.fed.now())
        rules, why = self.rules.shown(judged, NO_SNAPSHOT)
        indicated = judged.evaluation.indicated
        return Classification(
            kind="now",
            ladder=speech.called("ladder", ladder.id),
            tier=None,
            summary=[summary.not_decided(ladder, speech), *why],
            derived=rules,
            voted=voted(self.story, ladder.id, speech),
            decided=None,
            agreement=agreement(
                {**_said_from_below(self.story, ladder.id), "indicated": indicated}
            ),
            corrected_since=[],
            replaced_by=None,
            source=None,
        )

    def _ladder(self, id: str) -> Ladder:
        ladder = self.story.scheme.ladder(id)
        if ladder is None:
            raise KeyError(f"{self.story.scheme.id} has no ladder {id}")
        return ladder

    def _judged(
        self, position: int, ladder: Ladder, snapshot: Snapshot | None
    ) -> tuple[Judgement, SnapshotCheck]:
        """The rules on what a snapshot kept; without one, on what was on record just before."""
        rules = self.rules
        counted = rules.fed.then(snapshot, position) if snapshot else rules.fed.now()
        on_record = rules.of_record(ladder, before(rules.known, position), counted)
        if snapshot is None:
            return on_record, NO_SNAPSHOT
        judged = rules.judge(ladder, snapshot.facts)
        return judged, check_snapshot(snapshot, judged, on_record)


def _said_from_below(story: Story, ladder: str) -> Mapping[Voice, str | None]:
    rated, reviews = last_rating(story, ladder), last_reviews(story, ladder)
    said: dict[Voice, str | None] = {"self_rating": rated.event.tier if rated else None}
    for review in reviews.values():
        said[review.event.body] = review.event.tier
    return said


def kind_of(event: Decision) -> Kind:
    """What kind of classification a decision is."""
    match event:
        case GradeConfirmed():
            return "decision"
        case GradeRevised(replaces=replaces):
            return "decision" if replaces == "self_rating" else "revision"
        case GradeAssigned(basis=basis):
            return "year_end" if basis == "year_end_assessment" else "assignment"
        case _:
            assert_never(event)


def _as(recorded: Recorded[Event], event: E) -> Recorded[E]:
    return Recorded(recorded.envelope, event, recorded.position)
