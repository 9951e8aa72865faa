"""What was said from below: self-ratings and both meetings (Q-03 to Q-05, Q-07)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from msgspec import Meta

from contracts.envelope import Recorded
from contracts.events.grading import (
    BranchEnrolled,
    BranchSelfRated,
    GradeConfirmed,
    GradeRevised,
    MembersReviewRecorded,
    SelfRatingFiled,
)
from services.projections.explanation.classifications import kind_of
from services.projections.explanation.decided import Decision, decisions, tier_of
from services.projections.explanation.model import Review, SelfRating
from services.projections.explanation.standing import ladders_of
from services.projections.explanation.story import Story
from services.projections.explanation.voted import step_of, voted
from services.projections.parts import Name, Said, Source
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.register import Register, Row, attended
from services.projections.texts import Bi
from services.projections.texts import registers as texts


class ReviewRow(Row, frozen=True, kw_only=True):
    """A voice from below on one ladder; ``tier`` null: nothing on record.

    Persons are counted. ``votes``: by tier, the best first.
    """

    ladder: Name
    voice: Name
    held_on: date | None
    eligible: int | None
    present: int | None
    votes: Said | None
    tier: Name | None
    decided: Annotated[Name | None, Meta(description="What the committee decided then")]
    agrees: Annotated[bool | None, Meta(description="With that decision")]
    years: Annotated[list[int], Meta(description="The years a self-rating rests on")]
    assessed_years: Annotated[list[int], Meta(description="Of them, with a year-end assessment")]
    filed_on: date | None
    days_late: int
    reason: str | None
    opinions: list[str]
    source: Source | None


def rows(chronicle: Chronicle) -> list[ReviewRow]:
    """What is missing, incomplete or late first."""
    found = [
        row
        for story in chronicle.stories.values()
        for ladder in ladders_of(story)
        for row in _of(chronicle, story, ladder)
    ]
    return attended(found)


def _of(chronicle: Chronicle, story: Story, ladder: str) -> Iterator[ReviewRow]:
    speech = chronicle.speech
    heard = voted(story, ladder, speech)
    if step_of(story, BranchSelfRated.name) or heard.self_rating:
        yield _rating(chronicle, story, ladder, heard.self_rating)
    for review in heard.reviews:
        yield _review(chronicle, story, ladder, review)
    for body in heard.missing_bodies:
        decided = _decided(chronicle, story, ladder)
        text = texts.DECIDED_WITHOUT if decided else texts.NOT_HELD
        yield _row(chronicle, story, ladder, voice=body, attention=[speech.say(text)])


def _rating(
    chronicle: Chronicle, story: Story, ladder: str, rating: SelfRating | None
) -> ReviewRow:
    speech = chronicle.speech
    voice = speech.term("voice", "self_rating")
    if rating is None:
        attention = [speech.say(texts.NOT_RATED)]
        return _row(chronicle, story, ladder, voice=voice, attention=attention)
    filing = rating.filing
    attention = list(rating.missing_basis)
    if filing is None and step_of(story, SelfRatingFiled.name):
        attention.append(speech.say(texts.NOT_FILED))
    if filing and filing.late:
        attention.append(speech.say(texts.FILED_LATE, n=filing.days_late))
    return _row(
        chronicle, story, ladder, voice=voice, attention=attention, tier=rating.tier,
        held_on=rating.source.happened.astimezone(story.zone).date(), years=rating.basis_years,
        assessed_years=[one.year for one in rating.year_end],
        filed_on=filing.filed_on if filing else None, days_late=filing.days_late if filing else 0,
        reason=rating.rationale, source=rating.source,
    )  # fmt: skip


def _review(chronicle: Chronicle, story: Story, ladder: str, review: Review) -> ReviewRow:
    speech = chronicle.speech
    first = next(iter(_decisions(story, ladder)), None)
    after = first is not None and first.position < review.source.position
    votes = speech.said(
        lambda words: words.listed(
            f"{one.tier.name.to(words.lang)} {one.votes}" for one in review.votes
        )
    )
    return _row(
        chronicle, story, ladder, voice=review.body, tier=review.tier, held_on=review.held_on,
        attention=[speech.say(texts.AFTER_DECISION)] if after else [],
        eligible=review.eligible, present=review.present, votes=votes, reason=review.tier_reason,
        opinions=review.opinions, source=review.source,
    )  # fmt: skip


def _row(
    chronicle: Chronicle, story: Story, ladder: str, *, voice: Name, attention: list[Said],
    tier: Name | None = None, held_on: date | None = None, eligible: int | None = None,
    present: int | None = None, votes: Said | None = None, years: list[int] | None = None,
    assessed_years: list[int] | None = None, filed_on: date | None = None, days_late: int = 0,
    reason: str | None = None, opinions: list[str] | None = None, source: Source | None = None,
) -> ReviewRow:  # fmt: skip
    decided = _decided(chronicle, story, ladder)
    return ReviewRow(
        **chronicle.of_case(story.case), attention=attention,
        ladder=chronicle.speech.called("ladder", ladder), voice=voice, held_on=held_on,
        eligible=eligible, present=present, votes=votes, tier=tier, decided=decided,
        agrees=tier.id == decided.id if tier and decided else None, years=years or [],
        assessed_years=assessed_years or [], filed_on=filed_on, days_late=days_late,
        reason=reason, opinions=opinions or [], source=source,
    )  # fmt: skip


def _decisions(story: Story, ladder: str) -> list[Recorded[Decision]]:
    return [one for one in decisions(story, ladder) if kind_of(one.event) == "decision"]


def _decided(chronicle: Chronicle, story: Story, ladder: str) -> Name | None:
    made = _decisions(story, ladder)
    return chronicle.speech.tier(ladder, tier_of(made[0].event)) if made else None


REGISTER = Register(
    id="reviews",
    title=Bi("Self-ratings and reviews", "自评与党员群众评定"),
    about=Bi(
        "What each branch said of itself, and the votes of both meetings; what is missing,"
        " incomplete or late first.",
        "各支部自评及两个会议的表决情况；缺、漏、迟者在前。",
    ),
    row=ReviewRow,
    reads=frozenset(
        {
            BranchEnrolled, BranchSelfRated, GradeConfirmed, GradeRevised, MembersReviewRecorded,
            SelfRatingFiled,
        }
    ),
    rows=rows,
)  # fmt: skip
