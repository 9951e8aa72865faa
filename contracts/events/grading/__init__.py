"""What the grading service records, in the order of a case, which the documents follow."""

# ruff: isort: off
from contracts.events.grading.snapshot import Fact, Snapshot, Tally
from contracts.events.grading.reference import (
    CycleClosed,
    CycleOpened,
    OrganisationRegistered,
    ProgrammeMeasureRecorded,
    RegisterFigureRecorded,
    SchemePublished,
)
from contracts.events.grading.evidence import (
    BranchEnrolled,
    EvidenceCorrected,
    EvidenceRecorded,
    Value,
)
from contracts.events.grading.self_rating import BranchSelfRated, SelfRatingFiled, YearEnd
from contracts.events.grading.review import Body, CommitteeReviewHeld, MembersReviewRecorded
from contracts.events.grading.decision import Agreement, GradeAssigned, GradeConfirmed, GradeRevised
from contracts.events.grading.assessment import (
    BranchAssessed,
    CommendationIssued,
    CriticismIssued,
    DemocraticAppraisalHeld,
)
from contracts.events.grading.rectification import (
    DeadlinePassed,
    ItemResult,
    RectificationItem,
    RectificationOrdered,
    RectificationReported,
    RectificationVerified,
)
from contracts.events.grading.look_back import LookBackHeld, Problem
from contracts.events.grading.exemplars import (
    ExemplarNominated,
    ExemplarRecommendedUpward,
    ExemplarSelected,
)
from contracts.events.grading.records import FieldValue, RecordCorrected, RecordFiled

__all__ = [
    "Agreement",
    "Body",
    "BranchAssessed",
    "BranchEnrolled",
    "BranchSelfRated",
    "CommendationIssued",
    "CommitteeReviewHeld",
    "CriticismIssued",
    "CycleClosed",
    "CycleOpened",
    "DeadlinePassed",
    "DemocraticAppraisalHeld",
    "EvidenceCorrected",
    "EvidenceRecorded",
    "ExemplarNominated",
    "ExemplarRecommendedUpward",
    "ExemplarSelected",
    "Fact",
    "FieldValue",
    "GradeAssigned",
    "GradeConfirmed",
    "GradeRevised",
    "ItemResult",
    "LookBackHeld",
    "MembersReviewRecorded",
    "OrganisationRegistered",
    "Problem",
    "ProgrammeMeasureRecorded",
    "RecordCorrected",
    "RecordFiled",
    "RectificationItem",
    "RectificationOrdered",
    "RectificationReported",
    "RectificationVerified",
    "RegisterFigureRecorded",
    "SchemePublished",
    "SelfRatingFiled",
    "Snapshot",
    "Tally",
    "Value",
    "YearEnd",
]
