"""The rows: each obligation with its day, whether and when it was met, and by what."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from contracts.envelope import Recorded
from contracts.events import Event, events_of
from contracts.events.grading import DeadlinePassed, EvidenceCorrected, EvidenceRecorded
from contracts.events.training import (
    AttendanceCorrected,
    TraineeSelected,
    TrainingAbsenceRecorded,
    TrainingAttended,
)
from contracts.scheme import Step
from contracts.subjects import Case
from contracts.workdays import CalendarUnknown
from services.projections.parts import Name, Said, Source
from services.projections.registers.chronicle import Chronicle
from services.projections.registers.obligations.acts import Acts
from services.projections.registers.obligations.duties import (
    Owed,
    Term,
    duties,
    enrolled,
    owed,
    setting_of,
    term_within,
    terms,
)
from services.projections.registers.obligations.ordered import Ordered, orders, targets
from services.projections.registers.register import Register, Row
from services.projections.texts import Bi
from services.projections.texts import registers as texts

State = Literal["not_due", "open", "met", "late", "missed"]
Kind = Literal["step", "training", "rectification", "upgrade_target"]
ORDER: tuple[State, ...] = ("missed", "open", "late", "met", "not_due")


class ObligationRow(Row, frozen=True, kw_only=True):
    """What was asked for by a day, and what came of it by the day that the answer is for."""

    kind: Kind
    obligation: Name
    owed_by: Annotated[Name, Meta(description="The body that has to act")]
    period: str | None
    opens_on: date
    due_on: Annotated[date | None, Meta(description="The day in force; null: promptly")]
    extended_from: list[date]
    worked_on: Annotated[
        date | None,
        Meta(description="The due day, or the first working day after it; null: not known"),
    ]
    state: State
    days_late: Annotated[int, Meta(description="Up to the act, or to the day of the answer")]
    working_days_late: Annotated[
        int | None, Meta(description="null: a year's calendar is not known")
    ]
    met_on: date | None
    met_by: Source | None
    missed_by: Annotated[Source | None, Meta(description="What says that it was missed")]
    said_by: Annotated[
        str | None, Meta(description="The event that may say so; null: none, it is only shown")
    ]
    step: str | None
    id: Annotated[str | None, Meta(description="Of the order or the target")]
    clause: str | None


def state_of(
    judged_at: date, opens_on: date, due_on: date | None, met_on: date | None
) -> tuple[State, int]:
    """How an obligation stands on a day, and the days that it is late."""
    if met_on is not None:
        days = max(0, (met_on - due_on).days) if due_on else 0
        return ("late" if days else "met"), days
    if due_on is not None and judged_at > due_on:
        return "missed", (judged_at - due_on).days
    return ("open" if judged_at >= opens_on else "not_due"), 0


def rows(chronicle: Chronicle) -> list[ObligationRow]:
    """Missed ones first, the longest overdue before others; then open ones by their day."""
    found = [*_Fold(chronicle).rows()]
    return sorted(
        found,
        key=lambda one: (
            ORDER.index(one.state), -one.days_late, one.due_on or date.max, one.case,
            one.obligation.id,
        ),
    )  # fmt: skip


class _Fold:
    """One chronicle's obligations."""

    def __init__(self, chronicle: Chronicle) -> None:
        self.chronicle, self.speech = chronicle, chronicle.speech
        self.acts = Acts(chronicle)

    def rows(self) -> Iterator[ObligationRow]:
        """In no order."""
        for duty in duties(self.chronicle.scheme):
            for one in owed(self.chronicle, duty):
                for term in self._terms(one):
                    yield self._row(one, term)
        for case in enrolled(self.chronicle):
            story = self.chronicle.stories[case]
            for ordered in (*orders(story), *targets(story)):
                yield self._ordered(case, ordered)

    def _terms(self, one: Owed) -> Iterator[Term]:
        yield from terms(one.duty, setting_of(self.chronicle, one.case))
        within = one.duty.step.deadline and one.duty.step.deadline.within
        if within and not one.duty.training:
            indexes = [self.acts.of_case(case) for case in one.where or ()]
            began = [act.day for index in indexes for act in index.get(within.of, ())]
            for first in sorted(began)[:1]:
                yield term_within(within, first, self.chronicle.workdays)

    def _row(self, one: Owed, term: Term) -> ObligationRow:
        duty, act = one.duty, self.acts.fulfilling(one, term)
        when = term.period if duty.training and term.period else str(term.due_on)
        return self._told(
            one.case,
            term,
            (act.day, act.recorded) if act else (None, None),
            kind="training" if duty.training else "step",
            obligation=self.speech.called("training_kind" if duty.training else "step", duty.id),
            by=one.by,
            said_by=one.said_by if term.due_on and not duty.is_reckoned else None,
            missed_by=self.acts.missed.get((str(one.case), duty.id, when)),
            step=duty.step,
            clause=duty.clause,
        )

    def _ordered(self, case: Case, one: Ordered) -> ObligationRow:
        step = self.speech.called("step", one.step.id)
        text = Said(en=one.text, zh=one.text) if one.text else step.name
        return self._told(
            case,
            Term(None, one.since, one.due_on),
            (one.met_on, one.met_by),
            kind=one.kind,
            obligation=Name(id=one.id, name=text),
            by=case.organisation,
            said_by=DeadlinePassed.name,
            missed_by=one.missed_by or self.acts.missed.get((str(case), one.id, str(one.due_on))),
            judged_missed=one.missed_by is not None,
            step=one.step,
            id=one.id,
            extended_from=one.extended_from,
        )

    def _told(
        self,
        case: Case,
        term: Term,
        met: tuple[date | None, Recorded[Event] | None],
        *,
        kind: Kind,
        obligation: Name,
        by: str,
        said_by: str | None,
        missed_by: Recorded[Event] | None,
        step: Step,
        clause: str | None = None,
        judged_missed: bool = False,
        id: str | None = None,
        extended_from: Sequence[date] = (),
    ) -> ObligationRow:
        judged_at, (met_on, met_by) = self.chronicle.judged_at, met
        state, days_late = state_of(judged_at, term.opens_on, term.due_on, met_on)
        if judged_missed:
            state = "missed"
        until = met_on or judged_at
        return ObligationRow(
            **self.chronicle.of_case(case),
            attention=self._attention(state, days_late, extended=bool(extended_from)),
            kind=kind,
            obligation=obligation,
            owed_by=self.speech.name(by),
            period=term.period,
            opens_on=term.opens_on,
            due_on=term.due_on,
            extended_from=list(extended_from),
            worked_on=self._worked(term.due_on),
            state=state,
            days_late=days_late,
            working_days_late=self._worked_between(term.due_on, until) if days_late else 0,
            met_on=met_on,
            met_by=self.speech.source(met_by) if met_by else None,
            missed_by=self.speech.source(missed_by) if missed_by else None,
            said_by=said_by,
            step=step.id,
            id=id,
            clause=clause or step.src,
        )

    def _attention(self, state: State, days_late: int, *, extended: bool) -> list[Said]:
        found = []
        if state == "missed" and days_late:
            found.append(self.speech.say(texts.OVERDUE, n=days_late))
        if state == "late":
            found.append(self.speech.say(texts.LATE))
        if extended:
            found.append(self.speech.say(texts.EXTENDED))
        return found

    def _worked(self, due_on: date | None) -> date | None:
        try:
            return self.chronicle.workdays.from_on(due_on) if due_on else None
        except CalendarUnknown:
            return None

    def _worked_between(self, due_on: date | None, until: date) -> int | None:
        try:
            return self.chronicle.workdays.between(due_on, until) if due_on else None
        except CalendarUnknown:
            return None


REGISTER = Register(
    id="obligations",
    title=Bi("Obligations", "义务与期限"),
    about=Bi(
        "What the scheme asks for by a day: missed and overdue first, then open, late, met.",
        "方案规定期限的各项义务：缺失、逾期者在前，其次未到期、迟办、按期。",
    ),
    row=ObligationRow,
    # Evidence and attendance come by the thousand, and neither is what a scheme sets a day for.
    reads=frozenset(
        {*events_of("grading"), *events_of("pledges"), *events_of("training")}
        - {
            AttendanceCorrected, EvidenceCorrected, EvidenceRecorded, TraineeSelected,
            TrainingAbsenceRecorded, TrainingAttended,
        }
    ),
    rows=rows,
)  # fmt: skip
