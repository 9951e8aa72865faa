"""What was said from below: the branch's own rating, and what members and masses voted."""

from contracts.envelope import Recorded
from contracts.events.grading import BranchSelfRated, MembersReviewRecorded, SelfRatingFiled
from contracts.scheme import Step
from services.projections.explanation.model import (
    Filing,
    Review,
    SelfRating,
    Voted,
    Votes,
    YearResult,
)
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.parts import Said
from services.projections.texts import explanation as texts


def voted(story: Story, ladder: str, speech: Speech) -> Voted:
    """The last self-rating and each body's last review in a story, on one ladder."""
    rating = last_rating(story, ladder)
    reviews = last_reviews(story, ladder)
    step = step_of(story, MembersReviewRecorded.name)
    asked_for = step.bodies if step else ()
    return Voted(
        self_rating=self_rating(story, rating, speech) if rating else None,
        reviews=[_review(review, speech, story) for review in reviews.values()],
        missing_bodies=[speech.term("body", body) for body in asked_for if body not in reviews],
    )


def last_rating(story: Story, ladder: str) -> Recorded[BranchSelfRated] | None:
    """The rating that stands: a later one replaces an earlier (R-03)."""
    ratings = [one for one in story.of(BranchSelfRated) if one.event.ladder == ladder]
    return ratings[-1] if ratings else None


def last_reviews(story: Story, ladder: str) -> dict[str, Recorded[MembersReviewRecorded]]:
    """By body its last review."""
    reviews = [one for one in story.of(MembersReviewRecorded) if one.event.ladder == ladder]
    return {one.event.body: one for one in reviews}


def self_rating(story: Story, rating: Recorded[BranchSelfRated], speech: Speech) -> SelfRating:
    """A self-rating with its filing and what it leaves out."""
    event = rating.event
    filings = [
        one
        for one in story.of(SelfRatingFiled)
        if one.event.ladder == event.ladder and one.position > rating.position
    ]
    return SelfRating(
        tier=speech.tier(event.ladder, event.tier),
        basis_years=list(event.basis_years),
        performance=event.performance,
        masses_evaluation=event.masses_evaluation,
        year_end=[
            YearResult(year=one.year, result=one.result, score=one.score) for one in event.year_end
        ],
        rationale=event.rationale,
        evidence_ids=list(event.evidence_ids),
        missing_basis=_missing_basis(event, story, speech),
        filing=_filing(filings[0], speech) if filings else None,
        source=speech.source(rating),
    )


def _missing_basis(event: BranchSelfRated, story: Story, speech: Speech) -> list[Said]:
    step = step_of(story, BranchSelfRated.name)
    if step is None or step.basis is None:
        return []
    wanted = step.basis.years
    gaps = []
    if len(event.basis_years) < wanted:
        gaps.append(
            speech.say(
                texts.YEARS_MISSING,
                n=wanted,
                given=[str(year) for year in event.basis_years] or "0",
            )
        )
    for name in step.basis.inputs:
        if name in texts.BASIS and not getattr(event, name):
            gaps.append(speech.say(texts.BASIS[name]))
    unassessed = set(event.basis_years) - {one.year for one in event.year_end}
    if "year_end" in step.basis.inputs and event.year_end and unassessed:
        years = [str(year) for year in sorted(unassessed)]
        gaps.append(speech.say(texts.YEARS_NOT_ASSESSED, years=years))
    return gaps


def _filing(filed: Recorded[SelfRatingFiled], speech: Speech) -> Filing:
    event = filed.event
    return Filing(
        filed_on=event.filed_on,
        filed_with=[speech.name(id) for id in event.filed_with],
        due_on=event.due_on,
        late=event.late,
        days_late=event.days_late,
        source=speech.source(filed),
    )


def _review(review: Recorded[MembersReviewRecorded], speech: Speech, story: Story) -> Review:
    event = review.event
    ladder = story.scheme.ladder(event.ladder)
    order = reversed(ladder.tier_ids) if ladder else event.votes
    return Review(
        body=speech.term("body", event.body),
        tier=speech.tier(event.ladder, event.tier),
        held_on=event.held_on,
        eligible=event.eligible,
        present=event.present,
        votes=[
            Votes(tier=speech.tier(event.ladder, tier), votes=event.votes[tier])
            for tier in order
            if tier in event.votes
        ],
        tier_reason=event.tier_reason,
        opinions=list(event.opinions),
        agrees_with_self_rating=event.agrees_with_self_rating,
        source=speech.source(review),
    )


def step_of(story: Story, event: str) -> Step | None:
    """The step of this cycle that an event belongs to."""
    cycle = story.scheme.cycle(story.cycle.id)
    first = cycle is None or cycle.kind in (None, "first")
    return next(
        (
            step
            for step in story.scheme.procedure
            if event in step.records and (first or step.occurs != "first_cycle")
        ),
        None,
    )
