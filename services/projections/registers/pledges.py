"""Public pledges: coverage, publication, fulfilment, who is missing (Q-13, Q-14, Q-54)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from contracts.events.grading import (
    BranchEnrolled,
    GradeConfirmed,
    GradeRevised,
    RecordCorrected,
    RecordFiled,
    RegisterFigureRecorded,
)
from contracts.events.pledges import (
    PledgeFulfilled,
    PledgeMade,
    PledgeNotFulfilled,
    PledgePublished,
    UpgradeTargetAssigned,
)
from contracts.scheme.programme import PledgeKind
from services.projections.explanation.model_case import Pledge, PledgesSection
from services.projections.explanation.promises import decided_on, pledges
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.parts import Name, Said, Source
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.corrected import corrected
from services.projections.registers.register import Register, Row, attended
from services.projections.texts import Bi
from services.projections.texts import registers as texts

SHOWN = 5
"""Sources in a row; the case has all."""
PERSONS = "party_member"
"""Whose pledges are counted against the members of the branch."""


class PledgeRow(Row, frozen=True, kw_only=True):
    """The pledges of a kind in a case; numbers are pledges, ``pledgers`` and ``members`` persons.

    ``of_members``: of a kind that every member makes. ``not_yet``: members known to the case,
    because they carry a target, who have made none. ``excused``: for a reason on record; they are
    missing all the same.
    """

    kind: Name
    required: bool
    pledges: int
    pledgers: int
    of_members: int | None
    missing: Annotated[int | None, Meta(description="Members without a pledge")]
    not_yet: list[Name]
    excused: Annotated[list[Said], Meta(description="Who does not pledge, and why")]
    decided_on: Annotated[date | None, Meta(description="Of the tier that the pledge follows")]
    first_made_on: date | None
    published: int
    published_in: list[str]
    kept: int
    not_kept: int
    not_judged: int
    criterion: Annotated[Name | None, Meta(description="That these pledges are evidence of")]
    sources: list[Source]


def rows(chronicle: Chronicle) -> list[PledgeRow]:
    """What is missing, not published or not kept first."""
    found = [row for story in chronicle.stories.values() for row in _of(story, chronicle)]
    return attended(found, lambda row: (row.case, row.kind.id))


def _of(story: Story, chronicle: Chronicle) -> Iterator[PledgeRow]:
    section = pledges(story, chronicle.speech)
    by_kind: dict[str, list[Pledge]] = {one.id: [] for one in section.required}
    for pledge in section.pledges:
        by_kind.setdefault(pledge.kind.id, []).append(pledge)
    for id, made in by_kind.items():
        yield _row(story, chronicle, section, id, made)


def _row(
    story: Story, chronicle: Chronicle, section: PledgesSection, id: str, made: list[Pledge]
) -> PledgeRow:
    speech, kind = chronicle.speech, story.scheme.pledge(id)
    required = id in {one.id for one in section.required}
    who = {person.id for one in made for person in one.pledgers}
    every = kind is not None and PERSONS in kind.by
    members = section.members if every else None
    known = {
        one.event.assignee
        for one in story.of(UpgradeTargetAssigned)
        if one.event.assignee_kind == PERSONS
    }
    excused = _excused(story, kind)
    row = PledgeRow(
        **chronicle.of_case(story.case),
        attention=[],
        kind=speech.called("pledge", id),
        required=required,
        pledges=len(made),
        pledgers=len(who),
        of_members=members,
        missing=max(0, members - len(who)) if members is not None else None,
        not_yet=[speech.name(id) for id in sorted(known - who)] if every else [],
        excused=[
            speech.say(texts.EXCUSED, person=speech.name(person), reason=reason)
            for person, reason in sorted(excused.items())
            if person not in who
        ],
        decided_on=decided_on(story),
        first_made_on=min((one.made_on for one in made), default=None),
        published=sum(bool(one.published) for one in made),
        published_in=sorted({where for one in made for where in one.published}),
        kept=sum(one.judged == "kept" for one in made),
        not_kept=sum(one.judged == "not_kept" for one in made),
        not_judged=sum(one.judged is None for one in made),
        criterion=speech.criterion(kind.criterion) if kind and kind.criterion else None,
        sources=[one.source for one in made[:SHOWN]],
    )
    return replace(row, attention=list(_attention(row, kind, speech)))


def _excused(story: Story, kind: PledgeKind | None) -> dict[str, str]:
    """By person the recorded reason for making no pledge of this kind."""
    if kind is None or kind.excused_by is None:
        return {}
    names, now = kind.excused_by, corrected(story)
    filed = [one.event for one in story.of(RecordFiled) if one.event.kind == names.kind]
    said = [now.get(event.record_id, event.fields) for event in filed]
    return {str(one[names.person]): str(one[names.reason]) for one in said}


def _attention(row: PledgeRow, kind: PledgeKind | None, speech: Speech) -> Iterator[Said]:
    if row.required and not row.pledges:
        yield speech.say(texts.NO_PLEDGE)
    elif row.missing:
        yield speech.say(texts.MEMBERS_MISSING, n=row.missing, of=row.of_members or 0)
    elif (
        kind is not None
        and kind.by == (PERSONS,)  # others pledge beside the members, and are in no register
        and row.of_members is not None
        and row.of_members < row.pledgers
    ):
        yield speech.say(texts.MORE_PLEDGED, n=row.pledgers, of=row.of_members)
    if kind and kind.public and row.published < row.pledges:
        yield speech.say(texts.NOT_PUBLISHED, n=row.pledges - row.published)
    if row.not_kept:
        yield speech.say(texts.NOT_KEPT, n=row.not_kept)


REGISTER = Register(
    id="pledges",
    title=Bi("Pledges", "公开承诺"),
    about=Bi(
        "Pledges by branch and kind: how many of all members, where published, kept or not; what"
        " is missing first.",
        "各支部各类承诺：党员覆盖、公开情况、兑现情况；缺者在前。",
    ),
    row=PledgeRow,
    reads=frozenset(
        {
            BranchEnrolled, GradeConfirmed, GradeRevised, PledgeFulfilled, PledgeMade,
            PledgeNotFulfilled, PledgePublished, RecordCorrected, RecordFiled,
            RegisterFigureRecorded, UpgradeTargetAssigned,
        }
    ),
    rows=rows,
)  # fmt: skip
