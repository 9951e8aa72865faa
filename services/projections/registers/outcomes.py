"""What followed from the results, and what is still open (Q-25 to Q-30, Q-45, Q-46)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from contracts.events.grading import (
    BranchAssessed,
    CommendationIssued,
    CriticismIssued,
    LookBackHeld,
    RecordCorrected,
    RecordFiled,
    RectificationOrdered,
    RectificationReported,
    RectificationVerified,
)
from services.projections.explanation.model_case import Assessment, Outcome, Record, Rectification
from services.projections.explanation.records import records
from services.projections.explanation.rectifications import rectifications
from services.projections.explanation.speech import Speech
from services.projections.explanation.story import Story
from services.projections.explanation.year import assessments, look_back, outcomes
from services.projections.parts import Name, Said, Source
from services.projections.registers import telling
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.register import Register, Row
from services.projections.texts import Bi
from services.projections.texts import registers as texts

Kind = Literal["rectification", "criticism", "commendation", "spared", "record", "problem"]
State = Literal["open", "reported", "closed", "issued"]


class OutcomeRow(Row, frozen=True, kw_only=True):
    """A reward or sanction, an order and what became of it, a problem of the look-back.

    ``kind``: ``spared`` is a failed task without a criticism; ``record`` one of the kinds that the
    scheme names as an outcome.
    """

    kind: Name
    what: Annotated[Name | None, Meta(description="Its form, or the kind of record")]
    state: Name
    issued_on: date
    due_on: Annotated[date | None, Meta(description="The date in force, after any extension")]
    extended_from: list[date]
    days_overdue: int
    ground: Annotated[Said | None, Meta(description="Why; of a record all its fields")]
    document: str | None
    assessed_on: Annotated[date | None, Meta(description="Of the assessment that it rests on")]
    task_completed: Annotated[bool | None, Meta(description="As that assessment found")]
    ordered: Annotated[
        bool | None, Meta(description="A criticism has its rectification order; null: not asked")
    ]
    verified_by: Name | None
    finding: str | None
    id: Annotated[str, Meta(description="Of the order or record, or of the event that issued it")]
    source: Source


def rows(chronicle: Chronicle) -> list[OutcomeRow]:
    """Overdue rectifications first, then whatever else needs attention or is open, by its day."""
    found = [row for story in chronicle.stories.values() for row in _Of(chronicle, story).rows()]
    return sorted(
        found,
        key=lambda one: (
            -one.days_overdue, not one.attention, one.state.id in ("closed", "issued"),
            one.issued_on, one.case,
        ),
    )  # fmt: skip


class _Of:
    """The outcomes of one case."""

    def __init__(self, chronicle: Chronicle, story: Story) -> None:
        self.chronicle, self.story = chronicle, story
        self.speech: Speech = chronicle.speech
        self.assessed = {one.source.event_id: one for one in assessments(story, self.speech)}
        self.issued = outcomes(story, self.speech)

    def rows(self) -> Iterator[OutcomeRow]:
        """All of them."""
        for order in rectifications(self.story, self.speech):
            yield self._order(order)
        for one in self.issued:
            yield self._issued(one)
        yield from self._spared()
        yield from self._recorded()
        for held in look_back(self.story, self.speech):
            for text in held.unsolved:
                yield self._problem(text, "open", held.held_on, held.source)
            for text in held.solved:
                yield self._problem(text, "closed", held.held_on, held.source)

    def _order(self, one: Rectification) -> OutcomeRow:
        attention = []
        if one.overdue:
            attention.append(self.speech.say(texts.OVERDUE, n=one.days_overdue))
        if one.extended_from:
            attention.append(self.speech.say(texts.EXTENDED))
        if one.days_late:
            attention.append(self.speech.say(texts.REPORTED_LATE, n=one.days_late))
        items = "; ".join(item.text for item in one.items)
        return self._row(
            "rectification", None, one.state, one.ordered_on, one.ordered, id=one.order_id,
            attention=attention, due_on=one.due_on, extended_from=one.extended_from,
            days_overdue=one.days_overdue, ground=Said(en=items, zh=items), finding=one.finding,
            verified_by=one.verified.by if one.verified else None,
        )  # fmt: skip

    def _issued(self, one: Outcome) -> OutcomeRow:
        rests_on = self.assessed.get(one.rests_on or "")
        attention = []
        if one.incomplete:
            attention.append(self.speech.say(texts.NO_ORDER))
        if one.kind == "commendation" and rests_on and rests_on.task_completed is False:
            attention.append(self.speech.say(texts.NOT_COMPLETED))
        orders = {o.event.criticism_event_id for o in self.story.of(RectificationOrdered)}
        ordered = one.source.event_id in orders
        return self._row(
            one.kind, one.form, "open" if one.incomplete else "issued", one.issued_on, one.source,
            attention=attention, ground=one.ground, document=one.document, rests_on=rests_on,
            ordered=(ordered if ordered or one.incomplete else None),
        )  # fmt: skip

    def _spared(self) -> Iterator[OutcomeRow]:
        criticised = {one.rests_on for one in self.issued if one.kind == "criticism"}
        for id, failed in self.assessed.items():
            if id in criticised or not failed.calls_for_criticism:
                continue
            text = Said(en=failed.findings, zh=failed.findings)
            yield self._row(
                "spared", None, "open", failed.held_on,
                failed.source, attention=[self.speech.say(texts.SPARED)], ground=text,
                rests_on=failed,
            )  # fmt: skip

    def _recorded(self) -> Iterator[OutcomeRow]:
        kinds = {one.event for one in self.story.scheme.outcomes}
        for one in records(self.story, self.speech):
            if one.kind.id in kinds:
                yield self._record(one)

    def _record(self, one: Record) -> OutcomeRow:
        """Of a record that is to rest on an assessment, the last one before it."""
        before = [a for a in self.assessed.values() if a.source.position < one.source.position]
        asked = _rests_on_assessment(self.story, one.kind.id)
        rests_on = before[-1] if before and asked else None
        attention = [self.speech.say(texts.NO_ASSESSMENT)] if asked and not before else []
        day = one.source.happened.astimezone(self.story.zone).date()
        return self._row(
            "record", one.kind, "issued", day, one.source, id=one.id, attention=attention,
            ground=telling.fields(one, self.speech), rests_on=rests_on,
        )  # fmt: skip

    def _problem(self, text: str, state: State, day: date, source: Source) -> OutcomeRow:
        attention = [self.speech.say(texts.UNSOLVED)] if state == "open" else []
        return self._row(
            "problem", None, state, day, source,
            attention=attention, ground=Said(en=text, zh=text),
        )  # fmt: skip

    def _row(
        self, kind: Kind, what: Name | None, state: State, issued_on: date, source: Source, *,
        attention: list[Said], id: str | None = None, due_on: date | None = None,
        extended_from: list[date] | None = None, days_overdue: int = 0,
        ground: Said | None = None, document: str | None = None,
        rests_on: Assessment | None = None, ordered: bool | None = None,
        verified_by: Name | None = None, finding: str | None = None,
    ) -> OutcomeRow:  # fmt: skip
        return OutcomeRow(
            **self.chronicle.of_case(self.story.case), attention=attention,
            kind=self.speech.term("outcome", kind), what=what,
            state=self.speech.term("state", state), issued_on=issued_on, due_on=due_on,
            extended_from=extended_from or [],
            days_overdue=days_overdue, ground=ground, document=document,
            assessed_on=rests_on.held_on if rests_on else None,
            task_completed=rests_on.task_completed if rests_on else None, ordered=ordered,
            verified_by=verified_by, finding=finding, id=id or source.event_id, source=source,
        )  # fmt: skip


def _rests_on_assessment(story: Story, kind: str) -> bool:
    """Whether the step that files this kind wants an assessment before it (Q-45)."""
    scheme = story.scheme
    return any(
        BranchAssessed.name in wanted.records
        for step in scheme.steps_recording(kind)
        for need in step.requires
        if need.step and (wanted := scheme.step(need.step))
    )


REGISTER = Register(
    id="outcomes",
    title=Bi("Outcomes", "结果运用"),
    about=Bi(
        "Rectifications, overdue and open ones first; failed tasks that nobody was criticised"
        " for; criticisms, commendations, rewards and talks; problems of the look-back.",
        "整改（逾期、未了者在前）、未完成任务而未受批评者、通报批评、表彰、奖惩、谈话，以及回头看发现的问题。",
    ),
    row=OutcomeRow,
    reads=frozenset(
        {
            BranchAssessed, CommendationIssued, CriticismIssued, LookBackHeld, RecordCorrected,
            RecordFiled, RectificationOrdered, RectificationReported, RectificationVerified,
        }
    ),
    rows=rows,
)  # fmt: skip
