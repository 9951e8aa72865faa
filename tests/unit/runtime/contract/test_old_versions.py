"""An old version of an event is lifted to the newest."""

from typing import Any

import pytest

from contracts.events.upcasting import UPCASTERS
from contracts.refusals import ContractBroken
from services.runtime.contract import read_submission
from services.runtime.wire import read_message
from tests.support.toy import evidence
from tests.unit.runtime.contract.saying import BINARY, NOW, said


@pytest.fixture
def old_version(monkeypatch: pytest.MonkeyPatch) -> str:
    """A version of evidence whose criterion was called a measure."""
    old = "gradetrail.grading.EvidenceRecorded.v0"

    def lift(data: dict[str, Any]) -> dict[str, Any]:
        return {"criterion": data["measure"], **{k: v for k, v in data.items() if k != "measure"}}

    monkeypatch.setitem(UPCASTERS, old, ("gradetrail.grading.EvidenceRecorded.v1", lift))
    return old


def test_an_old_version_is_said_in_the_newest(old_version: str) -> None:
    event = evidence(1, type=old_version)
    event["data"]["measure"] = event["data"].pop("criterion")
    found = said(event)
    assert found == said(evidence(1))
    assert found.envelope.type == "gradetrail.grading.EvidenceRecorded.v1"


@pytest.mark.parametrize("data", [b"{", b"[]", b"7", b"null", b"{}", b"\xff", b"[" * 9_000])
def test_an_old_version_that_is_none_is_refused(old_version: str, data: bytes) -> None:
    (submission,) = read_message({**BINARY, "ce-type": old_version}, data)
    with pytest.raises(ContractBroken) as caught:
        read_submission(submission, "grading", NOW)
    assert caught.value.faults[-1].field == "/data"
