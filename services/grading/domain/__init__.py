"""What the grading service decides: schemes, organisations, cycles, and every case from its
enrolment to its outcome. ``decide`` is the table of contents."""

from contracts.envelope import Said
from contracts.events import Event
from contracts.events.grading import (
    BranchAssessed,
    BranchEnrolled,
    BranchSelfRated,
    CommendationIssued,
    CommitteeReviewHeld,
    CriticismIssued,
    CycleClosed,
    CycleOpened,
    DeadlinePassed,
    DemocraticAppraisalHeld,
    EvidenceCorrected,
    EvidenceRecorded,
    ExemplarNominated,
    ExemplarRecommendedUpward,
    ExemplarSelected,
    GradeAssigned,
    GradeConfirmed,
    GradeRevised,
    LookBackHeld,
    MembersReviewRecorded,
    OrganisationRegistered,
    ProgrammeMeasureRecorded,
    RecordCorrected,
    RecordFiled,
    RectificationOrdered,
    RectificationReported,
    RectificationVerified,
    RegisterFigureRecorded,
    SchemePublished,
    SelfRatingFiled,
)
from contracts.register import Register, Setting
from services.grading.domain.act import Act
from services.grading.domain.assess_branch import assess_branch
from services.grading.domain.assign_grade import assign_grade
from services.grading.domain.case import CaseState
from services.grading.domain.commend import commend
from services.grading.domain.confirm_grade import confirm_grade
from services.grading.domain.criticise import criticise
from services.grading.domain.enrol_branch import enrol_branch
from services.grading.domain.evolve import HEARS, evolve
from services.grading.domain.file_record import correct_record, file_record
from services.grading.domain.file_self_rating import file_self_rating
from services.grading.domain.hold_appraisal import hold_appraisal
from services.grading.domain.hold_committee_review import hold_committee_review
from services.grading.domain.hold_look_back import hold_look_back
from services.grading.domain.nominate_exemplar import nominate_exemplar, recommend_exemplar
from services.grading.domain.open_cycle import close_cycle, measure_programme, open_cycle
from services.grading.domain.order_rectification import order_rectification
from services.grading.domain.pass_deadline import pass_deadline
from services.grading.domain.publish_scheme import publish_scheme
from services.grading.domain.record_evidence import correct_evidence, record_evidence
from services.grading.domain.record_members_review import record_members_review
from services.grading.domain.register_organisation import record_figure, register_organisation
from services.grading.domain.report_rectification import report_rectification
from services.grading.domain.revise_grade import revise_grade
from services.grading.domain.select_exemplar import select_exemplar
from services.grading.domain.self_rate_branch import self_rate_branch
from services.grading.domain.verify_rectification import verify_rectification

__all__ = ["HEARS", "SERVICE", "START", "CaseState", "decide", "evolve"]

SERVICE = "grading"
START = CaseState()

FOLLOW_UPS = (
    CommendationIssued, CriticismIssued, DeadlinePassed, EvidenceCorrected, ExemplarNominated,
    ExemplarRecommendedUpward, LookBackHeld, RecordCorrected, RecordFiled, RectificationOrdered,
    RectificationReported, RectificationVerified,
)  # fmt: skip
"""What may still be said about a case once its cycle is closed: its tiers stand."""


def decide(said: Said[Event], state: CaseState, register: Register) -> Event:
    """The event to record: the one submitted, with its derived fields filled in.

    Raises:
        Refused: nothing is recorded, and why.
    """
    envelope, event = said.envelope, said.event
    if event.about == "case":
        return _about_case(event, _act(said, state, register))
    match event:
        case SchemePublished():
            return publish_scheme(Said(envelope, event), register)
        case OrganisationRegistered():
            return register_organisation(Said(envelope, event), register)
        case RegisterFigureRecorded():
            return record_figure(Said(envelope, event), register)
        case CycleOpened():
            return open_cycle(Said(envelope, event), register)
        case CycleClosed():
            return close_cycle(Said(envelope, event), register)
        case ProgrammeMeasureRecorded():
            return measure_programme(Said(envelope, event), register)
        case ExemplarSelected():
            return select_exemplar(Said(envelope, event), state, register)
        case _:
            raise TypeError(f"{SERVICE} does not record {event.name}")


def _about_case(event: Event, act: Act) -> Event:
    match event:
        case EvidenceRecorded():
            return record_evidence(event, act)
        case EvidenceCorrected():
            return correct_evidence(event, act)
        case BranchEnrolled():
            return enrol_branch(event, act)
        case BranchSelfRated():
            return self_rate_branch(event, act)
        case SelfRatingFiled():
            return file_self_rating(event, act)
        case MembersReviewRecorded():
            return record_members_review(event, act)
        case CommitteeReviewHeld():
            return hold_committee_review(event, act)
        case GradeConfirmed():
            return confirm_grade(event, act)
        case GradeRevised():
            return revise_grade(event, act)
        case GradeAssigned():
            return assign_grade(event, act)
        case DemocraticAppraisalHeld():
            return hold_appraisal(event, act)
        case BranchAssessed():
            return assess_branch(event, act)
        case CommendationIssued():
            return commend(event, act)
        case CriticismIssued():
            return criticise(event, act)
        case RectificationOrdered():
            return order_rectification(event, act)
        case RectificationReported():
            return report_rectification(event, act)
        case RectificationVerified():
            return verify_rectification(event, act)
        case DeadlinePassed():
            return pass_deadline(event, act)
        case LookBackHeld():
            return hold_look_back(event, act)
        case ExemplarNominated():
            return nominate_exemplar(event, act)
        case ExemplarRecommendedUpward():
            return recommend_exemplar(event, act)
        case RecordFiled():
            return file_record(event, act)
        case RecordCorrected():
            return correct_record(event, act)
        case _:
            raise TypeError(f"{SERVICE} does not record {event.name}")


def _act(said: Said[Event], state: CaseState, register: Register) -> Act:
    """Where a submission about a case stands.

    Raises:
        UnknownSubject: scheme, cycle or organisation is not on record, or nobody enrolled it.
        RuleBroken: its cycle is closed.
    """
    event, act = said.event, Act.of(said, state, register)
    if not (state.ladders or isinstance(event, BranchEnrolled) or _unenrolled(event, act.setting)):
        raise act.not_enrolled()
    act.check_open(event, FOLLOW_UPS)
    return act


def _unenrolled(event: Event, setting: Setting) -> bool:
    """Whether this is said of an organisation that need not be enrolled.

    Of a kind that the scheme names but has no ladder for (whom it only selects, or guides) all
    that the procedure allows; of a kind that it does not name, records alone.
    """
    kind, scheme = setting.organisation.kind, setting.scheme
    if kind in scheme.applies_to:
        return not scheme.grades(kind)
    return isinstance(event, RecordFiled | RecordCorrected)
