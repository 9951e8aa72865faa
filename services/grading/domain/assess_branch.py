"""The committee assesses the branch's period."""

from contracts.events.grading import BranchAssessed
from contracts.refusals import AlreadyRecorded, RuleBroken
from services.grading.domain.act import ONCE, Act
from services.grading.domain.scores import check_points


def assess_branch(event: BranchAssessed, act: Act) -> BranchAssessed:
    """Record the assessment, with the targets as known and the appraisal it rests on.

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it (R-13, R-19).
        AlreadyRecorded: the period is assessed.
        RuleBroken: a score beyond the scale, or a task called completed while targets are not.
    """
    verdict = act.step(event, "held_on", variant=event.period)
    if event.period in act.case.assessed and verdict.step.occurs in ONCE:
        raise AlreadyRecorded(
            f"the {event.period} of {act.organisation.id} is assessed",
            field="/data/period", rule=f"procedure/{verdict.step.id}",
            accepts="one assessment a cycle",
        )  # fmt: skip
    check_points(event.acceptance_score, "/data/acceptance_score")
    targets = list(act.case.heard.targets.values())
    completed, total = targets.count(True), len(targets)
    if event.task_completed and completed < total:
        _check_task(act, completed, total)
    return event.model_copy(
        update={
            "targets_completed": completed,
            "targets_total": total,
            "appraisal_event_id": act.case.appraisal,
            "late": verdict.late,
            "due_on": verdict.due_on,
        }
    )


def _check_task(act: Act, completed: int, total: int) -> None:
    """Where the scheme asks for every target, no open or missed one goes with a completed task."""
    for tier in act.case.in_force.values():
        rule = act.scheme.upgrade_task_completed.get(tier)
        if rule is not None and rule.all_targets:
            raise RuleBroken(
                f"{completed} of {total} upgrade targets are completed",
                field="/data/task_completed", rule=f"upgrade_task_completed/{tier}",
                accepts="false, or true once every target is completed",
                awaits=frozenset({"UpgradeTargetCompleted"}),
            )  # fmt: skip
