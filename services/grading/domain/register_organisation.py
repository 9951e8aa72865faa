"""The register of organisations: entries and standing figures."""

from contracts.envelope import Said
from contracts.events.grading import OrganisationRegistered, RegisterFigureRecorded
from contracts.refusals import RuleBroken, UnknownReference, UnknownSubject
from contracts.register import Register


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
    """
    id = _id(said.envelope.subject)
    if id not in register.organisations:
        raise UnknownSubject(
            f"no organisation {id} is registered",
            field="/subject", rule="register", accepts="a registered organisation",
            awaits=frozenset({"OrganisationRegistered"}),
        )  # fmt: skip
    return said.event


def _id(subject: str) -> str:
    return subject.removeprefix("organisation:")
