"""The position of another service that a submission follows."""

import json

import pytest

from contracts.messages import STRUCTURED
from contracts.refusals import ContractBroken
from services.runtime.contract import position_awaited
from services.runtime.wire import read_message
from tests.support.toy import evidence


def awaited(after: str | None) -> tuple[str, int] | None:
    event = json.dumps(evidence(1, after=after)).encode()
    (submission,) = read_message({"content-type": STRUCTURED}, event)
    return position_awaited(submission, {"pledges", "training"})


def test_what_a_submission_follows_is_a_position_of_a_service_that_is_heard() -> None:
    assert awaited(None) is None
    assert awaited("pledges:12") == ("pledges", 12)


@pytest.mark.parametrize(
    "after", ["grading:1", "pledges", "pledges:", "pledges:-1", "pledges:٣", ":1"]
)
def test_a_submission_that_follows_nothing_known_is_refused(after: str) -> None:
    with pytest.raises(ContractBroken) as caught:
        awaited(after)
    assert caught.value.field == "/after"
    assert caught.value.accepts == "pledges:<position>, training:<position>"
