"""From what a scheme says that a target counts to the names, each with the event behind it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import (
    BranchEnrolled,
    CommendationIssued,
    EvidenceCorrected,
    EvidenceRecorded,
    ExemplarSelected,
    GradeAssigned,
    GradeConfirmed,
    GradeRevised,
    RecordCorrected,
    RecordFiled,
)
from contracts.events.pledges import ResponsibilityLetterSigned
from contracts.events.training import AttendanceCorrected, TrainingAttended, TrainingSessionHeld
from contracts.scheme import Ladder, Scheme
from contracts.scheme.leaves import CelValue, compile_cel, context, in_cel, is_of, variables
from contracts.scheme.records import RecordKind
from contracts.scheme.tally import Tally
from contracts.subjects import Case
from services.projections.explanation.facts import Piece, counting, pieces
from services.projections.registers.corrected import corrected
from services.projections.registers.courses import Stay, courses, in_force
from services.projections.registers.span import Span

_SCHOOLING: frozenset[type[Event]] = frozenset(
    {TrainingSessionHeld, TrainingAttended, AttendanceCorrected}
)
READ: Mapping[str, frozenset[type[Event]]] = {
    "ladder": frozenset({BranchEnrolled, GradeConfirmed, GradeRevised, GradeAssigned}),
    "record": frozenset((RecordFiled, RecordCorrected)),
    "evidence": frozenset({EvidenceRecorded, EvidenceCorrected}),
    "selected": frozenset({ExemplarSelected}),
    "commended": frozenset({CommendationIssued}),
    "letters": frozenset({ResponsibilityLetterSigned}),
    "sessions": _SCHOOLING,
    "attendances": _SCHOOLING,
}
"""By the source of a tally, the events that it is reckoned from."""


class Hit(NamedTuple):
    """One that counts. ``part``: the category that it was selected in."""

    id: str
    told: Recorded[Event]
    part: str | None = None


@dataclass(slots=True)
class Tallied:
    """Who counts, by a key of their own. ``doubtful``: ids that may count, for all that is known.

    ``events``: how many were counted, where one name may count more than once; ``unnamed``: those
    of them without a name.
    """

    hits: dict[str, Hit] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    events: int | None = None
    unnamed: int = 0

    @property
    def ids(self) -> set[str]:
        """Who counts."""
        return {hit.id for hit in self.hits.values()}

    @property
    def number(self) -> int:
        """How many count."""
        return len(self.hits) if self.events is None else self.events

    def add(self, hit: Hit) -> None:
        """Count one, once."""
        self.hits.setdefault(f"{hit.part}/{hit.id}" if hit.part else hit.id, hit)

    def among(self, whole: "Tallied | None") -> "Tallied":
        """Those that belong to the whole."""
        if whole is None:
            return self
        ids = whole.ids
        kept = {key: hit for key, hit in self.hits.items() if hit.id in ids}
        return Tallied(kept, self.doubtful & ids)


def tallied(span: Span, tally: Tally, whole: Tally | None = None) -> Tallied:
    """Who counts in a span. ``whole``: the tally of whom it is a part."""
    match tally.source:
        case "ladder":
            return _on_ladder(span, tally, whole)
        case "record":
            return _with_record(span, tally)
        case "evidence":
            return _with_evidence(span, tally)
        case "selected":
            return _selected(span, tally)
        case "commended":
            given = span.told(CommendationIssued)
            return _cases((c, one) for c, one in given if one.event.form == tally.commended)
        case "letters":
            signed = span.told(ResponsibilityLetterSigned)
            return _cases((c, one) for c, one in signed if one.event.kind == tally.letters)
        case "sessions":
            return schooled(span, tally.sessions or "").sessions
        case "attendances":
            return schooled(span, tally.attendances or "").attendances
        case "not" if tally.not_ and whole:
            return _others(tallied(span, tally.not_, whole), tallied(span, whole))
    return Tallied()


def _cases(found: Iterable[tuple[Case, Recorded[Event]]]) -> Tallied:
    """The organisations that something is told of."""
    counted = Tallied()
    for case, one in found:
        counted.add(Hit(case.organisation, one))
    return counted


def _others(these: Tallied, whole: Tallied) -> Tallied:
    """The rest of the whole; while nothing at all is on record of anybody, that is unknown."""
    rest = {key: hit for key, hit in whole.hits.items() if hit.id not in these.ids}
    if not these.hits:
        return Tallied(doubtful={hit.id for hit in rest.values()})
    sure = {key: hit for key, hit in rest.items() if hit.id not in these.doubtful}
    return Tallied(sure, these.doubtful & {hit.id for hit in rest.values()})


def ladder_of(scheme: Scheme, tally: Tally, whole: Tally | None) -> Ladder:
    """The ladder that a tally speaks of."""
    found = scheme.ladder(tally.ladder or (whole.ladder if whole else None) or "")
    assert found is not None, "a valid scheme names its ladders"
    return found


def _on_ladder(span: Span, tally: Tally, whole: Tally | None) -> Tallied:
    ladder = ladder_of(span.chronicle.scheme, tally, whole)
    counted = Tallied()
    for organisation, course in sorted(courses(span, ladder).items()):
        if tally.tier_gte is None:
            told = _entered(tally, course, span.here)
        else:
            held = in_force(course)
            if held and not ladder.tier(held.tier):  # given under a version that named them so
                counted.doubtful.add(organisation)
                continue
            high = held and ladder.rank(held.tier) >= ladder.rank(tally.tier_gte)
            told = held.told if held and high else None
        if told is not None:
            counted.add(Hit(organisation, told))
    return counted


def _entered(tally: Tally, course: list[Stay], here: str) -> Recorded[Event] | None:
    """Why an organisation belongs to those that a tally speaks of; None if it does not."""
    if tally.when == "window":
        held = [held for stay in course for held in stay.held if held.tier == tally.tier]
        if tally.tier is not None:
            return held[0].told if held else None
        stays = course
    else:
        stays = [stay for stay in course if stay.cycle == here]
    for stay in stays:
        start = stay.held[0] if stay.held else None
        if tally.tier is None and (stay.enrolled or start):
            return stay.enrolled or (start.told if start else None)
        if start and start.tier == tally.tier:
            return start.told
    return None


def _with_record(span: Span, tally: Tally) -> Tallied:
    kind = span.chronicle.scheme.record_kind(tally.record or "")
    assert kind is not None, "a valid scheme declares its record kinds"
    counted = Tallied()
    for case, one, fields in records(span, kind):
        ids = _named_by(tally.by, case, one, fields)
        outcome = _holds(tally.where, _facts(kind, fields)) if tally.where else True
        for id in ids:
            if outcome:
                counted.add(Hit(id, one))
            elif outcome is None:
                counted.doubtful.add(id)
    counted.doubtful -= counted.ids
    return counted


def records(
    span: Span, kind: RecordKind
) -> Iterator[tuple[Case, Recorded[RecordFiled], Mapping[str, Any]]]:
    """The records of a kind of what happened in a span, with their fields as last corrected.

    They may be filed after it: a record is of the day that it names, if that had come by then.
    """
    for case, story in span.stories:
        now = corrected(story)
        for filed in story.of(RecordFiled):
            if filed.event.kind == kind.id:
                fields = now.get(filed.event.record_id, filed.event.fields)
                filed_on = span.day(filed)
                if span.holds(min(kind.day(fields) or filed_on, filed_on)):
                    yield case, filed, fields


def _named_by(
    by: str, case: Case, one: Recorded[RecordFiled], fields: Mapping[str, Any]
) -> list[str]:
    if by == "organisation":
        return [case.organisation]
    if by == "record":
        return [f"{case.organisation}/{one.event.record_id}"]
    said = fields.get(by)
    values = said if isinstance(said, tuple | list) else [said] if said is not None else []
    return [str(value).strip() for value in values]


def _facts(kind: RecordKind, fields: Mapping[str, Any]) -> dict[str, CelValue]:
    """A record's fields as CEL reads them; what it does not say is left out."""
    return {
        one.id: float(value) if one.type == "number" else value
        for one in kind.fields
        if (value := fields.get(one.id)) is not None
    }


def _holds(text: str, facts: Mapping[str, CelValue]) -> bool | None:
    """Whether a condition holds; None while it reads what is not known."""
    if any(name not in facts for name in variables(text)):
        return None
    return bool(compile_cel(text).execute(context(facts)))


def _with_evidence(span: Span, tally: Tally) -> Tallied:
    criterion = span.chronicle.scheme.criterion(tally.evidence or "")
    assert criterion is not None, "a valid scheme declares its criteria"
    latest: dict[str, Piece | None] = {}
    for case, story in span.stories:
        told = span.within(story, EvidenceRecorded, EvidenceCorrected)
        piece = counting(pieces(told)).get(criterion.id)
        if piece and not is_of(piece.value, criterion):
            piece = None  # of a version that knew such a value
        latest[case.organisation] = piece or latest.get(case.organisation)
    counted = Tallied(doubtful={id for id, piece in latest.items() if piece is None})
    for id, piece in latest.items():
        facts = {criterion.id: in_cel(piece.value, criterion)} if piece else {}
        if piece and _holds(tally.where or criterion.id, facts):
            counted.add(Hit(id, piece.recorded))
    return counted


def _selected(span: Span, tally: Tally) -> Tallied:
    counted = Tallied()
    for one in span.said(ExemplarSelected):
        if one.event.category in tally.selected and span.chronicle.covers(one.event.nominee):
            counted.add(Hit(one.event.nominee, one, one.event.category))
    return counted


class Schooling(NamedTuple):
    """A kind of training: its sessions, and its attendances by the distinct people."""

    sessions: Tallied
    attendances: Tallied


def schooled(span: Span, kind: str) -> Schooling:
    """How often a training was held, and who came.

    Where the session's own number of those present is more than are listed, the others are unnamed.
    """
    held, came = Tallied(), Tallied(events=0)
    for case, story in span.stories:
        present = _attendances(span, case)
        for one in span.within(story, TrainingSessionHeld):
            if one.event.kind != kind:
                continue
            held.add(Hit(f"{case.organisation}/{one.event.session_id}", one))
            those = present.get(one.event.session_id, {})
            unnamed = max(0, (one.event.reported_attendances or 0) - len(those))
            came.events = (came.events or 0) + len(those) + unnamed
            came.unnamed += unnamed
            for person, told in sorted(those.items()):
                came.add(Hit(person, told))
    return Schooling(held, came)


def _attendances(span: Span, case: Case) -> dict[str, dict[str, Recorded[Event]]]:
    """Who came to each session of a case, after all corrections."""
    found: dict[str, dict[str, Recorded[Event]]] = {}
    for one in span.chronicle.stories[case].of(TrainingAttended, AttendanceCorrected):
        match one.event:
            case TrainingAttended(session_id=session, person=person):
                found.setdefault(session, {})[person] = one
            case AttendanceCorrected(session_id=session, person=person, change="added"):
                found.setdefault(session, {})[person] = one
            case AttendanceCorrected(session_id=session, person=person, change="removed"):
                found.get(session, {}).pop(person, None)
            case _:
                pass  # other days of the same attendance
    return found


def waiting(span: Span, tally: Tally, whole: Tally | None) -> set[str]:
    """Whose year-end tier of the cycle is not given yet, where the ladder gives one."""
    ladder = ladder_of(span.chronicle.scheme, tally, whole)
    if ladder.year_end_decided_by is None:
        return set()
    found = courses(span, ladder)
    return {
        organisation
        for organisation, course in found.items()
        if course[-1].cycle != span.here or not course[-1].has_year_end
    }
