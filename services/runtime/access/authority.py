"""Whether a sender may say this at all: its sources, its roles, its places. Pure.

The scheme's own authority (R-19: which body may act in which case) is the domain's to ask, after.
"""

from collections.abc import Collection

import msgspec

from contracts.envelope import Said
from contracts.events import Event
from contracts.events.grading import (
    CycleClosed,
    CycleOpened,
    ExemplarSelected,
    OrganisationRegistered,
    ProgrammeMeasureRecorded,
    RegisterFigureRecorded,
    SchemePublished,
)
from contracts.refusals import NotAuthorised
from contracts.register import Register
from services.runtime.access.identity import ANYBODY, Identity, Role

SUBMITS = (Role.PUBLISHER, Role.CLERK, Role.COMMITTEE)
OF_A_COMMITTEE = frozenset(
    {CycleClosed, CycleOpened, OrganisationRegistered, ProgrammeMeasureRecorded, SchemePublished}
)
"""What shapes a programme for all: a publisher alone may not say it."""


def owns(sender: Identity, source: str | None) -> bool:
    """Whether a CloudEvents source is one of the sender's."""
    return sender.sources is None or source in sender.sources


def spoken(sender: Identity, said: Said[Event]) -> Said[Event]:
    """What was said, entered by the sender if that is a person. Asked before anything is looked up.

    Raises:
        NotAuthorised: under another's source, or as entered by another person.
    """
    if sender is ANYBODY:
        return said
    envelope = said.envelope
    if not owns(sender, envelope.source):
        raise NotAuthorised(
            f"{envelope.source} is no source of {sender.name}",
            field="/source", rule="access",
            accepts=" or ".join(sorted(sender.sources or ())) or "a sender that has a source",
        )  # fmt: skip
    if not sender.is_person or envelope.recordedby == sender.name:
        return said
    if envelope.recordedby is not None:
        raise NotAuthorised(
            f"{sender.name} cannot enter this as {envelope.recordedby}",
            field="/recordedby", rule="access", accepts=f"{sender.name}, or leave it out",
        )  # fmt: skip
    return Said(msgspec.structs.replace(envelope, recordedby=sender.name), said.event)


def authorise(sender: Identity, said: Said[Event], register: Register) -> None:
    """Let a submission pass whose sender has the role for it and acts from its own places.

    Raises:
        NotAuthorised: it has not, or does not; ``awaits`` the registration of an unknown actor.
    """
    if sender is ANYBODY:
        return
    needed = (Role.COMMITTEE,) if type(said.event) in OF_A_COMMITTEE else SUBMITS
    if not sender.may(*needed):
        raise NotAuthorised(
            f"{sender.name} may not say {said.event.name}",
            field="/source", rule="access", accepts="a sender that is " + " or ".join(needed),
        )  # fmt: skip
    if sender.places is not None:
        _acts_from(sender.places, said, register)


def within(places: Collection[str], organisation: str, register: Register) -> bool:
    """Whether an organisation is one of these places or stands below one."""
    return organisation in places or any(
        superior.id in places for superior in register.superiors(organisation)
    )


def _acts_from(places: Collection[str], said: Said[Event], register: Register) -> None:
    actor, event = said.envelope.actor, said.event
    if not within(places, actor, register):
        raise _outside(places, actor, "/actor", register)
    about = said.envelope.subject.removeprefix("organisation:")
    match event:
        case OrganisationRegistered(parent=parent):
            _may_enter(places, about, parent, register)
        case ExemplarSelected(nominee=nominee) if nominee in register.organisations:
            if not register.acts_for(actor, nominee):
                raise NotAuthorised(
                    f"{nominee} does not stand below {actor}",
                    field="/data/nominee", rule="access", accepts=f"a nominee below {actor}",
                )  # fmt: skip
        case RegisterFigureRecorded() if not within(places, about, register):
            raise _outside(places, about, "/subject", register)
        case _:
            pass  # who may do this in which case, the domain asks


def _may_enter(places: Collection[str], id: str, parent: str | None, register: Register) -> None:
    """An entry is made or changed from above it, and moved from above both of its ends."""
    known = register.organisations.get(id)
    if known and not within(places, id, register):
        raise _outside(places, id, "/subject", register)
    if known and known.parent == parent:
        return
    if known and known.parent and not within(places, known.parent, register):
        raise _outside(places, known.parent, "/subject", register)
    if parent is None and id in places:
        return  # the top of the sender's own tree
    if parent is None or not within(places, parent, register):
        raise _outside(places, parent or "the top", "/data/parent", register)


def _outside(
    places: Collection[str], organisation: str, field: str, register: Register
) -> NotAuthorised:
    known = organisation in register.organisations
    return NotAuthorised(
        f"{organisation} is not among the sender's places",
        field=field, rule="access",
        accepts=" or ".join(sorted(places)) + ", or an organisation below",
        awaits=frozenset() if known else frozenset({OrganisationRegistered.name}),
    )  # fmt: skip
