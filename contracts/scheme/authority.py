"""Which body may record an act (R-19), and whom a scoped item binds (R-26)."""

from collections.abc import Iterable

from contracts.refusals import NotAuthorised
from contracts.register import Register, Setting
from contracts.scheme.scheme import Scheme
from contracts.scheme.steps import Step


def may_act(setting: Setting, register: Register, step: Step, name: str, actor: str) -> bool:
    """Whether this body records this event in this step (R-19)."""
    wanted = actor_kinds(setting.scheme, step, name)
    own = [kind for kind in wanted if is_own_act(setting, kind)]
    if own and actor == setting.organisation.id:
        return True
    body = register.organisations.get(actor)
    if body is None or body.kind not in set(wanted) - set(own):
        return False
    return register.acts_for(actor, setting.organisation.id)


def is_own_act(setting: Setting, kind: str) -> bool:
    """Whether an actor of this kind stands for the case's own organisation.

    So does ``branch``, a kind of person, the organisation's own kind, and a kind that shares a
    ladder with it.
    """
    scheme, own = setting.scheme, setting.organisation.kind
    return kind in {"branch", own, *scheme.persons} or any(
        {kind, own} <= set(ladder.applies_to) for ladder in scheme.ladders
    )


def in_scope(setting: Setting, register: Register, scope: Iterable[str]) -> bool:
    """Whether scoped items bind this organisation: it, or a superior, is one of the scopes."""
    wanted = set(scope)
    if not wanted:
        return True
    places = {s.organisation or s.id for s in setting.scheme.scopes if s.id in wanted}
    case = setting.organisation.id
    return case in places or any(s.id in places for s in register.superiors(case))


def actor_kinds(scheme: Scheme, step: Step, name: str) -> tuple[str, ...]:
    """The kinds of bodies that record this in this step.

    A record kind says who files it; where the actor of a step of the procedure is among them, only
    that one.
    """
    actor, kind = step.actor_of(name), scheme.record_kind(name)
    if kind is None or (actor in kind.filed_by and scheme.step(step.id)):
        return (actor,)
    return kind.filed_by


def not_authorised(
    setting: Setting, register: Register, name: str, actor: str, steps: list[Step]
) -> NotAuthorised:
    """The refusal of a body that none of these steps names."""
    kinds = dict.fromkeys(k for step in steps for k in actor_kinds(setting.scheme, step, name))
    own = setting.organisation
    accepts = " or ".join(
        f"{own.id} itself" if is_own_act(setting, kind) else f"the {kind} above {own.id}"
        for kind in kinds
    )
    body = register.organisations.get(actor)
    what = f"{actor}, of the kind {body.kind}," if body else f"{actor}, which is not registered,"
    return NotAuthorised(
        f"{what} may not record {name} for {own.id} (step {steps[0].id})",
        field="/actor", rule="R-19", accepts=accepts,
        awaits=frozenset() if body else frozenset({"OrganisationRegistered"}),
    )  # fmt: skip
