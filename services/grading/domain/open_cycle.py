"""A committee opens and closes a cycle, and measures what the programme has reached in it."""

from contracts.envelope import Said
from contracts.events.grading import CycleClosed, CycleOpened, ProgrammeMeasureRecorded
from contracts.refusals import (
    AlreadyRecorded,
    NotAuthorised,
    RuleBroken,
    UnknownReference,
    UnknownSubject,
)
from contracts.register import Cycle, Register


def open_cycle(said: Said[CycleOpened], register: Register) -> CycleOpened:
    """Open a cycle under one version of its scheme, from and to the days that the scheme gives.

    Raises:
        UnknownReference: the scheme's version is not published.
        UnknownSubject: the scheme has no such cycle.
        AlreadyRecorded: the cycle was opened.
        NotAuthorised: the actor is not of the kind that issues the scheme.
    """
    id, cycle_id = said.envelope.subject.removeprefix("cycle:").split(":")
    version = said.event.scheme_version
    scheme = register.schemes.get((id, version))
    if scheme is None:
        known = sorted(v for s, v in register.schemes if s == id)
        raise UnknownReference(
            f"version {version} of the scheme {id} is not published",
            field="/data/scheme_version", rule="R-01",
            accepts=" or ".join(map(str, known)) or "a version, once it is published",
            awaits=frozenset({"SchemePublished"}),
        )  # fmt: skip
    cycle = scheme.cycle(cycle_id)
    if cycle is None:
        raise UnknownSubject(
            f"the scheme {id} has no cycle {cycle_id}",
            field="/subject", rule="R-01",
            accepts=" or ".join(f"cycle:{id}:{known.id}" for known in scheme.cycles),
        )  # fmt: skip
    if (id, cycle_id) in register.cycles:
        raise AlreadyRecorded(
            f"the cycle {cycle_id} of {id} was opened",
            field="/subject", rule="R-01", accepts="a cycle not yet opened",
        )  # fmt: skip
    committee = register.organisations.get(said.envelope.actor)
    if committee is None or committee.kind != scheme.issuer.kind:
        raise NotAuthorised(
            f"{said.envelope.actor} is not a registered {scheme.issuer.kind}",
            field="/actor", rule="R-19", accepts=f"a registered {scheme.issuer.kind}",
            awaits=frozenset({"OrganisationRegistered"}) if committee is None else frozenset(),
        )  # fmt: skip
    return said.event.model_copy(update={"opens": cycle.opens, "closes": cycle.closes})


def close_cycle(said: Said[CycleClosed], register: Register) -> CycleClosed:
    """Close a cycle; from then on its cases take follow-ups and corrections only.

    Raises:
        UnknownSubject: the cycle was not opened.
        AlreadyRecorded: it is closed.
        RuleBroken: it would close before it opens.
        NotAuthorised: another body opened it.
    """
    cycle = opened(said.envelope.subject, register)
    if cycle.closed:
        raise AlreadyRecorded(
            f"the cycle {cycle.id} is closed", field="/subject", rule="cycle",
            accepts="an open cycle",
        )  # fmt: skip
    _by_its_committee(said.envelope.actor, cycle)
    if said.event.closed_on < cycle.opens:
        raise RuleBroken(
            f"the cycle {cycle.id} opens on {cycle.opens}",
            field="/data/closed_on", rule="cycle", accepts=f"a day from {cycle.opens} on",
        )  # fmt: skip
    return said.event


def measure_programme(
    said: Said[ProgrammeMeasureRecorded], register: Register
) -> ProgrammeMeasureRecorded:
    """Record how far the programme has come with one of its targets.

    Raises:
        UnknownSubject: the cycle was not opened.
        UnknownReference: the scheme has no such target.
        RuleBroken: the target is measured in another unit.
        NotAuthorised: another body opened the cycle.
    """
    cycle, event = opened(said.envelope.subject, register), said.event
    _by_its_committee(said.envelope.actor, cycle)
    scheme = register.schemes[cycle.scheme, cycle.scheme_version]
    target = scheme.target(event.target)
    if target is None:
        raise UnknownReference(
            f"the scheme {scheme.id} has no target {event.target}",
            field="/data/target", rule="targets",
            accepts=" or ".join(known.id for known in scheme.targets) or "none is declared",
        )  # fmt: skip
    if target.unit is not None and target.unit != event.unit:
        raise RuleBroken(
            f"the target {target.id} is measured in {target.unit}, not in {event.unit}",
            field="/data/unit", rule=f"targets/{target.id}", accepts=target.unit,
        )  # fmt: skip
    return event


def opened(subject: str, register: Register) -> Cycle:
    """The cycle that a subject names."""
    scheme, cycle_id = subject.removeprefix("cycle:").split(":")
    cycle = register.cycles.get((scheme, cycle_id))
    if cycle is None:
        raise UnknownSubject(
            f"the cycle {cycle_id} of {scheme} was not opened",
            field="/subject", rule="R-01", accepts="a cycle that was opened",
            awaits=frozenset({"CycleOpened"}),
        )  # fmt: skip
    return cycle


def _by_its_committee(actor: str, cycle: Cycle) -> None:
    if actor != cycle.committee:
        raise NotAuthorised(
            f"{actor} did not open the cycle {cycle.id}",
            field="/actor", rule="R-19", accepts=cycle.committee,
        )  # fmt: skip
