"""The desk: a defect of ours concerns one submission, or one case, and is told."""

import sys
from types import SimpleNamespace
from typing import Any, cast

import pytest

from contracts.envelope import Recorded, Said
from contracts.events import Event
from contracts.events.grading import EvidenceRecorded
from services.runtime.domain import Domain
from tests.support import toy
from tests.support.desks import WITHIN_S, Office, at_work, check_log, pledge, statuses
from tests.support.toy import confirmed, evidence


def toy_with(**changes: Any) -> Domain:
    """The toy, but for some of what it exports."""
    return cast(Domain, SimpleNamespace(**{**vars(toy), **changes}))


def test_a_bug_in_a_decision_concerns_one_submission(office: Office, postgres: str) -> None:
    receipts = office.receipts(evidence(1), evidence(2, data={"kind": "defect"}), evidence(3))
    assert statuses(receipts) == ["accepted", "refused", "accepted"]
    assert receipts[1].problem is not None
    assert receipts[1].problem["type"] == "/problems/defect"
    assert check_log(postgres) == ["e1", "e3"]


def stumbling(state: toy.Toy, recorded: Recorded[Any]) -> toy.Toy:
    """An evolve that cannot fold some evidence."""
    if isinstance(recorded.event, EvidenceRecorded) and recorded.event.kind == "odd":
        raise KeyError("a bug in evolve")
    return toy.evolve(state, recorded)


def test_what_cannot_be_folded_is_not_recorded(postgres: str) -> None:
    with at_work(postgres, toy_with(evolve=stumbling)) as office:
        receipts = office.receipts(evidence(1), evidence(2, data={"kind": "odd"}), evidence(3))
        assert statuses(receipts) == ["accepted", "refused", "accepted"]
        assert office.desk.states.streams["s:c:north"].state.evidence == ("ev-1", "ev-3")
    assert check_log(postgres) == ["e1", "e3"]


def test_a_case_that_can_no_longer_be_folded_stands_alone(postgres: str) -> None:
    with at_work(postgres) as office:
        office.receipts(evidence(1, "s:c:odd", data={"kind": "odd"}))
    with at_work(postgres, toy_with(evolve=stumbling)) as office:
        odd, other = office.receipts(evidence(2, "s:c:odd"), evidence(3, "s:c:other"))
        assert statuses([odd, other]) == ["refused", "accepted"]
        assert odd.problem is not None
        assert odd.problem["type"] == "/problems/defect"
    with at_work(postgres) as office:  # mended
        assert statuses(office.receipts(evidence(2, "s:c:odd"))) == ["accepted"]
    check_log(postgres)


def test_a_heard_event_that_cannot_be_folded_concerns_its_case_alone(postgres: str) -> None:
    odd = pledge(1, "s:c:odd")
    odd.headers = {**odd.headers, "ce-type": "gradetrail.pledges.PledgeMade.v9"}
    with at_work(postgres) as office:
        office.receipts(evidence(1, "s:c:odd"))
        assert office.tell(odd, pledge(2, "s:c:north"))
        receipts = office.receipts(evidence(2, "s:c:odd"), confirmed(3, "s:c:north"))
        assert statuses(receipts) == ["refused", "accepted"]


def broken_for(said: Said[Any], state: toy.Toy, register: object) -> Event:
    sys.exit("a decision that ends the process")


def test_the_end_of_the_desk_is_told(postgres: str) -> None:
    with at_work(postgres, toy_with(decide=broken_for), start=False) as office:
        office.desk.start()
        office.hand(evidence(1))
        with pytest.raises(SystemExit):
            office.desk.ended.result(WITHIN_S)
