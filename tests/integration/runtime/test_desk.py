"""The desk: many submissions, one transaction; each has one effect, and one answer."""

import threading
from concurrent.futures import Future
from typing import Any

import psycopg
import pytest
from eventsourcing.persistence import OperationalError

from services.runtime.store import Batch, Store
from tests.support.desks import WITHIN_S, Office, at_work, check_log, log_of, pledge, statuses
from tests.support.toy import confirmed, evidence

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


def test_nobody_waits_for_a_vacuum_of_the_events(postgres: str) -> None:
    with at_work(postgres) as office, psycopg.connect(postgres) as vacuuming:
        vacuuming.execute("LOCK TABLE stored_events IN SHARE UPDATE EXCLUSIVE MODE")
        assert statuses(office.receipts(evidence(1))) == ["accepted"]
        vacuuming.rollback()
    check_log(postgres)


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
