"""Commendations, criticisms and rectifications, open ones first (Q-25 to Q-28)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from contracts.events.grading import (
    CommendationIssued,
    CriticismIssued,
    RectificationOrdered,
    RectificationReported,
    RectificationVerified,
)
from services.projections.explanation.model import Name, Part, Source
from services.projections.explanation.rectifications import rectifications
from services.projections.explanation.year import outcomes
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.register import Register
from services.projections.texts import Bi


class OutcomeRow(Part, frozen=True, kw_only=True):
    """A reward or sanction of a case, or a rectification that it was ordered."""

    case: str
    organisation: Name
    kind: Literal["rectification", "criticism", "commendation"]
    id: Annotated[str, Meta(description="Of the order, or of the event that issued it")]
    state: Literal["open", "reported", "closed", "issued"]
    issued_on: date
    due_on: Annotated[date | None, Meta(description="The date in force, after any extension")]
    extended_from: list[date]
    days_overdue: int
    verified_by: Name | None
    source: Source


def rows(chronicle: Chronicle) -> list[OutcomeRow]:
    """Overdue rectifications first, then open ones, then all else by its day."""
    found = [*_rectifications(chronicle), *_issued(chronicle)]
    return sorted(
        found,
        key=lambda one: (-one.days_overdue, one.state in ("closed", "issued"), one.issued_on),
    )


def _rectifications(chronicle: Chronicle) -> Iterator[OutcomeRow]:
    for case, story in chronicle.stories.items():
        for one in rectifications(story, chronicle.speech):
            yield OutcomeRow(
                case=str(case), organisation=chronicle.speech.name(case.organisation),
                kind="rectification", id=one.order_id, state=one.state, issued_on=one.ordered_on,
                due_on=one.due_on, extended_from=one.extended_from, days_overdue=one.days_overdue,
                verified_by=one.verified.by if one.verified else None, source=one.ordered,
            )  # fmt: skip


def _issued(chronicle: Chronicle) -> Iterator[OutcomeRow]:
    for case, story in chronicle.stories.items():
        for one in outcomes(story, chronicle.speech):
            yield OutcomeRow(
                case=str(case), organisation=chronicle.speech.name(case.organisation),
                kind=one.kind, id=one.source.event_id, state="issued", issued_on=one.issued_on,
                due_on=None, extended_from=[], days_overdue=0, verified_by=None, source=one.source,
            )  # fmt: skip


REGISTER = Register(
    id="outcomes",
    title=Bi("Outcomes", "结果运用"),
    about=Bi(
        "Rectifications, overdue and open ones first; criticisms; commendations.",
        "整改（逾期、未了者在前）、通报批评、表彰。",
    ),
    row=OutcomeRow,
    reads=frozenset(
        {
            CommendationIssued, CriticismIssued, RectificationOrdered, RectificationReported,
            RectificationVerified,
        }
    ),
    rows=rows,
)  # fmt: skip
