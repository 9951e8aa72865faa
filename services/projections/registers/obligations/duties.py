"""What a scheme asks for by a day, and of whom: read from its steps and its training."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from contracts.events.grading import BranchEnrolled, DeadlinePassed
from contracts.events.pledges import ResponsibilityLetterSigned
from contracts.events.training import TrainingObligationMissed, TrainingSessionHeld
from contracts.register import Cycle, Setting
from contracts.scheme import Scheme, Step, periods
from contracts.scheme.checks.names import EVENTS
from contracts.scheme.deadlines import due_on
from contracts.scheme.procedure import decides_here, in_scope, is_own_act
from contracts.scheme.programme import TrainingKind
from contracts.scheme.progress import is_first
from contracts.scheme.steps import Deadline, Within
from contracts.subjects import Case
from contracts.workdays import CalendarUnknown, WorkingDays
from services.projections.registers.chronicle import Chronicle

PROGRAMME = frozenset({"once", "first_cycle", "every_cycle"})


@dataclass(frozen=True)
class Duty:
    """What a step asks for. ``training``: the kind, where it is asked for period by period."""

    step: Step
    training: TrainingKind | None = None

    @property
    def id(self) -> str:
        """Of the training, or else of the step."""
        return self.training.id if self.training else self.step.id

    @property
    def clause(self) -> str | None:
        """Where the source asks for it."""
        return (self.training.src if self.training else None) or self.step.src

    @property
    def names(self) -> tuple[str, ...]:
        """The events and record kinds any of which fulfils it."""
        return (TrainingSessionHeld.name,) if self.training else self.step.completed_by

    @property
    def variants(self) -> tuple[str, ...]:
        """Of which kind they are; empty: of any."""
        return (self.training.id,) if self.training else self.step.variants

    @property
    def occurs(self) -> str:
        """How often it is asked for."""
        return (self.training.recurrence if self.training else None) or self.step.occurs

    @property
    def times(self) -> int:
        """How many acts a term asks for."""
        return (self.training.per_period if self.training else None) or 1

    @cached_property
    def is_of_records(self) -> bool:
        """Whether nothing but records fulfils it."""
        return not any(name in EVENTS for name in self.names)

    @cached_property
    def is_of_cycle(self) -> bool:
        """Whether what fulfils it is said of the cycle, not of a case."""
        return all(name in EVENTS and EVENTS[name].about == "cycle" for name in self.names)

    @property
    def is_reckoned(self) -> bool:
        """Whether its day is reckoned from an act, with a calendar that services do not have."""
        return self.step.deadline is not None and self.step.deadline.within is not None

    @property
    def said_by(self) -> str:
        """The event by which a service that looks at one case says that it was missed."""
        return (TrainingObligationMissed if self.training else DeadlinePassed).name


class Term(NamedTuple):
    """One time that a duty is asked for. ``due_on``: None where the source gives no day."""

    period: str | None
    opens_on: date
    due_on: date | None


@dataclass(frozen=True)
class Owed:
    """A duty of a body. ``case``: what it is about; ``by``: who has to act.

    ``where``: the cases in which an act counts; None: in the cycle's own stream. ``said_by``: the
    event that says that it was missed; None where no one service could check that.
    """

    duty: Duty
    case: Case
    by: str
    where: tuple[Case, ...] | None
    said_by: str | None


def duties(scheme: Scheme) -> list[Duty]:
    """All that has a day, or is to be done promptly; what an order or a target sets is apart."""
    return [
        *(Duty(step, kind) for step, kind in _trainings(scheme)),
        *(Duty(step) for step in scheme.procedure if _has_term(scheme, step)),
    ]


def _trainings(scheme: Scheme) -> Iterator[tuple[Step, TrainingKind]]:
    """The kinds of training that recur, each with the step that it belongs to."""
    steps = scheme.steps_recording(TrainingSessionHeld.name)
    for kind in scheme.training:
        fitting = [s for s in steps if kind.id in s.variants] or [
            s for s in steps if not s.variants
        ]
        if periods.recurs(kind.recurrence) and fitting:
            yield fitting[0], kind


def _has_term(scheme: Scheme, step: Step) -> bool:
    deadline = step.deadline
    if deadline is None or deadline.from_event:
        return False
    if step in [of for of, _ in _trainings(scheme)]:
        return False  # its training is
    if step.occurs not in PROGRAMME and not periods.recurs(step.occurs):
        return False
    return not deadline.only_words


def terms(duty: Duty, setting: Setting) -> list[Term]:
    """The times that a duty is asked for in a cycle."""
    scheme, cycle, deadline = setting.scheme, setting.cycle, duty.step.deadline
    if periods.recurs(duty.occurs):
        return [
            Term(name, period.first, _due(duty, cycle, period.last) or period.last)
            for name, period in periods.within(duty.occurs, cycle.opens, cycle.closes)
        ]
    if duty.occurs == "first_cycle" and not is_first(setting):
        return []
    if duty.occurs == "once" and scheme.cycles[0].id != cycle.id:
        return []
    assert deadline is not None
    if deadline.within:
        return []  # it begins with an act in the case: see ``term_within``
    due = _due(duty, cycle, cycle.closes)
    return [Term(None, _opens(deadline, cycle, due), due)] if due or deadline.promptly else []


def term_within(within: Within, began_on: date, workdays: WorkingDays) -> Term:
    """The term that an act began; without a due day where a year's calendar is not known."""
    if within.days:
        return Term(None, began_on, began_on + timedelta(days=within.days))
    try:
        return Term(None, began_on, workdays.after(began_on, within.working_days or 0))
    except CalendarUnknown:
        return Term(None, began_on, None)


def _due(duty: Duty, cycle: Cycle, day: date) -> date | None:
    return due_on(duty.step.deadline, opens=cycle.opens, closes=cycle.closes, happened=day)


def _opens(deadline: Deadline, cycle: Cycle, due: date | None) -> date:
    """From when on it can be done in time."""
    if deadline.between:
        return deadline.between[0]
    if deadline.within_month and due:
        return due.replace(day=1)
    return cycle.closes + timedelta(days=1) if due and due > cycle.closes else cycle.opens


def owed(chronicle: Chronicle, duty: Duty) -> list[Owed]:
    """Of whom a duty is asked in the chronicle's cycle.

    What a body above does about a case is asked of it case by case; its records and its training
    once, for all below it. Where nobody stands above, it is the branches' own.
    """
    bound = [case for case in enrolled(chronicle) if _binds(chronicle, duty, case)]
    above = _Above(chronicle)
    by = {case: above.of(case.organisation, duty.step.actor) for case in bound}
    if not any(by.values()):
        own = [case for case in bound if is_own_act(setting_of(chronicle, case), duty.step.actor)]
        return [Owed(duty, case, case.organisation, (case,), duty.said_by) for case in own]
    if not (duty.training or duty.is_of_records or duty.is_of_cycle):
        return [Owed(duty, case, body, (case,), duty.said_by) for case, body in by.items() if body]
    return [
        _of_organiser(duty, Case(*case[:2], body), [one for one in bound if by[one] == body])
        for body in dict.fromkeys(by.values())
        if body and chronicle.covers(body)
        for case in bound[:1]
    ]


def _of_organiser(duty: Duty, case: Case, below: list[Case]) -> Owed:
    if duty.training:
        return Owed(duty, case, case.organisation, (case,), duty.said_by)
    return Owed(
        duty, case, case.organisation, None if duty.is_of_cycle else (case, *below), said_by=None
    )


def enrolled(chronicle: Chronicle) -> list[Case]:
    """Who is graded in the asked cycle."""
    return [
        case
        for case, story in chronicle.stories.items()
        if case.cycle == chronicle.cycle.id
        and case.organisation in chronicle.organisations
        and story.of(BranchEnrolled)
    ]


def setting_of(chronicle: Chronicle, case: Case) -> Setting:
    """What a case stands in."""
    return Setting(chronicle.scheme, chronicle.cycle, chronicle.organisations[case.organisation])


def _binds(chronicle: Chronicle, duty: Duty, case: Case) -> bool:
    """Whether the case is in the scope and the domain of the duty (R-26), and it decides there."""
    setting, register = setting_of(chronicle, case), chronicle.register
    scopes = [duty.step.scope, *([duty.training.scope] if duty.training else [])]
    domain = duty.training.domain if duty.training else None
    kinds = [d.kinds for d in chronicle.scheme.domains if d.id == domain]
    return (
        all(in_scope(setting, register, scope) for scope in scopes)
        and (not kinds or setting.organisation.kind in kinds[0])
        and decides_here(setting, duty.step)
        and _is_party(setting, duty.step)
    )


def _is_party(setting: Setting, step: Step) -> bool:
    """Whether a step that is done by letters has any that is signed with such organisations."""
    return set(step.completed_by) != {ResponsibilityLetterSigned.name} or any(
        setting.organisation.kind in letter.between
        for letter in setting.scheme.responsibility_letters
    )


class _Above:
    """Which body of a kind stands above an organisation."""

    def __init__(self, chronicle: Chronicle) -> None:
        self._register = chronicle.register
        self._found: dict[tuple[str | None, str, str], str | None] = {}

    def of(self, organisation: str, kind: str) -> str | None:
        own = self._register.organisations[organisation]
        key = (own.parent, own.kind, kind)
        if key not in self._found:
            bodies = (o.id for o in self._register.organisations.values() if o.kind == kind)
            self._found[key] = next(
                (id for id in bodies if self._register.acts_for(id, organisation)), None
            )
        return self._found[key]
