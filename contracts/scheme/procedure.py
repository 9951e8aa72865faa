"""Whether the procedure of a scheme lets an act be recorded now, by this body, and how late it is.

Pure; the same for every service. What was recorded so far is the case's ``Progress``.
"""

from dataclasses import dataclass
from datetime import date

from contracts.refusals import NotInProcedure
from contracts.register import Register, Setting
from contracts.scheme.authority import in_scope, is_own_act, may_act, not_authorised
from contracts.scheme.deadlines import due_on
from contracts.scheme.progress import (
    Progress,
    decides_here,
    is_asked,
    is_done,
    is_first,
    is_met,
    missing,
    not_open,
    with_the_cycles,
)
from contracts.scheme.records import RecordKind
from contracts.scheme.scheme import Scheme
from contracts.scheme.steps import Step

__all__ = [
    "Progress",
    "Verdict",
    "beside",
    "check",
    "decides_here",
    "in_scope",
    "is_asked",
    "is_done",
    "is_own_act",
    "may_act",
    "missing",
    "provides_for",
    "provides_here",
    "with_the_cycles",
]

VARIANT_FIELD = {"GradeAssigned": "basis", "BranchAssessed": "period"}


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
    up_to: date | None = None,
) -> Verdict:
    """The verdict on one act: an event, or a record of a kind, by its name.

    ``actor``: id of the body that acted. ``happened``: its day in the scheme's time zone; an act
    after its deadline is late, never refused (R-22). ``variant``: the kind of pledge, letter,
    session or record, the period assessed or the basis of a grade, where several steps record the
    same event. ``given_due``: the day that an event, like an order, has set. ``up_to``: a day in
    the period that the act is for, if that is not the one in which it happened.

    Raises:
        NotInProcedure: no step of this cycle and scope records it (R-26).
        NotAuthorised: another body records it (R-19).
        StepNotOpen: something has to be on record before; ``awaits`` names the events.
    """
    progress = with_the_cycles(setting, register, progress)
    steps = _steps(setting, register, name, variant)
    allowed = [step for step in steps if may_act(setting, register, step, name, actor)]
    if not allowed:
        raise not_authorised(setting, register, name, actor, steps)
    open_steps = [step for step in allowed if not missing(setting, register, step, name, progress)]
    if not open_steps:
        raise not_open(setting, register, allowed[0], name, progress)
    step = open_steps[0]
    due = due_on(
        step.deadline, opens=setting.cycle.opens, closes=setting.cycle.closes,
        happened=up_to or happened, given=given_due,
    )  # fmt: skip
    days_late = max(0, (happened - due).days) if due else 0
    warnings = _warnings(setting, register, step, progress, happened)
    return Verdict(step, due, days_late > 0, days_late, warnings)


def provides_for(scheme: Scheme, name: str) -> bool:
    """Whether a step of the scheme, in whatever cycle or scope, records this event or kind."""
    return bool(scheme.steps_recording(name)) or scheme.record_kind(name) is not None


def provides_here(
    setting: Setting, register: Register, name: str, variant: str | None = None
) -> bool:
    """Whether a step that binds this case, in this cycle, records this event, of this variant."""
    return any(
        (step.occurs != "first_cycle" or is_first(setting))
        and in_scope(setting, register, step.scope)
        and (variant is None or not step.variants or variant in step.variants)
        for step in setting.scheme.steps_recording(name)
    )


def beside(kind: RecordKind) -> Step:
    """The step that a record kind is by itself, where no step of the procedure records it."""
    return Step(
        id=kind.id, order=10_000, en=kind.en, zh=kind.zh, actor=kind.filed_by[0],
        occurs="recurring", records=(kind.id,), deadline=None, requires=(), scope=kind.scope,
        src=kind.src, origin=kind.origin,
    )  # fmt: skip


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
    held = [step for step in named if step.occurs != "first_cycle" or is_first(setting)]
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


def _warnings(
    setting: Setting, register: Register, step: Step, progress: Progress, happened: date
) -> tuple[str, ...]:
    found = [
        f"{need.step or need.event} is not on record"
        for need in step.requires
        if not need.blocks and not is_met(setting, register, need, progress)
    ]
    between = step.deadline.between if step.deadline else None
    if between and happened < between[0]:
        found.append(f"before {between[0]}, the first day of the step {step.id}")
    return tuple(found)
