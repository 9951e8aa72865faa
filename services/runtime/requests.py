"""Request and reply over core NATS, for a sender that waits for its receipt."""

from faststream import AckPolicy
from faststream.nats import NatsBroker, NatsMessage
from faststream.nats.security import NatsNKey, NatsSecurity

from contracts.subjects import app_of, submit
from services.runtime.access.directory import Directory
from services.runtime.access.nats import OPEN, SignIn, inbox_prefix
from services.runtime.access.sender import sender_on_nats
from services.runtime.receipts import answer, turned_away
from services.runtime.submitting import Submitting
from services.runtime.web import ProblemFound
from services.runtime.wire import read_message

_AT_ONCE = 500
"""Requests that may wait for their receipt; one after another, each would wait for all before."""


def broker(
    url: str,
    service: str,
    submitting: Submitting,
    sign_in: SignIn = OPEN,
    directory: Directory | None = None,
) -> NatsBroker:
    """A broker that answers ``gradetrail.submit.<service>.>``, shared among replicas."""
    served = NatsBroker(
        url.split(","), max_reconnect_attempts=-1, reconnect_time_wait=1, graceful_timeout=10,
        logger=None, name=service, inbox_prefix=inbox_prefix(service), security=_security(sign_in),
    )  # fmt: skip

    @served.subscriber(
        submit(service, ">"),
        queue=service,
        ack_policy=AckPolicy.MANUAL,
        decoder=_raw,
        max_workers=_AT_ONCE,
    )
    async def submitted(body: bytes, message: NatsMessage) -> bytes:
        headers = message.raw_message.headers or {}
        sender = sender_on_nats(directory, app_of(message.raw_message.subject))
        submissions, trace = read_message(headers, body), headers.get("traceparent")
        try:
            return answer(await submitting.submit(submissions, sender, trace))
        except ProblemFound as found:
            return answer(turned_away(submissions, service, found.problem))

    return served


async def _raw(message: NatsMessage) -> bytes:
    return message.body


def _security(sign_in: SignIn) -> NatsSecurity:
    if sign_in.seed_file:
        return NatsNKey(sign_in.seed_file, ssl_context=sign_in.tls())
    return NatsSecurity(ssl_context=sign_in.tls())
