"""Who acted, when and in which setting: what every decision asks beside the event."""

from contracts.acts import CaseAct
from contracts.events import Event
from contracts.refusals import NotAuthorised, RuleBroken, StepNotOpen
from contracts.scheme.procedure import (
    Verdict,
    check,
    decides_here,
    in_scope,
    is_done,
    provides_for,
    provides_here,
)
from contracts.scheme.programme import LetterKind, PledgeKind
from contracts.scheme.progress import DECISIONS
from contracts.scheme.steps import Step
from services.pledges.domain.case import CaseState


class Act(CaseAct[CaseState], frozen=True):
    """A submission's place in the world, and what decisions ask of it."""

    @property
    def superiors(self) -> list[str]:
        """Ids of the organisations above the case's own, nearest first."""
        return [superior.id for superior in self.register.superiors(self.organisation.id)]

    def step(
        self,
        event: Event,
        dated: str | None = None,
        variant: str | None = None,
        *,
        follows: type[Event] | None = None,
    ) -> Verdict:
        """The verdict of the scheme's procedure. ``dated``: the field with the day of the act.

        ``follows``: the event that began what this goes on with; where the procedure has no step
        for this here, it belongs to the step of that one.

        Raises:
            NotInProcedure, NotAuthorised, StepNotOpen: see contracts.scheme.procedure.
            RuleBroken: the field names a day later than the envelope's time.
        """
        happened = self.dated(event, dated) if dated else self.day
        name = event.name
        if follows and not provides_here(self.setting, self.register, name, variant):
            name = follows.name
        verdict = check(
            self.setting, self.register, name, self.actor, happened, self.case.progress,
            variant=variant,
        )  # fmt: skip
        if not self.case.tier_in_force:
            self._tier_in_force(verdict.step)
        return verdict

    def judgement(self, event: Event, dated: str) -> None:
        """Whether this body may judge: the one the scheme's step names, else any superior.

        Raises:
            NotAuthorised: another body judges (R-19).
            StepNotOpen, RuleBroken: as for any step.
        """
        if provides_for(self.scheme, event.name):
            self.step(event, dated)
            return
        self.dated(event, dated)
        if self.actor not in self.superiors:
            raise self.not_a_superior(self.actor, "/actor")

    def not_a_superior(self, id: str, field: str) -> NotAuthorised:
        """Refuses a body that does not stand above the case's organisation."""
        known = id in self.register.organisations
        return NotAuthorised(
            f"{id} does not stand above {self.organisation.id} in the register",
            field=field, rule="R-19", accepts=" or ".join(self.superiors) or "a superior of it",
            awaits=frozenset() if known else frozenset({"OrganisationRegistered"}),
        )  # fmt: skip

    def binds(self, kind: PledgeKind | LetterKind) -> None:
        """A kind holds only in its scope and domain (R-26).

        Raises:
            RuleBroken: this case stands outside.
        """
        own = self.organisation
        domain = getattr(kind, "domain", None)
        if domain not in (None, "any") and domain != self.domain:
            raise RuleBroken(
                f"{kind.id} is for the domain {domain}; {own.id} stands in {self.domain}",
                field="/data/kind", rule="R-26", accepts=f"a case in the domain {domain}",
            )  # fmt: skip
        if not in_scope(self.setting, self.register, kind.scope):
            raise RuleBroken(
                f"{kind.id} does not bind {own.id}",
                field="/data/kind", rule="R-26",
                accepts="an organisation in the scope of " + " or ".join(kind.scope),
            )  # fmt: skip

    @property
    def domain(self) -> str | None:
        """The domain the case was enrolled in, or else the one of the organisation's kind."""
        if self.case.domain:
            return self.case.domain
        kind = self.organisation.kind
        return next((d.id for d in self.scheme.domains if kind in d.kinds), None)

    def _tier_in_force(self, step: Step) -> None:
        """In a following cycle a tier in force stands for the first one's decision (R-09)."""
        for need in step.requires:
            wanted = self.scheme.step(need.step) if need.step else None
            if (
                wanted
                and need.blocks
                and DECISIONS.intersection(wanted.completed_by)
                and in_scope(self.setting, self.register, wanted.scope)
                and decides_here(self.setting, wanted)
                and not is_done(wanted, self.case.progress)
            ):
                raise StepNotOpen(
                    f"{self.organisation.id} has no tier in force in this cycle",
                    field="/type", rule="R-09", awaits=DECISIONS,
                    accepts="the same after a decision, or in a case with an opening tier",
                )  # fmt: skip
