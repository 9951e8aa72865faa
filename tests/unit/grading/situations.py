"""The life of a branch under a real scheme, each situation going on from the one before.

Every event went through ``decide``; what other services say is given as heard.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

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
    EvidenceRecorded,
    GradeAssigned,
    GradeConfirmed,
    GradeRevised,
    ItemResult,
    LookBackHeld,
    MembersReviewRecorded,
    OrganisationRegistered,
    RectificationItem,
    RectificationOrdered,
    RectificationReported,
    RectificationVerified,
    SchemePublished,
    SelfRatingFiled,
    Value,
    YearEnd,
)
from contracts.events.pledges import (
    OpinionsHeard,
    UpgradeTargetAssigned,
    UpgradeTargetCompleted,
    UpgradeTargetMissed,
    UpgradeTargetSet,
)
from contracts.scheme import load_cached
from contracts.values import Quantity
from services.grading import domain as grading
from services.grading.domain import CaseState
from tests.support import schemes
from tests.support.scenario import Saying, Scenario, says
from tests.unit.scheme.examples import examples

Story = Scenario[CaseState]

SCHEMES = Path(__file__).parents[3] / "schemes"
DOCUMENT = schemes.document("classification-upgrade")
SCHEME = load_cached(DOCUMENT)

COUNTY, TOWNSHIP, OFFICE = "county-org", "longtan", "longtan-office"
BRANCH, NEIGHBOUR, ELSEWHERE = "longtan-07", "longtan-08", "qingshui"
CASE = f"classification-upgrade:2011-2012:{BRANCH}"
LADDER = "grade"
MEMBERS, MASSES = "members_meeting", "mass_representatives_meeting"

_GOLDEN = tuple(examples())
EXAMPLES = {example.id: example.facts for example in _GOLDEN}
EXPECTED = {example.id: example.expect for example in _GOLDEN}
ORDINARY, BEST = EXAMPLES["cu-09"], EXAMPLES["cu-01"]


def day(iso: str) -> date:
    return date.fromisoformat(iso)


def evidence(criterion: str, value: Any, id: str | None = None, **more: Any) -> EvidenceRecorded:
    """Evidence of the kind the scheme asks for; a derived value comes from fitting inputs."""
    declared = SCHEME.criterion(criterion)
    assert declared is not None
    said: dict[str, Any] = {"value": fact(value)}
    if declared.derived:
        village, average = (figure for figure in declared.inputs)
        figures = (Decimal(100) + Decimal(str(value))) * 100, Decimal(10000)
        said = {
            "inputs": (
                Quantity(name=village.id, value=figures[0], unit=village.unit),
                Quantity(name=average.id, value=figures[1], unit=average.unit),
            )
        }
    return EvidenceRecorded(
        **{
            "evidence_id": id or f"ev-{criterion}",
            "criterion": criterion,
            "as_of": day("2011-10-31"),
            "kind": declared.evidence[0],
            "found_in": "file 12",
            **said,
            **more,
        }
    )


def fact(value: Any) -> Value:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return Value(value=Decimal(str(value)) if number else value)


def facts(known: Mapping[str, Any], **changed: Any) -> list[EvidenceRecorded]:
    """Evidence for all of these; a change to None leaves that criterion without any."""
    return [evidence(c, v) for c, v in {**known, **changed}.items() if v is not None]


def by_township(event: Any, on: str | None = None, **more: Any) -> Saying:
    return says(event, by=TOWNSHIP, on=on, **more)


# What is said, ready to be changed with ``model_copy`` or ``but`` -----------------------------

PUBLISHED = SchemePublished(scheme_version=1, effective_from=day("2011-11-01"), definition=DOCUMENT)
OPENED = CycleOpened(scheme_version=1)
CLOSED = CycleClosed(closed_on=day("2012-12-31"))
ENROLLED = BranchEnrolled(ladders=(LADDER,))
RATED = BranchSelfRated(
    ladder=LADDER,
    tier="intermediate",
    basis_years=(2008, 2009, 2010),
    performance="roads and water brought to every group",
    masses_evaluation="mostly content",
    year_end=tuple(YearEnd(year=y, result="pass", score=Decimal(80)) for y in (2008, 2009, 2010)),
    rationale="between the two standards",
)
FILED = SelfRatingFiled(ladder=LADDER, filed_on=day("2011-11-14"), filed_with=(TOWNSHIP, OFFICE))
BY_MEMBERS = MembersReviewRecorded(
    ladder=LADDER,
    body=MEMBERS,
    held_on=day("2011-11-18"),
    eligible=31,
    present=26,
    votes={"advanced": 0, "intermediate": 17, "backward": 9},
    tier="intermediate",
)
BY_MASSES = MembersReviewRecorded(
    ladder=LADDER,
    body=MASSES,
    held_on=day("2011-11-19"),
    eligible=40,
    present=33,
    votes={"advanced": 0, "intermediate": 21, "backward": 12},
    tier="intermediate",
)
MET = CommitteeReviewHeld(
    meeting_id="meeting-1",
    form="special_meeting",
    held_on=day("2011-12-02"),
    present=("person-1", "person-2"),
    aspects={
        "party_building": "sound",
        "work_performance": "steady",
        "target_assessment": "in part",
        "social_evaluation": "fair",
    },
)
CONFIRMED = GradeConfirmed(ladder=LADDER, tier="intermediate", meeting_id="meeting-1")
REVISED = GradeRevised(
    ladder=LADDER,
    from_tier="intermediate",
    to_tier="backward",
    meeting_id="meeting-1",
    reasons=("satisfaction and score are below the cut-offs",),
    criteria=("satisfaction_pct", "acceptance_score"),
    evidence_ids=("ev-satisfaction_pct", "ev-acceptance_score"),
)
HEARD = OpinionsHeard(held_on=day("2011-12-10"), members=20, masses=30)
TARGET = UpgradeTargetSet(
    target_id="target-1",
    theme="prosperity",
    text="plant walnuts",
    quantifiable=True,
    quantity=Decimal(200),
    unit="mu",
    quality="nine in ten take root",
    due_on=day("2012-11-30"),
)
ASSIGNED = UpgradeTargetAssigned(
    target_id="target-1", assignee="person-7", assignee_kind="party_member", share="50 mu"
)
COMPLETED = UpgradeTargetCompleted(
    target_id="target-1", completed_on=day("2012-11-20"), quantity_done=Decimal(200), unit="mu"
)
MISSED = UpgradeTargetMissed(target_id="target-1", judged_on=day("2012-12-05"), reason="drought")
APPRAISED = DemocraticAppraisalHeld(
    held_on=day("2012-12-10"),
    guided_by=TOWNSHIP,
    members_present=25,
    mass_representatives_present=30,
    delegates_present=3,
    sheets=55,
    appraisal_score=Decimal("84.5"),
)
ASSESSED = BranchAssessed(
    period="year",
    held_on=day("2012-12-20"),
    acceptance_score=Decimal(82),
    task_completed=True,
    findings="on course",
)
ASSESSED_BADLY = ASSESSED.model_copy(update={"task_completed": False, "findings": "fell short"})
YEAR_END = GradeAssigned(ladder=LADDER, tier="intermediate", basis="year_end_assessment")
COMMENDED = CommendationIssued(
    form="circular",
    issued_on=day("2012-12-28"),
    ground="every target reached",
    document="circular 12",
)
CRITICISED = CriticismIssued(
    form="circular",
    issued_on=day("2012-12-28"),
    ground="upgrade_task_not_completed",
    document="circular 13",
)
ORDERED = RectificationOrdered(
    order_id="order-1",
    items=(
        RectificationItem(item_id="item-1", text="replant"),
        RectificationItem(item_id="item-2", text="publish the accounts"),
    ),
    ordered_on=day("2012-12-28"),
    due_on=day("2013-02-28"),
)
REPORTED = RectificationReported(
    order_id="order-1",
    reported_on=day("2013-02-20"),
    item_results=(
        ItemResult(item_id="item-1", done=True),
        ItemResult(item_id="item-2", done=True),
    ),
)
VERIFIED = RectificationVerified(
    order_id="order-1", verified_on=day("2013-03-05"), accepted=True, finding="both done"
)
OVERDUE = DeadlinePassed(
    obligation="rectification", step="rectification", due_on=day("2013-02-28"), order_id="order-1"
)
LOOKED_BACK = LookBackHeld(
    meeting_id="meeting-9", held_on=day("2013-03-10"), results="one tier kept"
)


def organisation(id: str, kind: str, parent: str | None = None) -> Saying:
    entry = OrganisationRegistered(kind=kind, name_zh=f"示例{id}", parent=parent)
    return says(entry, about=f"organisation:{id}")


def under(scheme: str, organisations: Any, case: str, issuer: str) -> Scenario[Any]:
    """A case of any scheme, its first cycle opened by the issuer; nobody is enrolled yet."""
    document = schemes.document(scheme)
    first = document["cycles"][0]
    publish = SchemePublished(
        scheme_version=document["version"], effective_from=day("2004-01-01"), definition=document
    )
    return Scenario(grading, case=f"{scheme}:{first['id']}:{case}", today=first["opens"]).went(
        *organisations,
        says(publish, by=issuer),
        says(CycleOpened(scheme_version=document["version"]), by=issuer),
    )


def opinion_of(body: MembersReviewRecorded, tier: str, **votes: int) -> MembersReviewRecorded:
    return body.model_copy(update={"tier": tier, "votes": votes})


# The situations -------------------------------------------------------------------------------

nothing: Story = Scenario(grading, case=CASE)
registered = nothing.went(
    organisation(COUNTY, "county_organisation_department"),
    organisation(TOWNSHIP, "township_committee", COUNTY),
    organisation(OFFICE, "township_office", TOWNSHIP),
    organisation(ELSEWHERE, "township_committee", COUNTY),
    organisation(BRANCH, "village_branch", TOWNSHIP),
    organisation(NEIGHBOUR, "village_branch", TOWNSHIP),
)
published = registered.went(by_township(PUBLISHED))
opened = published.went(by_township(OPENED))
enrolled = opened.went(by_township(ENROLLED))
evidenced = enrolled.went(*facts(ORDINARY), on="2011-11-05")
rated = evidenced.went(RATED, on="2011-11-12")
filed = rated.went(FILED, on="2011-11-14")
reviewed_by_members = filed.went(BY_MEMBERS, on="2011-11-18")
reviewed = reviewed_by_members.went(BY_MASSES, on="2011-11-19")
met = reviewed.went(by_township(MET, "2011-12-02"))
confirmed = met.went(by_township(CONFIRMED, "2011-12-02"))
targeted = confirmed.given(HEARD, TARGET, ASSIGNED, on="2011-12-15")
appraised = targeted.went(APPRAISED, on="2012-12-10")
assessed = appraised.given(COMPLETED, on="2012-12-01").went(by_township(ASSESSED, "2012-12-20"))
assessed_badly = appraised.given(MISSED, on="2012-12-05").went(
    by_township(ASSESSED_BADLY, "2012-12-20", id="assessment-1")
)
commended = assessed.went(by_township(COMMENDED, "2012-12-28", id="commendation-1"))
criticised = assessed_badly.went(by_township(CRITICISED, "2012-12-28", id="criticism-1"))
ordered = criticised.went(by_township(ORDERED, "2012-12-28"))
reported = ordered.went(REPORTED, on="2013-02-20")
