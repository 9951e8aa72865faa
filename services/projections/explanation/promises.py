"""Public pledges and responsibility letters (Q-13 to Q-15)."""

from datetime import date
from functools import reduce

from contracts.envelope import Recorded
from contracts.events.grading import BranchEnrolled, GradeConfirmed, GradeRevised
from contracts.events.pledges import (
    PledgeFulfilled,
    PledgeMade,
    PledgeNotFulfilled,
    PledgePublished,
    ResponsibilityLetterSigned,
)
from contracts.feeding import Heard, hear
from services.projections.explanation.model_case import Letter, Pledge, PledgesSection
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story


def pledges(story: Story, speech: Speech) -> PledgesSection:
    """All pledges of a case, which required kinds are missing, how many members have pledged."""
    made = story.of(PledgeMade)
    enrolled = story.last(BranchEnrolled)
    domain = enrolled.event.domain if enrolled else None
    required = [
        kind
        for kind in story.scheme.pledges
        if kind.required and kind.domain in (None, domain) and enrolled
    ]
    kinds, kept = {one.event.kind for one in made}, _kept(story)
    return PledgesSection(
        pledges=[_pledge(story, one, kept[one.event.pledge_id], speech) for one in made],
        required=[speech.called("pledge", kind.id) for kind in required],
        missing=[speech.called("pledge", kind.id) for kind in required if kind.id not in kinds],
        members=_members(story),
        members_pledged=len(
            {
                id
                for one in made
                if one.event.pledger_kind == "member"
                for id in one.event.pledger_ids
            }
        ),
    )


def decided_on(story: Story) -> date | None:
    """The day of the first decision, which pledges follow."""
    first = next(iter(story.of(GradeConfirmed, GradeRevised)), None)
    return first.envelope.time.astimezone(story.zone).date() if first else None


def _members(story: Story) -> int | None:
    """Members on the register on the day of the first decision; now, while there is none.

    Of a register that begins later, what it stated first.
    """
    day = decided_on(story)
    if day is None:
        return story.figures.get("members")
    stated = [one.event for one in story.figured if one.event.figure == "members"]
    stated.sort(key=lambda event: event.as_of)
    found = [event for event in stated if event.as_of <= day][-1:] or stated[:1]
    return int(found[0].value) if found else None


def _kept(story: Story) -> dict[str, bool | None]:
    """By pledge whether it was kept, as it counts for criteria; None while a verdict is open."""
    told = story.of(PledgeMade, PledgeFulfilled, PledgeNotFulfilled)
    heard = reduce(hear, told, Heard())
    return {id: pledge.kept for id, pledge in heard.pledges.items()}


def _pledge(story: Story, made: Recorded[PledgeMade], kept: bool | None, speech: Speech) -> Pledge:
    event = made.event
    return Pledge(
        id=event.pledge_id,
        kind=speech.called("pledge", event.kind),
        pledger_kind=event.pledger_kind,
        pledgers=[speech.name(id) for id in event.pledger_ids],
        items=[item.text for item in event.items],
        made_on=event.made_on,
        published=[
            one.event.channel
            for one in story.of(PledgePublished)
            if one.event.pledge_id == event.pledge_id
        ],
        judged=None if kept is None else "kept" if kept else "not_kept",
        source=speech.source(made),
    )


def letters(story: Story, speech: Speech) -> list[Letter]:
    """All letters of a case."""
    return [
        Letter(
            id=one.event.letter_id,
            kind=speech.called("letter", one.event.kind),
            parties=[speech.name(one.event.party_a), speech.name(one.event.party_b)],
            signed_on=one.event.signed_on,
            target=one.event.target,
            task=one.event.task,
            object=one.event.object,
            late=one.event.late,
            source=speech.source(one),
        )
        for one in story.of(ResponsibilityLetterSigned)
    ]
