"""Responsibility letters: who signed with whom, for what; which cases have none (Q-15, Q-44)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from msgspec import Meta

from contracts.events.grading import BranchEnrolled
from contracts.events.pledges import ResponsibilityLetterSigned
from contracts.scheme.programme import LetterKind
from services.projections.explanation.model_case import Letter
from services.projections.explanation.promises import letters
from services.projections.explanation.story import Story
from services.projections.parts import Name, Said, Source
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.register import Register, Row, attended
from services.projections.texts import Bi
from services.projections.texts import registers as texts


class LetterRow(Row, frozen=True, kw_only=True):
    """A letter, or a kind of which the case has none: ``signed_on`` and ``source`` are null."""

    kind: Name
    parties: list[Name]
    signed_on: date | None
    due_on: date | None
    target: str | None
    task: str | None
    object: str | None
    target_ids: Annotated[list[str], Meta(description="Upgrade targets that it is linked to")]
    late: bool
    source: Source | None


def rows(chronicle: Chronicle) -> list[LetterRow]:
    """Missing and late ones first."""
    kinds = {
        organisation.kind
        for case in chronicle.stories
        if (organisation := chronicle.organisations.get(case.organisation))
    }
    found = [row for story in chronicle.stories.values() for row in _of(story, chronicle, kinds)]
    return attended(found, lambda row: (row.kind.id, row.case, row.signed_on or date.min))


def _of(story: Story, chronicle: Chronicle, kinds: set[str]) -> Iterator[LetterRow]:
    signed = letters(story, chronicle.speech)
    events = {o.event.letter_id: o.event for o in story.of(ResponsibilityLetterSigned)}
    for one in signed:
        yield _letter(story, chronicle, one, events[one.id])
    have = {one.kind.id for one in signed}
    for kind in story.scheme.responsibility_letters:
        if kind.id not in have and _is_due(kind, story, chronicle, kinds):
            yield _missing(story, chronicle, kind)


def _is_due(kind: LetterKind, story: Story, chronicle: Chronicle, kinds: set[str]) -> bool:
    """Whether this case should have such a letter.

    It is filed in the case of the lower party; of a letter between a branch and its members, in
    the branch's. ``kinds``: of all organisations that have a case.
    """
    own = chronicle.organisations.get(story.case.organisation)
    upper, lower = kind.between
    if own is None or not chronicle.in_scope(kind.scope, own.id):
        return False
    if lower in kinds:
        return own.kind == lower
    above = {one.kind for id in chronicle.above(own.id) if (one := chronicle.organisations.get(id))}
    return upper in above or (own.kind == upper and len(kinds) == 1)


def _letter(
    story: Story, chronicle: Chronicle, one: Letter, event: ResponsibilityLetterSigned
) -> LetterRow:
    known = {kind.id: kind for kind in story.scheme.responsibility_letters}.get(one.kind.id)
    lacking = [need for need in known.needs if not getattr(event, need, None)] if known else []
    attention: list[Said] = [chronicle.speech.say(texts.LATE)] if one.late else []
    if lacking:
        attention.append(chronicle.speech.say(texts.LETTER_LACKS, what=lacking))
    return LetterRow(
        **chronicle.of_case(story.case), attention=attention, kind=one.kind, parties=one.parties,
        signed_on=one.signed_on, due_on=event.due_on, target=one.target, task=one.task,
        object=one.object, target_ids=list(event.target_ids), late=one.late, source=one.source,
    )  # fmt: skip


def _missing(story: Story, chronicle: Chronicle, kind: LetterKind) -> LetterRow:
    overdue = kind.by is not None and kind.by < story.judged_at
    text = texts.LETTER_OVERDUE if overdue else texts.LETTER_MISSING
    return LetterRow(
        **chronicle.of_case(story.case), attention=[chronicle.speech.say(text)],
        kind=chronicle.speech.called("letter", kind.id), parties=[], signed_on=None,
        due_on=kind.by, target=None, task=None, object=None, target_ids=[], late=False,
        source=None,
    )  # fmt: skip


REGISTER = Register(
    id="letters",
    title=Bi("Responsibility letters", "目标责任书"),
    about=Bi(
        "Who signed which letter with whom, with target, task and object; cases without one first.",
        "谁与谁签订何种责任书，其目标、任务、对象；未签者在前。",
    ),
    row=LetterRow,
    reads=frozenset({BranchEnrolled, ResponsibilityLetterSigned}),
    rows=rows,
)
