"""Who acted, when and in which setting: what every decision asks beside the event."""

from datetime import date

from contracts.acts import CaseAct
from contracts.events import Event
from contracts.events.training import TrainingSessionHeld
from contracts.refusals import RuleBroken, UnknownReference
from contracts.scheme.procedure import Verdict, check, in_scope, provides_here
from contracts.scheme.programme import TrainingKind
from services.training.domain.case import CaseState


class Act(CaseAct[CaseState], frozen=True):
    """A submission's place in the world; the case's organisation is the organiser."""

    def step(self, name: str, happened: date, variant: str | None = None) -> Verdict:
        """The verdict of the scheme's procedure on an event of this name.

        Raises:
            NotInProcedure, NotAuthorised, StepNotOpen: see contracts.scheme.procedure.
        """
        return check(
            self.setting, self.register, name, self.actor, happened, self.case.progress,
            variant=variant,
        )  # fmt: skip

    def of_session(self, event: Event, kind: str, happened: date | None = None) -> Verdict:
        """The verdict on an event around a session of this kind.

        Where the procedure has no step for it here, it belongs to the step in which these are held.
        """
        provided = provides_here(self.setting, self.register, event.name, kind)
        name = event.name if provided else TrainingSessionHeld.name
        return self.step(name, happened or self.day, kind)

    def kind(self, id: str, field: str = "/data/kind") -> TrainingKind:
        """The training that the scheme names so, where it binds this organiser (R-26).

        Raises:
            UnknownReference: the scheme has no such training.
            RuleBroken: the organiser stands outside its scope or domain.
        """
        kind = self.scheme.training_kind(id)
        if kind is None:
            known = ", ".join(training.id for training in self.scheme.training) or "none"
            raise UnknownReference(
                f"the scheme {self.scheme.id} has no training {id}",
                field=field, rule="training", accepts=f"one of {known}",
            )  # fmt: skip
        own = self.organisation
        domains = {domain.id for domain in self.scheme.domains if own.kind in domain.kinds}
        if kind.domain not in {None, "any", *domains}:
            raise RuleBroken(
                f"{id} is for the domain {kind.domain}, not for {own.id}, of the kind {own.kind}",
                field=field, rule="R-26", accepts=f"an organiser in the domain {kind.domain}",
            )  # fmt: skip
        if not in_scope(self.setting, self.register, kind.scope):
            raise RuleBroken(
                f"{id} does not bind {own.id}", field=field, rule="R-26",
                accepts="an organiser in the scope of " + " or ".join(kind.scope),
            )  # fmt: skip
        return kind

    def registered(self, organisation: str | None) -> None:
        """A person's organisation, where it is told, is in the register.

        Raises:
            UnknownReference: it is not.
        """
        if organisation is not None and organisation not in self.register.organisations:
            raise UnknownReference(
                f"no organisation {organisation} is registered",
                field="/data/organisation", rule="R-02",
                accepts="the id of a registered organisation, or none",
                awaits=frozenset({"OrganisationRegistered"}),
            )  # fmt: skip


def in_order(first: date, last: date, fields: tuple[str, str]) -> None:
    """A span of days ends on or after the day it begins.

    Raises:
        RuleBroken: it ends before.
    """
    if last < first:
        raise RuleBroken(
            f"{fields[1]} is {last}, before {fields[0]}, {first}",
            field=f"/data/{fields[1]}", rule="R-16", accepts=f"a day from {first} on",
        )  # fmt: skip
