"""The desk against a model of it: any events in any batches, on two replicas, with restarts."""

from contextlib import ExitStack
from typing import Any

import psycopg
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.support.desks import Office, at_work, check_log, pledge
from tests.support.toy import confirmed, evidence

CASES = ("s:c:north", "s:c:south")
SUBMISSIONS = st.tuples(
    st.integers(1, 12), st.sampled_from(CASES), st.sampled_from(["survey", "report", "defect"])
).map(lambda drawn: evidence(drawn[0], drawn[1], data={"kind": drawn[2]})) | st.tuples(
    st.integers(1, 12), st.sampled_from(CASES)
).map(lambda drawn: confirmed(*drawn))


class DeskMachine(RuleBasedStateMachine):
    """What the toy's rules, and the desk's promises, say must come of each submission."""

    dsn: str

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.offices = [self._office(), self._office()]
        with psycopg.connect(self.dsn) as conn:
            conn.execute("TRUNCATE stored_events, accepted, refused, heard, heard_upto")
        for office in self.offices:
            office.desk.states.forget_all()
        self.accepted: dict[str, tuple[dict[str, Any], int]] = {}
        self.refused: list[dict[str, Any]] = []
        self.pledged: set[str] = set()
        self.confirmed: set[str] = set()
        self.heard = 0

    def _office(self) -> Office:
        return self.stack.enter_context(at_work(self.dsn, patience_s=0.0))

    @rule(replica=st.integers(0, 1), events=st.lists(SUBMISSIONS, min_size=1, max_size=6))
    def submit(self, replica: int, events: list[dict[str, Any]]) -> None:
        receipts = self.offices[replica].receipts(*events)
        assert [(r.status, r.position) for r in receipts] == [self._expected(e) for e in events]

    def _expected(self, event: dict[str, Any]) -> tuple[str, int | None]:
        known = self.accepted.get(event["id"])
        if known and known[0] == event:
            return "duplicate", known[1]
        confirms, case = "tier" in event["data"], event["subject"]
        possible = case in self.pledged - self.confirmed if confirms else (
            event["data"]["kind"] != "defect"
        )  # fmt: skip
        if known or not possible:
            if event not in self.refused:
                self.refused.append(event)
            return "refused", None
        self.confirmed |= {case} if confirms else set()
        position = len(self.accepted) + 1
        self.accepted[event["id"]] = event, position
        return "accepted", position

    @rule(case=st.sampled_from(CASES))
    def hear(self, case: str) -> None:
        self.heard += 1
        self.pledged.add(case)
        assert self.offices[0].tell(pledge(self.heard, case))
        assert not self.offices[1].tell(pledge(self.heard, case))

    @rule(replica=st.integers(0, 1))
    def restart(self, replica: int) -> None:
        self.offices[replica].desk.stop()
        self.offices[replica] = self._office()

    def teardown(self) -> None:
        """The log is what was accepted, and each refusal is kept once."""
        self.stack.close()
        assert check_log(self.dsn) == list(self.accepted)
        with psycopg.connect(self.dsn) as conn:
            row = conn.execute("SELECT count(*), coalesce(max(number), 0) FROM refused").fetchone()
        assert row == (len(self.refused), len(self.refused))


def test_the_desk_does_as_its_model(postgres: str) -> None:
    class Here(DeskMachine):
        dsn = postgres

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=8, stateful_step_count=10, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
