"""Assessments: the appraisal before, what followed, what they count in (Q-21, Q-22, Q-25)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from contracts.events.grading import (
    BranchAssessed,
    CommendationIssued,
    CriticismIssued,
    DemocraticAppraisalHeld,
    RectificationOrdered,
)
from services.projections.explanation.model_case import Appraisal, Assessment
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.explanation.year import appraisals, assessments, outcomes
from services.projections.parts import Name, Said, Source
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.register import Register, Row, attended
from services.projections.texts import Bi
from services.projections.texts import registers as texts


class AssessmentRow(Row, frozen=True, kw_only=True):
    """An assessment with the appraisal that it rests on. Persons are counted, scores in points."""

    period: Name
    held_on: date
    score: Decimal | None
    task_completed: bool | None
    poorly_organised: bool
    targets: Annotated[str, Meta(description="Upgrade targets completed/all")]
    appraised_on: date | None
    appraisal_score: Decimal | None
    sheets: int | None
    members_present: int | None
    mass_representatives_present: int | None
    delegates_present: int | None
    followed_by: Annotated[list[Name], Meta(description="Commendations and criticisms")]
    counts_in: Annotated[list[Name], Meta(description="Assessments that the result counts in")]
    source: Source
    appraisal: Source | None


def rows(chronicle: Chronicle) -> list[AssessmentRow]:
    """What failed without an answer, or was assessed without an appraisal, first."""
    found = [row for story in chronicle.stories.values() for row in _of(story, chronicle)]
    return attended(found, lambda row: (row.held_on, row.case))


def _of(story: Story, chronicle: Chronicle) -> Iterator[AssessmentRow]:
    speech = chronicle.speech
    held = {one.source.event_id: one for one in appraisals(story, speech)}
    issued = outcomes(story, speech)
    events = {one.envelope.id: one.event for one in story.of(BranchAssessed)}
    for one in assessments(story, speech):
        event = events[one.source.event_id]
        appraisal = held.get(event.appraisal_event_id or "")
        followed = [(out.kind, out.form) for out in issued if out.rests_on == one.source.event_id]
        criticised = any(kind == "criticism" for kind, _ in followed)
        yield AssessmentRow(
            **chronicle.of_case(story.case),
            attention=list(_attention(story, event, one, appraisal, speech, criticised)),
            period=one.period, held_on=one.held_on, score=one.score,
            task_completed=one.task_completed, poorly_organised=one.poorly_organised,
            targets=f"{one.targets_completed}/{one.targets_total}",
            appraised_on=appraisal.held_on if appraisal else None,
            appraisal_score=appraisal.score if appraisal else None,
            sheets=appraisal.sheets if appraisal else None,
            members_present=appraisal.members_present if appraisal else None,
            mass_representatives_present=(
                appraisal.mass_representatives_present if appraisal else None
            ),
            delegates_present=appraisal.delegates_present if appraisal else None,
            followed_by=[form for _, form in followed],
            counts_in=one.counts_in, source=one.source,
            appraisal=appraisal.source if appraisal else None,
        )  # fmt: skip


def _attention(
    story: Story, event: BranchAssessed, one: Assessment, appraisal: Appraisal | None,
    speech: Speech, criticised: bool,
) -> Iterator[Said]:  # fmt: skip
    if one.calls_for_criticism and not criticised:
        yield speech.say(texts.SPARED)
    appraises = any(DemocraticAppraisalHeld.name in step.records for step in story.scheme.procedure)
    if appraisal is None and appraises and event.period == "year":
        yield speech.say(texts.NO_APPRAISAL)
    if appraisal and appraisal.sheets > (
        appraisal.members_present
        + appraisal.mass_representatives_present
        + appraisal.delegates_present
    ):
        yield speech.say(texts.MORE_SHEETS)
    if one.late:
        yield speech.say(texts.LATE)


REGISTER = Register(
    id="assessments",
    title=Bi("Assessments and appraisals", "考评与民主评议"),
    about=Bi(
        "Each assessment with the appraisal before it and what followed; a failed task that"
        " nobody was criticised for, or no appraisal, first.",
        "每次考评及其所依据的民主评议和结果运用；未完成任务而未受批评、未经评议者在前。",
    ),
    row=AssessmentRow,
    reads=frozenset(
        {
            BranchAssessed, CommendationIssued, CriticismIssued, DemocraticAppraisalHeld,
            RectificationOrdered,
        }
    ),
    rows=rows,
)  # fmt: skip
