"""What was entered long after it happened, by whom, and how long after (Q-56)."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Annotated

from msgspec import Meta

from contracts.envelope import Recorded
from contracts.events import BY_TYPE, Event
from services.projections.explanation.story import Story
from services.projections.parts import Name, Said, Source
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.register import Register, Row
from services.projections.said import said
from services.projections.texts import Bi
from services.projections.texts import registers as texts


class LateEntryRow(Row, frozen=True, kw_only=True):
    """Entries of one kind that one person made on one day about one case, at least a day late.

    ``days``: calendar days from the earliest of them to the day of entry.
    """

    event: Name
    entries: int
    happened_from: date
    happened_to: date
    recorded_on: date
    days: int
    by: Name
    recorded_by: Annotated[Name | None, Meta(description="The person who entered them")]
    overdue: Annotated[int, Meta(description="Of them after a deadline of the scheme")]
    source: Annotated[Source, Meta(description="The first of them")]


def rows(chronicle: Chronicle) -> list[LateEntryRow]:
    """The longest after the fact first."""
    found = [row for story in chronicle.stories.values() for row in _of(story, chronicle)]
    return sorted(found, key=lambda row: (-row.days, row.case, row.event.id))


Key = tuple[str, str, str, date]


def _of(story: Story, chronicle: Chronicle) -> Iterator[LateEntryRow]:
    late = [(_key(one, story), one) for one in story.told if _days(one, story) > 0]
    late.sort(key=lambda one: (one[0], one[1].position))
    for _, those in groupby(late, key=lambda one: one[0]):
        yield _row(story, chronicle, [one for _, one in those])


def _key(one: Recorded[Event], story: Story) -> Key:
    envelope = one.envelope
    return one.event.name, envelope.actor, envelope.recordedby or "", _recorded(one, story)


def _row(story: Story, chronicle: Chronicle, those: list[Recorded[Event]]) -> LateEntryRow:
    speech, first = chronicle.speech, those[0]
    happened = [one.envelope.time.astimezone(story.zone).date() for one in those]
    overdue = sum(bool(said(one.event, "late")) for one in those)
    attention: list[Said] = []
    if overdue:
        attention.append(speech.say(texts.LATE))
    if any(day > _recorded(first, story) for day in happened):
        attention.append(speech.say(texts.IN_THE_FUTURE))
    return LateEntryRow(
        **chronicle.of_case(story.case), attention=attention,
        event=speech.term("event", first.event.name), entries=len(those),
        happened_from=min(happened), happened_to=max(happened),
        recorded_on=_recorded(first, story), days=max(_days(one, story) for one in those),
        by=speech.name(first.envelope.actor), recorded_by=speech.source(first).recorder,
        overdue=overdue, source=speech.source(first),
    )  # fmt: skip


def _recorded(one: Recorded[Event], story: Story) -> date:
    assert one.envelope.recordedat is not None
    return one.envelope.recordedat.astimezone(story.zone).date()


def _days(one: Recorded[Event], story: Story) -> int:
    return (_recorded(one, story) - one.envelope.time.astimezone(story.zone).date()).days


REGISTER = Register(
    id="late-entries",
    title=Bi("Late entries", "事后补录"),
    about=Bi(
        "What was entered at least a day after it happened: by whom and how many days; the"
        " longest first.",
        "事后至少一天补录的记录：录入人、间隔天数；间隔最长者在前。",
    ),
    row=LateEntryRow,
    reads=frozenset(BY_TYPE.values()),
    rows=rows,
)
