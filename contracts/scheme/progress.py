"""What a case has on record, and what a step still lacks before it is open."""

from collections.abc import Mapping

from contracts.refusals import StepNotOpen
from contracts.register import Register, Setting
from contracts.scheme.authority import in_scope
from contracts.scheme.steps import Requirement, Step

Progress = Mapping[str, frozenset[str]]
"""Names of events and record kinds on record in a case, each with the bodies or variants it was
recorded by, or ``""`` where it has none."""

REFERENCE = frozenset({"SchemePublished", "OrganisationRegistered", "CycleOpened"})
"""Events that no case records: where one has a case, they have happened."""

DECISIONS = frozenset({"GradeConfirmed", "GradeRevised", "GradeAssigned"})
"""Events that put an organisation in a tier."""


def noted(progress: Progress, name: str, by: str = "") -> Progress:
    """A case's progress with one more act on record."""
    seen = progress.get(name, frozenset())
    return progress if by in seen else {**progress, name: seen | {by}}


def is_done(step: Step, progress: Progress) -> bool:
    """Whether a step is complete: one of its events, from all of its bodies."""
    return any(_recorded(step, name, progress) for name in step.completed_by)


def missing(
    setting: Setting, register: Register, step: Step, name: str, progress: Progress
) -> tuple[Requirement, ...]:
    """What has to be on record before this act and is not; only what blocks."""
    kind = setting.scheme.record_kind(name)
    own = [
        Requirement(event=need, strength="explicit")
        for need in (kind.requires if kind else ())
        if not _is_of_others(setting, register, need)
    ]
    return tuple(
        need
        for need in (*step.requires, *own)
        if need.blocks and not is_met(setting, register, need, progress)
    )


def _is_of_others(setting: Setting, register: Register, name: str) -> bool:
    """Whether the steps that record something ask nothing of this case: another has it."""
    steps = [step for step in setting.scheme.procedure if name in step.records]
    return bool(steps) and not any(is_asked(setting, register, step) for step in steps)


def with_the_cycles(setting: Setting, register: Register, progress: Progress) -> Progress:
    """A case's progress, and what its cycle has on record for all: that a selection was made."""
    if register.selected.get((setting.cycle.scheme, setting.cycle.id)):
        return {**progress, "ExemplarSelected": frozenset({""})}
    return progress


def is_first(setting: Setting) -> bool:
    """Whether the case stands in the scheme's first cycle, or in one of no declared kind."""
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


def is_met(setting: Setting, register: Register, need: Requirement, progress: Progress) -> bool:
    """Whether a requirement holds, or asks nothing of this case."""
    if need.event is not None:
        return need.event in progress or need.event in REFERENCE
    assert need.step is not None
    step = setting.scheme.step(need.step)
    assert step is not None
    return not is_asked(setting, register, step) or is_done(step, progress)


def is_asked(setting: Setting, register: Register, step: Step) -> bool:
    """Whether a step asks anything of this case, in its cycle."""
    if step.occurs == "first_cycle" and not is_first(setting):
        return False  # the tier in force stands for it
    if step.occurs == "once" and not _is_initial(setting):
        return False  # done once for the whole programme, in another cycle's case
    if not in_scope(setting, register, step.scope):
        return False  # asked of others only
    return decides_here(setting, step)


def decides_here(setting: Setting, step: Step) -> bool:
    """Whether a step that decides tiers has one to decide on organisations of this kind."""
    return not DECISIONS.issuperset(step.completed_by) or any(
        setting.organisation.kind in ladder.applies_to
        and not ladder.deciders.isdisjoint(map(step.actor_of, step.completed_by))
        for ladder in setting.scheme.ladders
    )


def not_open(
    setting: Setting, register: Register, step: Step, name: str, progress: Progress
) -> StepNotOpen:
    """The refusal of an act whose step lacks something; it awaits what would complete it."""
    scheme = setting.scheme
    lacks, awaits = dict[str, None](), set[str]()  # a step and a record kind may ask for the same
    for need in missing(setting, register, step, name, progress):
        wanted = scheme.step(need.step) if need.step else None
        names = wanted.completed_by if wanted else (need.event or "",)
        lacks[_lack(wanted, names, progress)] = None
        awaits |= {"RecordFiled" if scheme.record_kind(n) else n for n in names}
    return StepNotOpen(
        f"{name} (step {step.id}) needs first: {'; '.join(lacks)}",
        field="/type", rule=step.cited(f"procedure/{step.id}"),
        accepts="the same after " + " and ".join(lacks), awaits=frozenset(awaits),
    )  # fmt: skip


def _lack(wanted: Step | None, names: tuple[str, ...], progress: Progress) -> str:
    if wanted is None:
        return names[0]
    said = " or ".join(names)
    by = frozenset[str]().union(*(progress.get(name, frozenset()) for name in names))
    bodies = [body for body in wanted.bodies if body not in by]
    return f"{said} from {' and '.join(bodies)}" if bodies else said
