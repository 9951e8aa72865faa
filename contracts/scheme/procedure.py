"""Whether the procedure of a scheme lets an act be recorded now, by this body, and how late it is.

Pure; the same for every service. What was recorded so far is the case's ``Progress``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from contracts.refusals import NotAuthorised, NotInProcedure, StepNotOpen
from contracts.register import Register, Setting
from contracts.scheme.deadlines import due_on
from contracts.scheme.records import RecordKind
from contracts.scheme.scheme import Scheme
from contracts.scheme.steps import Requirement, Step

Progress = Mapping[str, frozenset[str]]
"""Names of events and record kinds on record in a case, each with the bodies or variants it was
recorded by, or ``""`` where it has none."""

VARIANT_FIELD = {"GradeAssigned": "basis", "BranchAssessed": "period"}
REFERENCE = frozenset({"SchemePublished", "OrganisationRegistered", "CycleOpened"})
"""Events that no case records: where one has a case, they have happened."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The act is in order. ``due_on``: last day in time; ``days_late``: calendar days after it."""

    step: Step
    due_on: date | None = None
    late: bool = False
    days_late: int = 0
    warnings: tuple[str, ...] = ()


def check(
    setting: Setting,
    register: Register,
    name: str,
    actor: str,
    happened: date,
    progress: Progress,
    *,
    variant: str | None = None,
    given_due: date | None = None,
) -> Verdict:
    """The verdict on one act: an event, or a record of a kind, by its name.

    ``actor``: id of the body that acted. ``happened``: its day in the scheme's time zone; an act
    after its deadline is late, never refused (R-22). ``variant``: the kind of pledge, letter,
    session or record, the period assessed or the basis of a grade, where several steps record the
    same event. ``given_due``: the day that an event, like an order, has set.

    Raises:
        NotInProcedure: no step of this cycle and scope records it (R-26).
        NotAuthorised: another body records it (R-19).
        StepNotOpen: something has to be on record before; ``awaits`` names the events.
    """
    if register.selected.get((setting.cycle.scheme, setting.cycle.id)):
        progress = {**progress, "ExemplarSelected": frozenset({""})}  # recorded on the cycle
    steps = _steps(setting, register, name, variant)
    allowed = [step for step in steps if may_act(setting, register, step, name, actor)]
    if not allowed:
        raise _not_authorised(setting, register, name, actor, steps)
    open_steps = [step for step in allowed if not missing(setting, register, step, name, progress)]
    if not open_steps:
        raise _not_open(setting, register, allowed[0], name, progress)
    step = open_steps[0]
    due = due_on(
        step.deadline, opens=setting.cycle.opens, closes=setting.cycle.closes,
        happened=happened, given=given_due,
    )  # fmt: skip
    days_late = max(0, (happened - due).days) if due else 0
    warnings = _warnings(setting, register, step, progress, happened)
    return Verdict(step, due, days_late > 0, days_late, warnings)


def provides_for(scheme: Scheme, name: str) -> bool:
    """Whether a step of the scheme, in whatever cycle or scope, records this event or kind."""
    return bool(scheme.steps_recording(name)) or scheme.record_kind(name) is not None


def beside(kind: RecordKind) -> Step:
    """The step that a record kind is by itself, where no step of the procedure records it."""
    return Step(
        id=kind.id, order=10_000, en=kind.en, zh=kind.zh, actor=kind.filed_by[0],
        occurs="recurring", records=(kind.id,), deadline=None, requires=(), scope=kind.scope,
        src=kind.src, origin=kind.origin,
    )  # fmt: skip


def is_done(step: Step, progress: Progress) -> bool:
    """Whether a step is complete: one of its events, from all of its bodies."""
    return any(_recorded(step, name, progress) for name in step.completed_by)


def missing(
    setting: Setting, register: Register, step: Step, name: str, progress: Progress
) -> tuple[Requirement, ...]:
    """What has to be on record before this act and is not; only what blocks."""
    kind = setting.scheme.record_kind(name)
    own = [Requirement(event=need, strength="explicit") for need in kind.requires] if kind else []
    return tuple(
        need
        for need in (*step.requires, *own)
        if need.blocks and not _met(setting, register, need, progress)
    )


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

    A record kind says who files it; where the step's actor is among them, only that one.
    """
    actor, kind = step.actor_of(name), scheme.record_kind(name)
    return (actor,) if kind is None or actor in kind.filed_by else kind.filed_by


def _steps(setting: Setting, register: Register, name: str, variant: str | None) -> list[Step]:
    scheme = setting.scheme
    named = scheme.steps_recording(name)
    kind = scheme.record_kind(name)
    if kind is not None and not named:
        named = (beside(kind),)
    if not named:
        raise NotInProcedure(
            f"the procedure of {scheme.id} has no step that records {name}",
            field="/type", rule="procedure",
            accepts="one of " + ", ".join(sorted({r for s in scheme.procedure for r in s.records})),
        )  # fmt: skip
    held = [step for step in named if step.occurs != "first_cycle" or _is_first(setting)]
    if not held:
        raise NotInProcedure(
            f"{name} is recorded in the first cycle only; {setting.cycle.id} is a following one",
            field="/subject", rule=f"procedure/{named[0].id}",
            accepts="a case of the scheme's first cycle",
        )  # fmt: skip
    bound = [step for step in held if in_scope(setting, register, step.scope)]
    if not bound:
        scopes = sorted({scope for step in held for scope in step.scope})
        raise NotInProcedure(
            f"the step {held[0].id} does not bind {setting.organisation.id}",
            field="/subject", rule="R-26",
            accepts="an organisation in the scope of " + " or ".join(scopes),
        )  # fmt: skip
    return _of_variant(bound, name, variant)


def _of_variant(steps: list[Step], name: str, variant: str | None) -> list[Step]:
    if variant is None:
        return steps
    exact = [step for step in steps if variant in step.variants]
    fitting = exact or [step for step in steps if not step.variants]
    if not fitting:
        known = sorted({kind for step in steps for kind in step.variants})
        raise NotInProcedure(
            f"no step records {name} of the kind {variant}",
            field=f"/data/{VARIANT_FIELD.get(name, 'kind')}", rule=f"procedure/{steps[0].id}",
            accepts="one of " + ", ".join(known),
        )  # fmt: skip
    return fitting


def _is_first(setting: Setting) -> bool:
    declared = setting.scheme.cycle(setting.cycle.id)
    return declared is None or declared.kind in (None, "first")


def _is_initial(setting: Setting) -> bool:
    return setting.scheme.cycles[0].id == setting.cycle.id


def _recorded(step: Step, name: str, progress: Progress) -> bool:
    by = progress.get(name)
    if by is None:
        return name in REFERENCE
    if step.bodies:
        return set(step.bodies) <= by
    return not step.variants or "" in by or not by.isdisjoint(step.variants)


def _met(setting: Setting, register: Register, need: Requirement, progress: Progress) -> bool:
    if need.event is not None:
        return need.event in progress or need.event in REFERENCE
    assert need.step is not None
    step = setting.scheme.step(need.step)
    assert step is not None
    if step.occurs == "first_cycle" and not _is_first(setting):
        return True  # the tier in force stands for it
    if step.occurs == "once" and not _is_initial(setting):
        return True  # done once for the whole programme, in another cycle's case
    if not in_scope(setting, register, step.scope):
        return True  # asked of others only
    return is_done(step, progress)


def _warnings(
    setting: Setting, register: Register, step: Step, progress: Progress, happened: date
) -> tuple[str, ...]:
    found = [
        f"{need.step or need.event} is not on record"
        for need in step.requires
        if not need.blocks and not _met(setting, register, need, progress)
    ]
    between = step.deadline.between if step.deadline else None
    if between and happened < between[0]:
        found.append(f"before {between[0]}, the first day of the step {step.id}")
    return tuple(found)


def _not_authorised(
    setting: Setting, register: Register, name: str, actor: str, steps: list[Step]
) -> NotAuthorised:
    kinds = dict.fromkeys(k for step in steps for k in actor_kinds(setting.scheme, step, name))
    own = setting.organisation
    accepts = " or ".join(
        f"{own.id} itself" if is_own_act(setting, kind) else f"the {kind} above {own.id}"
        for kind in kinds
    )
    body = register.organisations.get(actor)
    what = f"{actor}, a {body.kind}," if body else f"{actor}, which is not registered,"
    return NotAuthorised(
        f"{what} may not record {name} for {own.id} (step {steps[0].id})",
        field="/actor", rule="R-19", accepts=accepts,
        awaits=frozenset() if body else frozenset({"OrganisationRegistered"}),
    )  # fmt: skip


def _not_open(
    setting: Setting, register: Register, step: Step, name: str, progress: Progress
) -> StepNotOpen:
    scheme = setting.scheme
    lacks, awaits = [], set[str]()
    for need in missing(setting, register, step, name, progress):
        wanted = scheme.step(need.step) if need.step else None
        names = wanted.completed_by if wanted else (need.event or "",)
        lacks.append(_lack(need, wanted, names, progress))
        awaits |= {"RecordFiled" if scheme.record_kind(n) else n for n in names}
    clause = f" ({step.src})" if step.src else ""
    return StepNotOpen(
        f"{name} (step {step.id}) needs first: {'; '.join(lacks)}",
        field="/type", rule=f"procedure/{step.id}{clause}",
        accepts="the same after " + " and ".join(lacks), awaits=frozenset(awaits),
    )  # fmt: skip


def _lack(
    need: Requirement, wanted: Step | None, names: tuple[str, ...], progress: Progress
) -> str:
    if wanted is None:
        return names[0]
    said = " or ".join(names)
    by = frozenset[str]().union(*(progress.get(name, frozenset()) for name in names))
    bodies = [body for body in wanted.bodies if body not in by]
    return f"{said} from {' and '.join(bodies)}" if bodies else said
