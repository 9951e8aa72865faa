"""Records of the scheme's own kinds, and how their cases fared (Q-37 to Q-39, Q-47, Q-53)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from msgspec import Meta

from contracts.events.grading import (
    BranchEnrolled,
    GradeAssigned,
    GradeConfirmed,
    GradeRevised,
    RecordCorrected,
    RecordFiled,
)
from services.projections.explanation.decided import decisions, tier_of
from services.projections.explanation.model_case import Entry, Record
from services.projections.explanation.records import records
from services.projections.explanation.standing import ladders_of
from services.projections.explanation.story import Story
from services.projections.parts import Name, Said, Source
from services.projections.registers import telling
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.register import Register, Row, attended
from services.projections.texts import Bi
from services.projections.texts import registers as texts


class RecordRow(Row, frozen=True, kw_only=True):
    """A record as it stands after its corrections. ``state`` open: what closes it is missing.

    ``followed_by``: records that came after it in the same case, by kind. ``tier_then`` and
    ``tier_now``: of the case, on its first ladder.
    """

    kind: Name
    filed_on: date
    filed_by: Name
    fields: list[Entry]
    state: Annotated[Name | None, Meta(description="Null: no record closes one of this kind")]
    corrected: bool
    late: bool
    followed_by: Said | None
    tier_then: Name | None
    tier_now: Name | None
    id: str
    source: Source


def rows(chronicle: Chronicle) -> list[RecordRow]:
    """Those still open, late or unlike what the kind asks for first."""
    found = [row for story in chronicle.stories.values() for row in _of(story, chronicle)]
    return attended(found, lambda row: (row.kind.id, row.filed_on, row.case))


def _of(story: Story, chronicle: Chronicle) -> Iterator[RecordRow]:
    filed = records(story, chronicle.speech)
    closable = {one.closes.kind for one in story.scheme.record_kinds if one.closes}
    ladder = next(iter(ladders_of(story)), None)
    for place, one in enumerate(filed):
        yield _row(story, chronicle, one, filed[place + 1 :], one.kind.id in closable, ladder)


def _row(
    story: Story, chronicle: Chronicle, one: Record, later: list[Record], closable: bool,
    ladder: str | None,
) -> RecordRow:  # fmt: skip
    speech = chronicle.speech
    attention = []
    if one.open:
        attention.append(speech.say(texts.RECORD_OPEN))
    if one.late:
        attention.append(speech.say(texts.LATE))
    course = _course(story, ladder) if ladder else [(0, None)]
    then = [tier for position, tier in course if position < one.source.position][-1]
    return RecordRow(
        **chronicle.of_case(story.case),
        attention=attention,
        kind=one.kind,
        filed_on=one.source.happened.astimezone(story.zone).date(),
        filed_by=one.source.by,
        fields=one.fields,
        state=speech.term("state", "open" if one.open else "closed") if closable else None,
        corrected=one.corrected,
        late=one.late,
        followed_by=telling.counted([after.kind for after in later], speech),
        tier_then=speech.tier_or_none(ladder or "", then),
        tier_now=speech.tier_or_none(ladder or "", course[-1][1]),
        id=one.id,
        source=one.source,
    )


def _course(story: Story, ladder: str) -> list[tuple[int, str | None]]:
    """The tiers that a case came to, each with the position of the event that gave it."""
    enrolled = story.last(BranchEnrolled)
    opening = enrolled.event.opening_tiers.get(ladder) if enrolled else None
    return [(0, opening), *((o.position, tier_of(o.event)) for o in decisions(story, ladder))]


REGISTER = Register(
    id="records",
    title=Bi("Records", "各类记录"),
    about=Bi(
        "What the scheme asks to be kept, each record with what followed it and how its case"
        " fared; open ones first.",
        "方案要求留存的各类记录，及其后续记录和该支部级次变化；未办结者在前。",
    ),
    row=RecordRow,
    reads=frozenset(
        {
            BranchEnrolled, GradeAssigned, GradeConfirmed, GradeRevised, RecordCorrected,
            RecordFiled,
        }
    ),
    rows=rows,
)  # fmt: skip
