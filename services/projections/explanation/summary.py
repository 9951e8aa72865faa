"""A classification in a few sentences: who decided what, and what members and masses said."""

from contracts.scheme import Ladder
from services.projections.explanation.model import Decided, Review, SelfRating, Voted
from services.projections.explanation.speech import Speech
from services.projections.parts import Said
from services.projections.texts import explanation as texts
from services.projections.texts.words import Words


def of_self_rating(rating: SelfRating, speech: Speech) -> list[Said]:
    """What the branch said, and when it filed it."""
    said = [
        speech.say(
            texts.RATED_ITSELF,
            tier=rating.tier,
            day=rating.source.happened,
        )
    ]
    filing = rating.filing
    if filing:
        text = texts.FILED_LATE if filing.late else texts.FILED
        said.append(
            speech.say(
                text,
                day=filing.filed_on,
                days=filing.days_late,
                due=filing.due_on or "",
            )
        )
    return [*said, *rating.missing_basis]


def of_decision(found: Decided, votes: Voted, ladder: Ladder, speech: Speech) -> list[Said]:
    """Who decided, what became of the self-rating, whether the bodies agreed."""
    return [
        _who(found, ladder, speech),
        *_what(found, votes, speech),
        *(() if found.how == "assigned" else _reviews(votes.reviews, speech)),
        *_departure(found, speech),
    ]


def not_decided(ladder: Ladder, speech: Speech) -> Said:
    """That there is no decision yet."""
    return speech.say(texts.NOT_DECIDED, ladder=speech.called("ladder", ladder.id))


def _who(found: Decided, ladder: Ladder, speech: Speech) -> Said:
    meeting, source = found.meeting, found.source
    by = ladder.year_end_decided_by if found.how == "assigned" else ladder.decided_by
    clause = (by or ladder.decided_by).src

    def form(words: Words) -> str:
        if meeting is None:
            return ""
        text = texts.IN_MEETING.to(words.lang)
        return text.format(form=meeting.form.name.to(words.lang))

    return speech.say(
        texts.DECIDED_BY,
        who=source.by,
        form=form,
        day=meeting.held_on if meeting else source.happened,
        clause=lambda w: texts.CLAUSE.to(w.lang).format(clause=clause) if clause else "",
    )


def _what(found: Decided, votes: Voted, speech: Speech) -> list[Said]:
    tier, before = found.tier, found.from_tier

    match found.how:
        case "confirmed":
            return [speech.say(texts.CONFIRMED, tier=tier)]
        case "revised":
            text = texts.RECLASSIFIED if found.replaces == "self_rating" else texts.REVISED
            said = [speech.say(text, tier=tier, was=before or "")]
            if found.reasons:
                said.append(speech.say(texts.REASONS, reasons=lambda w: w.clauses(found.reasons)))
            return said
        case "assigned":
            moved = texts.MOVED if before and found.movement else texts.ASSIGNED
            return [
                speech.say(
                    moved,
                    tier=tier,
                    was=before or "",
                    basis=found.basis or "",
                    movement=lambda w: w.term("movement", found.movement),
                )
            ]


def _reviews(reviews: list[Review], speech: Speech) -> list[Said]:
    if not reviews:
        return []
    tiers = {review.tier.id for review in reviews}
    text = texts.REVIEW_DIVIDED if len(tiers) > 1 else texts.REVIEW_AGREED
    if len(reviews) == 1:
        text = texts.REVIEW_OF_ONE

    def each(words: Words) -> str:
        return words.clauses(_review(review, words) for review in reviews)

    return [speech.say(text, reviews=each)]


def _review(review: Review, words: Words) -> str:
    votes = next((one.votes for one in review.votes if one.tier.id == review.tier.id), 0)
    return texts.REVIEW.to(words.lang).format(
        body=review.body.name.to(words.lang),
        tier=review.tier.name.to(words.lang),
        votes=votes,
        present=review.present,
        eligible=review.eligible,
    )


def _departure(found: Decided, speech: Speech) -> list[Said]:
    reason = found.deviation_reason
    if reason is None:
        return []
    return [speech.say(texts.DEPARTS, reason=reason)]
