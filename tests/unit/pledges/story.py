"""Situations of a branch between the committee's decision and the year's end, one on another.

The scheme is the real one; township, villages and people are invented.
"""

from datetime import date
from decimal import Decimal

from contracts.events.grading import (
    BranchEnrolled,
    CycleOpened,
    GradeConfirmed,
    OrganisationRegistered,
    SchemePublished,
)
from contracts.events.pledges import (
    OpinionsHeard,
    PledgeItem,
    PledgeMade,
    PledgePublished,
    ResponsibilityLetterSigned,
    UpgradeTargetAssigned,
    UpgradeTargetCompleted,
    UpgradeTargetSet,
)
from services.pledges import domain as pledges
from services.pledges.domain.case import CaseState
from tests.support.scenario import Saying, Scenario, says
from tests.support.schemes import document

SCHEME = "classification-upgrade"
BRANCH, TOWNSHIP, OFFICE = "village-b", "township", "township-office"
COMMITTEE, CLERKS = "township_committee", "township_office"
day = date.fromisoformat


def registered(id: str, kind: str, parent: str | None = None) -> Saying:
    event = OrganisationRegistered(kind=kind, name_zh=f"例{id}", parent=parent)
    return says(event, about=f"organisation:{id}")


def opened(
    scheme: str, cycle: str, branch: str, kind: str, *, above: str = COMMITTEE
) -> Scenario[CaseState]:
    """A cycle is open and the organisations are registered; nobody is enrolled."""
    days = next(c for c in document(scheme)["cycles"] if c["id"] == cycle)
    opens, closes = day(days["opens"]), day(days["closes"])
    published = SchemePublished(scheme_version=1, effective_from=opens, definition=document(scheme))
    return Scenario(pledges, f"{scheme}:{cycle}:{branch}", today=days["opens"]).given(
        says(published, by=TOWNSHIP),
        registered(TOWNSHIP, above),
        registered(OFFICE, CLERKS, TOWNSHIP),
        registered(branch, kind, TOWNSHIP),
        registered("village-c", kind, TOWNSHIP),
        says(CycleOpened(scheme_version=1, opens=opens, closes=closes), by=TOWNSHIP),
    )


DECIDED = says(
    GradeConfirmed(ladder="grade", tier="intermediate", meeting_id="m1"),
    by=TOWNSHIP,
    on="2011-12-02",
)
OPENED = opened(SCHEME, "2011-2012", BRANCH, "village_branch")
ENROLLED = OPENED.given(says(BranchEnrolled(ladders=("grade",)), by=TOWNSHIP))
AFTER_DECISION = ENROLLED.given(DECIDED)
"""2011-12-02: the committee has decided, nothing else is on record."""

LETTER = ResponsibilityLetterSigned(
    letter_id="l1",
    kind="township_village",
    party_a=TOWNSHIP,
    party_b=BRANCH,
    signed_on=day("2011-12-05"),
    target="advanced by 2013",
    task="two industries",
    object="the village's households",
)
PLEDGE = PledgeMade(
    pledge_id="p1",
    kind="branch_public",
    pledger_kind="branch",
    pledger_ids=(BRANCH,),
    items=(
        PledgeItem(
            item_id="road",
            text="pave",
            quantity=Decimal("2.5"),
            unit="km",
            due_on=day("2012-10-31"),
        ),
        PledgeItem(item_id="books", text="publish the accounts"),
    ),
    to=("members", "masses"),
    made_on=day("2011-12-06"),
)
MEMBERS_PLEDGE = PledgeMade(
    pledge_id="p2",
    kind="member_public",
    pledger_kind="member",
    pledger_ids=("person-1",),
    items=(PledgeItem(item_id="help", text="help a household"),),
    to=("members", "masses"),
    made_on=day("2011-12-06"),
)
PUBLISHED = PledgePublished(
    pledge_id="p1", published_on=day("2011-12-07"), channel="notice board", audience="the village"
)
HEARD = OpinionsHeard(held_on=day("2011-12-08"), members=20, masses=35)
TARGET = UpgradeTargetSet(
    target_id="t1",
    theme="prosperity",
    text="greenhouses",
    quantifiable=True,
    quantity=Decimal("12"),
    unit="greenhouses",
    quality="in use all winter",
    due_on=day("2012-11-30"),
    addresses=("leading_industries",),
)
SHARE = UpgradeTargetAssigned(
    target_id="t1", assignee="person-1", assignee_kind="party_member", share="two greenhouses"
)

PLEDGED = AFTER_DECISION.went(says(PLEDGE, on="2011-12-06"))
OPEN_TO_ALL = PLEDGED.went(says(PUBLISHED, on="2011-12-07"))
OPINIONS = OPEN_TO_ALL.went(says(HEARD, on="2011-12-08"))
AIMED = OPINIONS.went(says(TARGET, on="2011-12-10"))
CARRYING_OUT = AIMED.went(says(SHARE, on="2011-12-12"))
"""2011-12-12: pledged, published, opinions heard, one target set and assigned."""

IN_WORDS = TARGET.model_copy(
    update={
        "quantifiable": False, "quantity": None, "unit": None, "quality": None, "due_on": None,
        "qualitative_demand": "meetings are calm",
    }
)  # fmt: skip
"""The same target, without a figure."""
DONE = UpgradeTargetCompleted(
    target_id="t1", completed_on=day("2012-11-30"), quantity_done=Decimal(12), unit="greenhouses"
)
