"""How each event changes what is known of a case; it never refuses."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from msgspec.structs import replace

from contracts.acts import served, variant_of
from contracts.envelope import Envelope, Recorded
from contracts.events import Event, events_of
from contracts.events.grading import (
    BranchAssessed,
    BranchEnrolled,
    BranchSelfRated,
    CommendationIssued,
    CommitteeReviewHeld,
    CriticismIssued,
    DeadlinePassed,
    DemocraticAppraisalHeld,
    EvidenceCorrected,
    EvidenceRecorded,
    ExemplarNominated,
    ExemplarSelected,
    GradeAssigned,
    GradeConfirmed,
    GradeRevised,
    MembersReviewRecorded,
    RecordCorrected,
    RecordFiled,
    RectificationOrdered,
    RectificationReported,
    RectificationVerified,
    SelfRatingFiled,
)
from contracts.events.pledges import (
    UpgradeTargetAmended,
    UpgradeTargetCompleted,
    UpgradeTargetMissed,
    UpgradeTargetSet,
)
from contracts.feeding import hear
from contracts.scheme.progress import noted
from services.grading.domain.case import (
    Assessment,
    CaseState,
    Evidence,
    Order,
    Review,
    SelfRating,
)

HEARS: frozenset[type[Event]] = frozenset(events_of("pledges") + events_of("training"))
"""A scheme may let any step follow any event, so every one counts for what a case has on record;
what an assessment counts and criteria can rest on is counted, too."""

K = TypeVar("K")
V = TypeVar("V")


def evolve(case: CaseState, recorded: Recorded[Event]) -> CaseState:
    """The state after one more event, own or heard."""
    event, envelope = recorded.event, recorded.envelope
    match event:
        case EvidenceRecorded():
            return _evidence_recorded(case, event)
        case EvidenceCorrected():
            return _evidence_corrected(case, event)
        case RecordFiled(kind=kind, record_id=id):
            filed = _on_record(case, kind, served=served(event))
            return replace(filed, records=_with(case.records, id, kind))
        case RecordCorrected():
            return _record_corrected(case, event)
        case ExemplarSelected():
            return _exemplar_selected(case, event)
        case _ if event.about != "case":
            return case
        case _:
            case = _on_record(case, event.name, variant_of(event), served(event))
            if event.service != "grading":
                return _heard(case, recorded)
            return _moved(case, event, envelope)


def _moved(case: CaseState, event: Event, envelope: Envelope) -> CaseState:
    """What the event changes beside being on record; for the rest, that is all."""
    match event:
        case BranchEnrolled(ladders=ladders, opening_tiers=tiers):
            return replace(case, ladders=ladders, in_force=tiers)
        case BranchSelfRated(ladder=ladder, tier=tier):
            earlier = case.self_ratings.get(ladder)
            rating = SelfRating(tier, earlier.number + 1 if earlier else 1)
            return replace(case, self_ratings=_with(case.self_ratings, ladder, rating))
        case SelfRatingFiled(ladder=ladder):
            filed = replace(case.self_ratings[ladder], filed=True)
            return replace(case, self_ratings=_with(case.self_ratings, ladder, filed))
        case MembersReviewRecorded(ladder=ladder, body=body, tier=tier):
            rated = case.self_ratings.get(ladder)
            review = Review(tier, rated.number if rated else 0)
            return replace(case, reviews=_with(case.reviews, (ladder, body), review))
        case CommitteeReviewHeld(meeting_id=meeting):
            return replace(case, meetings=case.meetings | {meeting})
        case GradeConfirmed(ladder=ladder, tier=tier) | GradeRevised(ladder=ladder, to_tier=tier):
            in_force = _with(case.in_force, ladder, tier)
            case = replace(case, assessment=_year_end_mended(case.assessment, ladder, tier))
            decided = case.decided | {ladder} & case.self_ratings.keys()
            return replace(case, in_force=in_force, decided=decided)
        case GradeAssigned():
            return _grade_assigned(case, event)
        case DemocraticAppraisalHeld():
            return replace(case, appraisal=envelope.id)
        case BranchAssessed(period=period):
            assessment = Assessment(
                envelope.id, event.task_completed, event.poorly_organised, case.in_force
            )
            return replace(case, assessment=assessment, assessed=case.assessed | {period})
        case CommendationIssued():
            return replace(case, commendation=envelope.id)
        case CriticismIssued():
            return replace(case, criticisms=_with(case.criticisms, envelope.id, False))
        case RectificationOrdered() | RectificationReported() | RectificationVerified():
            return _rectified(case, event)
        case DeadlinePassed(step=step, due_on=due_on, order_id=order, target_id=target):
            return replace(case, passed=case.passed | {(step, due_on, order or target or "")})
        case ExemplarNominated(selection=selection, category=category, nominee=nominee):
            return replace(case, nominated=case.nominated | {(selection, category, nominee)})
        case _:
            return case


def _evidence_recorded(case: CaseState, event: EvidenceRecorded) -> CaseState:
    assert event.value is not None, "the decision fills it in"
    evidence = Evidence(event.criterion, event.value.value, event.as_of)
    return replace(case, evidence=_with(case.evidence, event.evidence_id, evidence))


def _evidence_corrected(case: CaseState, event: EvidenceCorrected) -> CaseState:
    """The correction takes the place, in time and order, of what it corrects; or empties it."""
    spent, value = case.spent | {event.corrects}, event.value
    if value is None:
        standing = {id: kept for id, kept in case.evidence.items() if id != event.corrects}
        return replace(case, evidence=standing, spent=spent | {event.evidence_id})
    standing = {
        event.evidence_id if id == event.corrects else id: replace(kept, value=value.value)
        if id == event.corrects
        else kept
        for id, kept in case.evidence.items()
    }
    return replace(case, evidence=standing, spent=spent)


def _record_corrected(case: CaseState, event: RecordCorrected) -> CaseState:
    records = {id: kind for id, kind in case.records.items() if id != event.corrects}
    records[event.record_id] = event.kind
    return replace(case, records=records, mended=case.mended | {event.corrects})


def _year_end_mended(made: Assessment | None, ladder: str, tier: str) -> Assessment | None:
    """A year-end tier that the committee revised counts as revised."""
    if made is None or ladder not in made.after:
        return made
    return replace(made, after=_with(made.after, ladder, tier))


def _grade_assigned(case: CaseState, event: GradeAssigned) -> CaseState:
    assessment = case.assessment
    if assessment is not None:
        after = _with(assessment.after, event.ladder, event.tier)
        assessment = replace(assessment, after=after)
    return replace(
        case,
        in_force=_with(case.in_force, event.ladder, event.tier),
        assigned=case.assigned | {(event.ladder, event.basis)},
        assessment=assessment,
    )


def _rectified(
    case: CaseState, event: RectificationOrdered | RectificationReported | RectificationVerified
) -> CaseState:
    match event:
        case RectificationOrdered(items=items, due_on=due_on, criticism_event_id=criticism):
            order = Order(frozenset(item.item_id for item in items), due_on)
            if criticism is not None:
                case = replace(case, criticisms=_with(case.criticisms, criticism, True))
        case RectificationReported():
            order = replace(case.orders[event.order_id], reported=True)
        case RectificationVerified(accepted=True):
            order = replace(case.orders[event.order_id], items=frozenset(), closed=True)
        case RectificationVerified(remaining=remaining, new_due_on=new_due_on):
            order = case.orders[event.order_id]
            due_on = new_due_on or order.due_on
            order = Order(frozenset(remaining), due_on, reported=new_due_on is None)
    return replace(case, orders=_with(case.orders, event.order_id, order))


def _heard(case: CaseState, recorded: Recorded[Event]) -> CaseState:
    """What another service said: counted for criteria, and the days that targets are due on."""
    case = replace(case, heard=hear(case.heard, recorded))
    match recorded.event:
        case (
            UpgradeTargetSet(target_id=id, due_on=date() as day)
            | UpgradeTargetAmended(target_id=id, due_on=date() as day)
        ):
            return replace(case, due=_with(case.due, id, day))
        case UpgradeTargetCompleted(target_id=id) | UpgradeTargetMissed(target_id=id):
            return replace(case, due={one: day for one, day in case.due.items() if one != id})
        case _:
            return case


def _exemplar_selected(state: CaseState, event: ExemplarSelected) -> CaseState:
    category = (event.selection, event.category)
    chosen = _with(state.selected.get(category, {}), event.nominee, event.position)
    return replace(state, selected=_with(state.selected, category, chosen))


def _on_record(
    case: CaseState, name: str, variant: str = "", served: date | None = None
) -> CaseState:
    case = replace(case, progress=noted(case.progress, name, variant))
    if served is None:
        return case
    those = case.served.get(name, frozenset()) | {(variant, served)}
    return replace(case, served=_with(case.served, name, those))


def _with(known: Mapping[K, V], key: K, value: Any) -> dict[K, V]:
    return {**known, key: value}
