"""What the procedure asks of an event as an act: of which kind it is, on which day it was, and by
whom, in which setting."""

from collections.abc import Sequence
from datetime import date
from typing import Generic, Self, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from contracts.envelope import Said
from contracts.events import Event, events_of
from contracts.events.grading import (
    BranchAssessed,
    DeadlinePassed,
    EvidenceCorrected,
    EvidenceRecorded,
    GradeAssigned,
    MembersReviewRecorded,
    ProgrammeMeasureRecorded,
    RecordCorrected,
    RegisterFigureRecorded,
)
from contracts.events.pledges import PledgeMade, ResponsibilityLetterSigned
from contracts.events.training import TrainingSessionHeld, TrainingSessionScheduled
from contracts.refusals import RuleBroken, UnknownSubject
from contracts.register import Organisation, Register, Setting
from contracts.scheme import Scheme
from contracts.subjects import FORMS, parse_case

State = TypeVar("State")

GRADING_STEPS: frozenset[type[Event]] = frozenset(events_of("grading")) - {
    DeadlinePassed,
    EvidenceCorrected,
    EvidenceRecorded,
    ProgrammeMeasureRecorded,
    RecordCorrected,
    RegisterFigureRecorded,
}
"""What of grading can complete a step, or is what steps stand on. A scheme may require any step of
grading in another service, so those hear all of it; what is left out, evidence above all, comes by
the thousand."""

_DAYS = (
    "filed_on", "held_on", "signed_on", "made_on", "published_on", "ordered_on", "reported_on",
    "verified_on", "issued_on", "recommended_on", "completed_on", "judged_on", "selected_on",
    "cancelled_on", "ends_on",
)  # fmt: skip


def variant_of(event: Event) -> str:
    """The body, kind, period or basis by which a scheme tells acts of one name apart; "" if none.

    What tells records apart is the scheme's to say: see RecordKind.told_by.
    """
    match event:
        case MembersReviewRecorded(body=variant):
            return variant
        case GradeAssigned(basis=variant) | BranchAssessed(period=variant):
            return variant
        case PledgeMade(kind=variant) | ResponsibilityLetterSigned(kind=variant):
            return variant
        case TrainingSessionHeld(kind=variant):
            return variant
        case _:
            return ""


def day_of(event: Event) -> date | None:
    """The day that the event says it was done; None: it says none, and its ``time`` does."""
    if isinstance(event, TrainingSessionScheduled):
        return None  # its days are yet to come
    day: date | None = next((getattr(event, f) for f in _DAYS if hasattr(event, f)), None)
    return day


def served(event: Event) -> date | None:
    """The due day of the deadline that a service recorded the act for, if it had one."""
    return getattr(event, "due_on", None) if "due_on" in event.derived_fields else None


class CaseAct(msgspec.Struct, Generic[State], frozen=True):
    """A submission's place in the world. ``day``: when it happened, in the scheme's time zone.

    ``case``: what a service knows of the case, folded.
    """

    actor: str
    day: date
    case: State
    setting: Setting
    register: Register

    @classmethod
    def of(cls, said: Said[Event], case: State, register: Register) -> Self:
        """Where a submission about a case stands.

        Raises:
            UnknownSubject: scheme, cycle or organisation is not on record.
        """
        envelope = said.envelope
        subject = parse_case(envelope.subject)
        if subject is None:
            raise UnknownSubject(
                f"{envelope.subject} names no case",
                field="/subject", rule="subject", accepts=FORMS["case"],
            )  # fmt: skip
        setting = register.setting(subject)
        day = envelope.time.astimezone(ZoneInfo(setting.scheme.timezone)).date()
        return cls(envelope.actor, day, case, setting, register)

    @property
    def scheme(self) -> Scheme:
        """The version that the case's cycle pins."""
        return self.setting.scheme

    @property
    def organisation(self) -> Organisation:
        """Whose case this is."""
        return self.setting.organisation

    def not_enrolled(self) -> UnknownSubject:
        """Refuses what is said of an organisation that nobody enrolled."""
        cycle = self.setting.cycle
        return UnknownSubject(
            f"{self.organisation.id} is not enrolled in the cycle {cycle.id} of {cycle.scheme}",
            field="/subject", rule="R-02", accepts="a case after its BranchEnrolled",
            awaits=frozenset({"BranchEnrolled"}),
        )  # fmt: skip

    def check_open(self, event: Event, follow_ups: tuple[type[Event], ...]) -> None:
        """The cycle is open, or the event follows up on a closed one.

        Raises:
            RuleBroken: neither.
        """
        cycle = self.setting.cycle
        if cycle.closed and not isinstance(event, follow_ups):
            raise RuleBroken(
                f"the cycle {cycle.id} of {cycle.scheme} is closed",
                field="/subject", rule="cycle",
                accepts=f"{', '.join(e.name for e in follow_ups)}; anything else in an open cycle",
            )  # fmt: skip

    def each_once(self, ids: Sequence[str], field: str, rule: str) -> None:
        """Every id of a list is another one.

        Raises:
            RuleBroken: the first that is named again.
        """
        for index, id in enumerate(ids):
            if id in ids[:index]:
                raise RuleBroken(
                    f"{id} is named twice",
                    field=f"{field}/{index}", rule=rule, accepts="each once",
                )  # fmt: skip

    def dated(self, event: Event, field: str) -> date:
        """The day in a field of the event; it has come when the event happened.

        Raises:
            RuleBroken: it is later (R-22).
        """
        day: date = getattr(event, field)
        if day > self.day:
            raise RuleBroken(
                f"{field} is {day}, but the event's time says that it happened on {self.day}",
                field=f"/data/{field}", rule="R-22",
                accepts=f"a day up to {self.day}, or a later time",
            )  # fmt: skip
        return day
