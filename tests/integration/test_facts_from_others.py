"""A decision of grading rests on what pledges and training said, over their event streams."""

import asyncio
import uuid
from typing import Any

import nats
import pytest

from contracts.events import BY_TYPE
from contracts.events.grading import GradeAssigned
from contracts.subjects import stream
from tests.support.deciding import Deciding
from tests.support.engines import wait_until
from tests.support.schemes import document

DOCUMENT = document("dual-strong")
TYPES = {event.name: event.type for event in BY_TYPE.values()}
TOWN, VILLAGE, CADRE = (f"{name}-{uuid.uuid4().hex[:8]}" for name in ("town", "village", "cadre"))
CASE = f"dual-strong:2011:{VILLAGE}"

FOUNDED: list[tuple[str, str, str, dict[str, Any]]] = [
    ("OrganisationRegistered", f"organisation:{TOWN}", TOWN, {
        "kind": "township_committee", "name_zh": "示例镇党委",
    }),
    ("OrganisationRegistered", f"organisation:{VILLAGE}", TOWN, {
        "kind": "village_branch", "name_zh": "示例村党支部", "parent": TOWN,
    }),
    ("RegisterFigureRecorded", f"organisation:{VILLAGE}", TOWN, {
        "figure": "members", "value": "1", "as_of": "2011-01-01", "reported_from": "register",
    }),
    ("SchemePublished", "scheme:dual-strong", TOWN, {
        "scheme_version": 1, "effective_from": "2011-04-20", "definition": DOCUMENT,
    }),
    ("CycleOpened", "cycle:dual-strong:2011", TOWN, {"scheme_version": 1}),
    ("BranchEnrolled", CASE, TOWN, {"ladders": ["rural"], "domain": "rural"}),
    ("RecordFiled", CASE, VILLAGE, {"record_id": "plan-1", "kind": "WorkPlan", "fields": {
        "kind": "creation_plan", "targets": ["six strongs"], "measures": ["a plan"],
    }}),
]  # fmt: skip
SAID: list[tuple[str, str, str, dict[str, Any]]] = [
    ("UpgradeTargetSet", CASE, VILLAGE, {
        "target_id": "t1", "theme": "strongs", "text": "all six", "quantifiable": False,
        "qualitative_demand": "met",
    }),
    ("PledgeMade", CASE, VILLAGE, {
        "pledge_id": "p1", "kind": "entrepreneurship", "pledger_kind": "cadre",
        "pledger_ids": [CADRE], "made_on": "2011-05-02",
        "items": [{"item_id": "i1", "text": "two new greenhouses"}],
    }),
    ("PledgeFulfilled", CASE, TOWN, {
        "pledge_id": "p1", "judged_by": ["person-9"], "judged_on": "2011-06-10",
        "finding": "both stand",
    }),
    ("TrainingSessionHeld", CASE, VILLAGE, {
        "session_id": "s1", "kind": "universal_training", "starts_on": "2011-05-20",
        "ends_on": "2011-05-20", "form": "party_class",
    }),
    ("TrainingAttended", CASE, VILLAGE, {
        "session_id": "s1", "person": "person-1", "role": "members",
        "attended_from": "2011-05-20", "attended_to": "2011-05-20",
    }),
]  # fmt: skip
DECIDED = {
    "ladder": "rural", "tier": "dual_strong", "basis": "assessment_against_standard",
    "deviation_reason": "the other lines are still being looked at",
}  # fmt: skip


def said(
    services: Deciding, name: str, subject: str, actor: str, data: dict[str, Any], after: str = ""
) -> tuple[str, int]:
    """Submit it until what it needs of another service has arrived; its service and position."""
    event = {
        "specversion": "1.0", "id": uuid.uuid4().hex, "source": "/tests/facts",
        "type": TYPES[name], "subject": subject, "actor": actor,
        "time": "2011-06-20T09:00:00+08:00", "data": data, **({"after": after} if after else {}),
    }  # fmt: skip
    service = TYPES[name].split(".")[1]
    answers: list[Any] = []

    def accepted() -> bool:
        answers.append(services.submit(service, event))
        return "receipts" in answers[-1]

    try:
        wait_until(accepted, f"{name} accepted")
    except TimeoutError:
        pytest.fail(str(answers[-1]))
    return service, answers[-1]["receipts"][0]["position"]


async def recorded(url: str, position: int) -> GradeAssigned:
    nc = await nats.connect(url)
    try:
        message = await nc.jetstream().get_msg(stream("grading"), position)
        assert message.data
        return GradeAssigned.model_validate_json(message.data)
    finally:
        await nc.close()


@pytest.mark.feature("S3-07", "S3-10")
def test_a_decision_keeps_what_other_services_said_with_its_origin(
    deciding_services: Deciding,
) -> None:
    for told in FOUNDED:
        said(deciding_services, *told)
    heard = dict(said(deciding_services, *told) for told in SAID)
    seen = {
        "evidence_id": "ev-1", "criterion": "r_direct_election", "value": {"value": True},
        "as_of": "2011-06-01", "kind": "election_record", "found_in": "file 3",
    }  # fmt: skip
    after_training = f"training:{heard['training']}"
    said(deciding_services, "EvidenceRecorded", CASE, TOWN, seen, after_training)
    after_pledges = f"pledges:{heard['pledges']}"
    _, position = said(deciding_services, "GradeAssigned", CASE, TOWN, DECIDED, after_pledges)
    event = asyncio.run(recorded(deciding_services.nats, position))
    assert event.snapshot
    pledge = event.snapshot.facts["r_entrepreneurship_pledge"]
    training = event.snapshot.facts["r_training_universal"]
    assert (pledge.value, pledge.evidence_ids) == ("met", ())
    assert [tally.model_dump() for tally in (*pledge.fed_by, *training.fed_by)] == [
        {"service": "pledges", "kind": "entrepreneurship", "upto": heard["pledges"],
         "held": 1, "failed": 0, "of": 1},
        {"service": "training", "kind": "universal_training", "upto": heard["training"],
         "held": 1, "failed": 0, "of": 1},
    ]  # fmt: skip
    assert event.snapshot.indicated is None
