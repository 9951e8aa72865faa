"""Training by kind and by session: attendances and distinct people, listed and reported (Q-40)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Annotated, Any

from msgspec import Meta

from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.parts import Name, Said, Source
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.register import Register, Row, attended
from services.projections.registers.sessions import READS, Presence, Session, sessions
from services.projections.texts import Bi
from services.projections.texts import registers as texts


class TrainingRow(Row, frozen=True, kw_only=True):
    """A session, or all of a kind that an organiser held (``row`` is ``kind``, ``id`` null).

    ``attendances``: persons and sessions, one by one or as reported; ``persons``: those listed,
    each counted once; ``reported`` where the session's own figure is all or more than is listed.
    """

    row: Name
    kind: Name
    id: str | None
    form: Name | None
    starts_on: date | None
    ends_on: date | None
    days: int | None
    sessions: int
    attendances: int
    listed: Annotated[int, Meta(description="Attendances with a name")]
    persons: int
    reported: int | None
    by_role: Said | None
    by_organisation: Said | None
    absent: int
    not_whole: Annotated[int, Meta(description="Persons who did not stay all days")]
    selected: int
    topics: list[str]
    state: Name | None
    source: Source | None


def rows(chronicle: Chronicle) -> list[TrainingRow]:
    """Each kind with its sessions after it; what needs attention first."""
    found = [row for story in chronicle.stories.values() for row in _of(story, chronicle)]
    return attended(
        found,
        lambda row: (row.kind.id, row.case, row.row.id, row.starts_on or date.min, row.id or ""),
    )


def _of(story: Story, chronicle: Chronicle) -> Iterator[TrainingRow]:
    by_kind: dict[str, list[Session]] = {}
    for one in sessions(story).values():
        by_kind.setdefault(one.kind, []).append(one)
    for kind, those in by_kind.items():
        yield _kind(story, chronicle, kind, [one for one in those if one.held])
        for one in those:
            yield _session(story, chronicle, one)


def _kind(story: Story, chronicle: Chronicle, kind: str, held: list[Session]) -> TrainingRow:
    people = [one for session in held for one in session.people.values()]
    reported = [n for n in (_reported(one) for one in held) if n is not None]
    return TrainingRow(
        **chronicle.of_case(story.case), **_figures(people, chronicle.speech),
        attention=[], row=chronicle.speech.term("row", "kind"),
        kind=chronicle.speech.called("training_kind", kind), id=None,
        form=None, starts_on=min((one.starts_on for one in held), default=None),
        ends_on=max((one.ends_on for one in held), default=None), days=None, sessions=len(held),
        attendances=sum(_attendances(one) for one in held),
        reported=sum(reported) if reported else None,
        not_whole=sum(_not_whole(one) for one in held), topics=[], state=None, source=None,
    )  # fmt: skip


def _session(story: Story, chronicle: Chronicle, one: Session) -> TrainingRow:
    speech = chronicle.speech
    said = one.held or one.scheduled
    state = "held" if one.held else "cancelled" if one.cancelled else "scheduled"
    source = one.held or one.cancelled or one.scheduled
    return TrainingRow(
        **chronicle.of_case(story.case), **_figures(one.people.values(), speech),
        attention=list(_attention(story, one, speech)), row=speech.term("row", "session"),
        kind=speech.called("training_kind", one.kind), id=one.id,
        form=speech.term("form", one.held.event.form) if one.held else None,
        starts_on=one.starts_on, ends_on=one.ends_on, days=one.days,
        sessions=1 if one.held else 0, attendances=_attendances(one), reported=_reported(one),
        not_whole=_not_whole(one), topics=list(said.event.topics) if said else [],
        state=speech.term("state", state), source=speech.source(source) if source else None,
    )  # fmt: skip


def _figures(people: Iterable[Presence], speech: Speech) -> dict[str, Any]:
    """What is counted of persons, by name."""
    people = list(people)
    there = [one for one in people if one.first]
    roles = Counter(one.role for one in there if one.role)
    homes = Counter(one.organisation for one in there if one.organisation)
    return {
        "listed": len(there),
        "persons": len({one.person for one in there}),
        "by_role": _counted(roles, lambda id: speech.term("role", id), speech),
        "by_organisation": _counted(homes, speech.name, speech),
        "absent": sum(not one.first and one.absent is not None for one in people),
        "selected": sum(one.selected for one in people),
    }


def _counted(numbers: Counter[str], name: Callable[[str], Name], speech: Speech) -> Said | None:
    if not numbers:
        return None
    return speech.said(
        lambda words: words.listed(
            f"{name(id).name.to(words.lang)} {n}" for id, n in numbers.most_common()
        )
    )


def _reported(one: Session) -> int | None:
    return one.held.event.reported_attendances if one.held else None


def _attendances(one: Session) -> int:
    return max(_reported(one) or 0, len(one.attended)) if one.held else 0


def _not_whole(one: Session) -> int:
    return sum(person.days < one.days for person in one.attended)


def _attention(story: Story, one: Session, speech: Speech) -> Iterator[Said]:
    reported, listed = _reported(one), len(one.attended)
    if one.cancelled:
        yield speech.say(texts.CANCELLED, reason=one.cancelled.event.reason)
    elif not one.held and one.ends_on < story.judged_at:
        yield speech.say(texts.NEVER_HELD)
    if reported is not None and reported != listed:
        yield speech.say(texts.REPORTED_ONLY, n=reported, listed=listed)
    if one.held and one.held.event.late:
        yield speech.say(texts.LATE)
    checks = one.held.event.checks if one.held else None
    failed = [id for id, met in checks.model_dump().items() if not met] if checks else []
    if failed:
        yield speech.say(texts.CHECKS, checks=[speech.term("check", id) for id in failed])
    away = [p for p in one.people.values() if p.selected and not p.first] if one.held else []
    if away:
        yield speech.say(texts.SELECTED_AWAY, n=len(away))


REGISTER = Register(
    id="training",
    title=Bi("Training", "教育培训"),
    about=Bi(
        "Sessions by kind: attendances, distinct people, by role, absences, whole stays, and"
        " whether a figure is listed or only reported.",
        "各类培训场次：人次、人数、分类、缺席、全程参加情况，以及数字有名册或仅为上报。",
    ),
    row=TrainingRow,
    reads=READS,
    rows=rows,
)
