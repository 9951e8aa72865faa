"""The tier in force on each ladder, in one sentence."""

from contracts.events.grading import BranchEnrolled
from services.projections.explanation.classifications import kind_of
from services.projections.explanation.decided import decisions, tier_of
from services.projections.explanation.model import Standing
from services.projections.explanation.path import opening
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.texts import explanation as texts


def ladders_of(story: Story) -> list[str]:
    """The ladders of a case, in the scheme's order: those enrolled in, and any decided on."""
    enrolled = story.last(BranchEnrolled)
    wanted = set(enrolled.event.ladders) if enrolled else set()
    return [
        ladder.id
        for ladder in story.scheme.ladders
        if ladder.id in wanted or decisions(story, ladder.id)
    ]


def standing(story: Story, ladder: str, speech: Speech) -> Standing:
    """The last decision's tier, else the one the branch entered the cycle with, else none."""
    title, made = speech.called("ladder", ladder), decisions(story, ladder)
    if made:
        last = made[-1]
        kind, tier = kind_of(last.event), speech.tier(ladder, tier_of(last.event))
        by = speech.name(last.envelope.actor)
        sentence = speech.say(
            texts.IN_FORCE_BY[kind],
            tier=tier,
            by=by,
            day=last.envelope.time,
        )
        return Standing(
            ladder=title,
            tier=tier,
            rests_on="decision" if kind == "revision" else kind,
            sentence=sentence,
            source=speech.source(last),
        )
    entered = opening(story, ladder, speech)
    before = entered.tier
    text = texts.IN_FORCE_OPENING if before else texts.NOT_GRADED
    return Standing(
        ladder=title,
        tier=before,
        rests_on="opening" if before else "none",
        sentence=speech.say(text, tier=before or ""),
        source=entered.source,
    )
