"""How the case is folded: in any interleaving of services, and without touching what was."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.envelope import Recorded
from contracts.events import Event
from contracts.events.grading import (
    BranchEnrolled,
    CycleOpened,
    EvidenceRecorded,
    GradeConfirmed,
    MembersReviewRecorded,
    RecordFiled,
    SchemePublished,
)
from contracts.events.pledges import (
    PledgeFulfilled,
    UpgradeTargetAmended,
    UpgradeTargetCompleted,
    UpgradeTargetFiled,
)
from services.pledges import domain as pledges
from services.pledges.domain.case import CaseState
from tests.support.scenario import says
from tests.unit.pledges.story import (
    AFTER_DECISION,
    AIMED,
    BRANCH,
    DONE,
    HEARD,
    LETTER,
    MEMBERS_PLEDGE,
    OFFICE,
    PLEDGE,
    PUBLISHED,
    SHARE,
    TARGET,
    TOWNSHIP,
    day,
)

OWN: list[Event] = [
    LETTER, PLEDGE, PUBLISHED, MEMBERS_PLEDGE, HEARD, TARGET, SHARE,
    UpgradeTargetFiled(target_ids=("t1",), filed_on=day("2011-12-11"), filed_with=OFFICE),
    UpgradeTargetAmended(
        target_id="t1", quantity=Decimal(10), reason="hail", agreed_by=TOWNSHIP
    ),
    PledgeFulfilled(
        pledge_id="p1", judged_by=("person-8",), judged_on=day("2012-12-10"), finding="kept"
    ),
    DONE,
]  # fmt: skip
HEARD_OF_GRADING: list[Event] = [
    BranchEnrolled(ladders=("grade",), domain="rural", opening_tiers={"grade": "backward"}),
    MembersReviewRecorded(
        ladder="grade", body="members_meeting", held_on=day("2011-11-18"),
        eligible=31, present=26, votes={"intermediate": 26}, tier="intermediate",
    ),
    GradeConfirmed(ladder="grade", tier="intermediate", meeting_id="m1"),
    RecordFiled(record_id="r1", kind="WorkPlan", fields={}),
]  # fmt: skip


def folded(events: list[Event]) -> CaseState:
    state = pledges.START
    envelope = AFTER_DECISION._envelope(says(PLEDGE), None)
    for position, event in enumerate(events, 1):
        state = pledges.evolve(state, Recorded(envelope, event, position))
    return state


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=len(OWN), max_size=30))
def test_services_may_come_in_any_interleaving(turns: list[bool]) -> None:
    own, heard, mixed = list(OWN), list(HEARD_OF_GRADING), list[Event]()
    for turn in turns:
        queue = own if turn else heard
        mixed += [queue.pop(0)] if queue else []
    assert folded(mixed + own + heard) == folded(HEARD_OF_GRADING + OWN)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.text("abcdefgh", min_size=1, max_size=4), unique=True, max_size=40))
def test_every_pledge_is_kept_apart_and_an_earlier_state_stays_as_it_was(ids: list[str]) -> None:
    states = [AFTER_DECISION]
    for id in ids:
        event = MEMBERS_PLEDGE.model_copy(
            update={"pledge_id": id, "pledger_ids": (f"person-{id}",)}
        )
        states.append(states[-1].went(event, on="2011-12-06"))
    assert [len(story.state.pledges) for story in states] == list(range(len(ids) + 1))
    assert set(states[-1].state.pledges) == set(ids)


@settings(deadline=None)
@given(
    st.decimals(min_value="0.001", max_value="99999", places=3),
    st.decimals(min_value="0", max_value="99999", places=3),
)
def test_a_target_is_completed_exactly_when_its_quantity_is_reached(
    wanted: Decimal, done: Decimal
) -> None:
    target = TARGET.model_copy(update={"target_id": "t2", "quantity": wanted})
    event = UpgradeTargetCompleted(
        target_id="t2", completed_on=day("2012-11-30"), quantity_done=done, unit="greenhouses"
    )
    answer = (
        AIMED.went(says(target, on="2011-12-10")).when(event, by=TOWNSHIP, on="2012-12-20").answer
    )
    assert isinstance(answer, UpgradeTargetCompleted) == (done >= wanted)


def test_progress_notes_names_with_bodies_kinds_and_records_by_their_kind() -> None:
    progress = folded(HEARD_OF_GRADING + OWN).progress
    assert progress["MembersReviewRecorded"] == {"members_meeting"}
    assert progress["PledgeMade"] == {"branch_public", "member_public"}
    assert progress["PledgePublished"] == {"branch_public"}
    assert progress["ResponsibilityLetterSigned"] == {"township_village"}
    assert progress["WorkPlan"] == {""}
    assert "RecordFiled" not in progress


def test_what_a_procedure_can_ask_for_is_heard_and_evidence_is_not() -> None:
    assert {SchemePublished, CycleOpened, BranchEnrolled, GradeConfirmed, RecordFiled} <= (
        pledges.HEARS
    )
    assert EvidenceRecorded not in pledges.HEARS


def test_an_event_of_another_service_is_not_decided_here() -> None:
    with pytest.raises(TypeError, match="GradeConfirmed"):
        AFTER_DECISION.when(HEARD_OF_GRADING[2], by=BRANCH)
