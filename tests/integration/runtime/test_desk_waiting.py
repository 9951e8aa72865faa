"""The desk: what another service is about to say is waited for, and what it said is heard once."""

import time

from tests.support.desks import WITHIN_S, at_work, check_log, pledge, soon, statuses
from tests.support.toy import confirmed, evidence


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


def test_who_waits_one_behind_the_other_waits_no_longer_than_one(postgres: str) -> None:
    with at_work(postgres, patience_s=0.4) as office:
        started = time.monotonic()
        answers = [office.hand(evidence(n, after="pledges:7")) for n in range(20)]
        assert statuses([answer.result(WITHIN_S)[0] for answer in answers]) == ["refused"] * 20
        assert time.monotonic() - started < 10 * 0.4, "each in its turn would be 20 times"


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
