"""What a service that decides counts: its desk, its relay, its share of INBOX."""

import time

from services.runtime.desk import Desk
from services.runtime.inbox import Inbox
from services.runtime.metrics import EVENTS, SECONDS, ServiceMetrics
from services.runtime.problems import explanations
from services.runtime.relay import Relay
from services.runtime.store import Batch

_STATUSES = ("accepted", "duplicate", "refused")


class DeskMetrics(ServiceMetrics):
    """Of a service that decides."""

    def __init__(self) -> None:
        super().__init__()
        answered = self.counter(
            "submissions",
            "submissions answered, by `status`: accepted, duplicate, refused",
            "status",
        )
        self._answered = {status: answered.labels(status) for status in _STATUSES}
        refused = self.counter("refused", "submissions refused, by `problem`", "problem")
        self._refused = {slug: refused.labels(slug) for slug in explanations()}
        self._batch = self.histogram(
            "desk_batch_submissions", "submissions in one transaction of the desk", EVENTS
        )
        self._batch_s = self.histogram(
            "desk_batch_seconds", "seconds to decide and record one transaction", SECONDS
        )
        self._at_work = self.gauge("at_work", "1 of the replica at work, 0 while one stands by")
        self._waiting = self.gauge("desk_waiting", "submissions that wait for another service")
        self._position = self.gauge("log_position", "events recorded in the service's log")
        self._lag = self.gauge("relay_lag_events", "events recorded, not yet on the stream")
        self._lag_s = self.gauge("relay_lag_seconds", "age of the oldest of them, in seconds")
        self._inbox = self.gauge("inbox_waiting", "messages left in INBOX when it was last read")
        self._in_hand = self.gauge("inbox_in_hand", "messages of INBOX that are at the desk")
        self._again = self.counter("inbox_redelivered", "messages of INBOX that came once more")

    def decided(self, answered: int, batch: Batch, seconds: float) -> None:
        """Count one transaction of the desk."""
        accepted, refused = len(batch.events), len(batch.refused)
        self._answered["accepted"].inc(accepted)
        self._answered["refused"].inc(refused)
        self._answered["duplicate"].inc(answered - accepted - refused)
        for refusal in batch.refused:
            self._refused[refusal.problem["type"].rpartition("/")[2]].inc()
        self._batch.observe(answered)
        self._batch_s.observe(seconds)

    def came_again(self, messages: int) -> None:
        """Count messages of INBOX that were delivered before."""
        self._again.inc(messages)

    def watch(self, desk: Desk, events: Relay, inbox: Inbox) -> None:
        """Tell of these whenever Prometheus asks."""

        def lag_s() -> float:
            behind = events.position < desk.states.head
            return time.monotonic() - events.level_at if behind else 0.0

        self._at_work.set(1)
        self._waiting.set_function(lambda: desk.waiting)
        self._position.set_function(lambda: desk.states.head)
        self._lag.set_function(lambda: max(desk.states.head - events.position, 0))
        self._lag_s.set_function(lag_s)
        self._inbox.set_function(lambda: inbox.waiting)
        self._in_hand.set_function(lambda: inbox.in_hand)
