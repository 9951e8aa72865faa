"""Which tier an organisation stood in, cycle by cycle."""

from dataclasses import dataclass, field
from typing import NamedTuple

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import BranchEnrolled, GradeAssigned, GradeConfirmed, GradeRevised
from contracts.scheme import Ladder
from contracts.subjects import Case
from services.projections.explanation.decided import tier_of
from services.projections.registers.span import Span


class Held(NamedTuple):
    """A tier in force, and the event that put it there."""

    tier: str
    told: Recorded[Event]


@dataclass(slots=True)
class Stay:
    """An organisation in one cycle; ``held``: its tiers in force, in their order."""

    cycle: str
    enrolled: Recorded[Event] | None = None
    held: list[Held] = field(default_factory=list)
    has_year_end: bool = False


Courses = dict[str, list[Stay]]
"""By organisation its stays, cycle by cycle."""


def courses(span: Span, ladder: Ladder) -> Courses:
    """Who was enrolled on a ladder, or decided upon."""
    stays: dict[Case, Stay] = {}
    late = span.to_this_day() if span.cycle_only else span
    for mark in span.marks.by_ladder.get(ladder.id, ()):
        asked = late if _is_of_its_cycle(mark.told.event) else span
        if asked.covers(mark.case) and asked.holds(mark.day):
            stay = stays.setdefault(mark.case, Stay(mark.case.cycle))
            _follow(stay, mark.told, ladder.id)
    found: Courses = {}
    for case, stay in stays.items():
        found.setdefault(case.organisation, []).append(stay)
    return found


def _is_of_its_cycle(event: Event) -> bool:
    """Whether a cycle's own procedure gives a tier, be it late (AMB-32): no move away from it."""
    match event:
        case GradeAssigned(basis=basis):
            return basis == "year_end_assessment"
        case GradeRevised(replaces=replaces):
            return replaces == "self_rating"
        case _:
            return True


def _follow(stay: Stay, one: Recorded[Event], ladder: str) -> None:
    match one.event:
        case BranchEnrolled(ladders=ladders, opening_tiers=opening) if ladder in ladders:
            stay.enrolled = one
            if ladder in opening:
                stay.held.append(Held(opening[ladder], one))
        case GradeConfirmed() | GradeRevised() | GradeAssigned() as event if event.ladder == ladder:
            stay.held.append(Held(tier_of(event), one))
            if isinstance(event, GradeAssigned) and event.basis == "year_end_assessment":
                stay.has_year_end = True
        case _:
            pass  # on another ladder


def in_force(course: list[Stay]) -> Held | None:
    """The tier in force after all its stays: a later cycle keeps it until another is given."""
    return next((held for stay in reversed(course) for held in reversed(stay.held)), None)
