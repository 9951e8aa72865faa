"""The register of organisations: entries and standing figures."""

from datetime import datetime, timedelta, timezone

from contracts.envelope import Said
from contracts.events.grading import OrganisationRegistered, RegisterFigureRecorded
from contracts.refusals import RuleBroken, UnknownReference, UnknownSubject
from contracts.register import Register

_FIRST_INTO_A_DAY = timezone(timedelta(hours=14))
"""Where on earth it is the latest day: an organisation stands in no scheme that names its zone."""


def register_organisation(
    said: Said[OrganisationRegistered], register: Register
) -> OrganisationRegistered:
    """Enter an organisation, or change its entry.

    Raises:
        UnknownReference: its superior is not registered.
        RuleBroken: it would stand above itself.
    """
    parent, id = said.event.parent, _id(said.envelope.subject)
    if parent is None:
        return said.event
    if parent == id or any(above.id == id for above in register.superiors(parent)):
        raise RuleBroken(
            f"{id} would stand above itself",
            field="/data/parent", rule="register", accepts="a superior that is not below it",
        )  # fmt: skip
    if parent not in register.organisations:
        raise UnknownReference(
            f"no organisation {parent} is registered",
            field="/data/parent", rule="register", accepts="a registered organisation, or none",
            awaits=frozenset({"OrganisationRegistered"}),
        )  # fmt: skip
    return said.event


def record_figure(said: Said[RegisterFigureRecorded], register: Register) -> RegisterFigureRecorded:
    """Record a standing figure of a registered organisation; a later one does not replace it.

    Raises:
        UnknownSubject: the organisation is not registered.
        RuleBroken: no whole number from 0 on (R-27), or of a day that has not come (R-22).
    """
    id = _id(said.envelope.subject)
    if id not in register.organisations:
        raise UnknownSubject(
            f"no organisation {id} is registered",
            field="/subject", rule="register", accepts="a registered organisation",
            awaits=frozenset({"OrganisationRegistered"}),
        )  # fmt: skip
    _check_figure(said.event, said.envelope.time)
    return said.event


def _check_figure(figure: RegisterFigureRecorded, said_at: datetime) -> None:
    value, latest = figure.value, said_at.astimezone(_FIRST_INTO_A_DAY).date()
    if value < 0 or value != int(value):
        raise RuleBroken(
            f"{value} is no figure of {figure.figure}",
            field="/data/value", rule="R-27", accepts="a whole number from 0 on",
        )  # fmt: skip
    if figure.as_of > latest:
        raise RuleBroken(
            f"as_of is {figure.as_of}, but the event's time says that it was told by {latest}",
            field="/data/as_of", rule="R-22", accepts=f"a day up to {latest}, or a later time",
        )  # fmt: skip


def _id(subject: str) -> str:
    return subject.removeprefix("organisation:")
