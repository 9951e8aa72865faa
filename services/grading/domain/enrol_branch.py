"""An organisation enters a cycle."""

from contracts.events.grading import BranchEnrolled
from contracts.refusals import AlreadyRecorded, RuleBroken, UnknownReference
from contracts.scheme import Ladder
from contracts.scheme.procedure import in_scope
from services.grading.domain.act import Act


def enrol_branch(event: BranchEnrolled, act: Act) -> BranchEnrolled:
    """Enrol an organisation in ladders of its kind, with the tiers in force when the cycle opens.

    Raises:
        AlreadyRecorded: it is enrolled.
        NotAuthorised: the actor has no part in its case.
        RuleBroken: scheme, ladder or domain is not for its kind or place, or a ladder is named
            twice.
        UnknownReference: the scheme has no such ladder, tier or domain.
    """
    if act.case.ladders:
        raise AlreadyRecorded(
            f"{act.organisation.id} is enrolled in {', '.join(act.case.ladders)}",
            field="/subject", rule="R-02", accepts="one enrolment in a cycle",
        )  # fmt: skip
    act.by_any_concerned()
    if act.organisation.kind not in act.scheme.applies_to:
        raise RuleBroken(
            f"the scheme {act.scheme.id} is not for a {act.organisation.kind}",
            field="/subject", rule="R-02", accepts="a " + " or ".join(act.scheme.applies_to),
        )  # fmt: skip
    act.each_once(event.ladders, "/data/ladders", "R-02")
    ladders = {id: _ladder(act, id, index) for index, id in enumerate(event.ladders)}
    for id, tier in event.opening_tiers.items():
        if id not in ladders:
            raise UnknownReference(
                f"an opening tier names the ladder {id}, in which nobody is enrolled here",
                field=f"/data/opening_tiers/{id}", rule="R-02", accepts=" or ".join(ladders),
            )  # fmt: skip
        act.tier(ladders[id], tier, f"/data/opening_tiers/{id}")
    _domain(act, event.domain)
    return event


def _ladder(act: Act, id: str, index: int) -> Ladder:
    ladder = act.scheme.ladder(id)
    if ladder is None:
        raise UnknownReference(
            f"the scheme {act.scheme.id} has no ladder {id}",
            field=f"/data/ladders/{index}", rule="R-02",
            accepts=" or ".join(known.id for known in act.scheme.ladders),
        )  # fmt: skip
    where, place = ladder.applies_where, (act.setting, act.register)
    if act.organisation.kind not in ladder.applies_to or (
        where
        and (
            (where.scope and not in_scope(*place, (where.scope,)))
            or (where.scope_not and in_scope(*place, (where.scope_not,)))
        )
    ):
        own = act.organisation
        raise RuleBroken(
            f"the ladder {id} is not for {own.id}, of the kind {own.kind}",
            field=f"/data/ladders/{index}", rule="R-02",
            accepts=f"a ladder for the kind {own.kind} in its place",
        )  # fmt: skip
    return ladder


def _domain(act: Act, id: str | None) -> None:
    if id is None:
        return
    domain = next((known for known in act.scheme.domains if known.id == id), None)
    if domain is None or (domain.kinds and act.organisation.kind not in domain.kinds):
        raise UnknownReference(
            f"the scheme {act.scheme.id} has no domain {id} for a {act.organisation.kind}",
            field="/data/domain", rule="R-02",
            accepts=" or ".join(known.id for known in act.scheme.domains) or "none is declared",
        )  # fmt: skip
