"""By which stations a grade came about: the branch, both bodies, the rules, the committee."""

from collections.abc import Sequence

import msgspec

from contracts.events.grading import (
    BranchEnrolled,
    BranchSelfRated,
    GradeAssigned,
    GradeConfirmed,
    MembersReviewRecorded,
)
from services.projections.explanation.model import Classification, Review, Stage, StageId
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.explanation.voted import step_of
from services.projections.parts import Name, Said, Source
from services.projections.texts import explanation as texts


class Path:
    """The stations on one ladder; one that the procedure has and nobody reached yet is blank."""

    def __init__(
        self, story: Story, ladder: str, made: Sequence[Classification], speech: Speech
    ) -> None:
        self.story, self.ladder, self.speech = story, ladder, speech
        self.made = [one for one in made if one.ladder.id == ladder]

    def stages(self) -> list[Stage]:
        """In the order of the procedure."""
        rated = self._last("self_rating")
        decision = self._last("decision")
        at = decision or self._last("now")
        stages = [opening(self.story, self.ladder, self.speech)]
        if rated or step_of(self.story, BranchSelfRated.name):
            stages.append(self._of(rated, "self_rating"))
        stages += self._bodies(at)
        stages.append(self._rules(at or (self.made[-1] if self.made else None)))
        if decision or step_of(self.story, GradeConfirmed.name):
            stages.append(self._of(decision, "committee"))
        return stages + [
            self._of(one, one.kind)
            for one in self.made
            if one.kind in ("revision", "year_end", "assignment")
        ]

    def _last(self, kind: str) -> Classification | None:
        return next((one for one in reversed(self.made) if one.kind == kind), None)

    def _of(self, one: Classification | None, stage: StageId) -> Stage:
        if one is None:
            return self._stage(stage)
        found = self._stage(stage, one.tier, one.source, self._note(one))
        basis = one.decided.basis if one.decided else None
        if stage != "assignment" or basis is None:
            return found
        return msgspec.structs.replace(found, name=self._given_by(basis).name)

    def _given_by(self, basis: Name) -> Name:
        """What the scheme calls the step that gives tiers so; of several steps, the basis."""
        scheme = self.story.scheme
        steps = [
            step
            for step in scheme.steps_recording(GradeAssigned.name)
            if not step.variants or basis.id in step.variants
        ]
        return self.speech.called("step", steps[0].id) if len(steps) == 1 else basis

    def _note(self, one: Classification) -> Said | None:
        found = one.decided
        if found is None:
            return None
        if found.movement:
            return self.speech.term("movement", found.movement).name
        return self.speech.say(texts.HOW[found.how])

    def _bodies(self, at: Classification | None) -> list[Stage]:
        step = step_of(self.story, MembersReviewRecorded.name)
        reviews = {review.body.id: review for review in at.voted.reviews} if at else {}
        bodies: tuple[StageId, ...] = ("members_meeting", "mass_representatives_meeting")
        return [
            self._body(body, reviews.get(body))
            for body in bodies
            if body in reviews or (step and body in step.bodies)
        ]

    def _body(self, body: StageId, review: Review | None) -> Stage:
        if review is None:
            return self._stage(body)
        votes = next((one.votes for one in review.votes if one.tier.id == review.tier.id), 0)
        note = self.speech.say(texts.VOTES, votes=votes, present=review.present)
        return self._stage(body, review.tier, review.source, note)

    def _rules(self, at: Classification | None) -> Stage:
        judged = at.derived if at else None
        note = None
        if judged and judged.indicated is None:
            note = self.speech.say(texts.POSSIBLE, tiers=judged.candidates)
        return self._stage("indicated", judged.indicated if judged else None, None, note)

    def _stage(
        self,
        stage: StageId,
        tier: Name | None = None,
        source: Source | None = None,
        note: Said | None = None,
    ) -> Stage:
        return Stage(
            stage=stage,
            ladder=self.ladder,
            name=self.speech.say(texts.STAGES[stage]),
            tier=tier,
            note=note,
            source=source,
        )


def opening(story: Story, ladder: str, speech: Speech) -> Stage:
    """The tier that the branch entered the cycle with."""
    enrolled = story.last(BranchEnrolled)
    tier = enrolled.event.opening_tiers.get(ladder) if enrolled else None
    return Stage(
        stage="opening",
        ladder=ladder,
        name=speech.say(texts.STAGES["opening"]),
        tier=speech.tier_or_none(ladder, tier),
        note=None,
        source=speech.source(enrolled) if enrolled and tier else None,
    )
