"""Who acted, when, in which setting, on what record: what every decision about a case asks."""

from collections.abc import Iterable
from datetime import date

from contracts.acts import CaseAct
from contracts.events import Event
from contracts.refusals import NotAuthorised, UnknownReference
from contracts.register import Organisation
from contracts.scheme import Criterion, Ladder
from contracts.scheme.procedure import Verdict, check
from contracts.scheme.rulebook import criteria_of
from services.grading.domain.case import CaseState

ONCE = frozenset({"once", "first_cycle", "every_cycle"})
"""How a step occurs whose act is recorded once in a case."""


class Act(CaseAct[CaseState], frozen=True):
    """A submission's place in the world, and what decisions ask of it."""

    def step(
        self,
        event: Event,
        day_field: str | None = None,
        *,
        name: str | None = None,
        variant: str | None = None,
        given_due: date | None = None,
        up_to: date | None = None,
    ) -> Verdict:
        """The verdict of the scheme's procedure on this event, or on ``name``, its record kind.

        ``day_field``: the event's field that says on which day it happened, if it has one.
        ``up_to``: a day in the period that it is for, if that is another one.

        Raises:
            NotInProcedure, NotAuthorised, StepNotOpen: see contracts.scheme.procedure.
            RuleBroken: a day that has not come when the event happened (R-22).
        """
        happened = self.dated(event, day_field) if day_field else self.day
        return check(
            self.setting, self.register, name or event.name, self.actor, happened,
            self.case.progress, variant=variant, given_due=given_due, up_to=up_to,
        )  # fmt: skip

    def ladder(self, id: str) -> Ladder:
        """The ladder with this id, in which the case is enrolled."""
        ladder = self.scheme.ladder(id) if id in self.case.ladders else None
        if ladder is None:
            raise UnknownReference(
                f"{self.organisation.id} is not enrolled in the ladder {id}",
                field="/data/ladder", rule="R-02",
                accepts=" or ".join(self.case.ladders),
            )  # fmt: skip
        return ladder

    def tier(self, ladder: Ladder, id: str, field: str = "/data/tier") -> str:
        """The id, if it is a tier of the ladder."""
        if ladder.tier(id) is None:
            raise UnknownReference(
                f"{id} is not a tier of the ladder {ladder.id}",
                field=field, rule="R-02", accepts=" or ".join(ladder.tier_ids),
            )  # fmt: skip
        return id

    def criterion(self, id: str, field: str = "/data/criterion") -> Criterion:
        """The criterion with this id, if a ladder of the case or a selection can ask for it."""
        criterion = self.scheme.criterion(id)
        reads = self.scheme.rulebook.reads
        if criterion is None or not any(id in reads[ladder] for ladder in self.case.ladders):
            selections = self.scheme.rulebook.selections.values()
            if criterion is None or not any(id in criteria_of(line) for line in selections):
                raise UnknownReference(
                    f"{id} is no criterion of the standard that {self.organisation.id} is under",
                    field=field, rule="R-02",
                    accepts="a criterion that its ladders read: "
                    + ", ".join(c for ladder in self.case.ladders for c in reads[ladder]),
                )  # fmt: skip
        return criterion

    def evidence(self, ids: Iterable[str], field: str = "/data/evidence_ids") -> None:
        """Every id is of evidence on record in this case, corrected since or not."""
        for index, id in enumerate(ids):
            if id not in self.case.evidence and id not in self.case.spent:
                raise UnknownReference(
                    f"no evidence {id} is on record for {self.organisation.id}",
                    field=f"{field}/{index}", rule="R-17",
                    accepts="the id of evidence recorded in this case",
                )  # fmt: skip

    def registered(self, id: str, field: str) -> Organisation:
        """The organisation with this id."""
        known = self.register.organisations.get(id)
        if known is None:
            raise UnknownReference(
                f"no organisation {id} is registered",
                field=field, rule="R-19", accepts="the id of a registered organisation",
                awaits=frozenset({"OrganisationRegistered"}),
            )  # fmt: skip
        return known

    def by_kind(self, kind: str) -> None:
        """The actor is of this kind and above the branch, or an office of one above it (R-19)."""
        body = self.register.organisations.get(self.actor)
        if body is None or body.kind != kind or not self._acts_for(body):
            raise NotAuthorised(
                f"{self.actor} may not decide this for {self.organisation.id}",
                field="/actor", rule="R-19", accepts=f"the {kind} above {self.organisation.id}",
            )  # fmt: skip

    def by_any_concerned(self) -> None:
        """The actor has a part in the case (R-19): the organisation itself, one above it, the
        committee that opened the cycle, or an office of these that the scheme does not grade."""
        own = self.organisation.id
        if self.actor in (own, self.setting.cycle.committee):
            return
        body = self.register.organisations.get(self.actor)
        above = any(superior.id == self.actor for superior in self.register.superiors(own))
        if body is None or not (
            above or (self._acts_for(body) and body.kind not in self.scheme.applies_to)
        ):
            raise NotAuthorised(
                f"{self.actor} has no part in the case of {own}",
                field="/actor", rule="R-19",
                accepts=f"{own} itself, a body above it, or an office of such a body",
            )  # fmt: skip

    def _acts_for(self, body: Organisation) -> bool:
        return self.register.acts_for(body.id, self.organisation.id)
