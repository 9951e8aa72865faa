"""Request and reply over core NATS, for a sender that waits for its receipt."""

from faststream import AckPolicy
from faststream.nats import NatsBroker, NatsMessage

from contracts.subjects import submit
from services.runtime.api import decide
from services.runtime.desk import Desk
from services.runtime.receipts import answer
from services.runtime.wire import read_message

_AT_ONCE = 500
"""Requests that may wait for their receipt; one after another, each would wait for all before."""


def broker(url: str, service: str, desk: Desk) -> NatsBroker:
    """A broker that answers ``gradetrail.submit.<service>.>``, shared among replicas."""
    served = NatsBroker(
        url, max_reconnect_attempts=-1, reconnect_time_wait=1, graceful_timeout=10, logger=None
    )

    @served.subscriber(
        submit(service, ">"),
        queue=service,
        ack_policy=AckPolicy.MANUAL,
        decoder=_raw,
        max_workers=_AT_ONCE,
    )
    async def submitted(body: bytes, message: NatsMessage) -> bytes:
        headers = message.raw_message.headers or {}
        submissions, trace = read_message(headers, body), headers.get("traceparent")
        return answer(await decide(desk, submissions, traceparent=trace))

    return served


async def _raw(message: NatsMessage) -> bytes:
    return message.body
