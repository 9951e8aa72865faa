"""Training as a story tells it: a session, who came, who did not."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from client.submissions import Submission
from contracts.events.training import (
    TrainingAbsenceRecorded,
    TrainingAttended,
    TrainingSessionHeld,
)
from demo.saying import Pen


def held(
    pen: Pen, organiser: str, session: str, kind: str, on: str, *, to: str | None = None,
    form: str, **more: Any,
) -> Submission:  # fmt: skip
    """An organiser holds a session from one day to another, both included."""
    last = to or on
    event = TrainingSessionHeld(
        session_id=session, kind=kind, form=form,
        starts_on=date.fromisoformat(on), ends_on=date.fromisoformat(last), **more,
    )  # fmt: skip
    return pen.own(organiser, event, last)


def attended(
    pen: Pen, organiser: str, session: str, role: str, people: Iterable[tuple[str, str]], on: str,
    to: str | None = None,
) -> list[Submission]:  # fmt: skip
    """These came, each of them ``(person, organisation)``, on all days from ``on`` to ``to``."""
    first, last = date.fromisoformat(on), date.fromisoformat(to or on)
    return [
        pen.own(
            organiser,
            TrainingAttended(
                session_id=session, person=person, organisation=organisation, role=role,
                attended_from=first, attended_to=last,
            ),
            last.isoformat(),
        )
        for person, organisation in people
    ]  # fmt: skip


def absent(
    pen: Pen, organiser: str, session: str, person: str, organisation: str, on: str, reason: str
) -> Submission:
    """Somebody of the audience did not come."""
    event = TrainingAbsenceRecorded(
        session_id=session, person=person, organisation=organisation, reason=reason
    )
    return pen.own(organiser, event, on)
