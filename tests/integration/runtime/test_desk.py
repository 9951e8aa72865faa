"""The desk: many submissions, one transaction; each has one effect, and one answer."""

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest
from eventsourcing.persistence import OperationalError

from contracts.envelope import Recorded, Said
from contracts.events import Event
from contracts.events.grading import EvidenceRecorded
from services.runtime.domain import Domain
from services.runtime.store import Batch, Store
from tests.support import toy
from tests.support.desks import (
    WITHIN_S,
    Office,
    at_work,
    check_log,
    log_of,
    pledge,
    soon,
    statuses,
)
from tests.support.toy import confirmed, evidence


@pytest.fixture
def office(postgres: str) -> Iterator[Office]:
    with at_work(postgres) as found:
        yield found


def toy_with(**changes: Any) -> Domain:
    """The toy, but for some of what it exports."""
    return cast(Domain, SimpleNamespace(**{**vars(toy), **changes}))


# One transaction for many ----------------------------------------------------------------------


def test_what_waits_together_is_recorded_together(postgres: str) -> None:
    with at_work(postgres, start=False) as office:
        answers = [office.hand(evidence(n, f"s:c:n{n % 7}")) for n in range(300)]
        office.desk.start()
        receipts = [answer.result(WITHIN_S)[0] for answer in answers]
        office.desk.stop()
    assert [r.position for r in receipts] == list(range(1, 301))
    with psycopg.connect(postgres) as conn:
        row = conn.execute("SELECT count(DISTINCT xmin::text) FROM stored_events").fetchone()
    assert row == (1,)


def test_each_case_keeps_the_order_in_which_its_events_were_handed_in(
    office: Office, postgres: str
) -> None:
    answers = [office.hand(evidence(n, f"s:c:n{n % 3}")) for n in range(600)]
    for answer in answers:
        answer.result(WITHIN_S)
    assert check_log(postgres) == [f"e{n}" for n in range(600)]


def test_a_batch_larger_than_a_transaction_is_answered_as_one(
    office: Office, postgres: str
) -> None:
    answers = [
        office.hand(*(evidence(f"{m}-{n}") for n in range(1_000))) for m in range(4)
    ]  # fmt: skip
    receipts = [r for answer in answers for r in answer.result(WITHIN_S)]
    assert [r.position for r in receipts] == list(range(1, 4_001))
    assert len(check_log(postgres)) == 4_000


# Once only -------------------------------------------------------------------------------------


def test_a_duplicate_has_the_first_position_also_after_a_restart(postgres: str) -> None:
    with at_work(postgres) as office:
        (first,) = office.receipts(evidence(1))
        (second,) = office.receipts(evidence(1))
    with at_work(postgres) as office:
        (third,) = office.receipts(evidence(1))
        (other,) = office.receipts(evidence(1, data={"kind": "report"}))
    assert statuses([first, second, third, other]) == [
        *("accepted", "duplicate", "duplicate", "refused")
    ]
    assert first.position == second.position == third.position == 1
    assert first.recordedat == second.recordedat == third.recordedat
    assert check_log(postgres) == ["e1"]


def test_a_case_goes_on_after_a_restart_where_it_stood(postgres: str) -> None:
    with at_work(postgres) as office:
        assert office.tell(pledge(1))
        assert statuses(office.receipts(evidence(1), confirmed(2))) == ["accepted"] * 2
    with at_work(postgres) as office:
        refused, accepted = office.receipts(confirmed(3), evidence(4))
    assert refused.problem is not None
    assert refused.problem["type"] == "/problems/already-recorded"
    assert accepted.position == 3
    check_log(postgres)


class Losing:
    """A recorder whose commits succeed, and whose answers are lost a few times."""

    def __init__(self, store: Store, times: int) -> None:
        self.recorder: Any = store.recorder
        self.times = times

    def save(self, batch: Batch, head: int) -> None:
        self.recorder.save(batch, head)
        if self.times:
            self.times -= 1
            raise OperationalError("the connection is lost, after the commit")

    def max_notification_id(self) -> int | None:
        found: int | None = self.recorder.max_notification_id()
        return found


def test_a_lost_answer_to_a_commit_leaves_one_effect(postgres: str) -> None:
    with at_work(postgres, start=False) as office:
        losing: Any = Losing(office.store, times=2)
        office.store.recorder = losing
        office.desk.start()
        told = office.receipts(evidence(1), evidence(2, time="soon"), evidence(3))
        losing.times = 1
        again = office.receipts(evidence(4), evidence(5, data={"kind": "defect"}))
        office.desk.stop()
    assert statuses(told) == ["duplicate", "refused", "duplicate"]
    assert statuses(again) == ["duplicate", "refused"]
    assert [r.position for r in told] == [1, None, 2]
    assert check_log(postgres) == ["e1", "e3", "e4"]
    with psycopg.connect(postgres) as conn:
        assert conn.execute("SELECT count(*) FROM refused").fetchone() == (2,)


# Waiting for another service ---------------------------------------------------------------------


def test_a_submission_waits_for_what_another_service_is_about_to_say(postgres: str) -> None:
    with at_work(postgres, patience_s=WITHIN_S) as office:
        waiting = office.hand(confirmed(1, "s:c:north"))
        soon(office.waits, "it waits")
        behind = [office.hand(evidence(n, "s:c:north")) for n in (2, 3)]
        (free,) = office.receipts(evidence(4, "s:c:south"))
        soon(lambda: office.waits() == 3, "two queue behind it")
        assert free.position == 1
        assert not waiting.done()
        assert office.tell(pledge(1, "s:c:north"))
        positions = [answer.result(WITHIN_S)[0].position for answer in (waiting, *behind)]
    assert positions == [2, 3, 4]
    assert check_log(postgres) == ["e4", "e1", "e2", "e3"]


def test_who_has_waited_too_long_is_refused_and_the_others_go_on(postgres: str) -> None:
    with at_work(postgres, patience_s=0.4) as office:
        waiting = office.hand(confirmed(1))
        soon(office.waits, "it waits")
        behind = office.hand(evidence(2), confirmed(3), evidence(4))
        (refused,) = waiting.result(WITHIN_S)
        second, third, fourth = behind.result(WITHIN_S)
    assert refused.problem is not None
    assert refused.problem["type"] == "/problems/step-not-open"
    assert statuses([second, third, fourth]) == ["accepted", "refused", "accepted"]
    assert check_log(postgres) == ["e2", "e4"]


def test_a_submission_waits_for_the_position_that_it_follows(postgres: str) -> None:
    with at_work(postgres, patience_s=WITHIN_S) as office:
        waiting = office.hand(evidence(1, after="pledges:7"))
        soon(office.waits, "it waits")
        assert office.tell(pledge(3), upto=5, after=0)
        assert not waiting.done()
        assert office.tell(after=5, upto=7)  # nothing that is folded here, but heard
        assert statuses(waiting.result(WITHIN_S)) == ["accepted"]
        assert statuses(office.receipts(evidence(2, after="pledges:6"))) == ["accepted"]


def test_what_it_follows_may_never_come(postgres: str) -> None:
    with at_work(postgres, patience_s=0.3) as office:
        waiting = office.hand(evidence(1, after="pledges:7"))
        at_once = office.receipts(evidence(2, "s:c:south", after="training:7"))
        assert not waiting.done()
        (late,) = waiting.result(WITHIN_S)
    assert late.problem is not None
    assert late.problem["type"] == "/problems/not-heard"
    assert at_once[0].problem is not None
    assert at_once[0].problem["errors"][0]["accepts"] == "pledges:<position>"


def test_a_duplicate_of_who_waits_is_answered_after_it(postgres: str) -> None:
    with at_work(postgres, patience_s=WITHIN_S) as office:
        first = office.hand(confirmed(1))
        second = office.hand(confirmed(1))
        soon(lambda: office.waits() == 2, "both wait")
        office.tell(pledge(1))
        receipts = first.result(WITHIN_S) + second.result(WITHIN_S)
    assert statuses(receipts) == ["accepted", "duplicate"]
    assert check_log(postgres) == ["e1"]


# Hearing ------------------------------------------------------------------------------------------


def test_what_was_heard_is_heard_once(postgres: str) -> None:
    with at_work(postgres) as office:
        assert office.tell(pledge(1), pledge(2))
        assert not office.tell(pledge(1), pledge(2))
        assert not office.tell(pledge(4))
        assert office.tell(pledge(3))
    with at_work(postgres) as office:
        assert office.desk.states.heard == {"pledges": 3}
        assert not office.tell(pledge(3))
        office.receipts(confirmed(1))
        assert office.desk.states.streams["s:c:north"].state.pledges == 3


def test_two_replicas_hear_once_between_them(postgres: str) -> None:
    with at_work(postgres) as one, at_work(postgres) as other:
        assert one.tell(pledge(1))
        assert not other.tell(pledge(1))  # and has learned of it
        assert other.tell(pledge(2))
        assert not one.tell(pledge(2))
        assert statuses(one.receipts(confirmed(1))) == ["accepted"]
        assert one.desk.states.streams["s:c:north"].state.pledges == 2


# Bugs ---------------------------------------------------------------------------------------------


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


# Two replicas -------------------------------------------------------------------------------------


def test_two_replicas_on_one_database_lose_nothing_and_do_nothing_twice(postgres: str) -> None:
    with at_work(postgres) as one, at_work(postgres) as other:
        answers: dict[str, list[Future[Any]]] = {"one": [], "other": []}

        def submit(name: str, office: Office) -> None:
            """Each hands in all events: every one arrives twice, at different replicas."""
            for n in range(300):
                number = n if name == "one" else (n * 7) % 300
                answers[name].append(office.hand(evidence(number, f"s:c:n{number % 5}")))

        threads = [
            threading.Thread(target=submit, args=("one", one)),
            threading.Thread(target=submit, args=("other", other)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        receipts = [a.result(WITHIN_S)[0] for found in answers.values() for a in found]
    accepted = {r.id: r.position for r in receipts if r.status == "accepted"}
    duplicates = {r.id: r.position for r in receipts if r.status == "duplicate"}
    assert len(accepted) == 300
    assert accepted == duplicates
    ids = check_log(postgres)
    assert {id_: position for position, _, _, id_ in log_of(postgres)} == accepted
    assert len(ids) == 300


def test_a_replica_learns_what_the_other_recorded(postgres: str) -> None:
    register = {"type": "gradetrail.grading.OrganisationRegistered.v1",
                "data": {"kind": "village", "name_zh": "北村"}}  # fmt: skip
    with at_work(postgres) as one, at_work(postgres) as other:
        one.tell(pledge(1))
        other.tell(pledge(1))
        assert statuses(one.receipts(evidence(1))) == ["accepted"]
        assert statuses(other.receipts(evidence(2), confirmed(3))) == ["accepted"] * 2
        assert statuses(one.receipts(confirmed(4))) == ["refused"]
        assert statuses(one.receipts({**evidence(5, "organisation:north"), **register})) == [
            "accepted"
        ]
        assert statuses(other.receipts(evidence(6))) == ["accepted"]
        assert "north" in other.desk.states.register.organisations
        states = [office.desk.states.streams["s:c:north"].state for office in (one, other)]
        assert states[1].evidence == ("ev-1", "ev-2", "ev-6")
        assert states[0].evidence == ("ev-1", "ev-2")
    check_log(postgres)


def test_the_least_recently_used_states_are_dropped_and_read_again(postgres: str) -> None:
    with at_work(postgres, start=False) as office:
        office.desk.states.keep = 10
        office.desk.start()
        for n in range(100):
            office.receipts(evidence(n, f"s:c:n{n % 40}"))
        assert len(office.desk.states.streams) <= 10
        office.desk.stop()
    check_log(postgres)


def test_a_store_that_would_let_readers_skip_is_not_opened(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")
    with pytest.raises(RuntimeError, match="holes that readers skip"):
        Store(postgres)
