"""The pull loop of every reader: batches of what has arrived, from a JetStream consumer.

A subscription and pull requests of our own: nats-py's ``fetch`` costs five times as much.
"""

import asyncio
import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import nats.errors
from nats.aio.subscription import Subscription
from nats.js import api
from nats.js.errors import APIError

from services.runtime.connection import Connection, read_headers
from services.runtime.wire import Carried

_PULL_EXPIRES_S = 5
_PULL_BYTES = 9 * 1024 * 1024
"""Asked for at once: more than the largest message, far less than NATS keeps for one client."""
_ANSWERED = ("404", "408", "409 Batch Completed", "409 Message Size Exceeds MaxBytes")
"""Statuses that end a pull request, and say what of it was not delivered."""
_HEARTBEAT_S = 1
_SILENCE_S = 3.5
"""Heartbeats come every second while a pull request stands: more silence means it is lost."""


class Interrupted(Exception):
    """The consumer is gone, or messages were lost on the way: open again from what is known."""


CONNECTION_FAULTS = (nats.errors.Error, APIError, TimeoutError, Interrupted, OSError)
"""What a reader answers by opening again."""


@dataclass(slots=True)
class Pulled:
    """A message: its place in the stream, and how many the consumer still has for us."""

    sequence: int
    pending: int
    headers: Mapping[str, str]
    data: bytes


def as_carried(service: str, batch: Sequence[Pulled]) -> list[Carried]:
    """The events in a batch of a service's stream.

    Raises:
        Interrupted: a message is not of the service's relay.
    """
    for one in batch:
        if one.headers.get("ce-position") != str(one.sequence):
            raise Interrupted(f"message {one.sequence} of {service} is not of its relay")
    return [Carried(service, one.sequence, one.headers, one.data) for one in batch]


class Pull:
    """Batches from one consumer, all of it: to find that another reads it, too, is a fault.

    ``delivered``: how many messages the consumer has delivered before; ``made_at``: when it was
    made, by which a stream that was made anew is known. ``redelivered``: messages that came
    although they had been delivered before.
    """

    def __init__(
        self,
        nc: Connection,
        stream: str,
        consumer: str,
        *,
        batch: int,
        delivered: int = 0,
        made_at: datetime | None = None,
    ) -> None:
        self.nc, self.stream, self.consumer, self.batch = nc, stream, consumer, batch
        self.made_at = made_at
        self._arrived: deque[tuple[bytes, bytes, bytes]] = deque()
        self._arrival = asyncio.Event()
        self._due, self._delivered = 0, delivered
        self._reconnects = nc.stats["reconnects"]
        self.redelivered = 0
        self._subscription: Subscription | None = None
        self._inbox = ""

    @classmethod
    async def from_position(
        cls,
        nc: Connection,
        stream: str,
        after: int,
        *,
        batch: int = 500,
        subjects: list[str] | None = None,
    ) -> "Pull":
        """Read a stream in order, from the message behind ``after``, without acks.

        ``subjects``: only these; the sequences then have gaps, the deliveries never.
        """
        name = uuid4().hex
        await nc.jetstream().add_consumer(
            stream,
            api.ConsumerConfig(
                name=name,
                ack_policy=api.AckPolicy.NONE,
                deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=after + 1,
                filter_subjects=subjects,
                inactive_threshold=60,
                max_deliver=1,
                mem_storage=True,
            ),
        )
        return await cls(nc, stream, name, batch=batch)._open()

    @classmethod
    async def from_durable(
        cls, nc: Connection, stream: str, durable: str, *, batch: int = 500
    ) -> "Pull":
        """Read a durable consumer's share; what was delivered and is still there comes first.

        Without the reset, messages that a killed process had taken would come after ``ack_wait``,
        behind younger ones of the same case.
        """
        js = nc.jetstream()
        info = await js.consumer_info(stream, durable)
        delivered = info.delivered.consumer_seq if info.delivered else 0
        if info.num_ack_pending and info.ack_floor:
            await js.reset_consumer(stream, durable, info.ack_floor.stream_seq + 1)
            delivered = 0  # it counts from the beginning again
        pull = cls(nc, stream, durable, batch=batch, delivered=delivered, made_at=info.created)
        return await pull._open()

    async def _open(self) -> "Pull":
        self._inbox = self.nc.new_inbox()

        def arrived(reply: bytes, data: bytes, headers: bytes) -> None:
            self._arrived.append((reply, data, headers))
            self._arrival.set()

        self._subscription = await self.nc.subscribe_straight(self._inbox, arrived)
        return self

    async def all_delivered_upto(self) -> int:
        """The stream's last sequence, if nothing up to it is still to be delivered; else 0."""
        js = self.nc.jetstream()
        last = (await js.stream_info(self.stream)).state.last_seq
        info = await js.consumer_info(self.stream, self.consumer)
        delivered = info.delivered.consumer_seq if info.delivered else 0
        return 0 if info.num_pending or delivered != self._delivered else last

    async def close(self) -> None:
        """Stop receiving."""
        if self._subscription:
            await self.nc.unsubscribe_straight(self._subscription)
            self._subscription = None

    async def next_batch(self) -> list[Pulled]:
        """Wait for a message, then take what is there, up to the batch size; empty on a heartbeat.

        Raises:
            Interrupted: nothing more will come from this consumer, or messages were lost.
        """
        taken: list[Pulled] = []
        self._check_connection()
        while len(taken) < self.batch:
            if self._due <= self.batch // 2:
                await self._ask()
            if not self._arrived:
                if taken:
                    break
                await self._wait()
            reply, data, block = self._arrived.popleft()
            status, headers = read_headers(block)
            if reply:  # a sender's own header may be called Status
                taken.append(self._pulled(reply.decode(), data, headers))
            elif status.startswith("100"):
                if not taken and not self._arrived:
                    break
            elif status.startswith(_ANSWERED):
                self._due -= int(headers.get("Nats-Pending-Messages", self._due))
            else:
                raise Interrupted(status)
        return taken

    async def _wait(self) -> None:
        self._arrival.clear()
        async with asyncio.timeout(_SILENCE_S):
            await self._arrival.wait()
        self._check_connection()

    def _check_connection(self) -> None:
        """Messages on the way are lost with their connection, and no silence tells of them.

        On the next one nats-py listens again where it did, so that heartbeats go on; and to the
        server they are delivered.
        """
        if self.nc.stats["reconnects"] != self._reconnects:
            raise Interrupted("the connection was lost")

    async def _ask(self) -> None:
        request = {
            "batch": self.batch,
            "max_bytes": _PULL_BYTES,
            "expires": _PULL_EXPIRES_S * 10**9,
            "idle_heartbeat": _HEARTBEAT_S * 10**9,
        }
        await self.nc.publish(
            f"$JS.API.CONSUMER.MSG.NEXT.{self.stream}.{self.consumer}",
            json.dumps(request).encode(),
            reply=self._inbox,
        )
        self._due += self.batch

    def _pulled(self, reply: str, data: bytes, headers: Mapping[str, str]) -> Pulled:
        # $JS.ACK.<stream>.<consumer>.<times>.<stream seq>.<consumer seq>.<time>.<pending>
        tokens = reply.split(".")
        sequence, delivered, pending = int(tokens[-4]), int(tokens[-3]), int(tokens[-1])
        if delivered != self._delivered + 1:
            raise Interrupted(f"message {delivered} of the consumer came after {self._delivered}")
        if tokens[-5] != "1":
            self.redelivered += 1
        self._delivered = delivered
        self._due -= 1
        return Pulled(sequence, pending, headers, data)
