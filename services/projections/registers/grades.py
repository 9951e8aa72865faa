"""The tier in force of every case, since when, and what was done for it (Q-24, Q-30, Q-57)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta

from contracts.events.grading import (
    BranchEnrolled,
    BranchSelfRated,
    GradeAssigned,
    GradeConfirmed,
    GradeRevised,
    RecordFiled,
)
from services.projections.explanation.classifications import kind_of
from services.projections.explanation.decided import decisions, tier_of
from services.projections.explanation.speech import Speech
from services.projections.explanation.standing import ladders_of, standing
from services.projections.explanation.story import Story
from services.projections.explanation.voted import last_rating
from services.projections.parts import Name, Said, Source
from services.projections.registers import telling
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.register import Register, Row, attended
from services.projections.texts import Bi
from services.projections.texts import registers as texts


class GradeRow(Row, frozen=True, kw_only=True):
    """Where a case stands on a ladder. ``tier`` null: not graded yet.

    ``since``: the day it came to this tier without having left it, also in cycles before; the
    cycle's first day where it entered with it.
    """

    superior: Name | None
    ladder: Name
    opening: Name | None
    self_rated: Name | None
    decided: Name | None
    year_end: Name | None
    tier: Name | None
    since: date | None
    movement: Annotated[Name | None, Meta(description="Of the tier in force from the first one")]
    records: Annotated[Said | None, Meta(description="What was done: records by kind")]
    source: Source | None


Given = tuple[str, date]
"""A tier, and the day it was given."""
Held = dict[tuple[str, str], list[Given]]
"""By organisation and ladder the tiers it was given, cycle by cycle, each with its day."""


def rows(chronicle: Chronicle) -> list[GradeRow]:
    """Those at the foot of a ladder first, the longest there first."""
    held: Held = {}
    found: list[GradeRow] = []
    order = list(chronicle.cycles)
    by_cycle = sorted(chronicle.stories.values(), key=lambda one: order.index(one.case.cycle))
    for story in by_cycle:
        for ladder in ladders_of(story):
            before = held.setdefault((story.case.organisation, ladder), [])
            course = list(_course(story, ladder))
            if story.case.cycle == chronicle.cycle.id:
                found.append(_row(chronicle, story, ladder, before, course))
            before += course
    return attended(found, lambda row: (row.since or date.max, row.case))


def _since(course: Sequence[Given]) -> date | None:
    """The day the last tier came without having been left since."""
    found: Given | None = None
    for tier, day in course:
        if found is None or found[0] != tier:
            found = tier, day
    return found[1] if found else None


def _course(story: Story, ladder: str) -> Iterator[Given]:
    """The tiers of a cycle, each with the day it was given."""
    enrolled = story.last(BranchEnrolled)
    if enrolled and (opening := enrolled.event.opening_tiers.get(ladder)):
        yield opening, story.cycle.opens
    for one in decisions(story, ladder):
        yield tier_of(one.event), one.envelope.time.astimezone(story.zone).date()


def _contradicted(story: Story, ladder: str, before: Sequence[Given]) -> str | None:
    """The tier that was in force when the case entered its cycle with another one."""
    enrolled, known = story.last(BranchEnrolled), story.scheme.ladder(ladder)
    opening = enrolled.event.opening_tiers.get(ladder) if enrolled else None
    if enrolled is None or opening is None or known is None:
        return None
    on = enrolled.envelope.time.astimezone(story.zone).date()
    was = next((tier for tier, day in reversed(before) if day <= on), opening)
    # A tier that this version of the scheme does not have may well be called otherwise now.
    return was if was != opening and was in known.tier_ids else None


def _row(
    chronicle: Chronicle, story: Story, ladder: str, before: list[Given], course: list[Given]
) -> GradeRow:
    speech = chronicle.speech
    enrolled, rated = story.last(BranchEnrolled), last_rating(story, ladder)
    opening = enrolled.event.opening_tiers.get(ladder) if enrolled else None
    given = {kind_of(one.event): tier_of(one.event) for one in decisions(story, ladder)}
    stands = standing(story, ladder, speech)
    tier = stands.tier.id if stands.tier else None
    known = story.scheme.ladder(ladder)
    assert known is not None
    # Of two tiers the lower one only says that a title is not reached yet.
    lowest = tier is not None and len(known.tiers) > 2 and known.rank(tier) == 0
    own = chronicle.organisations.get(story.case.organisation)
    day = _since([*before, *course]) if tier else None
    was = _contradicted(story, ladder, before)
    start = opening or given.get("decision")
    up = known.rank(tier) - known.rank(start) if tier and start else None
    return GradeRow(
        **chronicle.of_case(story.case),
        attention=[
            *([speech.say(texts.LOWEST, day=day)] if lowest and day else []),
            *([_otherwise(speech, ladder, opening, was)] if opening and was else []),
        ],
        superior=speech.name(own.parent) if own and own.parent else None,
        ladder=speech.called("ladder", ladder),
        opening=speech.tier_or_none(ladder, opening),
        self_rated=speech.tier_or_none(ladder, rated.event.tier if rated else None),
        decided=speech.tier_or_none(ladder, given.get("decision")),
        year_end=speech.tier_or_none(ladder, given.get("year_end")),
        tier=stands.tier,
        since=day,
        movement=(
            None
            if up is None
            else speech.term("movement", "up" if up > 0 else "down" if up < 0 else "same")
        ),
        records=telling.counted(
            (speech.called("record_kind", one.event.kind) for one in story.of(RecordFiled)), speech
        ),
        source=stands.source,
    )


def _otherwise(speech: Speech, ladder: str, opening: str, was: str) -> Said:
    tier, held = speech.tier(ladder, opening), speech.tier(ladder, was)
    return speech.say(texts.ENTERED_OTHERWISE, tier=tier, was=held)


REGISTER = Register(
    id="grades",
    title=Bi("Tiers in force", "现有级次"),
    about=Bi(
        "Every branch on every ladder: tiers by stage, since when the present one holds, and what"
        " was done; the lowest tier first.",
        "各支部在各阶梯上的级次：各环节结果、现级次起始日期及已采取的措施；最低级次在前。",
    ),
    row=GradeRow,
    reads=frozenset(
        {
            BranchEnrolled, BranchSelfRated, GradeAssigned, GradeConfirmed, GradeRevised,
            RecordFiled,
        }
    ),
    rows=rows,
    span="programme",
)  # fmt: skip
