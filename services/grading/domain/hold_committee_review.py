"""The committee considers the branch in a meeting."""

from contracts.events.grading import CommitteeReviewHeld
from contracts.refusals import AlreadyRecorded, ReasonMissing, RuleBroken, UnknownReference
from services.grading.domain.act import Act


def hold_committee_review(event: CommitteeReviewHeld, act: Act) -> CommitteeReviewHeld:
    """Record the committee's meeting on the branch, with what it found on each aspect.

    Raises:
        NotInProcedure, NotAuthorised, StepNotOpen: the procedure does not allow it (R-06).
        RuleBroken: the meeting had another form than the scheme asks for, or somebody was present
            twice.
        UnknownReference: an aspect that the scheme does not name.
        ReasonMissing: an aspect without a finding.
        AlreadyRecorded: this meeting on this branch is on record.
    """
    verdict = act.step(event, "held_on")
    if event.meeting_id in act.case.meetings:
        raise AlreadyRecorded(
            f"the meeting {event.meeting_id} on {act.organisation.id} is on record",
            field="/data/meeting_id", rule="R-06", accepts="another meeting",
        )  # fmt: skip
    form = verdict.step.form
    if form is not None and event.form != form:
        raise RuleBroken(
            f"the meeting was a {event.form}",
            field="/data/form", rule=verdict.step.cited(f"procedure/{verdict.step.id}"),
            accepts=form,
        )  # fmt: skip
    act.each_once(event.present, "/data/present", "R-06")
    _check_aspects(event, act)
    return event


def _check_aspects(event: CommitteeReviewHeld, act: Act) -> None:
    ladders = [act.ladder(id) for id in act.case.ladders]
    asked = dict.fromkeys(aspect.id for ladder in ladders for aspect in ladder.considers)
    for aspect in event.aspects:
        if aspect not in asked:
            raise UnknownReference(
                f"{aspect} is no aspect that the committee considers",
                field=f"/data/aspects/{aspect}", rule="ladders/considers",
                accepts=" and ".join(asked) or "none",
            )  # fmt: skip
    for aspect in asked:
        if aspect not in event.aspects:
            raise ReasonMissing(
                f"the committee's finding on {aspect} is missing",
                field=f"/data/aspects/{aspect}", rule="ladders/considers",
                accepts="a finding on " + " and ".join(asked),
            )  # fmt: skip
