"""Who was in which session, for how many of its days, or why not (Q-34, Q-41)."""

from collections.abc import Iterator
from datetime import date

from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.parts import Name, Said, Source
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.register import Register, Row, attended
from services.projections.registers.sessions import READS, Presence, Session, sessions
from services.projections.texts import Bi
from services.projections.texts import registers as texts


class AttendanceRow(Row, frozen=True, kw_only=True):
    """A person and a session. ``organisation`` is the organiser, ``home`` the person's own.

    ``days`` of ``of_days`` calendar days; 0: did not come.
    """

    session: str
    kind: Name
    starts_on: date
    person: Name
    home: Name | None
    role: Name | None
    days: int
    of_days: int
    whole: bool
    selected: bool
    absent: str | None
    corrected: str | None
    source: Source | None


def rows(chronicle: Chronicle) -> list[AttendanceRow]:
    """Who did not come, or not for all days, first."""
    found = [
        _row(story, chronicle, session, person)
        for story in chronicle.stories.values()
        for session in sessions(story).values()
        for person in session.people.values()
    ]
    return attended(found, lambda row: (row.starts_on, row.session, row.person.id))


def _row(story: Story, chronicle: Chronicle, session: Session, one: Presence) -> AttendanceRow:
    speech = chronicle.speech
    return AttendanceRow(
        **chronicle.of_case(story.case), attention=list(_attention(session, one, speech)),
        session=session.id, kind=speech.called("training_kind", session.kind),
        starts_on=session.starts_on, person=speech.name(one.person),
        home=speech.name(one.organisation) if one.organisation else None,
        role=speech.term("role", one.role) if one.role else None, days=one.days,
        of_days=session.days, whole=one.days == session.days, selected=one.selected,
        absent=one.absent, corrected=one.corrected,
        source=speech.source(one.source) if one.source else None,
    )  # fmt: skip


def _attention(session: Session, one: Presence, speech: Speech) -> Iterator[Said]:
    if one.absent is not None and not one.first:
        yield speech.say(texts.ABSENT)
    elif one.selected and session.held and not one.first:
        yield speech.say(texts.SELECTED_NOT_THERE)
    elif one.first and one.days < session.days:
        yield speech.say(texts.NOT_WHOLE, n=one.days, of=session.days)
    if (
        session.scheduled
        and session.scheduled.event.by_selection
        and one.first
        and not one.selected
    ):
        yield speech.say(texts.NOT_SELECTED)


REGISTER = Register(
    id="attendance",
    title=Bi("Attendance", "参训名册"),
    about=Bi(
        "Each person in each session: level and role, days against the session's days, absence"
        " with its reason; those who did not stay first.",
        "每人每场参训情况：级别、身份、参训天数与应到天数、缺席原因；未全程参加者在前。",
    ),
    row=AttendanceRow,
    reads=READS,
    rows=rows,
)
