"""Who said what before each decision, and where they disagree (Q-02, Q-06 to Q-08, Q-12)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from msgspec import Meta

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import (
    BranchSelfRated,
    CommitteeReviewHeld,
    GradeAssigned,
    GradeConfirmed,
    GradeRevised,
    MembersReviewRecorded,
    RecordFiled,
)
from contracts.scheme import Ladder
from services.projections.explanation.classifications import kind_of
from services.projections.explanation.decided import Decision, as_meeting, decisions, tier_of
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.explanation.voted import last_rating, last_reviews, step_of
from services.projections.parts import Name, Said, Source
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.register import Register, Row, attended
from services.projections.texts import Bi
from services.projections.texts import registers as texts


class DecisionRow(Row, frozen=True, kw_only=True):
    """A decision and the voices before it. ``indicated``: by the rules; null: undetermined."""

    ladder: Name
    kind: Name
    decided_on: date
    self_rating: Name | None
    members_meeting: Name | None
    mass_representatives_meeting: Name | None
    indicated: Name | None
    decided: Name
    direction: Annotated[Name | None, Meta(description="Of the decision against the self-rating")]
    disagree: Annotated[list[Said], Meta(description="Each pair that said something else")]
    reasons: list[str]
    deviation_reason: str | None
    steps_before: Annotated[list[Said], Meta(description="Records it was to follow, their days")]
    meeting: str | None
    present: Annotated[list[Name], Meta(description="Who sat in the meeting")]
    considered: Annotated[list[Said], Meta(description="What it found on each aspect")]
    decided_by: Name
    source: Source


def rows(chronicle: Chronicle) -> list[DecisionRow]:
    """What needs attention first, then where the voices disagree most."""
    found = [
        _row(chronicle, story, one)
        for story in chronicle.stories.values()
        for one in decisions(story)
    ]
    return attended(found, lambda row: (-len(row.disagree), row.case, row.source.position))


def _row(chronicle: Chronicle, story: Story, made: Recorded[Decision]) -> DecisionRow:
    event, speech = made.event, chronicle.speech
    ladder, before = story.scheme.ladder(event.ladder), story.before(made.position)
    assert ladder is not None
    kind, tier = kind_of(event), tier_of(event)
    first = kind == "decision"
    rated = last_rating(before, ladder.id) if first else None
    reviews = last_reviews(before, ladder.id) if first else {}
    held = _meeting(story, event)
    said = {
        "self_rating": rated.event.tier if rated else None,
        **{body: one.event.tier for body, one in reviews.items()},
        "indicated": event.snapshot.indicated if event.snapshot else None,
        "decided": tier,
    }
    named = {voice: speech.tier_or_none(ladder.id, of) for voice, of in said.items()}
    return DecisionRow(
        **chronicle.of_case(story.case),
        attention=list(_attention(before, made, held, ladder, speech)),
        ladder=speech.called("ladder", ladder.id),
        kind=speech.term("classification", kind),
        decided_on=_day(story, made),
        steps_before=[
            speech.say(texts.STEP_ON, step=step, day=day)
            for step, day in _steps_before(before, made, speech)
            if day
        ],
        self_rating=named["self_rating"],
        members_meeting=named.get("members_meeting"),
        mass_representatives_meeting=named.get("mass_representatives_meeting"),
        indicated=named["indicated"],
        decided=speech.tier(ladder.id, tier),
        direction=_direction(ladder, said["self_rating"], tier, speech),
        disagree=list(_disagree(said, speech)),
        reasons=list(event.reasons) if isinstance(event, GradeRevised) else [],
        deviation_reason=event.deviation_reason,
        meeting=held.event.meeting_id if held else None,
        present=[speech.name(id) for id in held.event.present] if held else [],
        considered=list(_considered(held, ladder, speech)) if held else [],
        decided_by=speech.name(made.envelope.actor),
        source=speech.source(made),
    )  # fmt: skip


def _meeting(story: Story, event: Decision) -> Recorded[CommitteeReviewHeld] | None:
    wanted = None if isinstance(event, GradeAssigned) else event.meeting_id
    return next((m for m in story.of(CommitteeReviewHeld) if m.event.meeting_id == wanted), None)


def _considered(
    held: Recorded[CommitteeReviewHeld], ladder: Ladder, speech: Speech
) -> Iterator[Said]:
    for one in as_meeting(held, ladder, speech).aspects:
        if one.finding:
            yield speech.say(texts.FOUND, aspect=one.aspect, finding=one.finding)


def _direction(ladder: Ladder, rated: str | None, decided: str, speech: Speech) -> Name | None:
    if rated is None:
        return None
    up = ladder.rank(decided) - ladder.rank(rated)
    return speech.term("movement", "up" if up > 0 else "down" if up < 0 else "same")


def _disagree(said: dict[str, str | None], speech: Speech) -> Iterator[Said]:
    voices = [voice for voice, tier in said.items() if tier is not None]
    for place, one in enumerate(voices):
        for other in voices[place + 1 :]:
            if said[one] != said[other]:
                yield speech.say(
                    texts.PAIR, one=speech.term("voice", one), other=speech.term("voice", other)
                )


def _attention(
    before: Story, made: Recorded[Decision], held: Recorded[CommitteeReviewHeld] | None,
    ladder: Ladder, speech: Speech,
) -> Iterator[Said]:  # fmt: skip
    event = made.event
    if kind_of(event) == "decision":
        step = step_of(before, MembersReviewRecorded.name)
        decided_on = _day(before, made)
        reviews = last_reviews(before, ladder.id).items()
        heard = {body for body, one in reviews if one.event.held_on <= decided_on}
        bodies = set(step.bodies if step else ()) - heard
        if bodies:
            named = [speech.term("body", body) for body in sorted(bodies)]
            yield speech.say(texts.BEFORE_REVIEW, bodies=named)
        rated = last_rating(before, ladder.id)
        clerk = made.envelope.recordedby
        if rated and clerk and rated.envelope.recordedby == clerk:
            yield speech.say(texts.SAME_CLERK, person=speech.name(clerk))
    indicated = event.snapshot.indicated if event.snapshot else None
    if event.snapshot and indicated != tier_of(event) and not event.deviation_reason:
        yield speech.say(texts.NOT_ARGUED)
    if held:
        aspects = as_meeting(held, ladder, speech).aspects
        if silent := [one.aspect for one in aspects if not one.finding]:
            yield speech.say(texts.ASPECTS, aspects=silent)
    if lacking := [step for step, day in _steps_before(before, made, speech) if day is None]:
        yield speech.say(texts.BEFORE_STEP, steps=lacking)


def _steps_before(
    before: Story, made: Recorded[Decision], speech: Speech
) -> Iterator[tuple[Name, date | None]]:
    """The steps before this one that rest on records, with the day of the first; None: none yet.

    What is done once for the whole programme is asked of its first cycle alone.
    """
    scheme, decided_on = before.scheme, _day(before, made)
    variant = made.event.basis if isinstance(made.event, GradeAssigned) else None
    for step in scheme.steps_recording(made.event.name):
        if step.variants and variant not in step.variants:
            continue
        for need in step.requires:
            wanted = scheme.step(need.step) if need.step else None
            if wanted is None or (
                wanted.occurs == "once" and before.cycle.id != scheme.cycles[0].id
            ):
                continue
            kinds = {name for name in wanted.completed_by if scheme.record_kind(name)}
            filed = [_day(before, o) for o in before.of(RecordFiled) if o.event.kind in kinds]
            if kinds:
                first = min((day for day in filed if day <= decided_on), default=None)
                yield speech.called("step", wanted.id), first


def _day(story: Story, one: Recorded[Event]) -> date:
    return one.envelope.time.astimezone(story.zone).date()


REGISTER = Register(
    id="decisions",
    title=Bi("Decisions and disagreements", "定级决定与分歧"),
    about=Bi(
        "What branch, members, masses and rules said before each decision, and each pair that"
        " disagrees; decided too early or without reasons first.",
        "每项决定之前支部、党员、群众、标准各自的意见，及两两分歧；评定未完先定、未说明理由者在前。",
    ),
    row=DecisionRow,
    reads=frozenset(
        {
            BranchSelfRated, CommitteeReviewHeld, GradeAssigned, GradeConfirmed, GradeRevised,
            MembersReviewRecorded, RecordFiled,
        }
    ),
    rows=rows,
)  # fmt: skip
