"""How the year was judged: appraisal, assessment, outcome, look-back (Q-21 to Q-29)."""

from contracts.events.grading import (
    BranchAssessed,
    CommendationIssued,
    CriticismIssued,
    DemocraticAppraisalHeld,
    LookBackHeld,
    RectificationOrdered,
)
from contracts.scheme import Scheme
from services.projections.explanation.model_case import Appraisal, Assessment, LookedBack, Outcome
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story


def appraisals(story: Story, speech: Speech) -> list[Appraisal]:
    """The democratic appraisals."""
    return [
        Appraisal(
            held_on=one.event.held_on,
            score=one.event.appraisal_score,
            sheets=one.event.sheets,
            members_present=one.event.members_present,
            mass_representatives_present=one.event.mass_representatives_present,
            delegates_present=one.event.delegates_present,
            late=one.event.late,
            source=speech.source(one),
        )
        for one in story.of(DemocraticAppraisalHeld)
    ]


def assessments(story: Story, speech: Speech) -> list[Assessment]:
    """The assessments of the committee; the scheme says what a year's result counts in."""
    counted = [
        speech.piece(one, one.id)
        for one in story.scheme.outcomes
        if one.event == BranchAssessed.name
    ]
    return [
        Assessment(
            period=speech.term("period", one.event.period),
            held_on=one.event.held_on,
            score=one.event.acceptance_score,
            task_completed=one.event.task_completed,
            poorly_organised=one.event.poorly_organised,
            calls_for_criticism=_calls_for_criticism(story.scheme, one.event),
            targets_completed=one.event.targets_completed,
            targets_total=one.event.targets_total,
            findings=one.event.findings,
            counts_in=counted if one.event.period == "year" else [],
            late=one.event.late,
            source=speech.source(one),
        )
        for one in story.of(BranchAssessed)
    ]


def _calls_for_criticism(scheme: Scheme, event: BranchAssessed) -> bool:
    """Whether the scheme wants a branch of which this was found criticised (Q-25)."""
    return any(
        (said.task_completed, said.poorly_organised) != (None, None)
        and said.task_completed in (None, event.task_completed)
        and said.poorly_organised in (None, event.poorly_organised)
        for outcome in scheme.outcomes
        if outcome.event == CriticismIssued.name
        for said in outcome.assessed.values()
    )


def outcomes(story: Story, speech: Speech) -> list[Outcome]:
    """Commendations and criticisms, in their order."""
    ordered = {one.event.criticism_event_id for one in story.of(RectificationOrdered)}
    found = []
    for one in story.told:
        match one.event:
            case CommendationIssued() as event:
                kind, incomplete = "commendation", False
            case CriticismIssued() as event:
                # R-14 asks for an order only where the scheme joins the two.
                kind, incomplete = "criticism", one.envelope.id not in ordered and _joined(story)
            case _:
                continue
        found.append(
            Outcome(
                kind="commendation" if kind == "commendation" else "criticism",
                form=speech.term("form", event.form),
                issued_on=event.issued_on,
                ground=speech.term("ground", event.ground).name,
                document=event.document,
                rests_on=event.assessment_event_id,
                incomplete=incomplete,
                source=speech.source(one),
            )
        )
    return found


def _joined(story: Story) -> bool:
    """Whether the scheme wants a rectification order with a criticism."""
    return any(
        (one.event == "RectificationOrdered" and one.always_with)
        or (one.event == "CriticismIssued" and one.followed_by == "RectificationOrdered")
        for one in story.scheme.outcomes
    )


def look_back(story: Story, speech: Speech) -> list[LookedBack]:
    """The look-backs on the cycle."""
    return [
        LookedBack(
            held_on=one.event.held_on,
            results=one.event.results,
            solved=[problem.text for problem in one.event.problems if problem.solved],
            unsolved=[problem.text for problem in one.event.problems if not problem.solved],
            measures_completed=list(one.event.measures_completed),
            late=one.event.late,
            source=speech.source(one),
        )
        for one in story.of(LookBackHeld)
    ]
