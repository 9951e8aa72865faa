"""What the committee decided: who, in which meeting, on which criteria and evidence."""

from contracts.envelope import Recorded
from contracts.events.grading import (
    CommitteeReviewHeld,
    GradeAssigned,
    GradeConfirmed,
    GradeRevised,
)
from contracts.scheme import Ladder
from services.projections.explanation.derived import Rules
from services.projections.explanation.model import Aspect, Decided, Meeting
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story

Decision = GradeConfirmed | GradeRevised | GradeAssigned


def decisions(story: Story, ladder: str | None = None) -> list[Recorded[Decision]]:
    """The decisions on one ladder, or on all, in their order."""
    found: list[Recorded[Decision]] = []
    for one in story.of(GradeConfirmed, GradeRevised, GradeAssigned):
        match one.event:
            case GradeConfirmed() | GradeRevised() | GradeAssigned() as event:
                if ladder in (None, event.ladder):
                    found.append(Recorded(one.envelope, event, one.position))
            case _:
                pass  # no decision
    return found


def tier_of(event: Decision) -> str:
    """The tier that a decision gives."""
    return event.to_tier if isinstance(event, GradeRevised) else event.tier


def decided(
    story: Story, decision: Recorded[Decision], indicated: str | None, rules: Rules
) -> Decided:
    """A decision; ``indicated``: what the rules gave, None where they gave no single tier."""
    event, speech = decision.event, rules.speech
    ladder = story.scheme.ladder(event.ladder)
    assert ladder is not None
    revised = event if isinstance(event, GradeRevised) else None
    assigned = event if isinstance(event, GradeAssigned) else None
    before = revised.from_tier if revised else assigned.previous_tier if assigned else None
    return Decided(
        how="revised" if revised else "assigned" if assigned else "confirmed",
        tier=speech.tier(event.ladder, tier_of(event)),
        from_tier=speech.tier_or_none(event.ladder, before),
        replaces=revised.replaces if revised else None,
        basis=speech.term("basis", assigned.basis) if assigned else None,
        movement=assigned.movement if assigned else None,
        differs_from_rules=None if indicated is None else indicated != tier_of(event),
        meeting=_meeting(story, event, ladder, speech),
        reasons=list(revised.reasons) if revised else [],
        criteria=[speech.criterion(id) for id in revised.criteria] if revised else [],
        evidence=[
            rules.evidences.of(rules.known[id])
            for id in (revised.evidence_ids if revised else ())
            if id in rules.known
        ],
        deviation_reason=event.deviation_reason,
        document=assigned.document if assigned else None,
        late=assigned.late if assigned else False,
        due_on=assigned.due_on if assigned else None,
        source=speech.source(decision),
    )


def _meeting(story: Story, event: Decision, ladder: Ladder, speech: Speech) -> Meeting | None:
    if isinstance(event, GradeAssigned) or event.meeting_id is None:
        return None
    wanted = event.meeting_id
    held = next((m for m in story.of(CommitteeReviewHeld) if m.event.meeting_id == wanted), None)
    return as_meeting(held, ladder, speech) if held else None


def as_meeting(held: Recorded[CommitteeReviewHeld], ladder: Ladder, speech: Speech) -> Meeting:
    """A meeting with every aspect that the scheme wants considered, and any other."""
    found = dict(held.event.aspects)
    aspects = [
        Aspect(aspect=speech.piece(one, one.id), finding=found.pop(one.id, None))
        for one in ladder.considers
    ]
    others = [Aspect(aspect=speech.called("aspect", id), finding=f) for id, f in found.items()]
    return Meeting(
        id=held.event.meeting_id,
        form=speech.term("form", held.event.form),
        held_on=held.event.held_on,
        present=[speech.name(person) for person in held.event.present],
        aspects=aspects + others,
        source=speech.source(held),
    )
