"""A Node.js app that knows docs/publisher.md alone publishes, and gets its receipts."""

import json
import uuid
from pathlib import Path

from tests.support.deciding import Deciding
from tests.support.node import run_node

PROGRAM = Path(__file__).with_name("publisher.mjs")
MANY = 1_000


def test_it_publishes_in_every_form_and_gets_its_receipts(
    deciding_services: Deciding, node_modules: Path
) -> None:
    source = f"/apps/{uuid.uuid4().hex}"
    printed = run_node(PROGRAM, source, str(MANY), NATS_URL=deciding_services.nats)
    steps = json.loads(printed)
    statuses = {step: {receipt["status"] for receipt in got} for step, got in steps.items()}
    assert statuses == {
        "binary": {"accepted"},
        "structured": {"accepted"},
        "batch": {"accepted"},
        "again": {"duplicate"},
        "taken": {"refused"},
        "refused": {"refused"},
        "corrected": {"accepted"},
        "requested": {"accepted"},
    }
    assert len({receipt["position"] for receipt in steps["batch"]}) == MANY
    assert [r["position"] for r in steps["again"]] == [r["position"] for r in steps["batch"][:3]]
    assert steps["taken"][0]["problem"]["type"] == "/problems/id-taken"
    assert steps["refused"][0]["problem"]["errors"][0]["pointer"] == "/data/stars"
    assert {receipt["source"] for got in steps.values() for receipt in got} == {source}
