"""Request and reply over core NATS, for a sender that waits for its receipt."""

from typing import Any

import nats.errors
import structlog
from faststream import AckPolicy
from faststream.nats import NatsBroker, NatsMessage

from contracts.subjects import app_of, submit
from services.runtime.access.directory import Directory
from services.runtime.access.nats import OPEN, SignIn
from services.runtime.access.sender import sender_on_nats
from services.runtime.connection import Connection, connect
from services.runtime.receipts import answer, turned_away
from services.runtime.submitting import Submitting
from services.runtime.web import ProblemFound
from services.runtime.wire import read_message

log = structlog.get_logger()

_AT_ONCE = 500
"""Requests that may wait for their receipt; one after another, each would wait for all before."""


class Requests(NatsBroker):
    """A broker on a connection like all of ours.

    FastStream's own is lost for good once a server has refused it, if only for a moment.
    """

    def __init__(self, url: str, service: str, sign_in: SignIn) -> None:
        super().__init__(url.split(","), graceful_timeout=10, logger=None)
        self._to = url, service, sign_in

    @property
    def is_connected(self) -> bool:
        """Whether requests are heard."""
        return bool(self._connection and self._connection.is_connected)

    async def _connect(self) -> Connection:
        connection = await connect(*self._to)
        self.config.connect(connection)
        return connection

    async def stop(self, *exc: Any) -> None:
        """Answer what is under way, and listen no more."""
        connection = self._connection
        try:
            await super().stop(*exc)
        except nats.errors.Error as error:  # while NATS is away nothing can be answered
            log.warning("requests_not_drained", error=str(error))
        if isinstance(connection, Connection):
            await connection.abandon()


def broker(
    url: str,
    service: str,
    submitting: Submitting,
    sign_in: SignIn = OPEN,
    directory: Directory | None = None,
) -> Requests:
    """A broker that answers ``gradetrail.submit.<service>.>``, shared among replicas."""
    served = Requests(url, service, sign_in)

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
